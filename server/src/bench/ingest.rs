//! HL7 over TCP, stored durably and filed before each ACK, against inserting the very same rows raw in batches.
use super::{Place, quantile, raw};
use anyhow::{Result, ensure};
use kernel::App;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

const CONNECTIONS: u32 = 8;
const RESULTS: [(&str, &str, &str, &str); 10] = [
    ("14771-0", "空腹血糖", "mmol/L", "3.9-6.1"),
    ("14647-2", "总胆固醇", "mmol/L", "<5.2"),
    ("14927-8", "甘油三酯", "mmol/L", "<1.7"),
    ("22748-8", "低密度脂蛋白胆固醇", "mmol/L", "<3.4"),
    ("14646-4", "高密度脂蛋白胆固醇", "mmol/L", ">1.0"),
    ("4548-4", "糖化血红蛋白", "%", "4.0-6.0"),
    ("8867-4", "心率", "/min", "60-100"),
    ("8480-6", "收缩压", "mm[Hg]", "90-139"),
    ("8462-4", "舒张压", "mm[Hg]", "60-89"),
    ("29463-7", "体重", "kg", ""),
];
/// Tables whose rows the anchor inserts again.
const TABLES: [&str; 6] =
    ["inbound_message", "event", "observation", "measurement", "patient", "patient_identifier"];

/// Messages per second over eight connections, and over one; the raw insert of the same rows as anchor.
pub async fn run(place: &Place, messages: u32) -> Result<Value> {
    let app = place.open("hl7").await?;
    let tenant = app.write(async |tx| access::organisation::found(&tx, "基准医院").await).await?;
    let scope = kernel::Scope::system(tenant, "bench");
    app.write(async |tx| access::organisation::open_site(&tx, &scope, "本部").await).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(intake::mllp::serve(app.clone(), listener, async { drop(stopped.await) }));
    let one = send(address, 1, messages / CONNECTIONS, 0).await?;
    let many = send(address, CONNECTIONS, messages / CONNECTIONS, 1_000_000).await?;
    drop(stop);
    let anchor = anchor(place, &app).await?;
    let engine = app.db.engine();
    drop(app);
    place.clear(&["hl7", "anchor"]).await?;
    let sent = f64::from(messages / CONNECTIONS);
    let (one_rate, many_rate) = (sent / one.seconds, sent * f64::from(CONNECTIONS) / many.seconds);
    let total = sent * f64::from(CONNECTIONS + 1);
    Ok(json!({
        "bench": "hl7_ingest", "engine": engine, "observations_per_message": RESULTS.len(),
        "messages_per_s_1_connection": one_rate.round(), "ack_ms_p50": one.p50, "ack_ms_p99": one.p99,
        "messages_per_s_8_connections": many_rate.round(), "observations_per_s": (many_rate * 10.0).round(),
        "anchor_rows": anchor.rows, "anchor_messages_per_s": (total / anchor.seconds).round(),
        "ratio_to_raw_insert": many_rate / (total / anchor.seconds),
    }))
}

struct Sent {
    seconds: f64,
    p50: f64,
    p99: f64,
}

async fn send(address: std::net::SocketAddr, connections: u32, each: u32, offset: u32) -> Result<Sent> {
    let begun = Instant::now();
    let clients = (0..connections).map(|c| tokio::spawn(client(address, offset + c * each, each)));
    let mut times = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        times.extend(client.await??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    Ok(Sent { seconds, p50: quantile(&times, 0.5), p99: quantile(&times, 0.99) })
}

async fn client(address: std::net::SocketAddr, from: u32, count: u32) -> Result<Vec<f64>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut times, mut buffer) = (Vec::new(), vec![0u8; 4096]);
    for n in from..from + count {
        let begun = Instant::now();
        stream.write_all(format!("\u{b}{}\u{1c}\r", message(n)).as_bytes()).await?;
        let read = tokio::time::timeout(Duration::from_secs(60), stream.read(&mut buffer)).await??;
        let answer = String::from_utf8_lossy(buffer.get(..read).unwrap_or_default()).into_owned();
        ensure!(answer.contains("MSA|AA"), "not acknowledged: {answer}");
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

fn message(n: u32) -> String {
    let (patient, value) = (n % 5_000, 40 + n % 50);
    let head = format!(
        "MSH|^~\\&|LIS|BENCH|NUANQIAO|BENCH|20260301080000||ORU^R01^ORU_R01|B{n:09}|P|2.5.1||||||UNICODE UTF-8\r\
         PID|1||P{patient:08}^^^BENCH^PI||基准{patient}^^||19700101|M\r\
         OBR|1||R{n:09}|CHEM^生化|||20260301073000\r"
    );
    let result = |(i, (code, name, unit, range)): (usize, &(&str, &str, &str, &str))| {
        format!("OBX|{}|NM|{code}^{name}^LN||{value}.{i}|{unit}|{range}|N|||F|||20260301080000\r", i + 1)
    };
    std::iter::once(head).chain(RESULTS.iter().enumerate().map(result)).collect()
}

async fn anchor(place: &Place, app: &App) -> Result<raw::Inserted> {
    let empty = place.open("anchor").await?;
    raw::copy(app, &empty, &TABLES).await
}
