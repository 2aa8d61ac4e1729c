//! Who enters a pathway, under which key, and what day nought is; and what ends a path early.
//!
//! The key says what started it: two operations are two enrolments, two messages about one operation are one.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calendar::Calendar;

/// Ways in. Any of them suffices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Events of the record.
    pub events: Vec<EventEntry>,
    /// Code of a segment whose new members enter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Staff may enrol by hand.
    pub manual: bool,
    /// A rule of the audience language the person must satisfy as well; opaque here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Value>,
    /// Key template: `{event.id}`, `{event.date}`, `{event.year}`, `{patient}` or `{event.<field>}`.
    pub key: String,
}

/// An event that lets in (or out).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventEntry {
    /// Kind of event.
    pub kind: String,
    /// Conditions on its payload; all must hold.
    #[serde(default)]
    pub filter: Vec<Condition>,
}

/// One condition on a payload field; dots go deeper (`procedure.code`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// The field.
    pub field: String,
    /// The comparison.
    #[serde(flatten)]
    pub is: Compare,
}

/// A comparison. Numbers written as text compare as numbers; an absent value satisfies nothing but `present: false`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// The very value.
    Equals(Value),
    /// One of these.
    OneOf(Vec<Value>),
    /// Text beginning with one of these (a code family).
    StartsWith(Vec<String>),
    /// Text holding one of these, or a list with one of these in it.
    Contains(Vec<String>),
    /// Less than.
    Below(f64),
    /// As much or more.
    AtLeast(f64),
    /// There at all, or not.
    Present(bool),
}

/// What day nought is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Anchor {
    /// The day of the starting event.
    #[default]
    Event,
    /// A date in the event's payload.
    Field {
        /// The field.
        field: String,
    },
    /// The day of enrolment.
    Enrolment,
}

/// Something that ends the path before its last node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExitRule {
    /// A sentence: why it ends.
    pub why: String,
    /// An event that ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventEntry>,
    /// A rule that ends it; opaque here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Value>,
}

/// What set an enrolment going.
#[derive(Debug, Clone, PartialEq)]
pub struct Started<'a> {
    /// The person.
    pub patient: &'a str,
    /// The event's id; for an enrolment by hand, an id made for it.
    pub id: &'a str,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Its payload.
    pub payload: &'a Value,
}

/// An anchor or key that cannot be made out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// The key names a field the event has not.
    #[error("入组键“{0}”在起始事件里没有值。")]
    Key(String),
    /// The anchor names a field that holds no date.
    #[error("起始事件里没有可用的日期“{0}”。")]
    Anchor(String),
}

impl Entry {
    /// The first event entry that admits this event.
    pub fn admits(&self, kind: &str, payload: &Value) -> bool {
        self.events.iter().any(|e| e.matches(kind, payload))
    }

    /// The key of an enrolment.
    ///
    /// # Errors
    /// [`Unclear::Key`] if a placeholder has no value.
    pub fn key(&self, started: &Started<'_>, site: &Calendar) -> Result<String, Unclear> {
        let date = site.date(started.at);
        let mut key = String::new();
        for piece in pieces(&self.key) {
            match piece {
                Piece::Text(text) => key.push_str(text),
                Piece::Hole("patient") => key.push_str(started.patient),
                Piece::Hole("event.id") => key.push_str(started.id),
                Piece::Hole("event.date") => key.push_str(&date.to_string()),
                Piece::Hole("event.year") => key.push_str(&date.format("%Y").to_string()),
                Piece::Hole(name) => {
                    let value = name.strip_prefix("event.").and_then(|f| field(started.payload, f));
                    let text = value.and_then(text_of).filter(|t| !t.is_empty());
                    key.push_str(&text.ok_or_else(|| Unclear::Key(name.to_owned()))?);
                }
            }
        }
        Ok(key)
    }

    /// Placeholders of the key template that nothing will ever fill.
    pub fn unknown_holes(&self) -> Vec<&str> {
        let known = |h: &&str| *h == "patient" || h.strip_prefix("event.").is_some_and(|f| !f.is_empty());
        pieces(&self.key)
            .into_iter()
            .filter_map(|p| if let Piece::Hole(h) = p { Some(h) } else { None })
            .filter(|h| !known(h))
            .collect()
    }
}

impl EventEntry {
    /// Whether an event is of this kind and satisfies every condition.
    pub fn matches(&self, kind: &str, payload: &Value) -> bool {
        self.kind == kind && self.filter.iter().all(|c| c.is.holds(field(payload, &c.field)))
    }
}

impl Anchor {
    /// Day nought.
    ///
    /// # Errors
    /// [`Unclear::Anchor`] if the field holds no date.
    pub fn date(
        &self,
        started: &Started<'_>,
        enrolled: NaiveDate,
        site: &Calendar,
    ) -> Result<NaiveDate, Unclear> {
        match self {
            Self::Event => Ok(site.date(started.at)),
            Self::Enrolment => Ok(enrolled),
            Self::Field { field: name } => {
                let text = field(started.payload, name).and_then(text_of);
                text.and_then(|t| date_of(&t, site)).ok_or_else(|| Unclear::Anchor(name.clone()))
            }
        }
    }
}

