//! Files results: the result as received on one shelf, its values of our dictionary on another, and tells in one
//! event per panel and day what is new and what is abnormal.

use chrono::NaiveDate;
use kernel::clock::local_day;
use kernel::{Result, Scope, Tx};
use nq_clinical::{Flag, dictionary};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

use super::facts::About;
use super::measure::{Measured, flag_text, is_abnormal, measure};
use super::shelf::{self, Plan};
use super::tell::tell;
use super::types::{ComponentIn, ObservationIn, ObservationStatus};
use crate::facts::entity::{measurement, observation};

/// A result with what it means.
struct Finding {
    input: ObservationIn,
    own: Vec<Measured>,
    parts: Vec<Measured>,
    plan: Plan,
}

pub(super) async fn file(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    items: Vec<(usize, ObservationIn)>,
) -> Result<Vec<(usize, Plan)>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let mut keyed = Vec::with_capacity(items.len());
    for (_, o) in &items {
        keyed.push((o.key.clone(), super::content_hash(o)?));
    }
    let plans =
        shelf::plan::<observation::Entity>(tx, scope.tenant, source, Some(about.id), None, &keyed).await?;
    let changed = shelf::changed_ids(&plans);
    let before = shelf::before::<observation::Entity>(&**tx, scope.tenant, &changed).await?;
    let order: Vec<usize> = items.iter().map(|(at, _)| *at).collect();
    let mut news = Vec::new();
    let mut rows = Vec::new();
    for (((_, input), (_, hash)), plan) in items.into_iter().zip(keyed).zip(&plans) {
        if matches!(plan, Plan::Same(_)) {
            continue;
        }
        let own = measure(about, input.at, &as_component(&input));
        let parts: Vec<_> = input.components.iter().flat_map(|c| measure(about, input.at, c)).collect();
        let result = Finding { input, own, parts, plan: *plan };
        rows.push((*plan, row(tx, scope, source, about, &result, hash)?));
        news.push(result);
    }
    shelf::write::<observation::Entity>(tx, rows).await?;
    write_measurements(tx, scope, source, about, &news, &changed).await?;
    announce(tx, scope, source, about, &news, &before).await?;
    Ok(order.into_iter().zip(plans).collect())
}

fn as_component(o: &ObservationIn) -> ComponentIn {
    ComponentIn {
        metric: o.metric.clone(),
        code: o.code.clone(),
        code_system: o.code_system.clone(),
        name: o.name.clone(),
        value_text: o.value_text.clone(),
        value_num: o.value_num,
        unit: o.unit.clone(),
        ref_text: o.ref_text.clone(),
        flag_text: o.flag_text.clone(),
    }
}

