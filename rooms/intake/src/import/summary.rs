//! What an import did, in numbers.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::sheet::run::Count;

/// Something the reader of the summary should know about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// File, and line, row or entry in it.
    pub r#where: String,
    /// What is the matter, in Chinese.
    pub reason: String,
}

/// The summary, printed as JSON. Of every type created + updated + unchanged is what was received of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Summary {
    /// Whether everything was rolled back.
    pub dry_run: bool,
    /// Files read.
    pub files: u64,
    /// By resource type.
    pub types: BTreeMap<String, Count>,
    /// All types together.
    pub total: Count,
    /// What was refused, and why.
    pub quarantined: Vec<Notice>,
    /// How many were refused; the list above stops at 2,000.
    pub quarantined_count: u64,
    /// Files that hold nothing to import.
    pub skipped: Vec<Notice>,
}

/// Longest list of refusals.
const MOST_NOTICES: usize = 2_000;

impl Summary {
    /// Notes a refusal.
    pub fn quarantine(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.quarantined_count += 1;
        if self.quarantined.len() < MOST_NOTICES {
            self.quarantined.push(Notice { r#where: place.into(), reason: reason.into() });
        }
    }

    /// Notes a file with nothing to import.
    pub fn skip(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.skipped.push(Notice { r#where: place.into(), reason: reason.into() });
    }

    /// Adds counts of a type.
    pub fn count(&mut self, kind: &str, more: Count) {
        let count = self.types.entry(kind.to_owned()).or_default();
        for sum in [count, &mut self.total] {
            sum.created += more.created;
            sum.updated += more.updated;
            sum.unchanged += more.unchanged;
        }
    }
}
