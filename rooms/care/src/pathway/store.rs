//! Reading and writing pathways and their versions. A published version never changes; an edit is the next version.
use super::{entity, ready, version_entity};
use crate::{PathwayId, VersionId};
use kernel::{Error, Result, Scope, TenantId, Tx, Visible, error::FieldError};
use nq_pathway::{Definition, Problem, validate};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set, sea_query::OnConflict,
};
use std::sync::Arc;

/// A version people enter now.
#[derive(Debug, Clone)]
pub struct Live {
    /// The pathway.
    pub pathway: PathwayId,
    /// The version.
    pub version_id: VersionId,
    /// Its number.
    pub version: i64,
    /// What it says.
    pub def: Arc<Definition>,
}

/// A pathway with all its versions, newest first.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The pathway.
    pub pathway: entity::Model,
    /// Its versions.
    pub versions: Vec<version_entity::Model>,
}

impl Whole {
    /// The version the page shows: the newest.
    pub fn newest(&self) -> Result<&version_entity::Model> {
        self.versions.first().ok_or(Error::Missing)
    }
}

/// Every version that takes people in, of one tenant.
pub async fn live(conn: &impl ConnectionTrait, tenant: TenantId) -> Result<Vec<Live>> {
    let scope = Scope::system(tenant, "care");
    let pathways = entity::Entity::visible(&scope)
        .filter(entity::Column::State.eq("published"))
        .order_by_asc(entity::Column::Code)
        .all(conn)
        .await?;
    let ids: Vec<VersionId> = pathways.iter().filter_map(|p| p.live_version).collect();
    let versions = version_entity::Entity::visible(&scope)
        .filter(version_entity::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    let mut found = Vec::new();
    for pathway in pathways {
        if let Some(version) = versions.iter().find(|v| Some(v.id) == pathway.live_version) {
            found.push(Live {
                pathway: pathway.id,
                version_id: version.id,
                version: version.version,
                def: Arc::new(serde_json::from_value(version.definition.clone())?),
            });
        }
    }
    Ok(found)
}

/// The version of a pathway that takes people in, by its code.
pub async fn by_code(conn: &impl ConnectionTrait, tenant: TenantId, code: &str) -> Result<Live> {
    let all = live(conn, tenant).await?;
    let found = all.into_iter().find(|l| l.def.code == code);
    found.ok_or_else(|| Error::refuse("pathway.not_published", format!("路径“{code}”尚未发布，不能入组。")))
}

/// What a version says.
pub async fn definition_of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    version: VersionId,
) -> Result<Definition> {
    let row = version_entity::Entity::visible(scope)
        .filter(version_entity::Column::Id.eq(version))
        .one(conn)
        .await?
        .ok_or(Error::Missing)?;
    Ok(serde_json::from_value(row.definition)?)
}

/// One pathway with its versions.
pub async fn read(conn: &impl ConnectionTrait, scope: &Scope, id: PathwayId) -> Result<Whole> {
    let pathway = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?;
    let versions = version_entity::Entity::visible(scope)
        .filter(version_entity::Column::PathwayId.eq(id))
        .order_by_desc(version_entity::Column::Version)
        .all(conn)
        .await?;
    Ok(Whole { pathway: pathway.ok_or(Error::Missing)?, versions })
}

/// Every pathway with its newest version, in order of name.
pub(super) async fn all(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Whole>> {
    let pathways = entity::Entity::visible(scope).order_by_asc(entity::Column::Name).all(conn).await?;
    let versions = version_entity::Entity::visible(scope)
        .order_by_desc(version_entity::Column::Version)
        .all(conn)
        .await?;
    let of = |id: PathwayId| versions.iter().filter(|v| v.pathway_id == id).cloned().collect();
    Ok(pathways.into_iter().map(|pathway| Whole { versions: of(pathway.id), pathway }).collect())
}

/// A new pathway with its first draft.
pub async fn create(tx: &Tx, scope: &Scope, def: &Definition) -> Result<PathwayId> {
    refuse_unreadable(def)?;
    let id = PathwayId::new();
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        code: Set(def.code.clone()),
        name: Set(def.name.clone()),
        clinical: Set(def.clinical),
        state: Set("draft".to_owned()),
        live_version: Set(None),
        created_at: Set(tx.now),
        updated_at: Set(tx.now),
    };
    let same = [entity::Column::TenantId, entity::Column::Code];
    let made = entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    if made == 0 {
        return Err(Error::conflict("pathway.code_taken", format!("编码“{}”已被使用，请换一个。", def.code)));
    }
    add_version(tx, scope, id, 1, def).await?;
    Ok(id)
}

async fn add_version(tx: &Tx, scope: &Scope, id: PathwayId, n: i64, def: &Definition) -> Result<VersionId> {
    let version = VersionId::new();
    let row = version_entity::ActiveModel {
        id: Set(version),
        tenant_id: Set(scope.tenant),
        pathway_id: Set(id),
        version: Set(n),
        state: Set("draft".to_owned()),
        definition: Set(serde_json::to_value(def)?),
        created_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
        published_by: Set(None),
        published_at: Set(None),
    };
    row.insert(&**tx).await?;
    Ok(version)
}

async fn locked(tx: &Tx, scope: &Scope, id: PathwayId) -> Result<Whole> {
    let pathway = entity::Entity::visible(scope)
        .filter(entity::Column::Id.eq(id))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(Error::Missing)?;
    Ok(Whole { pathway, ..read(&**tx, scope, id).await? })
}

