//! A crowd in the data folder, so that a start need not read the record: the index, what it does not know of people,
//! and the event up to which both reach. It is believed only if the log still has that very event.
use super::{
    live::{Beside, Live},
    shelf::Place,
};
use kernel::{App, Error, EventId, Result, TenantId, event};
use nq_audience::index::Index;
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions},
    io::{BufReader, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    seq: i64,
    /// The event with that number: another one means another database.
    event: EventId,
    beside: Beside,
}

/// The two files of a tenant, or None where nothing is kept beside the database.
fn paths(app: &App, tenant: TenantId) -> Option<(PathBuf, PathBuf)> {
    let folder = &app.config.data;
    let file = |end: &str| folder.join(format!("audience-{tenant}.{end}"));
    (!folder.as_os_str().is_empty()).then(|| (file("index"), file("json")))
}

/// Patients' facts: nobody else may read them.
fn private(path: &Path) -> std::io::Result<BufWriter<File>> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

/// Writes a crowd that reaches to `seq`.
pub(crate) async fn save(app: &App, tenant: TenantId, place: Arc<Place>, seq: i64) -> Result<()> {
    let Some((index_path, head_path)) = paths(app, tenant) else { return Ok(()) };
    let Some(event) = event::id_at(app.db.read(), seq).await? else { return Ok(()) };
    let write = move || -> std::io::Result<()> {
        let (index_new, head_new) =
            (index_path.with_extension("index.new"), head_path.with_extension("json.new"));
        let beside = place.change(|live| {
            let (index, beside) = live.parts();
            index.save(private(&index_new)?, u64::try_from(seq).unwrap_or_default())?;
            std::io::Result::Ok(beside)
        });
        let Some(beside) = beside.transpose()? else { return Ok(()) };
        let mut head = private(&head_new)?;
        serde_json::to_writer(&mut head, &Head { seq, event, beside })?;
        head.flush()?;
        // Both carry the number; a crash between the two renames leaves a pair that does not fit and is not believed.
        std::fs::rename(&index_new, &index_path)?;
        std::fs::rename(&head_new, &head_path)
    };
    tokio::task::spawn_blocking(write).await.map_err(Error::fault)?.map_err(Error::fault)
}

/// Reads a crowd and how far it reaches; None if there is none that can be believed.
pub(crate) async fn load(app: &App, tenant: TenantId) -> Option<(Live, i64)> {
    let (index_path, head_path) = paths(app, tenant)?;
    let read = move || -> std::io::Result<(Index, u64, Head)> {
        let head: Head = serde_json::from_reader(BufReader::new(File::open(head_path)?))?;
        let (index, mark) = Index::load(BufReader::with_capacity(1 << 20, File::open(index_path)?))?;
        Ok((index, mark, head))
    };
    let (index, mark, head) = tokio::task::spawn_blocking(read).await.ok()?.ok()?;
    let there = event::id_at(app.db.read(), head.seq).await.ok()?;
    let fits = u64::try_from(head.seq).is_ok_and(|seq| seq == mark) && there == Some(head.event);
    fits.then(|| (Live::from_parts(index, head.beside), head.seq))
}
