//! The HL7 listener: accepts connections, takes each frame in, answers. One connection is worked through in order.
//!
//! What peers can rely on:
//! * a message is stored and filed before it is acknowledged; the same message again gets AA and changes nothing;
//! * the largest message is `mllp_max_bytes` (1 MiB unless set): a larger one gets AE and the connection lives on;
//! * a frame that holds no HL7 message gets AR; bytes outside frames get no answer;
//! * FS without CR ends a frame at the next VT, at the end of the stream, or after the idle time;
//! * a batch (FHS, BHS) of several messages is answered by one batch of their acknowledgements, of one by its own;
//! * a connection without a whole message for `mllp_idle_seconds` (30 unless set) is closed.

mod connection;
mod crowd;

use std::future::Future;

use kernel::{App, Result};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crowd::Crowd;

/// Connections held open at a time. Beyond it the one that has been idle for longest makes room, so that a thousand idle
/// sockets do not keep a hospital system out.
const MOST_CONNECTIONS: usize = 512;

/// Serves a listener until `stop` comes true; then each connection finishes its message and closes.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send) -> Result<()> {
    // So that the feed is on the monitor before its first message; before setup there is no hospital to have one.
    if let Err(error) = connection::through(&app).await {
        tracing::debug!(%error, "HL7 feed not opened yet");
    }
    let crowd = Crowd::new(MOST_CONNECTIONS);
    let (closing, closed) = watch::channel(false);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => {
                    let Some(place) = crowd.enter() else { continue };
                    tokio::spawn(connection::run(app.clone(), socket, peer, place, closed.clone()));
                }
                Err(error) => {
                    // Out of file handles, or the peer is gone again: wait a little and go on.
                    tracing::warn!(%error, "HL7 connection not accepted");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
    }
    // Fails only when nobody is connected.
    let _nobody_left = closing.send(true);
    crowd.empty().await;
    Ok(())
}

#[cfg(test)]
mod tests;
