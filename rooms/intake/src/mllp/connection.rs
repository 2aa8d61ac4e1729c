//! One connection: frames in, answers out, in order.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use kernel::{App, Result, Scope, TenantId};
use nq_hl7::{Charset, Frame, MllpCodec, split};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_util::codec::{Decoder, Framed};

use super::crowd::Place;
use crate::feed::{self, FeedId};
use crate::hl7::answer::{Answered, replies};
use crate::message::receive::{Arrived, Outcome, Through, receive};

/// Name of the feed of the listener.
const FEED: &str = "HL7 接口（MLLP）";

type Wire = Framed<TcpStream, MllpCodec>;

/// Works a connection through until the peer leaves, is silent for too long, or has to make room.
pub(super) async fn run(
    app: App,
    socket: TcpStream,
    peer: SocketAddr,
    place: Place,
    mut closing: watch::Receiver<bool>,
) {
    let idle = Duration::from_secs(app.config.mllp_idle_seconds.max(1));
    let mut wire = Framed::new(socket, MllpCodec::with_limit(app.config.mllp_max_bytes));
    loop {
        // Measured from the last whole message: a peer that drips single bytes gains nothing by it.
        let frame = tokio::select! {
            biased;
            _ = closing.wait_for(|closing| *closing) => break,
            () = place.told_to_leave() => break,
            frame = tokio::time::timeout(idle, wire.next()) => frame,
        };
        let frame = match frame {
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(error))) => {
                tracing::debug!(%peer, %error, "HL7 connection broke");
                break;
            }
            Ok(None) => break,
            Err(_) => {
                last_words(&app, &mut wire).await;
                break;
            }
        };
        place.set_busy(true);
        let answered = answer(&app, &mut wire, frame).await;
        place.set_busy(false);
        if let Err(error) = answered {
            tracing::warn!(%peer, %error, "HL7 connection closed");
            break;
        }
    }
}

/// A peer that ends its frame with FS alone and waits for the answer: after the idle time FS counts as the end.
async fn last_words(app: &App, wire: &mut Wire) {
    let mut codec = MllpCodec::with_limit(app.config.mllp_max_bytes);
    std::mem::swap(wire.codec_mut(), &mut codec);
    if let Ok(Some(frame)) = codec.decode_eof(wire.read_buffer_mut())
        && let Err(error) = answer(app, wire, frame).await
    {
        tracing::debug!(%error, "HL7 peer did not wait for its answer");
    }
}

/// Takes a frame in and sends the answers.
async fn answer(app: &App, wire: &mut Wire, frame: Frame) -> Result<()> {
    for reply in take_in(app, frame).await? {
        wire.send(reply.as_ref()).await.map_err(kernel::Error::fault)?;
    }
    Ok(())
}

/// The answers to a frame. One message gives its own; a batch gives the answers to its messages in one batch.
pub(super) async fn take_in(app: &App, frame: Frame) -> Result<Vec<Bytes>> {
    let through = through(app).await?;
    let parcel = match frame {
        Frame::TooLarge { head, size, limit } => {
            let outcome = receive(app, &through, Arrived::Cut { head, size, limit }).await;
            return Ok(answers(app, &outcome));
        }
        Frame::Message(bytes) => {
            let parcel = split(&bytes);
            if parcel.messages.is_empty() && parcel.envelope.is_empty() {
                // No message at all: kept, and refused in so many words.
                let outcome = receive(app, &through, Arrived::Whole(bytes)).await;
                return Ok(answers(app, &outcome));
            }
            parcel
        }
    };
    let is_batch = parcel.is_batch() && parcel.messages.len() > 1;
    let mut all = Vec::new();
    for message in parcel.messages {
        let outcome = receive(app, &through, Arrived::Whole(message)).await;
        all.extend(answers(app, &outcome));
    }
    Ok(if is_batch { vec![batch(&all)] } else { all })
}

fn answers(app: &App, outcome: &Outcome) -> Vec<Bytes> {
    let now = app.clock.now().with_timezone(&kernel::clock::zone());
    // MSH-10 of old versions holds 20 characters.
    let unique: String = uuid::Uuid::now_v7().simple().to_string().chars().skip(16).collect();
    let answered = Answered {
        header: &outcome.header,
        ack: outcome.ack,
        problems: &outcome.problems,
        note: outcome.note,
        stored: outcome.stored.is_some(),
    };
    replies(&answered, &format!("NQ{unique}"), now)
        .iter()
        .map(|text| Bytes::from(encoded(outcome.charset, text)))
        .collect()
}

/// In the character set the sender used, so that he can read why.
fn encoded(charset: Charset, text: &str) -> Vec<u8> {
    charset.encode(text)
}

fn batch(answers: &[Bytes]) -> Bytes {
    let mut out = b"BHS|^~\\&|NUANQIAO\r".to_vec();
    for answer in answers {
        out.extend_from_slice(answer);
    }
    out.extend_from_slice(format!("BTS|{}\r", answers.len()).as_bytes());
    Bytes::from(out)
}

/// The feed of the listener with its present settings. Before the hospital is set up there is none.
pub(super) async fn through(app: &App) -> Result<Through> {
    let tenant = access::organisation::first_tenant(app.db.read()).await?;
    let tenant = tenant.ok_or_else(|| kernel::Error::fault("HL7 message before setup"))?;
    let scope = Scope::system(tenant, "mllp");
    let row = if let Some(row) = feed::store::opened(app.db.read(), &scope, feed::MLLP, FEED).await? {
        row
    } else {
        let id = open(app, tenant).await?;
        feed::store::find(app.db.read(), &scope, id).await?
    };
    Ok(Through { tenant, feed: row.id, dialect: feed::store::dialect(&row)? })
}

async fn open(app: &App, tenant: TenantId) -> Result<FeedId> {
    let scope = Scope::system(tenant, "mllp");
    app.write(async |tx| feed::open(&tx, &scope, feed::MLLP, FEED).await).await
}
