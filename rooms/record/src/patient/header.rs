//! The head of the patient page.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::clock::local_day;
use kernel::{Act, Error, PatientId, ReceiptId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

use super::card_view::{CardView, IdentifierView, NextDue};
use super::completeness::{Completeness, Parts, completeness};
use super::mark::Grade;
use super::{sight, tag};
use crate::facts::entity::measurement;
use crate::file::Sex;
use crate::file::source_label;
use crate::identity::clean::{ID_CARD, system_label};
use crate::identity::entity::{patient, patient_identifier};
use crate::read::{self, FactRow};
use crate::team::{self, Member};

/// One consent light.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConsentLight {
    pub purpose: &'static str,
    pub name: &'static str,
    pub granted: bool,
}

/// One tag with its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TagView {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub since: DateTime<Utc>,
    pub receipt_id: Option<ReceiptId>,
}

/// What this viewer may do here.
#[expect(clippy::struct_excessive_bools, reason = "a list of yes and no, each with its own name")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Can {
    pub unmask: bool,
    pub write: bool,
    pub add_reading: bool,
    pub mute: bool,
    pub assign_team: bool,
    pub open_card: bool,
    pub enrol: bool,
    pub override_grade: bool,
    pub message: bool,
    /// Why nothing can be changed, if so.
    pub why: Option<&'static str>,
}

/// The head of the patient page.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PatientHeader {
    pub id: PatientId,
    pub name: String,
    /// 称呼
    pub title: String,
    pub sex: Sex,
    pub age: Option<u32>,
    pub birth_date: Option<NaiveDate>,
    pub grade: Option<Grade>,
    pub grade_name: Option<&'static str>,
    pub grade_since: Option<DateTime<Utc>>,
    pub allergies: Vec<String>,
    pub conditions: Vec<String>,
    pub phone_masked: Option<String>,
    pub id_number_masked: Option<String>,
    pub address_masked: Option<String>,
    pub card: Option<CardView>,
    pub care_team: Vec<Member>,
    pub consents: Vec<ConsentLight>,
    pub tags: Vec<TagView>,
    pub next_due: Option<NextDue>,
    pub deceased_at: Option<DateTime<Utc>>,
    pub muted_until: Option<DateTime<Utc>>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub merged_into: Option<PatientId>,
    pub identifiers: Vec<IdentifierView>,
    pub sources: Vec<String>,
    pub completeness: Completeness,
    pub can: Can,
}

/// The patient's row within the viewer's sight, or Missing.
pub(crate) async fn row(conn: &impl ConnectionTrait, scope: &Scope, id: PatientId) -> Result<patient::Model> {
    patient::Entity::visible(scope).filter(patient::Column::Id.eq(id)).one(conn).await?.ok_or(Error::Missing)
}

/// The head of the patient page as this viewer may see it.
pub async fn header(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PatientId,
    now: DateTime<Utc>,
) -> Result<PatientHeader> {
    let p = row(conn, scope, id).await?;
    let clinical = sight::clinical(scope);
    let numbers = patient_identifier::Entity::visible(scope)
        .filter(patient_identifier::Column::PatientId.eq(id))
        .order_by_asc(patient_identifier::Column::RecordedAt)
        .all(conn)
        .await?;
    let conditions = if clinical { read::conditions(conn, scope, &[id]).await? } else { Vec::new() };
    let allergies = if clinical { read::allergies(conn, scope, &[id]).await? } else { Vec::new() };
    let team = team::of(conn, scope, id).await?;
    let age = sight::age(p.birth_date, local_day(now));
    let sex = Sex::parse(&p.sex);
    let allergy_words = allergy_words(&allergies, p.allergies_text.as_deref().filter(|_| clinical));
    let parts = Parts {
        sex: sex != Sex::Unknown,
        birth_date: p.birth_date.is_some(),
        id_number: p.id_number.is_some() || numbers.iter().any(|n| n.system == "passport"),
        phone: p.phone.is_some(),
        address: p.address.is_some(),
        allergies: p.allergies_text.is_some() || !allergies.is_empty(),
        conditions: !conditions.is_empty(),
        height_weight: has_metrics(conn, scope, id, &["height", "weight"]).await?,
        blood_pressure: has_metrics(conn, scope, id, &["sbp"]).await?,
        care_team: !team.is_empty(),
    };
    let shows_grade = scope.level > kernel::Level::L0;
    Ok(PatientHeader {
        id,
        name: sight::name(scope, &p.name),
        title: sight::title(&sight::name(scope, &p.name), sex, age),
        sex,
        age,
        birth_date: p.birth_date.filter(|_| scope.level > kernel::Level::L0),
        grade: shows_grade.then(|| Grade::parse(&p.grade)),
        grade_name: shows_grade.then(|| Grade::parse(&p.grade).zh()),
        grade_since: p.grade_since.filter(|_| shows_grade),
        allergies: allergy_words,
        conditions: names(&conditions),
        phone_masked: sight::phone(scope, p.phone.as_deref()),
        id_number_masked: sight::last_four(scope, p.id_number.as_deref()),
        address_masked: sight::address(scope, p.address.as_deref()),
        card: p.card_no.clone().zip(p.card_opened_at).map(|(no, opened_at)| CardView { no, opened_at }),
        care_team: team,
        consents: consents(conn, scope, id).await?,
        tags: tags(conn, scope, id, now).await?,
        next_due: next_due(&p),
        deceased_at: p.deceased_at,
        muted_until: p.muted_until.filter(|until| *until > now),
        last_contact_at: p.last_contact_at,
        merged_into: p.merged_into.map(PatientId),
        sources: sources(&p, &numbers),
        identifiers: numbers.iter().map(|n| identifier_view(scope, n)).collect(),
        completeness: completeness(parts),
        can: can(scope, &p),
    })
}

