//! The listener as a hospital system meets it: over a real socket, with the shared vectors.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use bytes::BytesMut;
use kernel::{App, TenantId, config::Config};
use nq_hl7::{Frame, Message, MllpCodec};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_util::codec::Decoder;

use super::serve;
use crate::hl7::sets::{count, json, rows, shared};

/// A listener that is running.
struct Door {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<kernel::Result<()>>,
}

async fn open(app: &App, idle_seconds: u64) -> Door {
    let app = App {
        config: Arc::new(Config { mllp_idle_seconds: idle_seconds, ..Config::default() }),
        ..app.clone()
    };
    app.write(async |tx| access::organisation::found(&tx, "耒阳市中医院").await).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(serve(app, listener, async { stopped.await.unwrap_or(()) }));
    Door { address, stop, task }
}

impl Door {
    async fn close(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }

    async fn connect(&self) -> Peer {
        Peer { socket: TcpStream::connect(self.address).await.unwrap(), buffer: BytesMut::new() }
    }
}

struct Peer {
    socket: TcpStream,
    buffer: BytesMut,
}

impl Peer {
    async fn send(&mut self, message: &[u8]) {
        self.socket.write_all(&[b"\x0b", message, b"\x1c\r"].concat()).await.unwrap();
    }

    /// The next answer, or `None` if none comes in time or the connection ends.
    async fn answer_within(&mut self, time: Duration) -> Option<Message> {
        let mut codec = MllpCodec::default();
        loop {
            if let Some(Frame::Message(frame)) = codec.decode(&mut self.buffer).unwrap() {
                let text = nq_hl7::charset::decode(&frame, nq_hl7::Charset::Gb18030).unwrap().text;
                return Some(Message::parse(&text).unwrap());
            }
            let mut packet = [0_u8; 4096];
            let read = tokio::time::timeout(time, self.socket.read(&mut packet)).await.ok()?.ok()?;
            if read == 0 {
                return None;
            }
            self.buffer.extend_from_slice(&packet[..read]);
        }
    }

    async fn answer(&mut self) -> Message {
        self.answer_within(Duration::from_secs(10)).await.expect("an answer in time")
    }

    async fn silent(&mut self) -> bool {
        self.answer_within(Duration::from_millis(300)).await.is_none()
    }
}

fn code(answer: &Message) -> String {
    answer.field("MSA", 1).text().into_owned()
}

fn errors(answer: &Message) -> Vec<String> {
    answer.all("ERR").map(|err| err.field(3).component(1).text().into_owned()).collect()
}

/// One vector: what was sent and what came back.
async fn exchange(peer: &mut Peer, vector: &Value) {
    let file = vector["file"].as_str().unwrap();
    let bytes = std::fs::read(shared().join("protocols/vectors").join(file)).unwrap();
    peer.send(&bytes).await;
    let expected = vector["expect_ack"].as_str().unwrap();
    let wanted: &[&str] = match expected {
        "CA then AA" => &["CA", "AA"],
        "CA only" => &["CA"],
        "none (success)" => &[],
        text if text.starts_with("none or AR") => &["AR"],
        text if text.starts_with("AA") => &["AA"],
        "AE" => &["AE"],
        "AR" => &["AR"],
        other => panic!("{file}: {other}"),
    };
    for wanted in wanted {
        let answer = peer.answer().await;
        assert_eq!(code(&answer), *wanted, "{file}: {}", answer.normalized());
        if let Some(id) = vector["expect"]["control_id"].as_str() {
            assert_eq!(answer.field("MSA", 2).text(), id, "{file}");
        }
        // The codes that the vector names: "ERR-3 200", "ERR-3 100/101", "ERR-3 102 …".
        let named: Vec<&str> = vector["why"]
            .as_str()
            .unwrap()
            .split("ERR-3 ")
            .nth(1)
            .map(|text| text.split(['/', ' ']).take(2).collect())
            .unwrap_or_default();
        if !named.is_empty() {
            assert!(
                errors(&answer).iter().any(|code| named.contains(&code.as_str())),
                "{file}: {:?}",
                errors(&answer)
            );
            let sentence = answer.field("ERR", 8).text().into_owned();
            assert!(crate::hl7::map_name::has_han(&sentence), "{file}: {sentence}");
        }
    }
}

