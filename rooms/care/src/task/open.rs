//! Asking for work, handing it to somebody, moving it, and taking it off the queue.
use super::{CLOSED, OPEN, entity};
use crate::{EnrolmentId, ObligationId, TaskId};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::event::{self, NewEvent};
use kernel::receipt::{self, NewReceipt};
use kernel::{Act, Error, PatientId, Result, Role, Scope, StaffId, TenantId, Tx, Visible, audit, clock};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect, Set,
};
use serde_json::json;

/// Work about to be asked for.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// About whom.
    pub patient: PatientId,
    /// What asked for it; a second asking under the same name does nothing.
    pub origin: String,
    /// `phone`, `ai_call`, `home_visit`, `ticket`, `fill_record`, `assign_doctor`.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// What to say or do, line by line.
    pub script: String,
    /// Form to fill.
    pub form_code: Option<String>,
    /// Role it goes to.
    pub role: String,
    /// A trained person has to do it.
    pub sensitive: bool,
    /// A complaint or a low score stands behind it.
    pub complaint: bool,
    /// It answers an alert raised then.
    pub alert_since: Option<DateTime<Utc>>,
    /// The enrolment it belongs to.
    pub enrolment_id: Option<EnrolmentId>,
    /// The obligation it fulfils.
    pub obligation_id: Option<ObligationId>,
    /// Its pathway, for the page.
    pub pathway_name: Option<String>,
    /// First day of the window.
    pub due_from: NaiveDate,
    /// Last day of the window.
    pub due_to: NaiveDate,
    /// Why, in a sentence.
    pub why: String,
    /// The rule that asked.
    pub rule: String,
    /// Its version.
    pub rule_version: String,
}

/// Asks for work once. It goes to the member of the care team in the role, else to the least loaded colleague in it.
/// Returns `None` if it was asked for before.
pub async fn open(tx: &Tx, scope: &Scope, new: NewTask) -> Result<Option<TaskId>> {
    let id = TaskId::new();
    let assignee = whose(tx, scope, new.patient, &new.role).await?;
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(new.patient),
        origin: Set(new.origin.clone()),
        kind: Set(new.kind.clone()),
        title: Set(new.title.clone()),
        script: Set(new.script.clone()),
        form_code: Set(new.form_code.clone()),
        role: Set(new.role.clone()),
        sensitive: Set(new.sensitive),
        complaint: Set(new.complaint),
        escalated: Set(false),
        enrolment_id: Set(new.enrolment_id),
        obligation_id: Set(new.obligation_id),
        pathway_name: Set(new.pathway_name.clone()),
        due_from: Set(new.due_from),
        due_to: Set(new.due_to),
        state: Set(OPEN.to_owned()),
        assignee: Set(assignee),
        attempts: Set(0),
        alert_since: Set(new.alert_since),
        promised_at: Set(None),
        created_at: Set(tx.now),
        opened_at: Set(None),
        done_at: Set(None),
        done_by: Set(None),
        done_by_id: Set(None),
        result_code: Set(None),
        result_note: Set(None),
        answer_id: Set(None),
    };
    let same = [entity::Column::TenantId, entity::Column::Origin];
    let made = entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    if made == 0 {
        return Ok(None);
    }
    if let Some(staff) = assignee {
        record::team::link_task(tx, scope, new.patient, staff).await?;
    }
    announce(tx, scope, id, new).await?;
    Ok(Some(id))
}

async fn announce(tx: &Tx, scope: &Scope, id: TaskId, new: NewTask) -> Result<()> {
    let note = NewReceipt {
        patient: Some(new.patient),
        subject_kind: "task",
        subject_id: id.0,
        rule: new.rule,
        rule_version: new.rule_version,
        outcome: "open".to_owned(),
        sentence: new.why.clone(),
        facts: Vec::new(),
        gates: Vec::new(),
    };
    let receipt = receipt::write(tx, scope.tenant, note).await?;
    let payload = json!({"title": format!("新任务：{}", new.title), "detail": new.why, "task_id": id, "kind": new.kind,
        "obligation_id": new.obligation_id, "ref": {"kind": "receipt", "id": receipt}});
    tell(tx, scope, new.patient, "task.opened", payload).await
}

