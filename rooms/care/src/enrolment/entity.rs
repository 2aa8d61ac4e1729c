//! The table of enrolments.
use crate::{EnrolmentId, PathwayId, VersionId};
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One person on one version, with the engine's state.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EnrolmentId,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub pathway_id: PathwayId,
    pub version_id: VersionId,
    pub pathway_code: String,
    pub pathway_name: String,
    pub version: i64,
    pub key: String,
    pub anchor_day: Date,
    pub state: String,
    pub why: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub engine: Json,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub stop: Option<Json>,
    pub release: bool,
    pub fault: Option<String>,
    pub next_at: Option<DateTimeUtc>,
    pub position: Option<String>,
    pub entered_by: String,
    pub entered_why: String,
    pub cause: Option<Uuid>,
    pub entered_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
