//! The import itself: reads the files one after the other and files their content some thousand resources at a time.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use kernel::{App, Error, Result, Scope, Tx};
use nq_fhir::{ndjson, resource};

use super::detect::{Format, Kind, Source, sources};
use super::hl7;
use super::documents::{self, Documents};
use super::summary::Summary;
use crate::fhir::file::{Arrival, Manner, State, file};
use crate::sheet;
use crate::sheet::run::Count;

/// Resources per transaction.
const CHUNK: usize = 1_000;

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

/// One piece of work for one transaction.
enum Piece {
    /// Documents that are filed together, group by group.
    Fhir(Vec<Documents>),
    /// Rows of a sheet.
    Rows(Box<sheet::Rows>),
    /// HL7 messages of a file; they are received one by one, in transactions of their own.
    Hl7 { name: String, bytes: Vec<u8> },
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
    while let Some(piece) = pieces.next(&mut summary) {
        let told = &mut summary;
        match piece {
            Piece::Hl7 { name, bytes } => hl7::take(app, scope, options, &name, bytes, told).await?,
            piece => app.write(async move |tx: Tx| take(&tx, scope, options, piece, told).await).await?,
        }
    }
    Ok(summary)
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
                    Piece::Hl7 { name, bytes } => hl7::take(app, scope, options, &name, bytes, summary).await?,
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

/// The pieces of all files, read as they are needed.
struct Pieces {
    files: std::vec::IntoIter<Source>,
    source: String,
    told: Option<sheet::Instructions>,
    now: chrono::DateTime<chrono::Utc>,
    lines: Option<(String, ndjson::Lines<BufReader<File>>)>,
    sheets: Option<sheet::Reader>,
    /// Groups not handed out yet, and how many documents they hold.
    waiting: Vec<Documents>,
    ready: usize,
}

impl Pieces {
    fn new(
        files: Vec<Source>,
        source: String,
        told: Option<sheet::Instructions>,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        Self { files: files.into_iter(), source, told, now, lines: None, sheets: None, waiting: Vec::new(), ready: 0 }
    }

    /// The next piece; `None` when all files are read.
    fn next(&mut self, summary: &mut Summary) -> Option<Piece> {
        loop {
            if self.ready >= CHUNK {
                return self.flush();
            }
            if let Some(documents) = self.next_lines(summary) {
                self.hold(documents);
                continue;
            }
            if let Some(rows) = self.sheets.as_mut().and_then(sheet::Reader::next) {
                // What is held was read before; it is filed before.
                if self.ready > 0 {
                    self.sheets.as_mut()?.put_back(rows);
                    return self.flush();
                }
                return Some(Piece::Rows(Box::new(rows)));
            }
            self.sheets = None;
            let Some(file) = self.files.next() else {
                return self.flush();
            };
            summary.files += 1;
            if let Some(piece) = self.open(file, summary) {
                return Some(piece);
            }
        }
    }

    fn flush(&mut self) -> Option<Piece> {
        self.ready = 0;
        let groups = std::mem::take(&mut self.waiting);
        (!groups.is_empty()).then_some(Piece::Fhir(groups))
    }

    fn hold(&mut self, documents: Documents) {
        self.ready += documents.len();
        if !documents.is_empty() {
            self.waiting.push(documents);
        }
    }

    /// Up to a chunk of lines of the file being read.
    fn next_lines(&mut self, summary: &mut Summary) -> Option<Documents> {
        let (name, lines) = self.lines.as_mut()?;
        let mut documents = Vec::new();
        while documents.len() < CHUNK {
            let Some((line, json)) = lines.next() else {
                self.lines = None;
                return Some(documents);
            };
            let place = format!("{name}:{line}");
            match json {
                Ok(json) if resource::kind(&json).is_empty() => summary.skip(place, "该行不是 FHIR 资源"),
                Ok(json) => documents.extend(documents::of_json(&place, json, summary)),
                Err(error) => summary.quarantine(place, error.to_string()),
            }
        }
        Some(documents)
    }

    fn open(&mut self, file: Source, summary: &mut Summary) -> Option<Piece> {
        match file.kind {
            Kind::Json => self.open_json(&file, summary),
            Kind::Ndjson => match File::open(&file.path) {
                Ok(opened) => self.lines = Some((file.name, ndjson::lines(BufReader::new(opened)))),
                Err(error) => summary.quarantine(file.name, format!("文件无法读取：{error}")),
            },
            Kind::Hl7 => {
                return match std::fs::read(&file.path) {
                    Ok(bytes) => Some(Piece::Hl7 { name: file.name, bytes }),
                    Err(error) => {
                        summary.quarantine(file.name, format!("文件无法读取：{error}"));
                        None
                    }
                };
            }
            Kind::Sheet => match std::fs::read(&file.path) {
                Ok(bytes) => self.sheets = sheet::Reader::open(&file.name, &bytes, (&self.source, self.told.as_ref()), self.now, summary),
                Err(error) => summary.quarantine(file.name, format!("文件无法读取：{error}")),
            },
            Kind::Unknown => {
                summary.skip(file.name, "不是可导入的文件（支持 FHIR JSON、NDJSON、HL7、CSV、XLSX、XLS）");
            }
        }
        None
    }

    fn open_json(&mut self, file: &Source, summary: &mut Summary) {
        let text = match std::fs::read(&file.path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => return summary.quarantine(&file.name, "不是 UTF-8 文本"),
            Err(error) => return summary.quarantine(&file.name, format!("文件无法读取：{error}")),
        };
        match nq_fhir::parse(&text) {
            Ok(json) if resource::kind(&json).is_empty() => summary.skip(&file.name, "文件不是 FHIR 资源"),
            Ok(json) => {
                let documents = documents::of_json(&file.name, json, summary);
                self.hold(documents);
            }
            Err(error) => summary.quarantine(&file.name, error.to_string()),
        }
    }
}
