//! A JSON document that keeps what FHIR asks to be kept: member order, unknown members and the digits of every number
//! ("6.10" stays "6.10"). Touches nothing but itself.

use std::fmt::{self, Write};

/// One JSON value. Numbers are the text that was received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, digits as received.
    Number(Box<str>),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// Members in the order received; names are unique (the parser refuses a repeated name).
    Object(Vec<(String, Json)>),
}

static NOTHING: &[Json] = &[];

impl Json {
    /// An object from members in the given order.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Self {
        Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The member of that name, if this is an object that has it and it is not `null`.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => {
                members.iter().find(|(key, _)| key == name).map(|(_, value)| value).filter(|v| !v.is_null())
            }
            _ => None,
        }
    }

    /// Walks down by member names; a list on the way is entered at its first element.
    pub fn at(&self, path: &[&str]) -> Option<&Json> {
        path.iter().try_fold(self, |here, name| match here {
            Json::Array(items) => items.first()?.get(name),
            _ => here.get(name),
        })
    }

    /// The string member of that name; empty strings count as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Json::as_str).filter(|text| !text.is_empty())
    }

    /// The list member of that name; absent gives an empty list, a lone value a list of one (a frequent sender's mistake).
    pub fn items(&self, name: &str) -> &[Json] {
        match self.get(name) {
            Some(Json::Array(items)) => items,
            Some(other) => std::slice::from_ref(other),
            None => NOTHING,
        }
    }

    /// This value as a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// This value as the digits of a number.
    pub fn as_number(&self) -> Option<&str> {
        match self {
            Json::Number(digits) => Some(digits),
            _ => None,
        }
    }

    /// This value as a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The members of an object in order; nothing for other kinds.
    pub fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// Whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Json::Object(_))
    }

    /// Sets a member in place or appends it. Does nothing to other kinds than objects.
    pub fn set(&mut self, name: &str, value: Json) {
        if let Json::Object(members) = self {
            match members.iter_mut().find(|(key, _)| key == name) {
                Some((_, old)) => *old = value,
                None => members.push((name.to_owned(), value)),
            }
        }
    }

    /// Sets a member directly after another (FHIR readers expect `id` and `meta` near the head) or in place.
    pub fn set_after(&mut self, name: &str, after: &str, value: Json) {
        if let Json::Object(members) = self {
            if let Some((_, old)) = members.iter_mut().find(|(key, _)| key == name) {
                *old = value;
                return;
            }
            let place = members.iter().position(|(key, _)| key == after).map_or(0, |found| found + 1);
            members.insert(place.min(members.len()), (name.to_owned(), value));
        }
    }

    /// Removes and returns a member.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        match self {
            Json::Object(members) => {
                let place = members.iter().position(|(key, _)| key == name)?;
                Some(members.remove(place).1)
            }
            _ => None,
        }
    }

    /// Compact text with members in sorted order and without what a server assigns (`meta.versionId`,
    /// `meta.lastUpdated`): two deliveries of the same content give the same text.
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(512);
        write_canonical(self, &mut out, true, false);
        out
    }

    /// The same document as a `serde_json` value; numbers become `i64` or `f64`, so digits may be lost. For
    /// payloads that are shown, never for what is stored as the original.
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(digits) => digits
                .parse::<i64>()
                .map(Value::from)
                .or_else(|_| digits.parse::<f64>().map(Value::from))
                .unwrap_or(Value::Null),
            Json::String(text) => Value::String(text.clone()),
            Json::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            Json::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), value.to_value())).collect())
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::String(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Json::Number(value.to_string().into())
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Json::Array(items)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Number(digits) => f.write_str(digits),
            Json::String(text) => write_string(text, f),
            Json::Array(items) => {
                f.write_char('[')?;
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        f.write_char(',')?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_char(']')
            }
            Json::Object(members) => {
                f.write_char('{')?;
                for (place, (name, value)) in members.iter().enumerate() {
                    if place > 0 {
                        f.write_char(',')?;
                    }
                    write_string(name, f)?;
                    write!(f, ":{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

/// Writes a string literal; runs without anything to escape are written whole.
fn write_string(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    let mut rest = text;
    while let Some(place) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') {
        let (plain, tail) = rest.split_at(place);
        out.write_str(plain)?;
        let mut tail_chars = tail.chars();
        match tail_chars.next() {
            Some('"') => out.write_str("\\\"")?,
            Some('\\') => out.write_str("\\\\")?,
            Some('\n') => out.write_str("\\n")?,
            Some('\r') => out.write_str("\\r")?,
            Some('\t') => out.write_str("\\t")?,
            Some(control) => write!(out, "\\u{:04x}", u32::from(control))?,
            None => {}
        }
        rest = tail_chars.as_str();
    }
    out.write_str(rest)?;
    out.write_char('"')
}

fn write_canonical(value: &Json, out: &mut String, top: bool, meta: bool) {
    match value {
        Json::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out, false, false);
                out.push(',');
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut sorted: Vec<&(String, Json)> = members
                .iter()
                .filter(|(name, _)| !(meta && (name == "versionId" || name == "lastUpdated")))
                .collect();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (name, member) in sorted {
                if top
                    && name == "meta"
                    && member.members().iter().all(|(n, _)| n == "versionId" || n == "lastUpdated")
                {
                    continue;
                }
                out.push_str(name);
                out.push(':');
                write_canonical(member, out, false, top && name == "meta");
                out.push(',');
            }
            out.push('}');
        }
        // Writing to a String cannot fail.
        Json::String(text) => drop(write_string(text, out)),
        other => drop(write!(out, "{other}")),
    }
}
