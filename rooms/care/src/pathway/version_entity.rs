//! The table of pathway versions; a published one never changes.
use crate::{PathwayId, VersionId};
use kernel::TenantId;
use sea_orm::entity::prelude::*;

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pathway_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VersionId,
    pub tenant_id: TenantId,
    pub pathway_id: PathwayId,
    pub version: i64,
    pub state: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub definition: Json,
    pub created_by: String,
    pub created_at: DateTimeUtc,
    pub published_by: Option<String>,
    pub published_at: Option<DateTimeUtc>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
