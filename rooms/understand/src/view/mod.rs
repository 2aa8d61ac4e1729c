//! Saved views 视图: a list narrowed by a rule, kept under a name. The language is that of the audiences.
pub mod api;
mod entity;
kernel::tenant_scoped!(self::entity);

use crate::audience;
use kernel::{Act, App, Error, Level, PatientId, Result, Scope, Visible};
use nq_audience::{Rule, uses};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Views this viewer may use: his own, and those colleagues share.
async fn usable(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<entity::Model>> {
    let mut mine = Condition::any().add(entity::Column::Shared.eq(true));
    if let Some(staff) = scope.staff() {
        mine = mine.add(entity::Column::StaffId.eq(staff));
    }
    let query = entity::Entity::visible(scope).filter(mine).order_by_asc(entity::Column::CreatedAt);
    Ok(query.all(conn).await?)
}

async fn rule(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Rule> {
    let row = usable(conn, scope).await?.into_iter().find(|row| row.id == id).ok_or(Error::Missing)?;
    let rule = serde_json::from_value(row.rule)?;
    may_ask(scope, &rule)?;
    Ok(rule)
}

/// What those may ask of who see no clinical facts and work with no segments.
const PLAIN: [&str; 7] = ["age", "sex", "site", "care_team", "consent", "message", "contract"];

/// Refuses a rule that would tell, by who is in the list, what the viewer may not read.
fn may_ask(scope: &Scope, rule: &Rule) -> Result<()> {
    let plain = uses(rule).kinds.iter().all(|kind| PLAIN.contains(kind));
    if plain || scope.level == Level::Clinical || scope.may(Act::SegmentRead) {
        return Ok(());
    }
    Err(Error::field("rule", "您的角色只能按年龄、性别、院区、责任团队、授权和消息筛选。"))
}

/// The living people a view means now, within the viewer's own sight: for lists of rooms above this one.
pub async fn people(app: &App, scope: &Scope, id: Uuid) -> Result<Vec<PatientId>> {
    let rule = rule(app.db.read(), scope, id).await?;
    let own = Scope { aggregate: false, ..scope.clone() };
    audience::meant(app, &own, &rule, audience::moment(app, "as_of", None)?).await
}