async fn one<T: sea_orm::TryGetable>(app: &App, column: &str, sql: &str) -> T {
    rows(app, sql, vec![]).await.remove(0).try_get("", column).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_vector_gets_the_expected_acknowledgement_and_effect() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, _: TenantId| {
        let door = open(&app, 30).await;
        let mut peer = door.connect().await;
        let vectors = json("protocols/vectors/hl7/index.json");
        for vector in &vectors {
            exchange(&mut peer, vector).await;
            check_person(&app, vector).await;
        }
        assert_eq!(vectors.len(), 38);
        check_story(&app).await;
        door.close().await;
    })
    .await;
}

/// Name, sex, birth date and telephone of the vector, on file.
async fn check_person(app: &App, vector: &Value) {
    let (file, expected) = (vector["file"].as_str().unwrap(), &vector["expect"]);
    let Some(control_id) = expected["control_id"].as_str().filter(|_| expected["name"].is_string()) else {
        return;
    };
    let sql = "SELECT p.name, p.sex, p.birth_date, p.phone FROM patient p JOIN inbound i ON i.patient_id = p.id WHERE i.control_id = $1";
    let row = rows(app, sql, vec![control_id.into()]).await.remove(0);
    let text = |name: &str| row.try_get::<Option<String>>("", name).unwrap().unwrap_or_default();
    assert_eq!(text("name"), expected["name"].as_str().unwrap(), "{file}");
    let Some(sex) = expected["sex"].as_str() else { return };
    assert_eq!(text("sex"), if sex == "M" { "male" } else { "female" }, "{file}");
    assert_eq!(text("phone"), expected["phone"].as_str().unwrap(), "{file}");
    let birth = row.try_get::<Option<chrono::NaiveDate>>("", "birth_date").unwrap().unwrap();
    assert_eq!(birth.format("%Y%m%d").to_string(), expected["birth"].as_str().unwrap(), "{file}");
}

