//! What kind of file it is, by its beginning rather than by its name.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::sheet::table::is_workbook;

/// Kinds of files that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One FHIR resource or bundle.
    Json,
    /// One FHIR resource a line.
    Ndjson,
    /// HL7 v2 messages.
    Hl7,
    /// CSV or a workbook.
    Sheet,
    /// None of these.
    Unknown,
}

/// A format a person names instead of letting each file be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// FHIR JSON and NDJSON.
    Fhir,
    /// HL7 v2.
    Hl7,
    /// CSV and workbooks.
    Sheet,
}

impl Format {
    /// What a file is under this name: what it looks like if that fits, else what was said.
    fn applied(self, looks: Kind) -> Kind {
        match (self, looks) {
            (Format::Fhir, Kind::Json | Kind::Ndjson) => looks,
            (Format::Hl7, Kind::Hl7 | Kind::Unknown) => Kind::Hl7,
            (Format::Sheet, Kind::Sheet | Kind::Unknown) => Kind::Sheet,
            _ => Kind::Unknown,
        }
    }
}

/// A file to import.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub path: PathBuf,
    /// As told in the summary: relative to the folder that was named.
    pub name: String,
    pub kind: Kind,
    rank: u8,
}

/// All files under the given paths, people before what is about them, else by name.
pub(super) fn sources(paths: &[PathBuf], format: Option<Format>) -> io::Result<Vec<Source>> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            folder(path, path, &mut found)?;
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(source(path, name)?);
        }
    }
    if let Some(format) = format {
        for file in &mut found {
            file.kind = format.applied(file.kind);
        }
    }
    found.sort_by(|a, b| (a.rank, &a.name).cmp(&(b.rank, &b.name)));
    Ok(found)
}

fn folder(root: &Path, here: &Path, found: &mut Vec<Source>) -> io::Result<()> {
    for entry in std::fs::read_dir(here)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            folder(root, &path, found)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            found.push(source(&path, name)?);
        }
    }
    Ok(())
}

fn source(path: &Path, name: String) -> io::Result<Source> {
    let mut head = Vec::new();
    File::open(path)?.take(64 * 1024).read_to_end(&mut head)?;
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let kind = kind(&head, &extension);
    Ok(Source { path: path.to_owned(), rank: rank(kind, &head), name, kind })
}

fn kind(head: &[u8], extension: &str) -> Kind {
    let start = head.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(head).trim_ascii_start();
    let start = start.strip_prefix(&[0x0b]).unwrap_or(start);
    if is_workbook(head) {
        return if matches!(extension, "xlsx" | "xls" | "xlsm" | "ods" | "xlsb") {
            Kind::Sheet
        } else {
            Kind::Unknown
        };
    }
    if [&b"MSH"[..], b"FHS", b"BHS"].iter().any(|segment| start.starts_with(segment)) || extension == "hl7" {
        return Kind::Hl7;
    }
    if start.starts_with(b"{") {
        return if extension == "ndjson" || several_documents(start) { Kind::Ndjson } else { Kind::Json };
    }
    match extension {
        "csv" | "tsv" | "txt" => Kind::Sheet,
        _ => Kind::Unknown,
    }
}

/// Whether the first line is a whole document and another follows.
fn several_documents(start: &[u8]) -> bool {
    let mut lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    first.ends_with(b"}") && first.len() > 2 && lines.next().is_some_and(|second| second.starts_with(b"{"))
}

/// Organisations and people first, then encounters, then the rest, so that what points at them finds them.
fn rank(kind: Kind, head: &[u8]) -> u8 {
    if !matches!(kind, Kind::Json | Kind::Ndjson) {
        return 9;
    }
    let text = String::from_utf8_lossy(head.get(..head.len().min(4096)).unwrap_or(head));
    let kind = text.split_once("\"resourceType\"").and_then(|(_, rest)| rest.split('"').nth(1)).unwrap_or("");
    match kind {
        "Organization" | "Location" | "Practitioner" | "PractitionerRole" => 0,
        "Patient" => 1,
        "Encounter" => 2,
        "Bundle" => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_told_by_its_beginning() {
        assert_eq!(kind(b"\xef\xbb\xbf{\"resourceType\":\"Patient\"}", "json"), Kind::Json);
        assert_eq!(kind(b"{\"a\":1}\n{\"a\":2}\n", "json"), Kind::Ndjson);
        assert_eq!(kind(b"{\n  \"a\":1}\n", "json"), Kind::Json);
        assert_eq!(kind(b"\x0bMSH|^~\\&|", "bin"), Kind::Hl7);
        assert_eq!(kind("姓名,性别\n".as_bytes(), "csv"), Kind::Sheet);
        assert_eq!(kind(b"PK\x03\x04", "xlsx"), Kind::Sheet);
        assert_eq!(kind(b"PK\x03\x04", "zip"), Kind::Unknown);
        assert_eq!(kind(b"\x7fELF", ""), Kind::Unknown);
        assert!(
            rank(Kind::Ndjson, b"{\"resourceType\":\"Patient\"")
                < rank(Kind::Ndjson, b"{\"resourceType\":\"Encounter\"")
        );
    }
}
