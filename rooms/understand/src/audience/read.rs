//! Reading people into a crowd: everybody once, and those again whom the log names.
use super::live::{Live, Opened, Told};
use crate::facts::{self, Wanted};
use kernel::{App, Error, PatientId, Result, Scope, TenantId};
use record::read::{self, Of};
use std::collections::HashMap;
use tokio::sync::mpsc;

/// People read at once.
const CHUNK: usize = 500;
/// Chunks that wait between the reader and the builder.
const WAITING: usize = 4;

/// These people as they are now; those merged into others are not among them.
pub(crate) async fn told(app: &App, tenant: TenantId, ids: &[PatientId]) -> Result<Vec<Told>> {
    let (conn, house) = (app.db.read(), Scope::system(tenant, "audience"));
    let mut known = facts::load(conn, &house, ids, &Wanted::default()).await?;
    let mut open_to: HashMap<PatientId, Vec<Opened>> = HashMap::new();
    for link in read::links(conn, &house, ids).await? {
        open_to.entry(link.patient).or_default().extend(Opened::of(&link));
    }
    // In the order asked, so that places are the same whoever builds.
    let told = |id: &PatientId| {
        let known = known.remove(id)?;
        Some(Told { known, open_to: open_to.remove(id).unwrap_or_default() })
    };
    Ok(ids.iter().filter_map(told).collect())
}

/// Builds a tenant's crowd, telling how far it is.
pub(crate) async fn everybody(app: &App, tenant: TenantId, progress: impl Fn(u64)) -> Result<Live> {
    let house = Scope::system(tenant, "audience");
    let ids: Vec<PatientId> =
        read::people(app.db.read(), &house, Of::All).await?.into_iter().map(|person| person.id).collect();
    let (send, mut receive) = mpsc::channel::<Vec<Told>>(WAITING);
    let builder = tokio::task::spawn_blocking(move || {
        Live::build(std::iter::from_fn(|| receive.blocking_recv()).flatten())
    });
    for chunk in ids.chunks(CHUNK) {
        let people = told(app, tenant, chunk).await?;
        progress(u64::try_from(people.len()).unwrap_or_default());
        send.send(people).await.map_err(Error::fault)?;
    }
    drop(send);
    builder.await.map_err(Error::fault)
}
