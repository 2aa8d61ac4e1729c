//! By which models and tables a tenant is scored: the library's, as switched on or off, with its own tables in force.
use super::entity::{setting, table};
use chrono::NaiveDate;
use kernel::{Error, Result, Scope, Tx, Visible};
use nq_clinical::model::{Family, Model, Table, Verification, model, models, table_of};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What a tenant is scored by on a day.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) on: Vec<&'static Model>,
    pub(crate) tables: HashMap<String, Table>,
}

/// The model of an id, or it is not there.
pub(crate) fn found(id: &str) -> Result<&'static Model> {
    model(id).ok_or(Error::Missing)
}

/// Whether a model says something of a person's record: conversions, follow-up forms and monitoring have their own
/// places.
fn scores_people(model: &Model) -> bool {
    !matches!(model.family, Family::Conversion | Family::Standard | Family::Monitoring)
}

/// The rules of a tenant on a day.
pub(crate) async fn rules(conn: &impl ConnectionTrait, scope: &Scope, day: NaiveDate) -> Result<Rules> {
    let switches = switches(conn, scope).await?;
    let on = |m: &&&'static Model| switches.get(m.id).map_or(m.default_on, |s| s.on);
    let on = models().iter().filter(|m| scores_people(m)).filter(on).copied().collect();
    let mut tables = HashMap::new();
    for row in approved(conn, scope, day).await? {
        let Some(model) = model(&row.model) else { continue };
        // A table that no longer fits the library's shape is left aside; the list of tables says so.
        if let Ok(own) = parse(model, &row.definition) {
            tables.insert(row.model, own);
        }
    }
    Ok(Rules { on, tables })
}

/// A tenant's table, checked against the built-in one; the error is a sentence.
pub(crate) fn parse(model: &Model, definition: &serde_json::Value) -> Result<Table, String> {
    let built_in = table_of(model).map_err(|e| e.to_string())?;
    Table::of_tenant(definition, built_in)
}

/// The table of a version: the built-in one or one of the tenant's.
pub(crate) async fn version(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    model: &'static Model,
    version: &str,
) -> Result<Option<Table>> {
    if table_of(model).is_ok_and(|built_in| built_in.version == version) {
        return Ok(None);
    }
    let row = table::Entity::visible(scope)
        .filter(table::Column::Model.eq(model.id))
        .filter(table::Column::Version.eq(version))
        .one(conn)
        .await?
        .ok_or(Error::Missing)?;
    parse(model, &row.definition).map(Some).map_err(Error::fault)
}

/// The switches a tenant has touched.
pub(crate) async fn switches(
    conn: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<HashMap<String, setting::Model>> {
    let rows = setting::Entity::visible(scope).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.model.clone(), row)).collect())
}

/// Approved tables in force on a day, the last of each model winning.
async fn approved(conn: &impl ConnectionTrait, scope: &Scope, day: NaiveDate) -> Result<Vec<table::Model>> {
    Ok(table::Entity::visible(scope)
        .filter(table::Column::State.eq("approved"))
        .filter(table::Column::Effective.lte(day))
        .order_by_asc(table::Column::Effective)
        .order_by_asc(table::Column::ApprovedAt)
        .all(conn)
        .await?)
}

/// A switch about to be turned.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pub(crate) id: &'a str,
    pub(crate) verification: Verification,
    pub(crate) on: bool,
    pub(crate) name: &'a str,
    pub(crate) reason: &'a str,
}

/// Turns a switch. An unchecked model needs the name of whoever answers for it, and the reason.
pub(crate) async fn turn(tx: &Tx, scope: &Scope, turn: Turn<'_>) -> Result<()> {
    let (name, reason) = (turn.name.trim(), turn.reason.trim());
    if turn.on && turn.verification == Verification::Unverified {
        if name.chars().count() < 2 {
            return Err(Error::field("name", "此项尚未核实，启用须写明负责人姓名。"));
        }
        if reason.chars().count() < 4 {
            return Err(Error::field("reason", "此项尚未核实，启用须写明理由（至少 4 个字）。"));
        }
    }
    let before =
        setting::Entity::visible(scope).filter(setting::Column::Model.eq(turn.id)).one(&**tx).await?;
    let row = setting::Model {
        id: before.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
        tenant_id: scope.tenant,
        model: turn.id.to_owned(),
        on: turn.on,
        name: name.to_owned(),
        reason: reason.to_owned(),
        by: scope.actor_name(),
        changed_at: tx.now,
    };
    let row = row.into_active_model().reset_all();
    if before.is_some() {
        row.update(&**tx).await?;
    } else {
        row.insert(&**tx).await?;
    }
    Ok(())
}

/// All tables of a model, newest first.
pub(crate) async fn tables(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    model: &str,
) -> Result<Vec<table::Model>> {
    Ok(table::Entity::visible(scope)
        .filter(table::Column::Model.eq(model))
        .order_by_desc(table::Column::CreatedAt)
        .all(conn)
        .await?)
}

/// Keeps a draft of a tenant's table. It must have the built-in shape and a version of its own.
pub(crate) async fn draft(
    tx: &Tx,
    scope: &Scope,
    model: &'static Model,
    definition: serde_json::Value,
    reason: &str,
) -> Result<Uuid> {
    let parsed = parse(model, &definition).map_err(|why| Error::field("table", why))?;
    let effective: NaiveDate = parsed
        .effective
        .parse()
        .map_err(|_| Error::field("table.effective", "生效日期应写成 2026-01-31 的样子。"))?;
    if tables(&**tx, scope, model.id).await?.iter().any(|t| t.version == parsed.version) {
        return Err(Error::field("table.version", "这个版本号已经用过，请换一个。"));
    }
    let id = Uuid::now_v7();
    let row = table::Model {
        id,
        tenant_id: scope.tenant,
        model: model.id.to_owned(),
        version: parsed.version,
        effective,
        definition,
        state: "draft".to_owned(),
        reason: reason.trim().to_owned(),
        author: scope.actor_name(),
        author_id: scope.staff(),
        created_at: tx.now,
        approved_by: None,
        approved_at: None,
    };
    row.into_active_model().insert(&**tx).await?;
    Ok(id)
}

/// A clinician other than the author signs a draft. From its day on new results use it; old ones keep their version.
pub(crate) async fn approve(tx: &Tx, scope: &Scope, model: &str, id: Uuid) -> Result<()> {
    let row = table::Entity::visible(scope)
        .filter(table::Column::Id.eq(id))
        .filter(table::Column::Model.eq(model))
        .one(&**tx)
        .await?
        .ok_or(Error::Missing)?;
    if row.state != "draft" {
        return Err(Error::conflict("table.approved", "这份规则表已经批准过了。"));
    }
    let mine = row.author == scope.actor_name() && row.author_id == scope.staff();
    if mine {
        return Err(Error::refuse("table.own", "规则表须由编写者以外的临床人员批准。"));
    }
    let mut row = row.into_active_model();
    row.state = Set("approved".to_owned());
    row.approved_by = Set(Some(scope.actor_name()));
    row.approved_at = Set(Some(tx.now));
    row.update(&**tx).await?;
    Ok(())
}
