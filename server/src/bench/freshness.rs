//! From the first byte of an HL7 message to the event that its person entered a segment, with every worker of a server
//! running: at a steady rate, not as fast as it goes. The anchor is the acknowledgement of the same messages.
use super::{Place, quantile};
use anyhow::{Result, ensure};
use kernel::{App, PatientId, Scope, TenantId, event};
use record::read::{self, Of};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

/// Messages a second.
const RATE: u32 = 100;
/// Connections over which they come in turn, so that a slow acknowledgement does not slow the rate.
const CONNECTIONS: u32 = 4;
/// Segments beside the one that is entered, so that a review has something to judge.
const OTHERS: u32 = 20;

/// Milliseconds from byte to event, at 100 messages a second, each of a person of its own.
pub async fn run(place: &Place, messages: u32) -> Result<Value> {
    let app = place.open("fresh").await?;
    let tenant = app.write(async |tx| access::organisation::found(&tx, "基准医院").await).await?;
    let scope = Scope::system(tenant, "bench");
    app.write(async |tx| access::organisation::open_site(&tx, &scope, "本部").await).await?;
    segments(&app, tenant).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(intake::mllp::serve(app.clone(), listener, async { drop(stopped.await) }));
    let workers = crate::work::start(&app);
    let (end_keeper, keeper_ended) = oneshot::channel::<()>();
    let keeper = tokio::spawn(understand::audience::keep(app.clone(), async { drop(keeper_ended.await) }));
    let watch = tokio::spawn(watch(app.clone(), messages));
    let clients = (0..CONNECTIONS).map(|c| tokio::spawn(client(address, c, messages)));
    let mut sent = HashMap::new();
    let mut acks = Vec::new();
    for each in clients.collect::<Vec<_>>() {
        for (n, begun, ack) in each.await?? {
            sent.insert(format!("P{n:08}"), begun);
            acks.push(ack);
        }
    }
    let entered = watch.await??;
    drop((stop, end_keeper));
    workers.finish().await;
    keeper.await?;
    let times = times(&app, &scope, &sent, &entered).await?;
    acks.sort_by(f64::total_cmp);
    let engine = app.db.engine();
    drop(app);
    place.clear(&["fresh"]).await?;
    Ok(json!({
        "bench": "freshness", "engine": engine, "messages": messages, "rate_per_s": RATE, "segments": OTHERS + 1,
        "entered": times.len(), "byte_to_event_ms_p50": quantile(&times, 0.5),
        "byte_to_event_ms_p99": quantile(&times, 0.99), "byte_to_event_ms_max": quantile(&times, 1.0),
        "ack_ms_p50": quantile(&acks, 0.5), "ack_ms_p99": quantile(&acks, 0.99),
        "ratio_to_ack_p50": quantile(&times, 0.5) / quantile(&acks, 0.5),
    }))
}

/// The segment that every message's person enters, and others that judge the same facts.
async fn segments(app: &App, tenant: TenantId) -> Result<()> {
    let entered = json!({"metric": {"code": "fpg", "is": {"ge": 7}}});
    understand::segment::found(app, tenant, "空腹血糖偏高", &entered).await?;
    for n in 0..OTHERS {
        let rule = json!({"all": [{"metric": {"code": "fpg", "is": {"ge": 20 + n}}}, {"age": {"ge": 90}}]});
        understand::segment::found(app, tenant, &format!("对照{n}"), &rule).await?;
    }
    Ok(())
}

type Sent = (u32, Instant, f64);

/// Sends its share of the messages, each at its own instant.
async fn client(address: std::net::SocketAddr, own: u32, messages: u32) -> Result<Vec<Sent>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut sent, mut buffer) = (Vec::new(), vec![0u8; 4096]);
    let start = tokio::time::Instant::now() + Duration::from_secs(2);
    for n in (own..messages).step_by(usize::try_from(CONNECTIONS)?) {
        tokio::time::sleep_until(start + Duration::from_secs(1) / RATE * n).await;
        let begun = Instant::now();
        stream.write_all(format!("\u{b}{}\u{1c}\r", message(n)).as_bytes()).await?;
        let read = tokio::time::timeout(Duration::from_secs(60), stream.read(&mut buffer)).await??;
        let answer = String::from_utf8_lossy(buffer.get(..read).unwrap_or_default()).into_owned();
        ensure!(answer.contains("MSA|AA"), "not acknowledged: {answer}");
        sent.push((n, begun, begun.elapsed().as_secs_f64() * 1e3));
    }
    Ok(sent)
}

fn message(n: u32) -> String {
    format!(
        "MSH|^~\\&|LIS|BENCH|NUANQIAO|BENCH|20260301080000||ORU^R01^ORU_R01|F{n:09}|P|2.5.1||||||UNICODE UTF-8\r\
         PID|1||P{n:08}^^^BENCH^PI||基准P{n:08}^^||19700101|M\r\
         OBR|1||R{n:09}|CHEM^生化|||20260301073000\r\
         OBX|1|NM|14771-0^空腹血糖^LN||8.2|mmol/L|3.9-6.1|H|||F|||20260301080000\r"
    )
}

/// Sees each entry as it is told, as any other reader of the log would.
async fn watch(app: App, messages: u32) -> Result<HashMap<PatientId, Instant>> {
    let (mut seen, mut seq) = (HashMap::new(), 0);
    let end = Instant::now() + Duration::from_secs(u64::from(messages / RATE) + 60);
    while seen.len() < usize::try_from(messages)? && Instant::now() < end {
        let bell = app.wake.notified();
        let events = event::after(app.db.read(), seq, 1_000).await?;
        let now = Instant::now();
        let Some(last) = events.last().map(|event| event.seq) else {
            drop(tokio::time::timeout(Duration::from_millis(20), bell).await);
            continue;
        };
        seq = last;
        for event in events.into_iter().filter(|event| event.kind == "segment.entered") {
            if event.payload.get("name").and_then(Value::as_str) == Some("空腹血糖偏高") {
                seen.extend(event.patient_id.map(|id| (id, now)));
            }
        }
    }
    Ok(seen)
}

async fn times(
    app: &App,
    scope: &Scope,
    sent: &HashMap<String, Instant>,
    entered: &HashMap<PatientId, Instant>,
) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for person in read::people(app.db.read(), scope, Of::All).await? {
        let begun = sent.get(person.name.trim_start_matches("基准"));
        if let (Some(begun), Some(seen)) = (begun, entered.get(&person.id)) {
            times.push(seen.duration_since(*begun).as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}