/// Saves an edit: into the open draft, or as the next version if the newest is published.
pub async fn save(tx: &Tx, scope: &Scope, id: PathwayId, def: &Definition) -> Result<()> {
    refuse_unreadable(def)?;
    let whole = locked(tx, scope, id).await?;
    if def.code != whole.pathway.code {
        return Err(Error::field("definition.code", "路径编码建立后不能修改，请另建路径。"));
    }
    let newest = whole.newest()?.clone();
    if newest.state == "draft" {
        let mut row = newest.into_active_model();
        row.definition = Set(serde_json::to_value(def)?);
        row.created_by = Set(scope.actor_name());
        row.update(&**tx).await?;
    } else {
        add_version(tx, scope, id, newest.version.saturating_add(1), def).await?;
    }
    let mut row = whole.pathway.into_active_model();
    row.updated_at = Set(tx.now);
    row.update(&**tx).await?;
    Ok(())
}

/// Publishes the newest draft. People on the path stay on their version; new ones enter this one.
pub async fn publish(tx: &Tx, scope: &Scope, id: PathwayId) -> Result<()> {
    let whole = locked(tx, scope, id).await?;
    let draft = whole.newest()?.clone();
    if draft.state != "draft" {
        return Err(Error::conflict("pathway.no_draft", "没有待发布的修改。"));
    }
    let def: Definition = serde_json::from_value(draft.definition.clone())?;
    let blocking: Vec<Problem> =
        problems(&**tx, scope, &def).await?.into_iter().filter(|p| p.blocks).collect();
    if !blocking.is_empty() {
        return Err(refusal(blocking));
    }
    for old in whole.versions.iter().filter(|v| v.state == "published") {
        let mut row = old.clone().into_active_model();
        row.state = Set("retired".to_owned());
        row.update(&**tx).await?;
    }
    let version = draft.id;
    let mut row = draft.into_active_model();
    row.state = Set("published".to_owned());
    row.published_by = Set(Some(scope.actor_name()));
    row.published_at = Set(Some(tx.now));
    row.update(&**tx).await?;
    let mut row = whole.pathway.into_active_model();
    row.state = Set("published".to_owned());
    row.name = Set(def.name);
    row.clinical = Set(def.clinical);
    row.live_version = Set(Some(version));
    row.updated_at = Set(tx.now);
    row.update(&**tx).await?;
    Ok(())
}

/// Takes nobody in any more. People on the path walk it to its end.
pub async fn retire(tx: &Tx, scope: &Scope, id: PathwayId) -> Result<()> {
    let whole = locked(tx, scope, id).await?;
    if whole.pathway.state != "published" {
        return Err(Error::conflict("pathway.not_published", "只有已发布的路径可以停用。"));
    }
    let mut row = whole.pathway.into_active_model();
    row.state = Set("retired".to_owned());
    row.updated_at = Set(tx.now);
    row.update(&**tx).await?;
    Ok(())
}

/// Whether a pathway of the box is not there yet.
pub async fn lacks_ready(conn: &impl ConnectionTrait, scope: &Scope) -> Result<bool> {
    let known: Vec<String> =
        entity::Entity::visible(scope).all(conn).await?.into_iter().map(|p| p.code).collect();
    Ok(ready::ready().iter().any(|d| !known.contains(&d.code)))
}

/// Puts the pathways of the box into a tenant that has none of that code: published (demo) or as drafts.
pub async fn install_ready(tx: &Tx, scope: &Scope, publish_them: bool) -> Result<usize> {
    let known: Vec<String> =
        entity::Entity::visible(scope).all(&**tx).await?.into_iter().map(|p| p.code).collect();
    let mut made = 0;
    for def in ready::ready().into_iter().filter(|d| !known.contains(&d.code)) {
        let id = create(tx, scope, &def).await?;
        if publish_them {
            publish(tx, scope, id).await?;
        }
        made += 1;
    }
    Ok(made)
}

/// Every problem of a version: of the plan itself, and of templates, forms and rules that are not there.
pub(super) async fn problems(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    def: &Definition,
) -> Result<Vec<Problem>> {
    let mut found = validate(def);
    let (templates, forms) = def.references();
    let mut missing = |message: String| found.push(Problem { node: None, message, blocks: true });
    for form in forms {
        match reach::form::definition(conn, scope, form).await {
            Ok(_) => {}
            Err(Error::Missing) => missing(format!("问卷“{form}”不存在，请先建立问卷。")),
            Err(other) => return Err(other),
        }
    }
    for template in templates {
        match reach::template::find(conn, scope, template).await {
            Ok(_) => {}
            Err(Error::Missing) => missing(format!("消息模板“{template}”不存在，请先建立模板。")),
            Err(other) => return Err(other),
        }
    }
    let rules = def.rules();
    for rule in rules.iter().map(|(_, r)| *r).chain(&def.entry.rule) {
        if let Err(error) = serde_json::from_value::<nq_audience::Rule>(rule.clone()) {
            missing(format!("规则无法读取：{error}"));
        }
    }
    Ok(found)
}

#[cfg(test)]
pub(super) fn template_in_box(code: &str) -> bool {
    reach::template::ready::ready_templates().iter().any(|t| t.code == code)
}

fn refuse_unreadable(def: &Definition) -> Result<()> {
    if def.code.trim().is_empty() || def.name.trim().is_empty() {
        return Err(Error::field("definition", "请填写路径的编码和名称。"));
    }
    Ok(())
}

/// The problems as a refusal that names each node.
pub(super) fn refusal(problems: Vec<Problem>) -> Error {
    let field = |p: Problem| FieldError {
        field: p.node.unwrap_or_else(|| "definition".to_owned()),
        message: p.message,
    };
    Error::fields(problems.into_iter().map(field).collect())
}
