//! Encounter: one visit, stay or emergency.

use chrono::FixedOffset;

use super::{Coding, Concept, Identifier, Period, owned, reference};
use crate::Json;

/// What an Encounter says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Encounter {
    /// The visit's own numbers.
    pub identifiers: Vec<Identifier>,
    /// `planned`, `arrived`, `in-progress`, `finished`, `cancelled`, `entered-in-error` …
    pub status: Option<String>,
    /// Class: `AMB` 门诊, `IMP` 住院, `EMER` 急诊, `HH` 居家, `VR` 线上 …
    pub class: Coding,
    /// Kinds of visit.
    pub types: Vec<Concept>,
    /// Who it is about.
    pub subject: Option<String>,
    /// From and until.
    pub period: Option<Period>,
    /// Why.
    pub reasons: Vec<Concept>,
    /// Which organisation.
    pub service_provider: Option<String>,
    /// The organisation's name, if said.
    pub service_provider_name: Option<String>,
    /// The first practitioner: reference and name.
    pub practitioner: Option<String>,
    /// The practitioner's name, if said.
    pub practitioner_name: Option<String>,
    /// How a stay ended (home, other hospital, died …).
    pub discharge_disposition: Option<Concept>,
}

/// Reads an Encounter.
pub fn encounter(json: &Json, zone: FixedOffset) -> Encounter {
    let individual = json.items("participant").iter().find_map(|participant| participant.get("individual"));
    Encounter {
        identifiers: json.items("identifier").iter().map(Identifier::read).collect(),
        status: owned(json, "status"),
        class: json.get("class").map(Coding::read).unwrap_or_default(),
        types: Concept::members(json, "type"),
        subject: reference(json, "subject"),
        period: json.get("period").map(|period| Period::read(period, zone)),
        reasons: Concept::members(json, "reasonCode"),
        service_provider: reference(json, "serviceProvider"),
        service_provider_name: json
            .at(&["serviceProvider", "display"])
            .and_then(Json::as_str)
            .map(str::to_owned),
        practitioner: individual.and_then(|found| owned(found, "reference")),
        practitioner_name: individual.and_then(|found| owned(found, "display")),
        discharge_disposition: json.at(&["hospitalization", "dischargeDisposition"]).map(Concept::read),
    }
}