impl Finding {
    fn all(&self) -> impl Iterator<Item = &Measured> {
        self.own.iter().chain(&self.parts)
    }
    fn withdrawn(&self) -> bool {
        self.input.status == ObservationStatus::EnteredInError
    }
    /// The most telling flag of the result and its parts.
    fn flag(&self) -> Flag {
        let rank = |f: Flag| match f {
            Flag::High | Flag::Low => 3,
            Flag::Abnormal => 2,
            Flag::Normal => 1,
            Flag::Unknown => 0,
        };
        self.all().map(|m| m.flag).max_by_key(|f| rank(*f)).unwrap_or(Flag::Unknown)
    }
    /// `血压 152/96 mmHg ↑`
    fn sentence(&self) -> String {
        let values: Vec<&str> = if self.parts.is_empty() {
            vec![self.input.value_text.as_str()]
        } else {
            self.parts.iter().map(|m| m.value_text.as_str()).collect()
        };
        let unit = self.parts.first().map_or(self.input.unit.as_str(), |m| m.unit.as_str());
        let unit = nq_clinical::unit_shown(unit);
        let mark = match self.flag() {
            Flag::High => "↑",
            Flag::Low => "↓",
            Flag::Abnormal => "异常",
            Flag::Normal | Flag::Unknown => "",
        };
        [self.input.name.as_str(), &values.join("/"), &unit, mark]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn row(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    result: &Finding,
    hash: String,
) -> Result<observation::ActiveModel> {
    let o = &result.input;
    let components = if o.components.is_empty() { None } else { Some(serde_json::to_value(&o.components)?) };
    let row = observation::Model {
        id: result.plan.id(),
        tenant_id: scope.tenant,
        patient_id: about.id,
        source: source.to_owned(),
        key: o.key.clone(),
        hash,
        at: o.at,
        recorded_at: tx.now,
        resource: o.resource.clone(),
        metric: o.metric.clone().filter(|code| dictionary().get(code).is_some()),
        code: o.code.clone(),
        code_system: o.code_system.clone(),
        name: o.name.clone(),
        value_text: o.value_text.clone(),
        value_num: o.value_num.or_else(|| nq_clinical::read_value(&o.value_text).number()),
        unit: o.unit.clone(),
        ref_text: o.ref_text.clone(),
        flag_text: o.flag_text.clone(),
        flag: flag_text(result.flag()).to_owned(),
        status: o.status.as_str().to_owned(),
        components,
        panel_key: o.panel_key.clone(),
        panel_name: o.panel_name.clone(),
        encounter_key: o.encounter_key.clone(),
    };
    Ok(row.into_active_model().reset_all())
}

/// The values of our dictionary; those of a corrected or withdrawn result are replaced.
async fn write_measurements(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    news: &[Finding],
    changed: &[Uuid],
) -> Result<()> {
    use measurement::Column;
    for part in changed.chunks(400) {
        measurement::Entity::delete_many()
            .filter(Column::TenantId.eq(scope.tenant))
            .filter(Column::ObservationId.is_in(part.iter().copied()))
            .exec(&**tx)
            .await?;
    }
    // A key that came twice in one batch counts once, as it was last.
    let last: BTreeMap<Uuid, &Finding> = news.iter().map(|r| (r.plan.id(), r)).collect();
    let mut rows = Vec::new();
    for result in last.values().filter(|r| !r.withdrawn()) {
        for m in result.all() {
            let Some(metric) = m.metric.clone() else { continue };
            let row = measurement::Model {
                id: Uuid::now_v7(),
                tenant_id: scope.tenant,
                observation_id: result.plan.id(),
                patient_id: about.id,
                metric,
                at: result.input.at,
                value: m.value,
                comparator: m.comparator.clone(),
                value_text: m.value_text.clone(),
                unit: m.unit.clone(),
                flag: flag_text(m.flag).to_owned(),
                basis: m.basis.to_owned(),
                ref_text: m.ref_text.clone(),
                ref_low: m.ref_low,
                ref_high: m.ref_high,
                plausible: m.plausible,
                critical: m.critical,
                source: source.to_owned(),
            };
            rows.push(row.into_active_model().reset_all());
        }
    }
    kernel::db::insert_all::<measurement::Entity>(&**tx, rows).await
}

/// One event per panel (or visit) and day.
async fn announce(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    news: &[Finding],
    before: &[observation::Model],
) -> Result<()> {
    let mut groups: BTreeMap<(NaiveDate, &str), Vec<&Finding>> = BTreeMap::new();
    for result in news {
        let o = &result.input;
        let belongs = o.panel_key.as_deref().or(o.encounter_key.as_deref()).unwrap_or_default();
        groups.entry((local_day(o.at), belongs)).or_default().push(result);
    }
    for group in groups.values() {
        let at = group.iter().map(|r| r.input.at).max().unwrap_or(tx.now);
        tell(tx, scope, source, about.id, "observation.recorded", at, payload(group, before)).await?;
    }
    Ok(())
}

fn payload(group: &[&Finding], before: &[observation::Model]) -> Value {
    let abnormal: Vec<&&Finding> =
        group.iter().filter(|r| is_abnormal(flag_text(r.flag())) && !r.withdrawn()).collect();
    let withdrawn = group.iter().filter(|r| r.withdrawn()).count();
    let corrected = group.iter().filter(|r| matches!(r.plan, Plan::Changed(_)) && !r.withdrawn()).count();
    let mut metrics: Vec<&str> =
        group.iter().flat_map(|r| r.all()).filter_map(|m| m.metric.as_deref()).collect();
    metrics.sort_unstable();
    metrics.dedup();
    let panel = group.iter().find_map(|r| r.input.panel_name.as_deref());
    let what = match (panel, group) {
        (Some(panel), _) => format!("{panel} {} 项", group.len()),
        (None, [one]) => one.input.name.clone(),
        (None, _) => format!("检查检验 {} 项", group.len()),
    };
    let title = match (withdrawn, corrected) {
        (w, _) if w == group.len() => format!("结果作废：{what}"),
        (_, c) if c > 0 => format!("结果更正：{what}"),
        _ => what,
    };
    let shown: Vec<String> = if abnormal.is_empty() {
        group.iter().take(3).map(|r| r.sentence()).collect()
    } else {
        abnormal.iter().take(5).map(|r| r.sentence()).collect()
    };
    let had: Vec<Value> = group
        .iter()
        .filter_map(|r| before.iter().find(|b| b.id == r.plan.id()))
        .map(|b| json!({"id": b.id, "value_text": b.value_text, "unit": b.unit, "status": b.status, "components": b.components}))
        .collect();
    json!({
        "title": title, "detail": shown.join("；"),
        "ids": group.iter().map(|r| r.plan.id()).collect::<Vec<_>>(),
        "metrics": metrics, "count": group.len(), "abnormal": abnormal.len(),
        "critical": group.iter().flat_map(|r| r.all()).filter(|m| m.critical).filter_map(|m| m.metric.as_deref()).collect::<Vec<_>>(),
        "withdrawn": withdrawn, "corrected": corrected, "before": had,
        "ref": {"kind": "observation", "id": group.first().map(|r| r.plan.id())},
    })
}
