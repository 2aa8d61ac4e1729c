//! The table of pathways.
use crate::{PathwayId, VersionId};
use kernel::TenantId;
use sea_orm::entity::prelude::*;

/// One pathway.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pathway")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PathwayId,
    pub tenant_id: TenantId,
    pub code: String,
    pub name: String,
    pub clinical: bool,
    pub state: String,
    pub live_version: Option<VersionId>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