impl Compare {
    /// Whether a value satisfies the comparison.
    pub fn holds(&self, value: Option<&Value>) -> bool {
        let value = value.filter(|v| !v.is_null());
        let text = value.and_then(text_of);
        let number = value.and_then(number_of);
        match self {
            Self::Present(wanted) => value.is_some() == *wanted,
            Self::Equals(other) => value.is_some_and(|v| same(v, other)),
            Self::OneOf(others) => value.is_some_and(|v| others.iter().any(|o| same(v, o))),
            Self::StartsWith(heads) => text.is_some_and(|t| heads.iter().any(|h| t.starts_with(h.as_str()))),
            Self::Contains(parts) => match value {
                Some(Value::Array(items)) => items.iter().filter_map(text_of).any(|t| parts.contains(&t)),
                _ => text.is_some_and(|t| parts.iter().any(|p| t.contains(p.as_str()))),
            },
            Self::Below(limit) => number.is_some_and(|n| n < *limit),
            Self::AtLeast(limit) => number.is_some_and(|n| n >= *limit),
        }
    }

    /// The comparison in words, for a receipt.
    pub fn words(&self) -> String {
        let list = |v: &[String]| v.join("、");
        match self {
            Self::Equals(v) => format!("等于{}", text_of(v).unwrap_or_default()),
            Self::OneOf(all) => {
                format!("属于{}", all.iter().filter_map(text_of).collect::<Vec<_>>().join("、"))
            }
            Self::StartsWith(heads) => format!("以{}开头", list(heads)),
            Self::Contains(parts) => format!("包含{}", list(parts)),
            Self::Below(n) => format!("低于{n}"),
            Self::AtLeast(n) => format!("不低于{n}"),
            Self::Present(true) => "有值".to_owned(),
            Self::Present(false) => "无值".to_owned(),
        }
    }
}

/// A field of a payload; dots go deeper.
pub fn field<'a>(payload: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(payload, |v, part| v.get(part))
}

/// A scalar as text.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn same(a: &Value, b: &Value) -> bool {
    a == b || matches!((text_of(a), text_of(b)), (Some(a), Some(b)) if a == b)
}

fn date_of(text: &str, site: &Calendar) -> Option<NaiveDate> {
    let instant = || text.parse::<DateTime<chrono::FixedOffset>>().ok().map(|t| site.date(t.to_utc()));
    text.parse().ok().or_else(instant).or_else(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
}

enum Piece<'a> {
    Text(&'a str),
    Hole(&'a str),
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((hole, tail)) = after.split_once('}') else { break };
        found.push(Piece::Text(before));
        found.push(Piece::Hole(hole.trim()));
        rest = tail;
    }
    found.push(Piece::Text(rest));
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(key: &str) -> Entry {
        Entry { key: key.to_owned(), ..Entry::default() }
    }

    #[test]
    fn two_operations_are_two_keys_and_one_operation_told_twice_is_one() {
        let at = "2025-03-01T01:00:00Z".parse().unwrap();
        let site = Calendar::default();
        let key = |event: &str, op: &str| {
            let payload = json!({"procedure": {"id": op}});
            let started = Started { patient: "p1", id: event, at, payload: &payload };
            entry("{patient}:{event.procedure.id}").key(&started, &site).unwrap()
        };
        assert_ne!(key("e1", "op1"), key("e2", "op2"));
        assert_eq!(key("e1", "op1"), key("e9", "op1"));
        let nothing = json!({});
        let started = Started { patient: "p1", id: "e", at, payload: &nothing };
        let unclear = entry("{event.procedure.id}").key(&started, &site).unwrap_err();
        assert_eq!(unclear.to_string(), "入组键“event.procedure.id”在起始事件里没有值。");
    }

    #[test]
    fn a_stent_is_let_in_and_an_appendectomy_is_not() {
        let stent: EventEntry = serde_json::from_value(json!({
            "kind": "procedure", "filter": [{"field": "code", "starts_with": ["36.06", "36.07"]}]
        }))
        .unwrap();
        assert!(stent.matches("procedure", &json!({"code": "36.07"})));
        assert!(!stent.matches("procedure", &json!({"code": "47.01"})));
        assert!(!stent.matches("procedure", &json!({})));
        assert!(!stent.matches("discharge", &json!({"code": "36.07"})));
    }

    #[test]
    fn a_number_written_as_text_compares_as_a_number() {
        assert!(Compare::Below(3.0).holds(Some(&json!("2"))));
        assert!(!Compare::Below(3.0).holds(Some(&json!(3))));
        assert!(!Compare::Below(3.0).holds(None));
        assert!(Compare::Equals(json!("2")).holds(Some(&json!(2))));
        let pressure = Compare::Contains(vec!["sbp".into(), "dbp".into()]);
        assert!(pressure.holds(Some(&json!(["weight", "sbp"]))));
        assert!(!pressure.holds(Some(&json!(["weight"]))));
    }

    #[test]
    fn day_nought_is_the_operation_date_even_if_the_message_came_later() {
        let at = "2025-03-03T20:00:00Z".parse().unwrap();
        let payload = json!({"performed": "2025-03-01T23:30:00+08:00"});
        let started = Started { patient: "p", id: "e", at, payload: &payload };
        let site = Calendar::default();
        let enrolled = "2025-03-10".parse().unwrap();
        let by = |anchor: Anchor| anchor.date(&started, enrolled, &site).map(|d| d.to_string());
        assert_eq!(by(Anchor::Field { field: "performed".into() }), Ok("2025-03-01".into()));
        assert_eq!(by(Anchor::Event), Ok("2025-03-04".into()));
        assert_eq!(by(Anchor::Enrolment), Ok("2025-03-10".into()));
        assert!(by(Anchor::Field { field: "missing".into() }).is_err());
    }
}
