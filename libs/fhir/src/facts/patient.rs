//! Patient: who a person is.

use chrono::FixedOffset;

use super::{Address, ContactPoint, HumanName, Identifier, owned, time};
use crate::{FhirTime, Json};

/// Whether and when a person died.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deceased {
    /// Died, time not given.
    Yes,
    /// Died then.
    At(FhirTime),
}

/// What a Patient says about a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patient {
    /// All business identifiers.
    pub identifiers: Vec<Identifier>,
    /// All names, in order.
    pub names: Vec<HumanName>,
    /// All ways to reach the person.
    pub telecoms: Vec<ContactPoint>,
    /// `male`, `female`, `other`, `unknown`.
    pub gender: Option<String>,
    /// May be only a year or a month.
    pub birth_date: Option<FhirTime>,
    /// Whether the person died.
    pub deceased: Option<Deceased>,
    /// All addresses.
    pub addresses: Vec<Address>,
    /// Whether the record is in use.
    pub active: Option<bool>,
    /// Reference to the record that replaces this one.
    pub replaced_by: Option<String>,
}

/// Reads a Patient.
pub fn patient(json: &Json, zone: FixedOffset) -> Patient {
    let deceased = match json.get("deceasedBoolean").and_then(Json::as_bool) {
        Some(true) => Some(Deceased::Yes),
        _ => time(json, "deceasedDateTime", zone).map(Deceased::At),
    };
    let replaced_by = json
        .items("link")
        .iter()
        .find(|link| link.text("type") == Some("replaced-by"))
        .and_then(|link| link.at(&["other", "reference"]))
        .and_then(Json::as_str);
    Patient {
        identifiers: json.items("identifier").iter().map(Identifier::read).collect(),
        names: json.items("name").iter().map(HumanName::read).collect(),
        telecoms: json.items("telecom").iter().map(ContactPoint::read).collect(),
        gender: owned(json, "gender"),
        birth_date: time(json, "birthDate", zone),
        deceased,
        addresses: json.items("address").iter().map(Address::read).collect(),
        active: json.get("active").and_then(Json::as_bool),
        replaced_by: replaced_by.map(str::to_owned),
    }
}

impl Patient {
    /// The name to use: official, else usual, else the first that is not old or a maiden name, else the first.
    pub fn name(&self) -> Option<String> {
        let rank = |name: &HumanName| match name.use_code.as_deref() {
            Some("official") => 0,
            Some("usual") => 1,
            None => 2,
            Some("temp" | "nickname" | "anonymous") => 3,
            Some(_) => 4,
        };
        let mut names: Vec<&HumanName> = self.names.iter().filter(|name| name.full().is_some()).collect();
        names.sort_by_key(|name| rank(name));
        names.first().and_then(|name| name.full())
    }

    /// The phone number to use: mobile first, then home, then any that is not old.
    pub fn phone(&self) -> Option<&str> {
        let rank = |contact: &ContactPoint| match contact.use_code.as_deref() {
            Some("mobile") => 0,
            Some("home") => 1,
            Some("old") => 9,
            _ => 2,
        };
        let phones = self.telecoms.iter().filter(|c| matches!(c.system.as_deref(), Some("phone" | "sms")));
        phones.filter(|c| rank(c) < 9).min_by_key(|c| rank(c)).and_then(|contact| contact.value.as_deref())
    }

    /// The address to show.
    pub fn address(&self) -> Option<String> {
        self.addresses.iter().find_map(Address::full)
    }
}
