//! Clinical rows of the record as facts.
use super::{Gather, family};
use chrono::Days;
use kernel::{Result, clock};
use nq_audience::{
    Appointment, AppointmentState, Coded, Condition, Encounter, FamilyHistory, FormResponse, Medication,
    Observation, Origin, Procedure, Reading,
};
use record::read::{self, AnswerRow, EncounterRow, FactRow, MeasurementRow, ResourceRow};
use record::source_label;
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use uuid::Uuid;

fn origin(at: chrono::DateTime<chrono::Utc>, source: &str, id: Uuid) -> Origin {
    Origin { at, source: source_label(source), id: Some(id.to_string()) }
}

impl<C: ConnectionTrait> Gather<'_, C> {
    /// What was found and done.
    pub(super) async fn clinical(&mut self) -> Result<()> {
        if self.wanted.kind("metric") {
            self.measurements().await?;
        }
        if self.wanted.kind("encounter") || self.wanted.kind("appointment") {
            for row in read::encounters(self.conn, self.scope, self.patients).await? {
                let Some(facts) = self.of(row.patient) else { continue };
                if row.status == "planned" {
                    facts.appointments.push(appointment(&row));
                } else {
                    facts.encounters.push(encounter(&row));
                }
            }
        }
        if self.wanted.kind("appointment") {
            for row in read::resources(self.conn, self.scope, self.patients, "Appointment").await? {
                if let Some(facts) = row.patient.and_then(|id| self.of(id)) {
                    facts.appointments.extend(told(&row));
                }
            }
        }
        if self.wanted.kind("condition") || self.wanted.kind("family") {
            for row in read::conditions(self.conn, self.scope, self.patients).await? {
                let Some(facts) = self.of(row.patient) else { continue };
                match family::of_diagnosis(&row.code, &row.name) {
                    Some(coded) => facts.family.push(FamilyHistory {
                        relation: "other".to_owned(),
                        coded,
                        origin: origin(row.at, &row.source, row.id),
                    }),
                    None => facts.conditions.push(condition(row)),
                }
            }
        }
        if self.wanted.kind("procedure") {
            for row in read::procedures(self.conn, self.scope, self.patients).await? {
                if let Some(facts) = self.of(row.patient).filter(|_| row.status != "not-done") {
                    let origin = origin(row.at, &row.source, row.id);
                    facts.procedures.push(Procedure { code: row.code, name: row.name, origin });
                }
            }
        }
        if self.wanted.kind("medication") {
            for row in read::medications(self.conn, self.scope, self.patients).await? {
                if let Some(facts) = self.of(row.patient) {
                    facts.medications.push(medication(row));
                }
            }
        }
        if self.wanted.kind("form") || self.wanted.kind("family") {
            for row in read::answers(self.conn, self.scope, self.patients).await? {
                if let (Some(form), Some(facts)) = (response(&row), self.of(row.patient)) {
                    facts.family.extend(family::of_answers(&form));
                    facts.forms.push(form);
                }
            }
        }
        Ok(())
    }

    async fn measurements(&mut self) -> Result<()> {
        let metrics: Vec<&str> = self.wanted.metrics.iter().flatten().map(String::as_str).collect();
        for row in read::measurements(self.conn, self.scope, self.patients, &metrics, None).await? {
            let Some(facts) = self.of(row.patient).filter(|_| row.plausible) else { continue };
            facts.observations.push(observation(row));
        }
        Ok(())
    }
}

/// A number counts in the dictionary's unit. One that could not be converted keeps its unit behind it, so that it is
/// shown but never compared.
fn observation(row: MeasurementRow) -> Observation {
    let numeric = nq_clinical::dictionary()
        .get(&row.metric)
        .is_some_and(|metric| metric.value_type == nq_clinical::ValueType::Numeric);
    let text = match row.value {
        Some(value) if numeric => format!("{}{value}", row.comparator.as_deref().unwrap_or_default()),
        None if numeric && row.unit.is_empty() => format!("{}（单位不明）", row.value_text),
        None if numeric => nq_clinical::value_shown(&row.value_text, &row.unit),
        _ => row.value_text,
    };
    let origin = origin(row.at, &row.source, row.observation_id);
    Observation { metric: row.metric, value: Reading::new(text), origin }
}

fn encounter(row: &EncounterRow) -> Encounter {
    let department = row.department_id.map(|id| id.to_string()).or_else(|| row.department.clone());
    Encounter {
        class: row.class.clone(),
        department,
        doctor: row.doctor.clone(),
        paid_fen: row.amount,
        origin: origin(row.start, &row.source, row.id),
    }
}

