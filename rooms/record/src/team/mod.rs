//! 责任团队: who cares for whom, and so who may see whom. A relation begun here opens the record to a member of
//! staff, a relation ended here closes it at once.

pub(crate) mod entity;
kernel::patient_scoped!(self::entity);

use kernel::visible::patient_link;
use kernel::{DepartmentId, PatientId, Result, Role, Scope, SiteId, StaffId, Tx, Visible};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    Set,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::file::tell;

/// A department and the site it belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub id: DepartmentId,
    pub site: SiteId,
}

/// The department a source names, if the house knows it under that name.
pub(crate) async fn department_of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
) -> Result<Option<Place>> {
    let found = access::organisation::department_named(conn, scope, name.trim()).await?;
    Ok(found.map(|(id, site)| Place { id, site }))
}

/// Opens a new person's record to the main site (service desk).
pub(crate) async fn register(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<()> {
    if let Some(site) = access::organisation::main_site(&**tx, scope).await? {
        link(tx, scope, patient, "site", site.0, "registered").await?;
    }
    Ok(())
}

/// Opens the record to the department, the site and (if the name is unique) the doctor of an encounter.
pub(crate) async fn link_encounter(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    place: Option<Place>,
    doctor: Option<&str>,
) -> Result<()> {
    if let Some(place) = place {
        link(tx, scope, patient, "department", place.id.0, "encounter").await?;
        link(tx, scope, patient, "site", place.site.0, "encounter").await?;
    }
    let Some(name) = doctor.map(str::trim).filter(|n| !n.is_empty()) else { return Ok(()) };
    let staff = access::staff::by_role(&**tx, scope, Role::Doctor).await?;
    let mut same = staff
        .iter()
        .filter(|s| s.name == name && place.is_none_or(|p| s.department_id.is_none_or(|own| own == p.id)));
    if let (Some(one), None) = (same.next(), same.next()) {
        link(tx, scope, patient, "staff", one.id.0, "encounter").await?;
    }
    Ok(())
}

/// Begins a relation; does nothing if it is there.
async fn link(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    kind: &str,
    target: Uuid,
    reason: &str,
) -> Result<()> {
    use patient_link::Column;
    let row = patient_link::ActiveModel {
        tenant_id: Set(scope.tenant),
        patient_id: Set(patient),
        kind: Set(kind.to_owned()),
        target_id: Set(target),
        reason: Set(reason.to_owned()),
        since: Set(tx.now),
    };
    let columns = [Column::TenantId, Column::Kind, Column::TargetId, Column::PatientId, Column::Reason];
    patient_link::Entity::insert(row)
        .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

async fn unlink(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    kind: &str,
    target: Uuid,
    reason: &str,
) -> Result<()> {
    use patient_link::Column;
    patient_link::Entity::delete_many()
        .filter(Column::TenantId.eq(scope.tenant))
        .filter(Column::PatientId.eq(patient))
        .filter(Column::Kind.eq(kind))
        .filter(Column::TargetId.eq(target))
        .filter(Column::Reason.eq(reason))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Opens a record to the one to whom a task about it is assigned.
pub async fn link_task(tx: &Tx, scope: &Scope, patient: PatientId, staff: StaffId) -> Result<()> {
    link(tx, scope, patient, "staff", staff.0, "task").await
}

/// Closes it again when no task about it is left; the caller knows.
pub async fn unlink_task(tx: &Tx, scope: &Scope, patient: PatientId, staff: StaffId) -> Result<()> {
    unlink(tx, scope, patient, "staff", staff.0, "task").await
}

/// A member of the care team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Member {
    pub staff_id: StaffId,
    pub role: Role,
    pub role_name: String,
    pub name: String,
    /// The desk telephone a patient may call.
    pub phone: String,
}

/// The care team, doctor first.
pub async fn of(conn: &impl ConnectionTrait, scope: &Scope, patient: PatientId) -> Result<Vec<Member>> {
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .order_by_asc(entity::Column::Role)
        .all(conn)
        .await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(role) = access::role::parse(&row.role) else { continue };
        // A colleague who has left keeps his place until it is given to another, without a name to call.
        let staff = match access::staff::find(conn, scope, row.staff_id).await {
            Ok(staff) => staff,
            Err(kernel::Error::Missing) => continue,
            Err(other) => return Err(other),
        };
        let role_name = access::role::name(role).to_owned();
        out.push(Member { staff_id: row.staff_id, role, role_name, name: staff.name, phone: staff.phone });
    }
    Ok(out)
}

/// A place in the care team of somebody, without the names: for rules over many people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub patient: PatientId,
    pub staff: StaffId,
    /// Code of the role.
    pub role: String,
    pub since: chrono::DateTime<chrono::Utc>,
}

