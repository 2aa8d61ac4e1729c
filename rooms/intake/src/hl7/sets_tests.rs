//! Foreign message sets go through the same door: nothing is lost, nothing breaks, people and results are counted right.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use kernel::{App, Scope, TenantId};
use nq_hl7::{Message, split};

use super::interpret::Dialect;
use super::sets::{count, unpack};
use crate::feed;
use crate::message::receive::{Arrived, Through, receive};

async fn take_set(app: &App, tenant: TenantId, set: &str) -> BTreeMap<&'static str, usize> {
    let scope = Scope::system(tenant, "mllp");
    let feed = app.write(async |tx| feed::open(&tx, &scope, feed::MLLP, "HL7").await).await.unwrap();
    let processing_ids = ["P", "T", "D"].map(str::to_owned).to_vec();
    let through = Through { tenant, feed, dialect: Dialect { processing_ids, ..Dialect::default() } };
    let folder = unpack(set);
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    let mut files: Vec<_> = walk(&folder);
    files.sort();
    for file in files {
        for message in split(&Bytes::from(std::fs::read(&file).unwrap())).messages {
            let outcome = receive(app, &through, Arrived::Whole(message)).await;
            let (_, state) = outcome.stored.unwrap_or_else(|| panic!("{}: not stored", file.display()));
            // AE is for content, AR for type; an internal error would be ours.
            assert!(
                outcome.problems.iter().all(|p| p.code.number() != 207),
                "{}: {:?}",
                file.display(),
                outcome.problems
            );
            *states.entry(state.as_str()).or_default() += 1;
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
    states
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// Results by order number, code and sub-id: a later message with the same three corrects the earlier one.
fn distinct_results(set: &str) -> usize {
    let folder = unpack(set);
    let mut keys = BTreeSet::new();
    for file in walk(&folder) {
        for bytes in split(&Bytes::from(std::fs::read(&file).unwrap())).messages {
            let message = Message::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
            let mut order = (String::new(), String::new());
            for segment in message.segments().filter(|_| message.header().kind == "ORU") {
                let code = |field: usize| segment.field(field).component(1).raw().to_owned();
                if segment.name() == "OBR" {
                    order = (code(3), code(4));
                } else if segment.name() == "OBX" {
                    keys.insert((order.clone(), code(3), code(4)));
                }
            }
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
    keys.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_hundred_messages_of_a_simulated_hospital_leave_its_people_and_results() {
    let results = i64::try_from(distinct_results("simhospital_stream")).unwrap();
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let states = take_set(&app, tenant, "simhospital_stream").await;
        assert_eq!(states, BTreeMap::from([("filed", 698), ("unmapped", 2)]));
        // The truth counts 281 distinct patient numbers.
        assert_eq!(count(&app, "SELECT id FROM patient", vec![]).await, 281);
        assert_eq!(count(&app, "SELECT id FROM observation", vec![]).await, results);
        let again = take_set(&app, tenant, "simhospital_stream").await;
        assert_eq!(again, BTreeMap::from([("duplicate", 700)]));
        assert_eq!(count(&app, "SELECT id FROM observation", vec![]).await, results);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_other_countries_and_defective_ones_are_all_kept_with_a_reason() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let sets = [
            ("cdc_reportstream", 214),
            ("linuxforhealth", 4),
            ("msft_fhir_converter", 139),
            ("ruby_hl7", 30),
            ("zh_mllp_streams", 20),
        ];
        for (set, messages) in sets {
            let states = take_set(&app, tenant, set).await;
            assert_eq!(states.values().sum::<usize>(), messages, "{set}: {states:?}");
            assert!(states.contains_key("filed"), "{set}: {states:?}");
        }
        let sql = "SELECT id FROM inbound WHERE state = 'quarantined' AND (error IS NULL OR error = '')";
        assert_eq!(count(&app, sql, vec![]).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_breaks_off_in_a_recorded_stream_is_kept_and_not_filed() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let scope = Scope::system(tenant, "mllp");
        let feed = app.write(async |tx| feed::open(&tx, &scope, feed::MLLP, "HL7").await).await.unwrap();
        let through = Through { tenant, feed, dialect: Dialect::default() };
        let half = "MSH|^~\\&|LIS||NQ||20260304080000||ORU^R01|9|P|2.4\rPID|1||P1||王\rOBR|1|O1\rOBX|1|NM|GLU^葡萄糖||1";
        let outcome = receive(&app, &through, Arrived::BrokenOff(Bytes::from(half))).await;
        assert_eq!(outcome.ack, nq_hl7::AckCode::AE);
        assert_eq!(count(&app, "SELECT id FROM observation", vec![]).await, 0);
        let whole = format!("{half}2.3|mmol/L\r");
        assert_eq!(receive(&app, &through, Arrived::Whole(whole.into())).await.ack, nq_hl7::AckCode::AA);
    })
    .await;
}
