//! Observation: one measurement or finding, with all kinds of values and its components.

use chrono::FixedOffset;

use super::{Concept, Period, Quantity, Range, owned, reference, time, time_or_period};
use crate::{FhirTime, Json};

/// A value of any kind that `value[x]` may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An amount.
    Quantity(Quantity),
    /// A concept such as 阴性.
    Concept(Concept),
    /// Words.
    Text(String),
    /// Yes or no.
    Boolean(bool),
    /// A whole number, digits as received.
    Integer(String),
    /// From … to.
    Range(Range),
    /// Numerator and denominator (titres: 1:64).
    Ratio(Quantity, Quantity),
    /// A time of day.
    Time(String),
    /// A moment.
    DateTime(FhirTime),
    /// A span of time.
    Period(Period),
    /// A waveform; the samples stay in the resource.
    Sampled,
}

impl Value {
    fn read(json: &Json, zone: FixedOffset) -> Option<Self> {
        let (name, value) = json.members().iter().find(|(name, value)| {
            name.strip_prefix("value").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
                && !value.is_null()
        })?;
        Some(match name.as_str() {
            "valueQuantity" => Value::Quantity(Quantity::read(value)),
            "valueCodeableConcept" => Value::Concept(Concept::read(value)),
            "valueString" => Value::Text(value.as_str()?.to_owned()),
            "valueBoolean" => Value::Boolean(value.as_bool()?),
            "valueInteger" => Value::Integer(value.as_number()?.to_owned()),
            "valueRange" => Value::Range(Range::read(value)),
            "valueRatio" => Value::Ratio(
                value.get("numerator").map(Quantity::read).unwrap_or_default(),
                value.get("denominator").map(Quantity::read).unwrap_or_default(),
            ),
            "valueTime" => Value::Time(value.as_str()?.to_owned()),
            "valueDateTime" => Value::DateTime(FhirTime::read(value.as_str()?, zone)?),
            "valuePeriod" => Value::Period(Period::read(value, zone)),
            "valueSampledData" => Value::Sampled,
            _ => return None,
        })
    }

    /// The value as a report would print it, without the unit.
    pub fn text(&self) -> Option<String> {
        let quantity =
            |quantity: &Option<Quantity>| quantity.as_ref().and_then(Quantity::text).unwrap_or_default();
        match self {
            Value::Quantity(amount) => amount.text(),
            Value::Concept(concept) => concept.label().map(str::to_owned),
            Value::Text(text) | Value::Integer(text) | Value::Time(text) => Some(text.clone()),
            Value::Boolean(yes) => Some(if *yes { "是" } else { "否" }.to_owned()),
            Value::Range(range) => Some(format!("{}-{}", quantity(&range.low), quantity(&range.high))),
            Value::Ratio(numerator, denominator) => {
                Some(format!("{}:{}", numerator.text()?, denominator.text()?))
            }
            Value::DateTime(at) => Some(at.text.clone()),
            Value::Period(period) => {
                let text = |at: &Option<FhirTime>| at.as_ref().map(|at| at.text.clone()).unwrap_or_default();
                Some(format!("{}/{}", text(&period.start), text(&period.end)))
            }
            Value::Sampled => None,
        }
    }

    /// The value as one number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Quantity(amount) => amount.number(),
            Value::Integer(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// The unit to compute with.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Value::Quantity(amount) => amount.unit_code(),
            Value::Range(range) => range.low.as_ref().or(range.high.as_ref()).and_then(Quantity::unit_code),
            _ => None,
        }
    }
}

/// What the laboratory holds for normal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReferenceRange {
    /// In numbers.
    pub range: Range,
    /// In words.
    pub text: Option<String>,
}

impl ReferenceRange {
    fn all(json: &Json) -> Vec<Self> {
        json.items("referenceRange")
            .iter()
            .map(|item| ReferenceRange { range: Range::read(item), text: owned(item, "text") })
            .collect()
    }

    /// As printed: the words, else `3.9-6.1`, `<5.2`, `>1.0`.
    pub fn label(&self) -> Option<String> {
        let text = |quantity: &Option<Quantity>| quantity.as_ref().and_then(|q| q.value.clone());
        self.text.clone().or_else(|| match (text(&self.range.low), text(&self.range.high)) {
            (Some(low), Some(high)) => Some(format!("{low}-{high}")),
            (Some(low), None) => Some(format!("≥{low}")),
            (None, Some(high)) => Some(format!("≤{high}")),
            (None, None) => None,
        })
    }
}

/// One part of a panel (收缩压 of a blood pressure).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Component {
    /// What was measured.
    pub code: Concept,
    /// The result.
    pub value: Option<Value>,
    /// Why there is no result.
    pub absent: Option<Concept>,
    /// H, L, N, A …
    pub interpretation: Vec<Concept>,
    /// Normal ranges.
    pub reference_ranges: Vec<ReferenceRange>,
}

/// What an Observation says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observation {
    /// `registered`, `preliminary`, `final`, `amended`, `corrected`, `cancelled`, `entered-in-error`, `unknown`.
    pub status: Option<String>,
    /// vital-signs, laboratory …
    pub categories: Vec<Concept>,
    /// What was observed.
    pub code: Concept,
    /// About whom.
    pub subject: Option<String>,
    /// During which encounter.
    pub encounter: Option<String>,
    /// When it was true of the patient (for an instant both ends are the same).
    pub effective: Option<Period>,
    /// When it was released.
    pub issued: Option<FhirTime>,
    /// The result.
    pub value: Option<Value>,
    /// Why there is no result.
    pub absent: Option<Concept>,
    /// H, L, N, A …
    pub interpretation: Vec<Concept>,
    /// Normal ranges.
    pub reference_ranges: Vec<ReferenceRange>,
    /// Parts of a panel.
    pub components: Vec<Component>,
}

/// Reads an Observation.
pub fn observation(json: &Json, zone: FixedOffset) -> Observation {
    let components = json.items("component").iter().map(|part| Component {
        code: Concept::member(part, "code").unwrap_or_default(),
        value: Value::read(part, zone),
        absent: Concept::member(part, "dataAbsentReason"),
        interpretation: Concept::members(part, "interpretation"),
        reference_ranges: ReferenceRange::all(part),
    });
    Observation {
        status: owned(json, "status"),
        categories: Concept::members(json, "category"),
        code: Concept::member(json, "code").unwrap_or_default(),
        subject: reference(json, "subject"),
        encounter: reference(json, "encounter"),
        effective: time_or_period(json, "effective", zone),
        issued: time(json, "issued", zone),
        value: Value::read(json, zone),
        absent: Concept::member(json, "dataAbsentReason"),
        interpretation: Concept::members(json, "interpretation"),
        reference_ranges: ReferenceRange::all(json),
        components: components.collect(),
    }
}

impl Observation {
    /// When it was measured: start of the effective time, else when it was released.
    pub fn when(&self) -> Option<&FhirTime> {
        let effective = self.effective.as_ref();
        effective.and_then(|period| period.start.as_ref().or(period.end.as_ref())).or(self.issued.as_ref())
    }

    /// The measurements in it: its own value, or one per component with a value. A panel without values gives none.
    pub fn measurements(&self) -> Vec<(&Concept, &Value)> {
        let own = self.value.as_ref().map(|value| (&self.code, value));
        own.into_iter()
            .chain(self.components.iter().filter_map(|c| Some((&c.code, c.value.as_ref()?))))
            .collect()
    }
}
