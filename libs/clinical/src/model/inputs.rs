//! The values a model computes from: typed, in canonical units, each remembering what was given and where from.

use std::collections::BTreeMap;

use serde::Serialize;

use super::outcome::Stop;
use crate::Sex;

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Canonical unit of the input.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// Code of the choice.
    Choice(&'static str),
    /// Free text.
    Text(String),
    /// A list, gaps are None.
    Numbers(Vec<Option<f64>>),
    /// Named numbers.
    Map(BTreeMap<String, f64>),
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The value, converted.
    pub value: Value,
    /// What was given, if it had another unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<(f64, String)>,
    /// When it was measured (RFC 3339 or a date), as handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Id of the record it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl From<Value> for Entry {
    fn from(value: Value) -> Self {
        Self { value, given: None, at: None, source: None }
    }
}

/// All inputs of one evaluation, by the codes the model declares.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Inputs(BTreeMap<&'static str, Entry>);

impl Inputs {
    /// Puts a value in, replacing one of the same code.
    pub fn put(&mut self, code: &'static str, entry: Entry) {
        self.0.insert(code, entry);
    }
    /// A copy with one value replaced.
    #[must_use]
    pub fn with(&self, code: &'static str, value: Value) -> Self {
        let mut copy = self.clone();
        copy.put(code, value.into());
        copy
    }
    /// A copy with these codes taken from `other` (absent there: removed).
    #[must_use]
    pub fn taking(&self, codes: &[&'static str], other: &Self) -> Self {
        let mut copy = self.clone();
        for &code in codes {
            match other.0.get(code) {
                Some(entry) => copy.put(code, entry.clone()),
                None => {
                    copy.0.remove(code);
                }
            }
        }
        copy
    }
    /// Whether it was given.
    pub fn has(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }
    /// The entry with its origin.
    pub fn get(&self, code: &str) -> Option<&Entry> {
        self.0.get(code)
    }
    /// Code and entry, in order of codes.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Entry)> {
        self.0.iter().map(|(code, entry)| (*code, entry))
    }

    /// A number that may be missing, canonical unit.
    pub fn maybe(&self, code: &str) -> Option<f64> {
        match self.0.get(code)?.value {
            Value::Number(n) => Some(n),
            _ => None,
        }
    }
    /// Yes or no that may be missing.
    pub fn maybe_yes(&self, code: &str) -> Option<bool> {
        match self.0.get(code)?.value {
            Value::Bool(b) => Some(b),
            _ => None,
        }
    }
    /// Code of a choice that may be missing.
    pub fn maybe_choice(&self, code: &str) -> Option<&'static str> {
        match self.0.get(code)?.value {
            Value::Choice(c) => Some(c),
            _ => None,
        }
    }
    /// A text that may be missing.
    pub fn maybe_text(&self, code: &str) -> Option<&str> {
        match &self.0.get(code)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
    /// The unit a number was given in, where it was not the canonical one.
    pub fn given_unit(&self, code: &str) -> Option<&str> {
        self.0.get(code)?.given.as_ref().map(|(_, unit)| unit.as_str())
    }
    /// Sex, if known.
    pub fn maybe_sex(&self) -> Option<Sex> {
        self.maybe_choice("sex").map(|c| if c == "male" { Sex::Male } else { Sex::Female })
    }

    /// A text, or it is missing.
    pub fn text(&self, code: &'static str) -> Result<&str, Stop> {
        self.maybe_text(code).ok_or(Stop::Missing(vec![code]))
    }
    /// A number, or it is missing.
    pub fn number(&self, code: &'static str) -> Result<f64, Stop> {
        self.maybe(code).ok_or(Stop::Missing(vec![code]))
    }
    /// Yes or no, or it is missing.
    pub fn yes(&self, code: &'static str) -> Result<bool, Stop> {
        self.maybe_yes(code).ok_or(Stop::Missing(vec![code]))
    }
    /// Code of a choice, or it is missing.
    pub fn choice(&self, code: &'static str) -> Result<&'static str, Stop> {
        self.maybe_choice(code).ok_or(Stop::Missing(vec![code]))
    }
    /// Sex, or it is missing.
    pub fn sex(&self) -> Result<Sex, Stop> {
        self.maybe_sex().ok_or(Stop::Missing(vec!["sex"]))
    }
    /// A list, or it is missing.
    pub fn numbers(&self, code: &'static str) -> Result<&[Option<f64>], Stop> {
        match self.0.get(code).map(|e| &e.value) {
            Some(Value::Numbers(list)) => Ok(list),
            _ => Err(Stop::Missing(vec![code])),
        }
    }
    /// Named numbers, or they are missing.
    pub fn map(&self, code: &'static str) -> Result<&BTreeMap<String, f64>, Stop> {
        match self.0.get(code).map(|e| &e.value) {
            Some(Value::Map(map)) => Ok(map),
            _ => Err(Stop::Missing(vec![code])),
        }
    }
}
