//! The Chinese dialect messages land field by field, in UTF-8 and in GB18030, through the real mapping and the record.

use std::collections::BTreeMap;

use bytes::Bytes;
use kernel::{App, PatientId, TenantId};
use nq_hl7::AckCode;
use record::file::EncounterClass;
use serde_json::Value;
use uuid::Uuid;

use super::interpret::Dialect;
use super::map_name::has_han;
use super::map_visit;
use super::sets::{json, rows, unpack};
use crate::feed::{self, FeedId};
use crate::message::receive::{Arrived, Outcome, Through, receive};
use crate::message::state::State;

/// The feed as it would be set up for these senders: debugging messages pass, local events are known.
fn through(tenant: TenantId, feed: FeedId) -> Through {
    let aliases = [("ADT^ZP1", "ADT^A28"), ("ZMG^Z30", "ORM^O01")];
    let dialect = Dialect {
        processing_ids: vec!["P".to_owned(), "D".to_owned()],
        aliases: aliases.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect::<BTreeMap<_, _>>(),
        ..Dialect::default()
    };
    Through { tenant, feed, dialect }
}

async fn open_feed(app: &App, tenant: TenantId) -> FeedId {
    let scope = kernel::Scope::system(tenant, "mllp");
    app.write(async |tx| feed::open(&tx, &scope, feed::MLLP, "HL7").await).await.unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

async fn land_set(app: &App, tenant: TenantId, set: &str, suffix: &str) {
    let folder = unpack(set);
    let feed = open_feed(app, tenant).await;
    let truth = json("data/expected/hl7_zh_dialect_fields.json");
    assert_eq!(truth.len(), 19);
    for expected in &truth {
        let file = text(expected, "file").replace(".hl7", suffix);
        let bytes = Bytes::from(std::fs::read(folder.join(&file)).unwrap());
        let outcome = receive(app, &through(tenant, feed), Arrived::Whole(bytes)).await;
        assert_eq!(outcome.ack, AckCode::AA, "{file}: {:?}", outcome.problems);
        check(app, &file, expected, &outcome).await;
    }
    std::fs::remove_dir_all(folder).unwrap();
}

async fn check(app: &App, file: &str, expected: &Value, outcome: &Outcome) {
    let (id, state) = outcome.stored.unwrap();
    let sql = "SELECT control_id, kind, mapped, patient_id FROM inbound WHERE id = $1";
    let row = rows(app, sql, vec![id.0.into()]).await.remove(0);
    assert_eq!(row.try_get::<String>("", "control_id").unwrap(), text(expected, "control_id"), "{file}");
    let kind = row.try_get::<String>("", "kind").unwrap();
    assert!(text(expected, "type").starts_with(&kind), "{file}: {kind}");
    let known = ["ADT", "ORU", "OUL"].iter().any(|kind| text(expected, "type").starts_with(kind));
    assert_eq!(state, if known { State::Filed } else { State::Unmapped }, "{file}");
    let Some(patient) = expected.get("patient") else { return };
    let about = row.try_get::<Option<Uuid>>("", "patient_id").unwrap().map(PatientId).unwrap();
    check_person(app, file, patient, about).await;
    check_numbers(app, file, patient, about).await;
    let mapped: Value = row.try_get("", "mapped").unwrap();
    if let Some(visit) = expected.get("visit") {
        check_visit(app, file, visit, about, &mapped["people"][0]["visit"]).await;
    }
    let empty = Vec::new();
    let results = expected.get("results").and_then(Value::as_array).unwrap_or(&empty);
    for result in results {
        check_result(app, file, result, about).await;
    }
    let stored =
        rows(app, "SELECT id FROM observation WHERE patient_id = $1", vec![about.0.into()]).await.len();
    assert!(stored >= results.len(), "{file}: {stored} results");
}

async fn check_person(app: &App, file: &str, expected: &Value, about: PatientId) {
    let sql = "SELECT name, sex, birth_date, phones FROM patient WHERE id = $1";
    let row = rows(app, sql, vec![about.0.into()]).await.remove(0);
    let parts: Vec<&str> = text(expected, "name_field").split('^').collect();
    let second = parts.get(1).copied().filter(|part| has_han(part) && *part != "男").unwrap_or("");
    assert_eq!(row.try_get::<String>("", "name").unwrap(), format!("{}{second}", parts[0]), "{file}: name");
    let sex = expected["sex"].as_str().unwrap_or("unknown");
    assert_eq!(row.try_get::<String>("", "sex").unwrap(), sex, "{file}: sex");
    let birth = row.try_get::<Option<chrono::NaiveDate>>("", "birth_date").unwrap();
    let birth = birth.map(|day| day.format("%Y%m%d").to_string());
    assert_eq!(birth.as_deref(), expected["birth"].as_str(), "{file}: birth date");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let stored: Value = row.try_get("", "phones").unwrap();
    let stored: Vec<String> =
        stored.as_array().unwrap().iter().map(|p| digits(p.as_str().unwrap())).collect();
    for phone in expected["phones"].as_array().unwrap() {
        assert!(stored.contains(&digits(phone.as_str().unwrap())), "{file}: {phone} in {stored:?}");
    }
}

async fn check_numbers(app: &App, file: &str, expected: &Value, about: PatientId) {
    let sql = "SELECT system, value, verified FROM patient_identifier WHERE patient_id = $1";
    let stored: Vec<(String, String, bool)> = rows(app, sql, vec![about.0.into()])
        .await
        .into_iter()
        .map(|r| {
            (
                r.try_get("", "system").unwrap(),
                r.try_get("", "value").unwrap(),
                r.try_get("", "verified").unwrap(),
            )
        })
        .collect();
    for number in expected["identifiers"].as_array().unwrap() {
        let value = text(number, "value");
        // A zero in the infant's sequence number is shared by everybody; it stays in the message.
        let is_number = !value.is_empty() && value != "0";
        assert_eq!(
            stored.iter().any(|(_, known, _)| known == value),
            is_number,
            "{file}: {number} in {stored:?}"
        );
    }
    let cards = expected["id_card"]
        .as_array()
        .unwrap()
        .iter()
        .zip(expected["id_card_checksum_ok"].as_array().unwrap());
    for (card, ok) in cards {
        let found =
            stored.iter().find(|(system, value, _)| system == "id_card" && value == card.as_str().unwrap());
        assert_eq!(found.map(|(.., verified)| *verified), ok.as_bool(), "{file}: {card}");
    }
}

async fn check_visit(app: &App, file: &str, expected: &Value, about: PatientId, mapped: &Value) {
    let number = text(expected, "visit_number");
    if number.is_empty() || number.starts_with('^') {
        return;
    }
    let number = number.replace('^', "-");
    assert_eq!(text(mapped, "visit_no"), number, "{file}: visit number");
    let class = map_visit::class(text(expected, "class_raw"));
    assert_eq!(mapped["class"].as_str(), class.map(EncounterClass::as_str), "{file}: class");
    let location = text(expected, "location");
    let department = mapped["department"].as_str().unwrap_or_default();
    assert!(location.split('^').any(|part| part == department), "{file}: {department} of {location}");
    let admit = text(expected, "admit");
    let is_told = admit.chars().any(|c| c != '0');
    if !is_told && !file.contains("_adt_") {
        // A visit that a result only mentions, without saying when it began, is no visit of the record.
        return;
    }
    let sql = "SELECT at, class, department FROM encounter WHERE patient_id = $1 AND visit_no = $2";
    let row = rows(app, sql, vec![about.0.into(), number.into()]).await.remove(0);
    assert_eq!(row.try_get::<String>("", "class").unwrap(), class.unwrap().as_str(), "{file}: class on file");
    assert_eq!(
        row.try_get::<Option<String>>("", "department").unwrap().unwrap_or_default(),
        department,
        "{file}"
    );
    if is_told {
        let at = row
            .try_get::<chrono::DateTime<chrono::Utc>>("", "at")
            .unwrap()
            .with_timezone(&kernel::clock::zone());
        assert_eq!(at.format("%Y%m%d%H%M%S").to_string(), admit, "{file}: admission");
    }
}

async fn check_result(app: &App, file: &str, expected: &Value, about: PatientId) {
    let sql = "SELECT name, value_text, value_num, unit, ref_text, flag_text, flag FROM observation \
               WHERE patient_id = $1 AND code = $2";
    let code = text(expected, "code");
    let found = rows(app, sql, vec![about.0.into(), code.into()]).await;
    assert_eq!(found.len(), 1, "{file}: {code}");
    let stored = |name: &str| found[0].try_get::<Option<String>>("", name).unwrap().unwrap_or_default();
    assert_eq!(
        stored("name"),
        text(expected, "name").trim_start_matches(['*', ' ']),
        "{file}: name of {code}"
    );
    assert_eq!(stored("value_text"), text(expected, "value"), "{file}: value of {code}");
    assert_eq!(stored("unit"), text(expected, "unit").replace("\\S\\", "^"), "{file}: unit of {code}");
    assert_eq!(stored("ref_text"), text(expected, "range"), "{file}: range of {code}");
    let number = found[0].try_get::<Option<f64>>("", "value_num").unwrap();
    let is_grade_like = expected["numeric"].is_null() && text(expected, "value") == "阴性";
    if !is_grade_like {
        assert_eq!(number, expected["numeric"].as_f64(), "{file}: number of {code}");
    }
    if !text(expected, "flag_obx8").is_empty() {
        assert_eq!(stored("flag_text"), text(expected, "flag_obx8"), "{file}: mark of {code}");
    }
    if let Some(judged) = expected["out_of_range"].as_str() {
        assert_eq!(stored("flag"), judged, "{file}: {code} judged");
    } else {
        assert!(
            !matches!(stored("flag").as_str(), "high" | "low"),
            "{file}: {code} judged {}",
            stored("flag")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nineteen_messages_of_chinese_hospitals_land_field_by_field_in_utf8() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        land_set(&app, tenant, "zh_dialect_utf8", ".hl7").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_messages_in_gb18030_land_the_same() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        land_set(&app, tenant, "zh_dialect_gbk", ".gbk.hl7").await;
    })
    .await;
}
