//! What is on file, in the words in which it was told: for showing it to other systems.

use kernel::{PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::CHUNK;
use crate::facts::entity::{encounter, fact, observation};
use crate::file::{
    AllergyIn, ConditionIn, EncounterClass, EncounterIn, EncounterStatus, FactIn, IdentifierIn,
    ImmunizationIn, MedicationIn, ObservationIn, ObservationStatus, PersonIn, ProcedureIn, ReportIn, Sex,
};
use crate::identity::clean::{NO_NAME, phones_of};
use crate::identity::entity::{patient, patient_identifier};

/// A fact on file.
#[derive(Debug, Clone)]
pub struct Told {
    pub id: Uuid,
    pub patient: PatientId,
    pub source: String,
    /// The source's own key.
    pub key: String,
    pub fact: FactIn,
}

/// The facts in sight with these ids; withdrawn ones are among them and say so.
pub async fn told(conn: &impl ConnectionTrait, scope: &Scope, ids: &[Uuid]) -> Result<Vec<Told>> {
    let mut out = Vec::new();
    for part in ids.chunks(CHUNK) {
        let ids = || part.iter().copied();
        let rows = encounter::Entity::visible(scope).filter(encounter::Column::Id.is_in(ids()));
        out.extend(rows.all(conn).await?.into_iter().map(of_encounter));
        let rows = observation::Entity::visible(scope).filter(observation::Column::Id.is_in(ids()));
        out.extend(rows.all(conn).await?.into_iter().map(of_observation));
        let rows = fact::Entity::visible(scope).filter(fact::Column::Id.is_in(ids()));
        out.extend(rows.all(conn).await?.into_iter().filter_map(of_fact));
    }
    Ok(out)
}

fn of_encounter(row: encounter::Model) -> Told {
    let status = match row.status.as_str() {
        "planned" => EncounterStatus::Planned,
        "finished" => EncounterStatus::Finished,
        "cancelled" => EncounterStatus::Cancelled,
        _ => EncounterStatus::InProgress,
    };
    let fact = FactIn::Encounter(EncounterIn {
        key: row.key.clone(),
        class: EncounterClass::parse(&row.class),
        status,
        department: row.department,
        doctor: row.doctor,
        visit_no: row.visit_no,
        start: row.at,
        end: row.ended_at,
        amount: row.amount.map(kernel::Fen),
        resource: None,
    });
    Told { id: row.id, patient: row.patient_id, source: row.source, key: row.key, fact }
}

fn of_observation(row: observation::Model) -> Told {
    let status = match row.status.as_str() {
        "corrected" => ObservationStatus::Corrected,
        "preliminary" => ObservationStatus::Preliminary,
        "entered-in-error" => ObservationStatus::EnteredInError,
        _ => ObservationStatus::Final,
    };
    let components = row.components.and_then(|parts| serde_json::from_value(parts).ok()).unwrap_or_default();
    let fact = FactIn::Observation(ObservationIn {
        key: row.key.clone(),
        at: row.at,
        metric: row.metric,
        code: row.code,
        code_system: row.code_system,
        name: row.name,
        value_text: row.value_text,
        value_num: row.value_num,
        unit: row.unit,
        ref_text: row.ref_text,
        flag_text: row.flag_text,
        status,
        components,
        panel_key: row.panel_key,
        panel_name: row.panel_name,
        encounter_key: row.encounter_key,
        resource: None,
    });
    Told { id: row.id, patient: row.patient_id, source: row.source, key: row.key, fact }
}

fn of_fact(row: fact::Model) -> Option<Told> {
    let (id, patient, source, key) = (row.id, row.patient_id, row.source.clone(), row.key.clone());
    Some(Told { id, patient, source, key, fact: fact_in(row)? })
}

fn fact_in(row: fact::Model) -> Option<FactIn> {
    match row.kind.as_str() {
        "condition" | "procedure" | "medication" => Some(treated(row)),
        "allergy" | "immunization" | "report" => Some(noted(row)),
        _ => None,
    }
}

/// Diagnoses, procedures and medicines.
fn treated(row: fact::Model) -> FactIn {
    let fact::Model { kind, key, at, code, system, name, status, encounter_key, detail, onset, .. } = row;
    let (resource, days_supply) = (None, row.days_supply);
    match kind.as_str() {
        "condition" => {
            let fact = ConditionIn { key, at, code, system, name, onset, status, encounter_key, resource };
            FactIn::Condition(fact)
        }
        "procedure" => {
            let performer = detail;
            let fact =
                ProcedureIn { key, at, code, system, name, status, performer, encounter_key, resource };
            FactIn::Procedure(fact)
        }
        _ => FactIn::Medication(MedicationIn {
            key,
            at,
            code,
            system,
            name,
            dose: detail,
            days_supply,
            status,
            encounter_key,
            resource,
        }),
    }
}

/// Allergies, vaccinations and reports.
fn noted(row: fact::Model) -> FactIn {
    let fact::Model { kind, key, at, code, system, name, status, encounter_key, detail, note, .. } = row;
    let resource = None;
    match kind.as_str() {
        "allergy" => {
            let (reaction, severity) = (detail, note);
            let fact = AllergyIn { key, at, code, system, name, reaction, severity, status, resource };
            FactIn::Allergy(fact)
        }
        "immunization" => {
            let fact = ImmunizationIn { key, at, code, system, name, status, encounter_key, resource };
            FactIn::Immunization(fact)
        }
        _ => FactIn::Report(ReportIn {
            key,
            at,
            code,
            system,
            name,
            conclusion: detail,
            exam: note.as_deref() == Some("exam"),
            status,
            encounter_key,
            resource,
        }),
    }
}

/// A person on file.
#[derive(Debug, Clone)]
pub struct Described {
    pub id: PatientId,
    /// Where first heard of.
    pub source: String,
    /// As best known, with all numbers; the card number is among them as `card`.
    pub person: PersonIn,
    /// The record this one was merged into.
    pub merged_into: Option<PatientId>,
}

/// The people in sight with these ids, merged ones too.
pub async fn described(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[PatientId],
) -> Result<Vec<Described>> {
    let mut out = Vec::new();
    for part in ids.chunks(CHUNK) {
        let rows = patient::Entity::visible(scope)
            .filter(patient::Column::Id.is_in(part.iter().copied()))
            .order_by_asc(patient::Column::Id)
            .all(conn)
            .await?;
        let numbers = patient_identifier::Entity::visible(scope)
            .filter(patient_identifier::Column::PatientId.is_in(part.iter().copied()))
            .order_by_asc(patient_identifier::Column::RecordedAt)
            .order_by_asc(patient_identifier::Column::Id)
            .all(conn)
            .await?;
        out.extend(rows.into_iter().map(|row| describe(row, &numbers)));
    }
    Ok(out)
}

fn describe(row: patient::Model, numbers: &[patient_identifier::Model]) -> Described {
    let own = numbers.iter().filter(|n| n.patient_id == row.id).map(|n| IdentifierIn {
        system: n.system.clone(),
        value: n.value.clone(),
        kind: n.label.clone(),
    });
    let card = row.card_no.as_ref().map(|value| IdentifierIn {
        system: "card".to_owned(),
        value: value.clone(),
        kind: "健康卡".to_owned(),
    });
    let person = PersonIn {
        key: row.id.to_string(),
        identifiers: own.chain(card).collect(),
        name: if row.name == NO_NAME { String::new() } else { row.name },
        sex: Some(Sex::parse(&row.sex)).filter(|sex| *sex != Sex::Unknown),
        birth_date: row.birth_date,
        phones: phones_of(&row.phones),
        address: row.address,
        deceased_at: row.deceased_at,
        ..PersonIn::default()
    };
    Described { id: row.id, source: row.source, person, merged_into: row.merged_into.map(PatientId) }
}