/// The filled places of all these people, in one query.
pub async fn places(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<Vec<Filled>> {
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.is_in(patients.iter().copied()))
        .order_by_asc(entity::Column::Role)
        .all(conn)
        .await?;
    let view = |row: entity::Model| Filled {
        patient: row.patient_id,
        staff: row.staff_id,
        role: row.role,
        since: row.since,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Gives a place in the care team to a member of staff; whoever had it loses it, and with it the view of the record
/// unless another relation keeps it open.
pub async fn assign(tx: &Tx, scope: &Scope, patient: PatientId, staff: StaffId, role: Role) -> Result<()> {
    let newcomer = access::staff::find(&**tx, scope, staff).await?;
    crate::file::locked(tx, scope, patient).await?;
    let code = access::role::code(role);
    let team = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(scope.tenant))
        .filter(entity::Column::PatientId.eq(patient))
        .all(&**tx)
        .await?;
    let had = team.iter().find(|m| m.role == code);
    if had.is_some_and(|m| m.staff_id == staff) {
        return Ok(());
    }
    let row = entity::Model {
        id: had.map_or_else(Uuid::now_v7, |m| m.id),
        tenant_id: scope.tenant,
        patient_id: patient,
        staff_id: staff,
        role: code.to_owned(),
        since: tx.now,
    };
    let row = row.into_active_model().reset_all();
    match had {
        Some(before) => {
            row.update(&**tx).await?;
            if !team.iter().any(|m| m.id != before.id && m.staff_id == before.staff_id) {
                unlink(tx, scope, patient, "staff", before.staff_id.0, "care_team").await?;
            }
        }
        None => {
            row.insert(&**tx).await?;
        }
    }
    link(tx, scope, patient, "staff", staff.0, "care_team").await?;
    let title = format!("{}：{}", access::role::name(role), newcomer.name);
    let payload = json!({"title": title, "detail": "责任团队变更", "staff_id": staff, "role": code});
    tell(tx, scope, "staff", patient, "care_team.changed", tx.now, payload).await
}

/// Whoever saw a record that is merged sees the one it is merged into.
pub(crate) async fn inherit_links(tx: &Tx, scope: &Scope, keep: PatientId, gone: PatientId) -> Result<()> {
    let links = patient_link::Entity::visible(scope)
        .filter(patient_link::Column::PatientId.eq(gone))
        .filter(patient_link::Column::Reason.ne("task"))
        .all(&**tx)
        .await?;
    for l in links {
        link(tx, scope, keep, &l.kind, l.target_id, &merged(gone)).await?;
    }
    Ok(())
}

/// Takes that back.
pub(crate) async fn disinherit_links(tx: &Tx, scope: &Scope, keep: PatientId, gone: PatientId) -> Result<()> {
    use patient_link::Column;
    patient_link::Entity::delete_many()
        .filter(Column::TenantId.eq(scope.tenant))
        .filter(Column::PatientId.eq(keep))
        .filter(Column::Reason.eq(merged(gone)))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn merged(gone: PatientId) -> String {
    format!("merged:{gone}")
}
