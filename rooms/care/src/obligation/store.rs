//! Opening and settling obligations. Every change goes through the table of `nq_pathway::ledger`.
use super::{entity, opening_entity};
use crate::{EnrolmentId, ObligationId};
use chrono::NaiveDate;
use kernel::event::{self, NewEvent};
use kernel::{App, Error, PatientId, Result, Scope, TenantId, Tx, Visible, clock};
use nq_pathway::ledger::{Closing, Happening, Standing, change};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use serde_json::json;

/// The enrolment an obligation belongs to.
#[derive(Debug, Clone)]
pub struct Of {
    /// Whose.
    pub patient: PatientId,
    /// Which enrolment.
    pub enrolment: EnrolmentId,
    /// Its pathway.
    pub pathway_code: String,
    /// As the page names it.
    pub pathway_name: String,
}

/// A follow-up about to be owed.
#[derive(Debug, Clone)]
pub struct NewObligation {
    /// The node.
    pub node: String,
    /// Its occurrence.
    pub occurrence: u32,
    /// Kind of node.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// First day of the window.
    pub from: NaiveDate,
    /// Last day of the window.
    pub to: NaiveDate,
}

/// Opens an obligation and writes the opening into the book.
pub async fn open(tx: &Tx, scope: &Scope, of: &Of, new: NewObligation) -> Result<ObligationId> {
    let id = ObligationId::new();
    let (from, title) = (new.from, new.title.clone());
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(of.patient),
        enrolment_id: Set(of.enrolment),
        pathway_code: Set(of.pathway_code.clone()),
        pathway_name: Set(of.pathway_name.clone()),
        node: Set(new.node),
        occurrence: Set(i64::from(new.occurrence)),
        kind: Set(new.kind),
        title: Set(new.title),
        due_from: Set(new.from),
        due_to: Set(new.to),
        state: Set(Standing::Scheduled.code().to_owned()),
        closed_reason: Set(None),
        why: Set(String::new()),
        settled_by: Set(None),
        settled_at: Set(None),
        opened_at: Set(tx.now),
    };
    row.insert(&**tx).await?;
    let opening = opening_entity::ActiveModel {
        obligation_id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(of.patient),
        pathway_code: Set(of.pathway_code.clone()),
        due_from: Set(from),
        opened_at: Set(tx.now),
    };
    opening.insert(&**tx).await?;
    let payload = json!({"title": format!("安排随访：{title}"), "detail": of.pathway_name, "obligation_id": id,
        "enrolment_id": of.enrolment, "due_from": from});
    tell(tx, scope, of.patient, "obligation.opened", payload).await?;
    Ok(id)
}

async fn tell(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    kind: &str,
    payload: serde_json::Value,
) -> Result<()> {
    let new =
        NewEvent { patient: Some(patient), kind, occurred_at: tx.now, source: "care", payload, cause: None };
    event::append(tx, scope, new).await?;
    Ok(())
}

/// One obligation the viewer may see.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: ObligationId) -> Result<entity::Model> {
    let row = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?;
    row.ok_or(Error::Missing)
}

/// The obligation of a place on a path.
pub async fn by_place(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    enrolment: EnrolmentId,
    node: &str,
    occurrence: u32,
) -> Result<Option<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::EnrolmentId.eq(enrolment))
        .filter(entity::Column::Node.eq(node))
        .filter(entity::Column::Occurrence.eq(i64::from(occurrence)))
        .one(conn)
        .await?)
}

/// Every obligation of an enrolment, in the order of its days.
pub async fn of_enrolment(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    enrolment: EnrolmentId,
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::EnrolmentId.eq(enrolment))
        .order_by_asc(entity::Column::DueFrom)
        .order_by_asc(entity::Column::Id)
        .all(conn)
        .await?)
}

/// What a person still has before them, earliest first.
pub async fn future(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::State.is_in(open_states()))
        .order_by_asc(entity::Column::DueFrom)
        .order_by_asc(entity::Column::Id)
        .limit(200)
        .all(conn)
        .await?)
}

pub(crate) fn open_states() -> Vec<&'static str> {
    Standing::ALL.into_iter().filter(|s| s.is_open()).map(Standing::code).collect()
}