/// An encounter that is planned. Whether it was kept is told by the encounter itself, which replaces it.
fn appointment(row: &EncounterRow) -> Appointment {
    Appointment {
        department: row.department_id.map(|id| id.to_string()).or_else(|| row.department.clone()),
        doctor: row.doctor.clone(),
        state: AppointmentState::Booked,
        origin: origin(row.start, &row.source, row.id),
    }
}

/// An appointment that another system keeps, in the words of FHIR.
fn told(row: &ResourceRow) -> Option<Appointment> {
    let text = |key: &str| row.resource.get(key).and_then(serde_json::Value::as_str);
    let state = match text("status")? {
        "proposed" | "pending" | "booked" | "waitlist" => AppointmentState::Booked,
        "arrived" | "checked-in" | "fulfilled" => AppointmentState::Kept,
        "noshow" => AppointmentState::Missed,
        "cancelled" => AppointmentState::Cancelled,
        _ => return None,
    };
    let who = row.resource.get("participant").and_then(serde_json::Value::as_array).into_iter().flatten();
    let mut names = who.filter_map(|one| one.pointer("/actor/display")?.as_str());
    Some(Appointment {
        department: None,
        doctor: names.next().map(str::to_owned),
        state,
        origin: origin(row.at?, &row.source, row.id),
    })
}

/// SNOMED codes by their system, everything else that looks like one as ICD-10.
fn condition(row: FactRow) -> Condition {
    let snomed = row.system.contains("snomed");
    let code = Some(row.code).filter(|code| !code.is_empty());
    let known = row.onset.map_or(row.at, |day| clock::local_instant(day, 0, 0));
    let (icd, snomed) = if snomed { (None, code) } else { (code, None) };
    Condition {
        coded: Coded { icd, snomed, text: row.name },
        origin: origin(known, &row.source, row.id),
        // The record does not say when it ended, only that it did: it is no longer in force.
        until: (row.status == "resolved" || row.status == "inactive").then_some(known),
    }
}

/// A supply lasts as many days as it says; without that, a medicine is taken until it is stopped.
fn medication(row: FactRow) -> Medication {
    let supply = row.days_supply.and_then(|days| u64::try_from(days).ok());
    let stopped = matches!(row.status.as_str(), "stopped" | "completed");
    let until = match supply {
        Some(days) => row.at.checked_add_days(Days::new(days)),
        None => stopped.then_some(row.at),
    };
    let origin = origin(row.at, &row.source, row.id);
    let days_supply = row.days_supply.and_then(|days| u32::try_from(days).ok());
    Medication { code: row.code, name: row.name, days_supply, origin, until }
}

fn response(row: &AnswerRow) -> Option<FormResponse> {
    let form = row.form_code.clone()?;
    let mut answers = BTreeMap::new();
    for (question, answer) in row.answers.as_object().into_iter().flatten() {
        answers.insert(question.clone(), Reading::new(words(answer)));
    }
    let score = row.score.map(|score| Reading::new(score.to_string()));
    let origin = Origin { at: row.at, source: source_label(&row.by), id: Some(row.id.to_string()) };
    Some(FormResponse { form, score, answers, origin })
}

/// An answer as text; several choices are joined.
fn words(answer: &serde_json::Value) -> String {
    match answer {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(parts) => parts.iter().map(words).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::PatientId;

    fn row(value: Option<f64>, text: &str, unit: &str, comparator: Option<&str>) -> MeasurementRow {
        MeasurementRow {
            id: Uuid::nil(),
            observation_id: Uuid::nil(),
            patient: PatientId::new(),
            metric: "fpg".to_owned(),
            at: "2026-03-04T01:00:00Z".parse().unwrap(),
            value,
            comparator: comparator.map(str::to_owned),
            value_text: text.to_owned(),
            unit: unit.to_owned(),
            flag: "normal".to_owned(),
            basis: "none".to_owned(),
            plausible: true,
            critical: false,
            source: "检验系统".to_owned(),
        }
    }

    #[test]
    fn a_value_is_compared_in_the_dictionary_s_unit_or_not_at_all() {
        let text = |row| observation(row).value.text().to_owned();
        assert_eq!(text(row(Some(7.0), "126", "mg/dL", None)), "7");
        assert_eq!(text(row(Some(0.5), "<0.5", "mmol/L", Some("<"))), "<0.5");
        assert_eq!(text(row(None, "126", "g/L", None)), "126 g/L");
        assert_eq!(text(row(None, "126", "", None)), "126（单位不明）");
        assert_eq!(observation(row(None, "126", "", None)).value.number(), None);
    }
}
