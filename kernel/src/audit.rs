//! Who did what to whom and why: written in the transaction of the act, also for acts that were denied.
use crate::{Actor, PatientId, Result, Scope, error::request_id};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};

/// The table of audit entries; append-only.
pub mod entity {
    use crate::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One entry.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub tenant_id: TenantId,
        pub at: DateTimeUtc,
        pub actor_kind: String,
        pub actor_id: Option<Uuid>,
        pub actor_name: String,
        /// `<verb>_<thing>`, e.g. `read_patient`.
        pub act: String,
        pub object_kind: String,
        pub object_id: String,
        pub patient_id: Option<PatientId>,
        /// `ok` or `denied`.
        pub result: String,
        pub reason: String,
        pub request_id: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
crate::tenant_scoped!(self::entity);

/// An entry about to be written.
#[derive(Debug, Clone, Default)]
pub struct Entry<'a> {
    pub act: &'a str,
    pub object_kind: &'a str,
    pub object_id: String,
    pub patient: Option<PatientId>,
    pub denied: bool,
    pub reason: &'a str,
}

/// Writes an entry.
pub async fn write(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    scope: &Scope,
    entry: Entry<'_>,
) -> Result<()> {
    let (actor_kind, actor_id) = match &scope.actor {
        Actor::Staff { id, .. } => ("staff", Some(id.0)),
        Actor::Patient(id) => ("patient", Some(id.0)),
        Actor::Interface { .. } => ("interface", None),
        Actor::System(_) => ("system", None),
    };
    entity::ActiveModel {
        seq: sea_orm::NotSet,
        tenant_id: Set(scope.tenant),
        at: Set(now),
        actor_kind: Set(actor_kind.to_owned()),
        actor_id: Set(actor_id),
        actor_name: Set(scope.actor_name()),
        act: Set(entry.act.to_owned()),
        object_kind: Set(entry.object_kind.to_owned()),
        object_id: Set(entry.object_id),
        patient_id: Set(entry.patient),
        result: Set(if entry.denied { "denied" } else { "ok" }.to_owned()),
        reason: Set(entry.reason.to_owned()),
        request_id: Set(request_id()),
    }
    .insert(conn)
    .await?;
    Ok(())
}
