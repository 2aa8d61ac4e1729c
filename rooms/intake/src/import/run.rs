//! The import itself: reads the files one after the other and files their content some thousand resources at a time.

use std::collections::HashMap;
use std::path::PathBuf;

use kernel::{App, Error, Result, Scope, Tx};

use super::detect::{Format, sources};
use super::documents::Documents;
use super::hl7;
use super::pieces::{Piece, Pieces};
use super::summary::Summary;
use crate::fhir::file::{Arrival, Manner, State, file};
use crate::sheet;
use crate::sheet::run::Count;

/// How to import.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the system the files come from; the numbers of its patients are unique under it.
    pub source: String,
    /// Do everything, then roll back.
    pub dry_run: bool,
}

/// What a person says about the files beside [`Options`].
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Only files of this format; others are skipped. `None` looks at each file.
    pub format: Option<Format>,
    /// Where the columns of sheets go: a mapping file, with the shape of the body of `POST /api/imports/{id}/run`.
    pub sheet: Option<sheet::Instructions>,
}

/// Imports files and folders.
pub async fn run(app: &App, scope: &Scope, paths: &[PathBuf], options: &Options) -> Result<Summary> {
    run_told(app, scope, paths, options, Told::default()).await
}

/// Imports files and folders as a person says.
pub async fn run_told(
    app: &App,
    scope: &Scope,
    paths: &[PathBuf],
    options: &Options,
    told: Told,
) -> Result<Summary> {
    let files = sources(paths, told.format).map_err(|error| {
        Error::bad_request("import.path", format!("路径无法读取：{error}。请检查路径是否存在、是否有权限。"))
    })?;
    let mut summary = Summary { dry_run: options.dry_run, ..Summary::default() };
    let mut pieces = Pieces::new(files, options.source.clone(), told.sheet, app.clock.now());
    if options.dry_run {
        try_out(app, scope, options, &mut pieces, &mut summary).await?;
        return Ok(summary);
    }
    let mut counted = Counted::of(&summary);
    while let Some(piece) = pieces.next(&mut summary) {
        let told = &mut summary;
        match piece {
            Piece::Hl7 { name, bytes } => hl7::take(app, scope, options, &name, bytes, told).await?,
            piece => {
                let before = &counted;
                app.write(async move |tx: Tx| {
                    let feed = if matches!(piece, Piece::Rows(_)) { SHEETS } else { FHIR };
                    take(&tx, scope, options, piece, told).await?;
                    before.note(&tx, scope, feed, told).await
                })
                .await?;
            }
        }
        counted = Counted::of(&summary);
    }
    let told = &summary;
    let before = &counted;
    app.write(async move |tx: Tx| before.note(&tx, scope, FHIR, told).await).await?;
    Ok(summary)
}

/// Kind and name of the feeds under which files are counted.
const FHIR: (&str, &str) = ("fhir", "FHIR 文件导入");
const SHEETS: (&str, &str) = ("sheet", "表格导入");

/// How far a summary had come.
#[derive(Debug, Clone, Copy)]
struct Counted {
    received: u64,
    refused: u64,
}

impl Counted {
    fn of(summary: &Summary) -> Self {
        let total = summary.total;
        let refused = summary.quarantined_count;
        Self { received: total.created + total.updated + total.unchanged + refused, refused }
    }

    /// Counts at a feed what has come since.
    async fn note(self, tx: &Tx, scope: &Scope, (kind, name): (&str, &str), now: &Summary) -> Result<()> {
        let after = Self::of(now);
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let (received, refused) = (after.received - self.received, after.refused - self.refused);
        if received > 0 {
            let why = now.quarantined.last().filter(|_| refused > 0).map(|notice| notice.reason.as_str());
            crate::feed::note(tx, scope, kind, name, (signed(received), signed(refused)), why).await?;
        }
        Ok(())
    }
}

/// Files everything in one transaction, so that what is repeated is seen, and rolls it back.
async fn try_out(
    app: &App,
    scope: &Scope,
    options: &Options,
    pieces: &mut Pieces,
    summary: &mut Summary,
) -> Result<()> {
    let outcome = app
        .db
        .write(app.clock.now(), async move |tx: Tx| {
            while let Some(piece) = pieces.next(summary) {
                match piece {
                    Piece::Hl7 { name, bytes } => {
                        hl7::take(app, scope, options, &name, bytes, summary).await?;
                    }
                    piece => take(&tx, scope, options, piece, summary).await?,
                }
            }
            Err::<(), _>(Error::conflict("import.dry_run", ""))
        })
        .await;
    match outcome {
        Err(error) if error.code() != "import.dry_run" => Err(error),
        _ => Ok(()),
    }
}

async fn take(tx: &Tx, scope: &Scope, options: &Options, piece: Piece, summary: &mut Summary) -> Result<()> {
    match piece {
        Piece::Fhir(groups) => {
            for documents in groups {
                take_documents(tx, scope, &options.source, documents, summary).await?;
            }
            Ok(())
        }
        Piece::Rows(rows) => rows.file(tx, scope, summary).await,
        Piece::Hl7 { .. } => Ok(()),
    }
}

async fn take_documents(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    documents: Documents,
    summary: &mut Summary,
) -> Result<()> {
    let (places, documents): (Vec<String>, Vec<_>) = documents.into_iter().unzip();
    let arrival = Arrival { source, manner: Manner::Delivery, names: HashMap::new() };
    let answers = file(tx, scope, arrival, documents).await?;
    for (place, answer) in places.into_iter().zip(answers) {
        match answer {
            Ok(done) => {
                let one = match done.state {
                    State::Created => Count { created: 1, ..Count::default() },
                    State::Updated => Count { updated: 1, ..Count::default() },
                    State::Unchanged => Count { unchanged: 1, ..Count::default() },
                };
                summary.count(&done.kind, one);
            }
            Err(outcome) => summary.quarantine(place, outcome.sentence()),
        }
    }
    Ok(())
}