pub(super) async fn tell(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    kind: &str,
    payload: serde_json::Value,
) -> Result<()> {
    let new =
        NewEvent { patient: Some(patient), kind, occurred_at: tx.now, source: "care", payload, cause: None };
    event::append(tx, scope, new).await.map(drop)
}

/// The care team's member in the role, else the colleague in it with the fewest open tasks.
async fn whose(tx: &Tx, scope: &Scope, patient: PatientId, role: &str) -> Result<Option<StaffId>> {
    let Some(role) = access::role::parse(role) else { return Ok(None) };
    let team = record::team::of(&**tx, scope, patient).await?;
    if let Some(member) = team.iter().find(|m| m.role == role) {
        return Ok(Some(member.staff_id));
    }
    let mut colleagues = access::staff::by_role(&**tx, scope, role).await?;
    // Work handed up goes to the head of the responsible doctor's own department, if it has one.
    if let (Role::DepartmentHead, Some(doctor)) = (role, team.iter().find(|m| m.role == Role::Doctor)) {
        let department = access::staff::find(&**tx, scope, doctor.staff_id).await?.department_id;
        if colleagues.iter().any(|head| head.department_id == department) {
            colleagues.retain(|head| head.department_id == department);
        }
    }
    least_loaded(tx, scope, colleagues).await
}

async fn least_loaded(
    tx: &Tx,
    scope: &Scope,
    colleagues: Vec<access::staff::StaffView>,
) -> Result<Option<StaffId>> {
    let mut best: Option<(u64, StaffId)> = None;
    for colleague in colleagues {
        let load = open_of(scope.tenant, colleague.id).count(&**tx).await?;
        if best.is_none_or(|(least, id)| (load, colleague.id) < (least, id)) {
            best = Some((load, colleague.id));
        }
    }
    Ok(best.map(|(_, id)| id))
}

fn open_of(tenant: TenantId, staff: StaffId) -> sea_orm::Select<entity::Entity> {
    entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::State.eq(OPEN))
        .filter(entity::Column::Assignee.eq(staff))
}

/// One open task the viewer may see, locked until the transaction ends.
pub(super) async fn locked(tx: &Tx, scope: &Scope, id: TaskId) -> Result<entity::Model> {
    let query = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).lock_exclusive();
    let row = query.one(&**tx).await?.ok_or(Error::Missing)?;
    if row.state != OPEN {
        return Err(Error::conflict("task.already_done", "这项任务已经办结，请刷新列表。"));
    }
    Ok(row)
}

/// Takes a task that nobody has yet.
pub async fn claim(tx: &Tx, scope: &Scope, id: TaskId) -> Result<()> {
    let me = scope.staff().ok_or_else(Error::forbidden)?;
    let row = locked(tx, scope, id).await?;
    if row.assignee.is_some_and(|a| a != me) {
        return Err(Error::conflict("task.taken", "这项任务已有负责人，需要转交请找负责人或主管。"));
    }
    give(tx, scope, row, me).await
}

/// Hands a task to a colleague: one's own task, or any in sight for those who assign.
pub async fn assign(tx: &Tx, scope: &Scope, id: TaskId, staff: StaffId) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    let own = row.assignee.is_some() && row.assignee == scope.staff() && scope.may(Act::TaskDo);
    if !own && !scope.may(Act::TaskAssign) {
        return Err(Error::forbidden());
    }
    let colleague = access::staff::find(&**tx, scope, staff).await?;
    let (patient, reason) = (row.patient_id, format!("转交给{}", colleague.name));
    give(tx, scope, row, staff).await?;
    let entry = audit::Entry {
        act: "assign_task",
        object_kind: "task",
        object_id: id.to_string(),
        patient: Some(patient),
        denied: false,
        reason: &reason,
    };
    audit::write(&**tx, tx.now, scope, entry).await
}

async fn give(tx: &Tx, scope: &Scope, row: entity::Model, to: StaffId) -> Result<()> {
    let (patient, before, id) = (row.patient_id, row.assignee, row.id);
    let mut row = row.into_active_model();
    row.assignee = Set(Some(to));
    row.update(&**tx).await?;
    record::team::link_task(tx, scope, patient, to).await?;
    if let Some(before) = before.filter(|b| *b != to) {
        let_go(tx, scope, patient, before, id).await?;
    }
    Ok(())
}

