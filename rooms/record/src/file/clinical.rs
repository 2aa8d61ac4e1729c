//! Files diagnoses, procedures, medicines, allergies, vaccinations and reports: one shelf, told apart by kind.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::clock::local_day;
use kernel::{Result, Scope, Tx};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::facts::About;
use super::shelf::{self, Plan};
use super::tell::tell;
use super::types::FactIn;
use crate::facts::entity::fact;

/// Any fact of this shelf in its common shape.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    kind: &'static str,
    key: String,
    at: DateTime<Utc>,
    code: String,
    system: String,
    name: String,
    status: String,
    onset: Option<NaiveDate>,
    detail: Option<String>,
    note: Option<String>,
    days_supply: Option<i64>,
    encounter_key: Option<String>,
    resource: Option<Value>,
    hash: String,
}

impl From<FactIn> for Item {
    fn from(fact: FactIn) -> Self {
        let hash = super::content_hash(&fact).unwrap_or_default();
        let item = match fact {
            FactIn::Condition(c) => {
                let item = named("condition", c.key, c.at, c.code, c.system, c.name);
                Self {
                    onset: c.onset,
                    encounter_key: c.encounter_key,
                    resource: c.resource,
                    status: c.status,
                    ..item
                }
            }
            FactIn::Procedure(p) => {
                let item = named("procedure", p.key, p.at, p.code, p.system, p.name);
                let item = Self { encounter_key: p.encounter_key, resource: p.resource, ..item };
                Self { detail: p.performer, status: p.status, ..item }
            }
            FactIn::Medication(m) => {
                let item = named("medication", m.key, m.at, m.code, m.system, m.name);
                let item = Self { encounter_key: m.encounter_key, resource: m.resource, ..item };
                Self { detail: m.dose, days_supply: m.days_supply, status: m.status, ..item }
            }
            FactIn::Allergy(a) => {
                let item = named("allergy", a.key, a.at, a.code, a.system, a.name);
                Self { detail: a.reaction, note: a.severity, resource: a.resource, status: a.status, ..item }
            }
            FactIn::Immunization(i) => {
                let item = named("immunization", i.key, i.at, i.code, i.system, i.name);
                Self { encounter_key: i.encounter_key, resource: i.resource, status: i.status, ..item }
            }
            FactIn::Report(r) => {
                let item = named("report", r.key, r.at, r.code, r.system, r.name);
                let item = Self { encounter_key: r.encounter_key, resource: r.resource, ..item };
                Self {
                    detail: r.conclusion,
                    note: r.exam.then(|| "exam".to_owned()),
                    status: r.status,
                    ..item
                }
            }
            FactIn::Encounter(_) | FactIn::Observation(_) => Self::default(),
        };
        let status = if item.status.is_empty() { default_status(item.kind).to_owned() } else { item.status };
        Self { status, hash, ..item }
    }
}

fn named(
    kind: &'static str,
    key: String,
    at: DateTime<Utc>,
    code: String,
    system: String,
    name: String,
) -> Item {
    Item { kind, key, at, code, system, name, ..Item::default() }
}

/// The state of a fact whose source names none.
fn default_status(kind: &str) -> &'static str {
    match kind {
        "procedure" | "immunization" => "completed",
        "report" => "final",
        _ => "active",
    }
}

const KINDS: [&str; 6] = ["condition", "procedure", "medication", "allergy", "immunization", "report"];

