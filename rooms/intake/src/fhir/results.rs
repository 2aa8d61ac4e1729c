//! Results of a FHIR Observation as the record files them. Pure.

use chrono::{DateTime, Utc};
use kernel::clock::zone;
use nq_fhir::Json;
use nq_fhir::facts::{self as fhir, Concept, Value};
use record::file::{ComponentIn, ObservationIn, ObservationStatus};

use super::facts::encounter_key;
use super::metric;

/// A value in the parts in which the record files it.
struct Filed {
    metric: Option<String>,
    code: String,
    code_system: String,
    name: String,
    value_text: String,
    value_num: Option<f64>,
    unit: String,
}

fn filed(code: &Concept, value: Option<&Value>) -> Filed {
    let sent_unit = value.and_then(Value::unit).unwrap_or("");
    let known = metric::of(code, sent_unit);
    let coding = code.coding();
    let censored = matches!(value, Some(Value::Quantity(amount)) if amount.comparator.is_some());
    Filed {
        unit: known.as_ref().map_or_else(|| sent_unit.to_owned(), |(_, unit)| unit.clone()),
        metric: known.map(|(metric, _)| metric.code.clone()),
        code: coding.and_then(|c| c.code.clone()).unwrap_or_default(),
        code_system: coding.and_then(|c| c.system.clone()).unwrap_or_default(),
        name: code.label().unwrap_or("").to_owned(),
        value_text: value.and_then(Value::text).unwrap_or_default(),
        value_num: value.and_then(Value::number).filter(|_| !censored),
    }
}

fn flag(interpretation: &[Concept]) -> Option<String> {
    let first = interpretation.first()?;
    first.code().or_else(|| first.label()).map(str::to_owned)
}

/// `None` for a panel that only points at its members: there is nothing measured in it.
pub(super) fn observation(json: &Json, key: String, now: DateTime<Utc>) -> Option<ObservationIn> {
    let seen = fhir::observation(json, zone());
    if seen.measurements().is_empty() {
        return None;
    }
    let own = filed(&seen.code, seen.value.as_ref());
    let components = seen.components.iter().filter(|part| part.value.is_some()).map(|part| {
        let filed = filed(&part.code, part.value.as_ref());
        ComponentIn {
            metric: filed.metric,
            code: filed.code,
            code_system: filed.code_system,
            name: filed.name,
            value_text: filed.value_text,
            value_num: filed.value_num,
            unit: filed.unit,
            ref_text: part.reference_ranges.first().and_then(fhir::ReferenceRange::label),
            flag_text: flag(&part.interpretation),
        }
    });
    Some(ObservationIn {
        key,
        at: seen.when().map_or(now, |when| when.start),
        // A panel's own code is not a metric when its parts carry the values.
        metric: own.metric.filter(|_| seen.value.is_some()),
        code: own.code,
        code_system: own.code_system,
        name: own.name,
        value_text: own.value_text,
        value_num: own.value_num,
        unit: own.unit,
        ref_text: seen.reference_ranges.first().and_then(fhir::ReferenceRange::label),
        flag_text: flag(&seen.interpretation),
        status: match seen.status.as_deref() {
            Some("amended" | "corrected") => ObservationStatus::Corrected,
            Some("preliminary" | "registered" | "unknown") => ObservationStatus::Preliminary,
            Some("cancelled" | "entered-in-error") => ObservationStatus::EnteredInError,
            _ => ObservationStatus::Final,
        },
        components: components.collect(),
        encounter_key: encounter_key(seen.encounter.as_ref()),
        ..ObservationIn::default()
    })
}