pub(crate) fn next_due(p: &patient::Model) -> Option<NextDue> {
    p.next_due_at.map(|at| NextDue {
        at,
        title: p.next_due_title.clone().unwrap_or_default(),
        kind: p.next_due_kind.clone().unwrap_or_default(),
    })
}

fn can(scope: &Scope, p: &patient::Model) -> Can {
    let alive = p.deceased_at.is_none() && p.merged_into.is_none();
    let why = match (p.merged_into, p.deceased_at) {
        (Some(_), _) => Some("此档案已并入另一份档案。"),
        (_, Some(_)) => Some("患者已登记死亡，档案只读。"),
        _ => None,
    };
    let may = |act: Act| alive && scope.may(act);
    Can {
        unmask: scope.may(Act::PatientUnmask),
        write: may(Act::PatientWrite),
        add_reading: may(Act::ClinicalWrite),
        mute: may(Act::PatientWrite),
        assign_team: may(Act::PatientWrite) || may(Act::TaskAssign),
        open_card: may(Act::CardOpen) && p.card_no.is_none(),
        enrol: may(Act::Enrol),
        override_grade: may(Act::GradeOverride),
        message: may(Act::MessageSend),
        why,
    }
}

fn names(rows: &[FactRow]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    rows.iter()
        .rev()
        .filter(|r| !matches!(r.status.as_str(), "resolved" | "inactive" | "remission"))
        .filter(|r| !r.name.is_empty() && seen.insert(r.name.clone()))
        .map(|r| r.name.clone())
        .take(12)
        .collect()
}

pub(super) fn allergy_words(rows: &[FactRow], text: Option<&str>) -> Vec<String> {
    let mut out = names(rows);
    if let Some(text) = text.filter(|t| !matches!(t.trim(), "无" | "否认" | "无过敏史" | "否认过敏史"))
    {
        for word in text.split(['、', '，', ',', ';', '；']).map(str::trim).filter(|w| !w.is_empty()) {
            if !out.iter().any(|o| o == word) {
                out.push(word.to_owned());
            }
        }
    }
    out
}

async fn has_metrics(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PatientId,
    metrics: &[&str],
) -> Result<bool> {
    for metric in metrics {
        let found = measurement::Entity::visible(scope)
            .filter(measurement::Column::PatientId.eq(id))
            .filter(measurement::Column::Metric.eq(*metric))
            .one(conn)
            .await?;
        if found.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn consents(conn: &impl ConnectionTrait, scope: &Scope, id: PatientId) -> Result<Vec<ConsentLight>> {
    let given = access::consent::given(conn, scope.tenant, id).await?;
    let light = |(purpose, granted): (access::consent::Purpose, bool)| ConsentLight {
        purpose: purpose.code(),
        name: purpose.name(),
        granted,
    };
    Ok(given.into_iter().map(light).collect())
}

/// Whether the viewer's role may know of the most sensitive tags, if it sees clinical facts at all.
pub fn sees_secrets(scope: &Scope) -> bool {
    use kernel::Role::{DepartmentHead, Doctor, HealthManager, System};
    matches!(scope.role(), Doctor | DepartmentHead | HealthManager | System)
}

/// Which kinds of tags a viewer may read: medical ones with the clinic, marketing ones outside of it.
pub fn sees_tag(scope: &Scope, kind: &str) -> bool {
    use kernel::Role::{DepartmentHead, HealthManager, Operations, ServiceDesk, System};
    match kind {
        "medical" => sight::clinical(scope),
        "secret" => sight::clinical(scope) && sees_secrets(scope),
        "marketing" => {
            matches!(scope.role(), HealthManager | ServiceDesk | Operations | DepartmentHead | System)
        }
        _ => true,
    }
}

async fn tags(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PatientId,
    now: DateTime<Utc>,
) -> Result<Vec<TagView>> {
    let rows = tag::Entity::visible(scope)
        .filter(tag::Column::PatientId.eq(id))
        .order_by_asc(tag::Column::Since)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|t| t.expires_at.is_none_or(|e| e > now) && sees_tag(scope, &t.kind))
        .map(|t| TagView {
            code: t.code,
            name: t.name,
            kind: t.kind,
            since: t.since,
            receipt_id: t.receipt_id,
        })
        .collect())
}

fn sources(p: &patient::Model, numbers: &[patient_identifier::Model]) -> Vec<String> {
    let mut all: Vec<&str> = vec![p.source.as_str()];
    all.extend(numbers.iter().map(|n| n.source.as_str()));
    let mut seen = BTreeSet::new();
    all.into_iter().filter(|s| seen.insert(*s)).map(source_label).collect()
}

fn identifier_view(scope: &Scope, n: &patient_identifier::Model) -> IdentifierView {
    let label = system_label(&n.system);
    let unverified = n.system == ID_CARD && !n.verified;
    IdentifierView {
        system: n.system.clone(),
        label: if unverified { format!("{label}（校验未通过）") } else { label },
        value_masked: if n.system == ID_CARD {
            sight::last_four(scope, Some(&n.value))
        } else {
            sight::document(scope, Some(&n.value))
        },
        source: source_label(&n.source),
    }
}
