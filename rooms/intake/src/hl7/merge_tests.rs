//! Merges, changed numbers, appointments and corrections told by a hospital system, in every order of arrival.

use bytes::Bytes;
use kernel::{App, TenantId};
use nq_hl7::AckCode;

use super::interpret::Dialect;
use super::sets::{count, rows};
use crate::feed;
use crate::message::receive::{Arrived, Outcome, Through, receive};
use crate::message::state::State;

async fn through(app: &App, tenant: TenantId) -> Through {
    let scope = kernel::Scope::system(tenant, "mllp");
    let feed = app.write(async |tx| feed::open(&tx, &scope, feed::MLLP, "HL7").await).await.unwrap();
    Through { tenant, feed, dialect: Dialect::default() }
}

async fn send(app: &App, through: &Through, text: &str) -> Outcome {
    receive(app, through, Arrived::Whole(Bytes::from(text.to_owned()))).await
}

fn adt(event: &str, control: &str, at: &str, rest: &str) -> String {
    format!("MSH|^~\\&|HIS|LY|NQ|LY|{at}||ADT^{event}|{control}|P|2.5.1\rEVN|{event}|{at}\r{rest}\r")
}

fn pid(number: &str, name: &str, birth: &str) -> String {
    format!("PID|1||{number}^^^LY^PI||{name}||{birth}|F|||||13900001{birth:.3}")
}

async fn people(app: &App) -> i64 {
    count(app, "SELECT id FROM patient WHERE merged_into IS NULL", vec![]).await
}

async fn texts(app: &App, sql: &str) -> Vec<String> {
    rows(app, sql, vec![]).await.iter().map(|row| row.try_get("", "t").unwrap()).collect()
}

