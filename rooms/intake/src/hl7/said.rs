//! What a source has said so far about a visit or an order, so that an older message never undoes a newer one.

use kernel::{Result, Scope, Tx, Visible};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Set};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub(crate) mod entity {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One visit or order of one source.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "said")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub source: String,
        /// `visit` or `order`.
        pub kind: String,
        pub key: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub state: Json,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::entity);

/// A row held for change until the transaction ends.
pub(crate) struct Held {
    row: entity::Model,
    /// Whether it was there before.
    pub known: bool,
}

/// Holds the row of a key, made if absent: two connections that speak of the same visit take turns.
pub(crate) async fn hold(tx: &Tx, scope: &Scope, source: &str, kind: &str, key: &str) -> Result<Held> {
    let fresh = entity::Model {
        id: Uuid::now_v7(),
        tenant_id: scope.tenant,
        source: source.to_owned(),
        kind: kind.to_owned(),
        key: key.to_owned(),
        state: serde_json::Value::Null,
    };
    let unique =
        [entity::Column::TenantId, entity::Column::Source, entity::Column::Kind, entity::Column::Key];
    entity::Entity::insert(fresh.into_active_model().reset_all())
        .on_conflict(OnConflict::columns(unique).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    let row = entity::Entity::visible(scope)
        .filter(entity::Column::Source.eq(source))
        .filter(entity::Column::Kind.eq(kind))
        .filter(entity::Column::Key.eq(key))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or_else(|| kernel::Error::fault("a row of said vanished"))?;
    let known = !row.state.is_null();
    Ok(Held { row, known })
}

impl Held {
    /// What was said so far.
    pub(crate) fn state<T: DeserializeOwned + Default>(&self) -> Result<T> {
        if self.known { Ok(serde_json::from_value(self.row.state.clone())?) } else { Ok(T::default()) }
    }

    /// Keeps what is known now.
    pub(crate) async fn keep<T: Serialize>(self, tx: &Tx, state: &T) -> Result<()> {
        let state = serde_json::to_value(state)?;
        if state == self.row.state {
            return Ok(());
        }
        let mut row = self.row.into_active_model();
        row.state = Set(state);
        row.update(&**tx).await?;
        Ok(())
    }
}