/// The state of a row.
pub(crate) fn standing(row: &entity::Model) -> Result<Standing> {
    Standing::of(&row.state).ok_or_else(|| Error::fault(format!("obligation state {}", row.state)))
}

async fn locked(tx: &Tx, tenant: TenantId, id: ObligationId) -> Result<entity::Model> {
    let row = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::Id.eq(id))
        .lock_exclusive()
        .one(&**tx)
        .await?;
    row.ok_or(Error::Missing)
}

/// Completes, closes or reopens an obligation. Work for staff that hung on it is taken off the queue.
/// Returns false if it was settled already: repeated news changes nothing.
pub async fn settle(tx: &Tx, scope: &Scope, id: ObligationId, what: Happening, why: &str) -> Result<bool> {
    let row = locked(tx, scope.tenant, id).await?;
    let before = standing(&row)?;
    if !before.is_open() && what != Happening::Reopened {
        return Ok(false);
    }
    let after = change(before, what).map_err(|no| Error::conflict("obligation.state", no.to_string()))?;
    let closing = if let Happening::Closed(closing) = what { Some(closing) } else { None };
    let (patient, title) = (row.patient_id, row.title.clone());
    let mut changed = row.into_active_model();
    changed.state = Set(after.code().to_owned());
    changed.closed_reason = Set(closing.map(|c| c.code().to_owned()));
    changed.why = Set(why.to_owned());
    changed.settled_by = Set(Some(scope.actor_name()));
    changed.settled_at = Set((!after.is_open()).then_some(tx.now));
    changed.update(&**tx).await?;
    let word = closing.map_or_else(|| after.word().to_owned(), |c| format!("关闭（{}）", c.word()));
    let payload = json!({"title": format!("随访{word}：{title}"), "detail": why, "obligation_id": id,
        "state": after.code(), "reason": closing.map(Closing::code)});
    tell(tx, scope, patient, "obligation.closed", payload).await?;
    crate::task::close_of_obligation(tx, scope, id, why).await?;
    Ok(true)
}

/// Moves the window of an open obligation, in the ledger and in the book of openings.
pub async fn reschedule(
    tx: &Tx,
    scope: &Scope,
    id: ObligationId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<()> {
    let row = locked(tx, scope.tenant, id).await?;
    if !standing(&row)?.is_open() {
        return Err(Error::conflict("obligation.settled", "这项随访已经结束，不能再改期。"));
    }
    let today = clock::local_day(tx.now);
    let state = match (today > to, today >= from) {
        (true, _) => Standing::Overdue,
        (false, true) => Standing::Due,
        (false, false) => Standing::Scheduled,
    };
    let mut row = row.into_active_model();
    row.due_from = Set(from);
    row.due_to = Set(to);
    row.state = Set(state.code().to_owned());
    row.update(&**tx).await?;
    let opening =
        opening_entity::ActiveModel { obligation_id: Set(id), due_from: Set(from), ..Default::default() };
    opening.update(&**tx).await?;
    Ok(())
}

/// What the calendar alone does: windows open and close. The same rule as `ledger::by_calendar`, for a whole tenant.
pub async fn sweep(app: &App, tenant: TenantId) -> Result<u64> {
    let today = clock::local_day(app.clock.now());
    let (scheduled, due) = (Standing::Scheduled.code(), Standing::Due.code());
    app.write(async |tx| {
        let late = entity::Entity::update_many()
            .col_expr(entity::Column::State, Standing::Overdue.code().into())
            .filter(entity::Column::TenantId.eq(tenant))
            .filter(entity::Column::State.is_in([scheduled, due]))
            .filter(entity::Column::DueTo.lt(today))
            .exec(&*tx)
            .await?;
        let opened = entity::Entity::update_many()
            .col_expr(entity::Column::State, due.into())
            .filter(entity::Column::TenantId.eq(tenant))
            .filter(entity::Column::State.eq(scheduled))
            .filter(entity::Column::DueFrom.lte(today))
            .exec(&*tx)
            .await?;
        Ok(late.rows_affected.saturating_add(opened.rows_affected))
    })
    .await
}