/// Two people with a visit each; then the second number is given up for the first.
fn story() -> [String; 3] {
    let visit = |no: &str| format!("PV1|1|O|内科||||||||||||||||{no}");
    [
        adt("A04", "1", "20260301080000", &format!("{}\r{}", pid("P1", "王秀英", "19610504"), visit("V1"))),
        adt("A04", "2", "20260301090000", &format!("{}\r{}", pid("P2", "王秀瑛", "19710608"), visit("V2"))),
        adt("A40", "3", "20260302080000", &format!("{}\rMRG|P2^^^LY^PI", pid("P1", "王秀英", "19610504"))),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_joins_two_records_once_and_later_messages_under_the_old_number_find_the_person() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        for message in story() {
            assert_eq!(send(&app, &through, &message).await.ack, AckCode::AA);
        }
        assert_eq!(people(&app).await, 1);
        let visits = "SELECT e.visit_no AS t FROM encounter e JOIN patient p ON p.id = e.patient_id \
                      WHERE p.name = '王秀英' ORDER BY e.visit_no";
        assert_eq!(texts(&app, visits).await, ["V1", "V2"]);
        let again = adt(
            "A40",
            "4",
            "20260302090000",
            &story()[2].split("\rPID").nth(1).map(|rest| format!("PID{rest}")).unwrap(),
        );
        let outcome = send(&app, &through, &again).await;
        assert_eq!((outcome.ack, outcome.stored.unwrap().1), (AckCode::AA, State::Filed));
        let told = "SELECT kind AS t FROM event WHERE kind = 'match.decided'";
        assert_eq!(texts(&app, told).await.len(), 2, "told once at each record");
        let late = adt(
            "A04",
            "5",
            "20260303080000",
            &format!("{}\rPV1|1|O|外科||||||||||||||||V3", pid("P2", "王秀英", "19710608")),
        );
        send(&app, &through, &late).await;
        assert_eq!((people(&app).await, texts(&app, visits).await.len()), (1, 3));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_that_comes_before_the_people_leaves_one_person_whatever_the_order() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, _: TenantId| {
        for order in [[2, 0, 1], [2, 1, 0], [0, 2, 1], [1, 2, 0]] {
            let tenant = TenantId::new();
            let through = through(&app, tenant).await;
            // Alike enough to be the same person: a number alone never joins two who contradict it.
            let story =
                story().map(|message| message.replace("王秀瑛", "王秀英").replace("19710608", "19610504"));
            for step in order {
                let outcome = send(&app, &through, &story[step]).await;
                assert_eq!(outcome.ack, AckCode::AA, "{order:?}");
            }
            let sql = "SELECT id FROM patient WHERE merged_into IS NULL AND tenant_id = $1";
            assert_eq!(count(&app, sql, vec![tenant.0.into()]).await, 1, "{order:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_number_is_the_same_person_and_a_merge_without_its_other_half_is_refused() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        send(&app, &through, &adt("A28", "1", "20260301080000", &pid("OLD", "吴瑕珠", "19610504"))).await;
        let change = format!("{}\rMRG|OLD^^^LY^PI", pid("NEW", "吴瑕珠", "19610504"));
        assert_eq!(send(&app, &through, &adt("A47", "2", "20260302080000", &change)).await.ack, AckCode::AA);
        assert_eq!(count(&app, "SELECT id FROM patient", vec![]).await, 1);
        let numbers = texts(&app, "SELECT value AS t FROM patient_identifier ORDER BY value").await;
        assert_eq!(numbers, ["NEW", "OLD"]);
        let alone =
            send(&app, &through, &adt("A40", "3", "20260302090000", &pid("NEW", "吴瑕珠", "19610504"))).await;
        assert_eq!((alone.ack, alone.problems[0].code.number()), (AckCode::AE, 100));
        let empty = format!("{}\rMRG|^^^LY^PI", pid("NEW", "吴瑕珠", "19610504"));
        let empty = send(&app, &through, &adt("A40", "4", "20260302090000", &empty)).await;
        assert_eq!((empty.ack, empty.problems[0].code.number()), (AckCode::AE, 101));
    })
    .await;
}

fn siu(event: &str, control: &str, at: &str, start: &str) -> String {
    format!(
        "MSH|^~\\&|HIS|LY|NQ|LY|{at}||SIU^{event}|{control}|P|2.5.1\rSCH|A1|A1||||复诊|复诊^复诊||30|MIN|^^30^{start}\r\
         {}\rRGS|1\rAIS|1||复诊|{start}\rAIL|1||心血管内科^诊室3\r",
        pid("P1", "王秀英", "19610504")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_is_made_moved_and_cancelled_and_an_older_word_changes_nothing() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let story = [
            ("S12", "1", "20260301080000", "20260320090000", "booked"),
            ("S13", "2", "20260302080000", "20260321090000", "booked"),
            ("S15", "3", "20260303080000", "20260321090000", "cancelled"),
            ("S13", "4", "20260302090000", "20260322090000", "cancelled"),
        ];
        for (event, control, at, start, state) in story {
            let outcome = send(&app, &through, &siu(event, control, at, start)).await;
            assert_eq!((outcome.ack, outcome.stored.unwrap().1), (AckCode::AA, State::Filed), "{event}");
            let shown = texts(&app, "SELECT status AS t FROM fhir_resource WHERE kind = 'Appointment'").await;
            assert_eq!(shown, [state], "{event}");
        }
        let told = "SELECT kind AS t FROM event WHERE kind = 'appointment.recorded'";
        assert_eq!(texts(&app, told).await.len(), 3);
        let nameless = siu("S12", "5", "20260304080000", "20260320090000").replace("SCH|A1|A1|", "SCH|||");
        let outcome = send(&app, &through, &nameless).await;
        assert_eq!((outcome.ack, outcome.stored.unwrap().1), (AckCode::AA, State::Unmapped));
    })
    .await;
}

fn oru(control: &str, at: &str, value: &str, state: &str) -> String {
    format!(
        "MSH|^~\\&|LIS|LY|NQ|LY|{at}||ORU^R01|{control}|P|2.5.1\r{}\rOBR|1|O1|F1|GLU^血糖|||20260301080000||||||||||||||||||{state}\r\
         OBX|1|NM|14771-0^空腹血糖^LN||{value}|mmol/L|3.9-6.1||||{state}|||20260301080000\r",
        pid("P1", "王秀英", "19610504")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_result_is_replaced_and_a_deleted_one_withdrawn_with_its_history() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let shown = "SELECT status AS t FROM observation";
        let values = "SELECT value_text AS t FROM measurement";
        for (control, at, value, state, status, left) in [
            ("1", "20260301090000", "20.0", "F", "final", vec!["20.0"]),
            ("2", "20260301100000", "5.6", "C", "corrected", vec!["5.6"]),
            ("3", "20260301110000", "", "D", "entered-in-error", vec![]),
            ("4", "20260301093000", "19.0", "C", "entered-in-error", vec![]),
        ] {
            let outcome = send(&app, &through, &oru(control, at, value, state)).await;
            assert_eq!(outcome.ack, AckCode::AA);
            assert_eq!(texts(&app, shown).await, [status], "{control}");
            assert_eq!(texts(&app, values).await, left, "{control}");
        }
        let wrong = oru("5", "20260301120000", "6.0", "F");
        send(&app, &through, &wrong).await;
        send(&app, &through, &oru("6", "20260301130000", "6.0", "W")).await;
        assert_eq!(texts(&app, shown).await, ["entered-in-error"], "W: posted as wrong");
        let versions = "SELECT hash AS t FROM fhir_version";
        assert!(texts(&app, versions).await.len() >= 4, "every version is kept");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_demographics_replace_and_silence_takes_nothing_away() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let full = "PID|1||P1^^^LY^PI||王秀英||19610504|F|||湖南省耒阳市五一路3号||13900001111";
        send(&app, &through, &adt("A04", "1", "20260301080000", full)).await;
        let moved = "PID|1||P1^^^LY^PI||王秀瑛||19610504|F|||||13900002222";
        send(&app, &through, &adt("A08", "2", "20260302080000", moved)).await;
        let older = full.replace("13900001111", "13900003333");
        send(&app, &through, &adt("A08", "3", "20260301090000", &older)).await;
        let sql = "SELECT name || '|' || phone || '|' || address AS t FROM patient";
        assert_eq!(texts(&app, sql).await, ["王秀瑛|13900002222|湖南省耒阳市五一路3号"]);
    })
    .await;
}
