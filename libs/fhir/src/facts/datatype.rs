//! The general data types of FHIR R4 that carry facts.

use chrono::FixedOffset;

use super::{owned, time};
use crate::{FhirTime, Json};

/// A code of a code system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coding {
    /// URI of the code system.
    pub system: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// What the sender calls it.
    pub display: Option<String>,
}

impl Coding {
    /// Reads a Coding.
    pub fn read(json: &Json) -> Self {
        Coding { system: owned(json, "system"), code: owned(json, "code"), display: owned(json, "display") }
    }
}

/// A concept: the same thing said in several code systems and in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concept {
    /// The codes.
    pub codings: Vec<Coding>,
    /// In the sender's words.
    pub text: Option<String>,
}

impl Concept {
    /// Reads a CodeableConcept.
    pub fn read(json: &Json) -> Self {
        Concept {
            codings: json.items("coding").iter().map(Coding::read).collect(),
            text: owned(json, "text"),
        }
    }

    /// Reads the concept in a member.
    pub fn member(json: &Json, name: &str) -> Option<Self> {
        json.get(name).map(Concept::read)
    }

    /// Reads the list of concepts in a member.
    pub fn members(json: &Json, name: &str) -> Vec<Self> {
        json.items(name).iter().map(Concept::read).collect()
    }

    /// What to call it: the text, else the first display, else the first code.
    pub fn label(&self) -> Option<&str> {
        self.text
            .as_deref()
            .or_else(|| self.codings.iter().find_map(|coding| coding.display.as_deref()))
            .or_else(|| self.codings.iter().find_map(|coding| coding.code.as_deref()))
    }

    /// The code in a code system.
    pub fn code_in(&self, system: &str) -> Option<&str> {
        self.codings
            .iter()
            .find(|coding| coding.system.as_deref() == Some(system))
            .and_then(|c| c.code.as_deref())
    }

    /// The first code, whatever its system.
    pub fn code(&self) -> Option<&str> {
        self.codings.iter().find_map(|coding| coding.code.as_deref())
    }

    /// The first coding that has a code.
    pub fn coding(&self) -> Option<&Coding> {
        self.codings.iter().find(|coding| coding.code.is_some())
    }
}

/// A measured amount; `value` keeps its digits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quantity {
    /// Digits as received.
    pub value: Option<String>,
    /// `<`, `<=`, `>=` or `>` when the true value lies beyond.
    pub comparator: Option<String>,
    /// Unit as shown.
    pub unit: Option<String>,
    /// Code system of the unit, usually UCUM.
    pub system: Option<String>,
    /// Unit as code.
    pub code: Option<String>,
}

impl Quantity {
    /// Reads a Quantity. A value sent as string instead of number is read as well.
    pub fn read(json: &Json) -> Self {
        let value = json.get("value").and_then(|value| value.as_number().or_else(|| value.as_str()));
        Quantity {
            value: value.map(str::to_owned),
            comparator: owned(json, "comparator"),
            unit: owned(json, "unit"),
            system: owned(json, "system"),
            code: owned(json, "code"),
        }
    }

    /// The value as a number.
    pub fn number(&self) -> Option<f64> {
        self.value.as_deref().and_then(|digits| digits.parse().ok()).filter(|number: &f64| number.is_finite())
    }

    /// The unit to compute with: the code if it is UCUM, else the shown unit.
    pub fn unit_code(&self) -> Option<&str> {
        match self.system.as_deref() {
            Some("http://unitsofmeasure.org") => self.code.as_deref().or(self.unit.as_deref()),
            _ => self.unit.as_deref().or(self.code.as_deref()),
        }
    }

    /// Comparator and digits, as a laboratory prints it: `<0.5`.
    pub fn text(&self) -> Option<String> {
        self.value.as_deref().map(|digits| format!("{}{digits}", self.comparator.as_deref().unwrap_or("")))
    }
}

/// A span of amounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Range {
    /// Lower end.
    pub low: Option<Quantity>,
    /// Upper end.
    pub high: Option<Quantity>,
}

impl Range {
    /// Reads a Range (also the low and high of a reference range).
    pub fn read(json: &Json) -> Self {
        Range { low: json.get("low").map(Quantity::read), high: json.get("high").map(Quantity::read) }
    }
}

/// A span of time; either end may be open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Period {
    /// From.
    pub start: Option<FhirTime>,
    /// Until.
    pub end: Option<FhirTime>,
}

impl Period {
    /// Reads a Period.
    pub fn read(json: &Json, zone: FixedOffset) -> Self {
        Period { start: time(json, "start", zone), end: time(json, "end", zone) }
    }
}