pub(super) async fn file(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    items: Vec<(usize, Item)>,
) -> Result<Vec<(usize, Plan)>> {
    let mut out = Vec::with_capacity(items.len());
    for kind in KINDS {
        let part: Vec<&(usize, Item)> = items.iter().filter(|(_, i)| i.kind == kind).collect();
        if part.is_empty() {
            continue;
        }
        let keyed: Vec<_> = part.iter().map(|(_, i)| (i.key.clone(), i.hash.clone())).collect();
        let among = Some(Expr::col("kind").eq(kind));
        let plans =
            shelf::plan::<fact::Entity>(tx, scope.tenant, source, Some(about.id), among, &keyed).await?;
        let before = shelf::before::<fact::Entity>(&**tx, scope.tenant, &shelf::changed_ids(&plans)).await?;
        let rows = part
            .iter()
            .zip(&plans)
            .map(|((_, i), plan)| (*plan, row(tx, scope, source, about, i, plan.id())));
        shelf::write::<fact::Entity>(tx, rows.collect()).await?;
        let news: Vec<(&Item, Plan)> = part
            .iter()
            .zip(&plans)
            .filter(|(_, p)| !matches!(p, Plan::Same(_)))
            .map(|((_, i), p)| (i, *p))
            .collect();
        announce(tx, scope, source, about, kind, &news, &before).await?;
        out.extend(part.iter().map(|(at, _)| *at).zip(plans));
    }
    Ok(out)
}

fn row(tx: &Tx, scope: &Scope, source: &str, about: About, i: &Item, id: uuid::Uuid) -> fact::ActiveModel {
    let row = fact::Model {
        id,
        tenant_id: scope.tenant,
        patient_id: about.id,
        source: source.to_owned(),
        key: i.key.clone(),
        hash: i.hash.clone(),
        at: i.at,
        recorded_at: tx.now,
        resource: i.resource.clone(),
        kind: i.kind.to_owned(),
        code: i.code.clone(),
        system: i.system.clone(),
        name: i.name.clone(),
        status: i.status.clone(),
        onset: i.onset,
        detail: i.detail.clone(),
        note: i.note.clone(),
        days_supply: i.days_supply,
        encounter_key: i.encounter_key.clone(),
    };
    row.into_active_model().reset_all()
}

fn title(kind: &str) -> &'static str {
    match kind {
        "condition" => "诊断",
        "procedure" => "手术/操作",
        "medication" => "用药",
        "allergy" => "过敏",
        "immunization" => "接种",
        _ => "报告",
    }
}

/// One event a procedure (a pathway may begin with it) and a report; one event a day for the others.
async fn announce(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    kind: &str,
    news: &[(&Item, Plan)],
    before: &[fact::Model],
) -> Result<()> {
    let mut groups: BTreeMap<(NaiveDate, usize), Vec<&(&Item, Plan)>> = BTreeMap::new();
    for (n, new) in news.iter().enumerate() {
        let alone = matches!(kind, "procedure" | "report");
        groups.entry((local_day(new.0.at), if alone { n } else { 0 })).or_default().push(new);
    }
    for group in groups.values() {
        let Some((first, plan)) = group.first() else { continue };
        let names: Vec<&str> = group.iter().map(|(i, _)| i.name.as_str()).take(6).collect();
        let more = if group.len() > 6 { format!(" 等 {} 项", group.len()) } else { String::new() };
        let withdrawn = group.iter().all(|(i, _)| i.status == "entered-in-error");
        let conclusion = first.detail.as_deref().filter(|_| kind == "report").unwrap_or_default();
        let detail = if conclusion.is_empty() {
            names.join("、") + &more
        } else {
            format!("{}：{conclusion}", first.name)
        };
        let had: Vec<Value> = group
            .iter()
            .filter_map(|(_, p)| before.iter().find(|b| b.id == p.id()))
            .map(|b| json!({"id": b.id, "code": b.code, "name": b.name, "status": b.status, "at": b.at, "detail": b.detail}))
            .collect();
        let payload = json!({
            "title": if withdrawn { format!("{}作废", title(kind)) } else { title(kind).to_owned() },
            "detail": detail, "code": first.code, "system": first.system, "name": first.name,
            format!("{kind}_id"): plan.id(), "status": first.status,
            "items": group.iter().map(|(i, p)| json!({"id": p.id(), "code": i.code, "name": i.name})).collect::<Vec<_>>(),
            "before": had, "ref": {"kind": kind, "id": plan.id()},
        });
        tell(tx, scope, source, about.id, &format!("{kind}.recorded"), first.at, payload.clone()).await?;
        if first.note.as_deref() == Some("exam") && kind == "report" && first.status == "final" && !withdrawn
        {
            tell(tx, scope, source, about.id, "exam.completed", first.at, payload).await?;
        }
    }
    Ok(())
}
