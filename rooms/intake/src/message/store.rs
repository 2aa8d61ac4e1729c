//! Queries of inbound messages.

use kernel::{Error, Page, PageQuery, Result, Scope, Tx, Visible};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::InboundId;
use super::entity::{Column, Entity, Model};
use super::state::State;
use crate::feed::FeedId;

/// Filter of the monitor.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub feed: Option<FeedId>,
    pub state: Option<State>,
    pub q: Option<String>,
}

/// The message with this dedupe key, locked for change.
pub(crate) async fn by_dedupe_key(tx: &Tx, scope: &Scope, key: &str) -> Result<Option<Model>> {
    Ok(Entity::visible(scope).filter(Column::DedupeKey.eq(key)).lock_exclusive().one(&**tx).await?)
}

/// Whether the sender used this control id before with other content.
pub(crate) async fn is_reused(
    tx: &Tx,
    scope: &Scope,
    sender: &str,
    control_id: &str,
    key: &str,
) -> Result<bool> {
    let found = Entity::visible(scope)
        .select_only()
        .column(Column::Id)
        .filter(Column::Sender.eq(sender))
        .filter(Column::ControlId.eq(control_id))
        .filter(Column::DedupeKey.ne(key))
        .filter(Column::DuplicateOf.is_null())
        .limit(1)
        .into_tuple::<InboundId>()
        .one(&**tx)
        .await?;
    Ok(found.is_some())
}

/// One message.
pub(crate) async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: InboundId) -> Result<Model> {
    Entity::visible(scope).filter(Column::Id.eq(id)).one(conn).await?.ok_or(Error::Missing)
}

/// One message, locked for change.
pub(crate) async fn locked(tx: &Tx, scope: &Scope, id: InboundId) -> Result<Model> {
    Entity::visible(scope).filter(Column::Id.eq(id)).lock_exclusive().one(&**tx).await?.ok_or(Error::Missing)
}

/// The messages of a feed that wait in quarantine, the oldest first.
pub(crate) async fn quarantined(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    feed: FeedId,
    most: u64,
) -> Result<Vec<InboundId>> {
    Ok(Entity::visible(scope)
        .select_only()
        .column(Column::Id)
        .filter(Column::FeedId.eq(feed))
        .filter(Column::State.eq(State::Quarantined.as_str()))
        .order_by_asc(Column::ReceivedAt)
        .order_by_asc(Column::Id)
        .limit(most)
        .into_tuple::<InboundId>()
        .all(conn)
        .await?)
}

/// A page of messages, the latest first.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: Filter,
    page: &PageQuery,
) -> Result<Page<Model>> {
    let mut query = Entity::visible(scope);
    if let Some(feed) = filter.feed {
        query = query.filter(Column::FeedId.eq(feed));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let upper = q.to_uppercase();
        let any = Condition::any()
            .add(Column::ControlId.eq(q))
            .add(Column::PatientName.eq(q))
            .add(Column::Kind.eq(upper.clone()))
            .add(Column::Kind.starts_with(format!("{upper}^")));
        query = query.filter(any);
    }
    let total = query.clone().count(conn).await?;
    let rows = query
        .order_by_desc(Column::ReceivedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.limit())
        .all(conn)
        .await?;
    Ok(page.page(rows, total))
}
