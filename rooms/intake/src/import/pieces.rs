//! The content of files in pieces that each fit one transaction, read only when they are needed.

use std::fs::File;
use std::io::BufReader;

use chrono::{DateTime, Utc};
use nq_fhir::{ndjson, resource};

use super::detect::{Kind, Source};
use super::documents::{self, Documents};
use super::summary::Summary;
use crate::sheet;

/// Resources per transaction.
const CHUNK: usize = 1_000;

/// One piece of work for one transaction.
pub(super) enum Piece {
    /// Documents that are filed together, group by group.
    Fhir(Vec<Documents>),
    /// Rows of a sheet.
    Rows(Box<sheet::Rows>),
    /// HL7 messages of a file; they are received one by one, in transactions of their own.
    Hl7 { name: String, bytes: Vec<u8> },
}

/// The pieces of all files, read as they are needed.
pub(super) struct Pieces {
    files: std::vec::IntoIter<Source>,
    source: String,
    told: Option<sheet::Instructions>,
    now: DateTime<Utc>,
    lines: Option<(String, ndjson::Lines<BufReader<File>>)>,
    sheets: Option<sheet::Reader>,
    /// Groups not handed out yet, and how many documents they hold.
    waiting: Vec<Documents>,
    ready: usize,
}

impl Pieces {
    pub(super) fn new(
        files: Vec<Source>,
        source: String,
        told: Option<sheet::Instructions>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            files: files.into_iter(),
            source,
            told,
            now,
            lines: None,
            sheets: None,
            waiting: Vec::new(),
            ready: 0,
        }
    }

    /// The next piece; `None` when all files are read.
    pub(super) fn next(&mut self, summary: &mut Summary) -> Option<Piece> {
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
                Ok(bytes) => {
                    self.sheets = sheet::Reader::open(
                        &file.name,
                        &bytes,
                        (&self.source, self.told.as_ref()),
                        self.now,
                        summary,
                    );
                }
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