/// What all vectors together leave behind.
async fn check_story(app: &App) {
    let visit = |no: &str| format!("SELECT status, at, ended_at FROM encounter WHERE visit_no = '{no}'");
    let state: String = one(app, "status", &visit("V464278449")).await;
    assert_eq!(state, "finished", "A03 discharges");
    let state: String = one(app, "status", &visit("V078794310")).await;
    assert_eq!(state, "cancelled", "A11 cancels the admission");
    let state: String = one(app, "status", &visit("V308329471")).await;
    assert_eq!(state, "in_progress", "A13 cancels the discharge");
    let state: String = one(app, "status", &visit("V387165747")).await;
    let begin: chrono::DateTime<chrono::Utc> = one(app, "at", &visit("V387165747")).await;
    let begin = begin.with_timezone(&kernel::clock::zone()).format("%Y-%m-%dT%H:%M").to_string();
    assert_eq!((state.as_str(), begin.as_str()), ("finished", "2026-03-02T10:00"), "out of order");
    let amount: Option<i64> =
        one(app, "amount", "SELECT amount FROM encounter WHERE visit_no = 'V145081978'").await;
    assert_eq!(amount, Some(348_150), "3481.50 yuan, exact");
    let glucose =
        rows(app, "SELECT value_text, status FROM observation WHERE code = '14771-0'", vec![]).await;
    assert_eq!(glucose.len(), 1, "the correction replaces the critical value");
    assert_eq!(glucose[0].try_get::<String>("", "value_text").unwrap(), "5.6");
    let note = "SELECT id FROM fact WHERE detail LIKE '%建议复查|&^~ 请电话通知患者%'";
    assert_eq!(count(app, note, vec![]).await, 1, "the note is decoded");
    let states =
        |state: &str| format!("SELECT id FROM inbound WHERE control_id = 'NQ00901467' AND state = '{state}'");
    assert_eq!(count(app, &states("filed"), vec![]).await, 1);
    assert_eq!(count(app, &states("duplicate"), vec![]).await, 2, "sent again alone and in a batch");
    assert_eq!(count(app, &states("warning"), vec![]).await, 1, "the same control id with other content");
    let quarantined = count(app, "SELECT id FROM inbound WHERE state = 'quarantined'", vec![]).await;
    assert_eq!(quarantined, 11, "each refused message is kept");
    assert_eq!(count(app, "SELECT id FROM patient WHERE name LIKE '张%HACK%'", vec![]).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_framing_of_the_vectors_gets_its_number_of_answers() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, _: TenantId| {
        let door = open(&app, 1).await;
        for vector in json("protocols/vectors/mllp_frames.json") {
            let id = vector["id"].as_str().unwrap();
            let mut peer = door.connect().await;
            for chunk in vector["chunks"].as_array().unwrap() {
                let bytes =
                    base64::engine::general_purpose::STANDARD.decode(chunk.as_str().unwrap()).unwrap();
                peer.socket.write_all(&bytes).await.unwrap();
                peer.socket.flush().await.unwrap();
            }
            if vector["close_before_reply"].as_bool() == Some(true) {
                continue;
            }
            if id.ends_with("then-close") {
                peer.socket.shutdown().await.unwrap();
            }
            // One that never sends CR is answered at the end of its stream: documented as one answer.
            let expected = vector["replies"].as_u64().unwrap_or(1);
            for _ in 0..expected {
                assert_eq!(code(&peer.answer().await), "AA", "{id}");
            }
            assert!(peer.silent().await, "{id}: no further answer");
        }
        assert_eq!(
            count(&app, "SELECT id FROM inbound WHERE state <> 'duplicate'", vec![]).await,
            1,
            "all carried one message"
        );
        door.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_sender_hung_up_is_stored_and_its_resending_has_no_second_effect() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, _: TenantId| {
        let door = open(&app, 30).await;
        let bytes = std::fs::read(shared().join("protocols/vectors/hl7/adt_a01.hl7")).unwrap();
        let mut peer = door.connect().await;
        peer.send(&bytes).await;
        drop(peer);
        let mut peer = door.connect().await;
        peer.send(&bytes).await;
        assert_eq!(code(&peer.answer().await), "AA");
        assert_eq!(count(&app, "SELECT id FROM encounter", vec![]).await, 1);
        // Closing waits for the first message, which nobody waits for any more.
        door.close().await;
        assert_eq!(count(&app, "SELECT id FROM inbound", vec![]).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_idle_sockets_do_not_keep_the_hospital_system_out() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, _: TenantId| {
        let door = open(&app, 30).await;
        let mut idle = Vec::new();
        for _ in 0..1000 {
            let mut socket = TcpStream::connect(door.address).await.unwrap();
            socket.write_all(b"\x0bMS").await.unwrap();
            idle.push(socket);
        }
        let bytes = std::fs::read(shared().join("protocols/vectors/hl7/adt_a04.hl7")).unwrap();
        let mut peer = door.connect().await;
        peer.send(&bytes).await;
        assert_eq!(code(&peer.answer_within(Duration::from_secs(5)).await.expect("an answer")), "AA");
        drop(idle);
        door.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_closed_and_a_frame_that_ends_without_cr_is_answered_first() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, _: TenantId| {
        let door = open(&app, 1).await;
        let bytes = std::fs::read(shared().join("protocols/vectors/hl7/adt_a04.hl7")).unwrap();
        let mut peer = door.connect().await;
        peer.socket.write_all(&[b"\x0b", bytes.as_slice(), b"\x1c"].concat()).await.unwrap();
        assert_eq!(code(&peer.answer_within(Duration::from_secs(5)).await.expect("an answer")), "AA");
        let mut packet = [0_u8; 16];
        let end = tokio::time::timeout(Duration::from_secs(5), peer.socket.read(&mut packet)).await;
        assert_eq!(end.expect("closed in time").unwrap(), 0);
        door.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_comes_back_in_the_character_set_of_the_sender() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, _: TenantId| {
        let door = open(&app, 30).await;
        let text =
            "MSH|^~\\&|HIS|耒阳|NQ|耒阳|2026||ADT^A04|77|P|2.4|||||CHN|GB18030\rPID|1||P1||王||19991345\r";
        let mut peer = door.connect().await;
        peer.send(&nq_hl7::Charset::Gb18030.encode(text)).await;
        let answer = peer.answer().await;
        assert_eq!(answer.field("MSH", 6).text(), "耒阳");
        assert_eq!(answer.field("MSH", 18).text(), "GB18030");
        assert!(answer.field("ERR", 8).text().contains("出生日期"));
        door.close().await;
    })
    .await;
}