/// The record closes to a colleague once no open task about the person is left to them.
pub(super) async fn let_go(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    staff: StaffId,
    but: TaskId,
) -> Result<()> {
    let others = open_of(scope.tenant, staff)
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::Id.ne(but))
        .count(&**tx)
        .await?;
    if others == 0 {
        record::team::unlink_task(tx, scope, patient, staff).await?;
    }
    Ok(())
}

/// Puts a task off to another day; the follow-up behind it moves with it in the ledger.
pub async fn postpone(tx: &Tx, scope: &Scope, id: TaskId, to: NaiveDate, reason: &str) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    let today = clock::local_day(tx.now);
    if to < today {
        return Err(Error::field("to", "改期日期不能早于今天。"));
    }
    if to > nq_pathway::calendar::add_days(row.due_to.max(today), 30) {
        return Err(Error::field("to", "改期不能超过原窗口截止后 30 天；不再需要请直接办结并选择原因。"));
    }
    let (patient, obligation, title) = (row.patient_id, row.obligation_id, row.title.clone());
    let from = to.min(row.due_from.max(today));
    let mut row = row.into_active_model();
    row.due_from = Set(to);
    row.due_to = Set(to);
    row.update(&**tx).await?;
    if let Some(obligation) = obligation {
        crate::obligation::reschedule(tx, scope, obligation, from.min(to), to).await?;
    }
    let payload = json!({"title": format!("任务改期：{title}"), "detail": format!("改到{to}：{reason}"), "task_id": id});
    tell(tx, scope, patient, "task.postponed", payload).await
}

/// Takes the work off the queue whose follow-up was settled another way.
pub async fn close_of_obligation(tx: &Tx, scope: &Scope, obligation: ObligationId, why: &str) -> Result<()> {
    let rows = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(scope.tenant))
        .filter(entity::Column::ObligationId.eq(obligation))
        .filter(entity::Column::State.eq(OPEN))
        .all(&**tx)
        .await?;
    for row in rows {
        close(tx, scope, row, why).await?;
    }
    Ok(())
}

/// Takes everything about a person off the queue.
pub(crate) async fn close_of_patient(tx: &Tx, scope: &Scope, patient: PatientId, why: &str) -> Result<()> {
    let rows = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(scope.tenant))
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::State.eq(OPEN))
        .all(&**tx)
        .await?;
    for row in rows {
        close(tx, scope, row, why).await?;
    }
    Ok(())
}

/// Takes one task off the queue because it is not needed any more.
pub(crate) async fn close(tx: &Tx, scope: &Scope, row: entity::Model, why: &str) -> Result<()> {
    let (id, patient, assignee) = (row.id, row.patient_id, row.assignee);
    let mut row = row.into_active_model();
    row.state = Set(CLOSED.to_owned());
    row.done_at = Set(Some(tx.now));
    row.done_by = Set(Some(scope.actor_name()));
    row.result_note = Set(Some(why.to_owned()));
    row.update(&**tx).await?;
    if let Some(staff) = assignee {
        let_go(tx, scope, patient, staff, id).await?;
    }
    Ok(())
}

/// Open tasks of a person of these kinds.
pub(crate) async fn open_of_kinds(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    patient: PatientId,
    kinds: &[&str],
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::State.eq(OPEN))
        .filter(entity::Column::Kind.is_in(kinds.iter().copied()))
        .all(conn)
        .await?)
}

/// Open tasks that were asked for under these names.
pub(crate) async fn open_of_origins(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    origins: &[String],
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::State.eq(OPEN))
        .filter(entity::Column::Origin.is_in(origins.iter().map(String::as_str)))
        .all(conn)
        .await?)
}

/// Open tasks of a person that wait for this form.
pub(crate) async fn waiting_for_form(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    patient: PatientId,
    form: &str,
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::State.eq(OPEN))
        .filter(entity::Column::FormCode.eq(form))
        .all(conn)
        .await?)
}
