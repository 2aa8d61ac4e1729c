//! Pathways over HTTP: library, drafts, checks, publishing.
use super::store::{self, Whole};
use super::words::{DayRow, Words, days, entry_sentence};
use super::{entity, version_entity};
use crate::{PathwayId, enrolment::entity as enrolments};
use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use kernel::web::Body;
use kernel::{Act, App, Error, Result, Scope, Visible, audit};
use nq_pathway::{Definition, Problem, validate};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use utoipa::ToSchema;

/// One row of the library.
#[derive(Debug, Serialize, ToSchema)]
pub struct PathwayRow {
    id: PathwayId,
    code: String,
    name: String,
    about: String,
    clinical: bool,
    /// `draft`, `published`, `retired`.
    state: String,
    /// Newest version.
    version: i64,
    /// People on it now.
    enrolled: u64,
    entry_sentence: String,
    /// No clinician has signed the content.
    unverified: bool,
}

/// One version in the history.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionRow {
    version: i64,
    state: String,
    created_by: String,
    created_at: DateTime<Utc>,
    published_by: Option<String>,
    published_at: Option<DateTime<Utc>>,
}

/// One thing to put right.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemView {
    node: Option<String>,
    message: String,
    /// The version cannot be published with it.
    blocks: bool,
}

/// What this viewer may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PathwayCan {
    edit: bool,
    publish: bool,
    retire: bool,
    why: Option<&'static str>,
}

/// One pathway.
#[derive(Debug, Serialize, ToSchema)]
pub struct PathwayView {
    #[serde(flatten)]
    row: PathwayRow,
    source: String,
    #[schema(value_type = Object)]
    definition: Value,
    days: Vec<DayRow>,
    problems: Vec<ProblemView>,
    versions: Vec<VersionRow>,
    can: PathwayCan,
}

/// A definition to save or to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    #[schema(value_type = Object)]
    definition: Value,
}

/// What a check found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checked {
    problems: Vec<ProblemView>,
    days: Vec<DayRow>,
    entry_sentence: String,
}

fn shown(problem: Problem) -> ProblemView {
    ProblemView { node: problem.node, message: problem.message, blocks: problem.blocks }
}

/// The library.
#[utoipa::path(get, path = "/api/pathways", operation_id = "list_pathways", tag = "pathway",
    responses((status = 200, body = Vec<PathwayRow>)))]
pub async fn list_pathways(State(app): State<App>, scope: Scope) -> Result<Json<Vec<PathwayRow>>> {
    scope.require(Act::PathwayRead)?;
    let counts = enrolled(app.db.read(), &scope).await?;
    let words = words(app.db.read(), &scope).await?;
    let mut rows = Vec::new();
    for whole in store::all(app.db.read(), &scope).await? {
        let def = definition(whole.newest()?)?;
        rows.push(row(&whole.pathway, whole.newest()?, &def, &counts, &words));
    }
    Ok(Json(rows))
}

/// What the codes in a definition are called in this tenant.
async fn words(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Words> {
    let house = Scope::system(scope.tenant, "care");
    let forms = reach::form::list(conn, &house).await?.into_iter().map(|f| (f.code, f.title));
    let templates = reach::template::list(conn, &house).await?.into_iter().map(|t| (t.code, t.name));
    Ok(Words {
        forms: forms.collect(),
        templates: templates.collect(),
        segments: understand::segment_names(conn, &house).await?,
    })
}

/// People on each path now, within one's reach.
async fn enrolled(conn: &impl ConnectionTrait, scope: &Scope) -> Result<HashMap<PathwayId, u64>> {
    let rows: Vec<(PathwayId, i64)> = enrolments::Entity::visible(&scope.counting())
        .filter(enrolments::Column::State.ne("ended"))
        .select_only()
        .column(enrolments::Column::PathwayId)
        .column_as(enrolments::Column::Id.count(), "n")
        .group_by(enrolments::Column::PathwayId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, n)| (id, u64::try_from(n).unwrap_or(0))).collect())
}

fn definition(version: &version_entity::Model) -> Result<Definition> {
    Ok(serde_json::from_value(version.definition.clone())?)
}

fn row(
    pathway: &entity::Model,
    newest: &version_entity::Model,
    def: &Definition,
    counts: &HashMap<PathwayId, u64>,
    words: &Words,
) -> PathwayRow {
    PathwayRow {
        id: pathway.id,
        code: pathway.code.clone(),
        name: def.name.clone(),
        about: def.about.clone(),
        clinical: def.clinical,
        state: pathway.state.clone(),
        version: newest.version,
        enrolled: counts.get(&pathway.id).copied().unwrap_or(0),
        entry_sentence: entry_sentence(def, words),
        unverified: def.clinical && !def.verified,
    }
}

async fn view(app: &App, scope: &Scope, id: PathwayId) -> Result<Json<PathwayView>> {
    let conn = app.db.read();
    let Whole { pathway, versions } = store::read(conn, scope, id).await?;
    let newest = versions.first().ok_or(Error::Missing)?;
    let def = definition(newest)?;
    let counts = enrolled(conn, scope).await?;
    let words = words(conn, scope).await?;
    let problems = store::problems(conn, scope, &def).await?;
    let draft = newest.state == "draft";
    let why = (!scope.may(Act::PathwayPublish)).then_some("发布由科主任进行");
    Ok(Json(PathwayView {
        can: PathwayCan {
            edit: scope.may(Act::PathwayDraft),
            publish: draft && why.is_none() && !problems.iter().any(|p| p.blocks),
            retire: pathway.state == "published" && why.is_none(),
            why,
        },
        row: row(&pathway, newest, &def, &counts, &words),
        source: def.source.clone(),
        days: days(&def, &words),
        definition: newest.definition.clone(),
        problems: problems.into_iter().map(shown).collect(),
        versions: versions.iter().map(version_row).collect(),
    }))
}

fn version_row(v: &version_entity::Model) -> VersionRow {
    VersionRow {
        version: v.version,
        state: v.state.clone(),
        created_by: v.created_by.clone(),
        created_at: v.created_at,
        published_by: v.published_by.clone(),
        published_at: v.published_at,
    }
}

/// One pathway with its day table, problems and versions.
#[utoipa::path(get, path = "/api/pathways/{id}", operation_id = "read_pathway", tag = "pathway",
    params(("id" = PathwayId, Path)), responses((status = 200, body = PathwayView)))]
pub async fn read_pathway(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PathwayId>,
) -> Result<Json<PathwayView>> {
    scope.require(Act::PathwayRead)?;
    view(&app, &scope, id).await
}

fn read(json: &Value) -> Result<Definition> {
    validate::parse(json).map_err(store::refusal)
}

/// A new pathway as a draft.
#[utoipa::path(post, path = "/api/pathways", operation_id = "create_pathway", tag = "pathway",
    request_body = Draft, responses((status = 200, body = PathwayView)))]
pub async fn create_pathway(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<Draft>,
) -> Result<Json<PathwayView>> {
    scope.require(Act::PathwayDraft)?;
    let def = read(&body.definition)?;
    let id = app.write(async |tx| store::create(&tx, &scope, &def).await).await?;
    view(&app, &scope, id).await
}

/// Saves an edit as a draft; people on the path stay on their version.
#[utoipa::path(put, path = "/api/pathways/{id}", operation_id = "update_pathway", tag = "pathway",
    params(("id" = PathwayId, Path)), request_body = Draft, responses((status = 200, body = PathwayView)))]
pub async fn update_pathway(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PathwayId>,
    Body(body): Body<Draft>,
) -> Result<Json<PathwayView>> {
    scope.require(Act::PathwayDraft)?;
    let def = read(&body.definition)?;
    app.write(async |tx| store::save(&tx, &scope, id, &def).await).await?;
    view(&app, &scope, id).await
}

/// Checks a definition without saving it.
#[utoipa::path(post, path = "/api/pathways/check", operation_id = "check_pathway", tag = "pathway",
    request_body = Draft, responses((status = 200, body = Checked)))]
pub async fn check_pathway(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<Draft>,
) -> Result<Json<Checked>> {
    scope.require(Act::PathwayRead)?;
    match validate::parse(&body.definition) {
        Err(problems) => {
            let problems = problems.into_iter().map(shown).collect();
            Ok(Json(Checked { problems, days: Vec::new(), entry_sentence: String::new() }))
        }
        Ok(def) => {
            let problems = store::problems(app.db.read(), &scope, &def).await?;
            let problems = problems.into_iter().map(shown).collect();
            let words = words(app.db.read(), &scope).await?;
            let (days, entry_sentence) = (days(&def, &words), entry_sentence(&def, &words));
            Ok(Json(Checked { problems, days, entry_sentence }))
        }
    }
}

/// Publishes the draft.
#[utoipa::path(post, path = "/api/pathways/{id}/publish", operation_id = "publish_pathway", tag = "pathway",
    params(("id" = PathwayId, Path)), responses((status = 200, body = PathwayView)))]
pub async fn publish_pathway(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PathwayId>,
) -> Result<Json<PathwayView>> {
    scope.require(Act::PathwayPublish)?;
    app.write(async |tx| {
        store::publish(&tx, &scope, id).await?;
        note(&tx, &scope, "publish_pathway", id).await
    })
    .await?;
    view(&app, &scope, id).await
}

/// Takes nobody in any more.
#[utoipa::path(post, path = "/api/pathways/{id}/retire", operation_id = "retire_pathway", tag = "pathway",
    params(("id" = PathwayId, Path)), responses((status = 200, body = PathwayView)))]
pub async fn retire_pathway(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PathwayId>,
) -> Result<Json<PathwayView>> {
    scope.require(Act::PathwayPublish)?;
    app.write(async |tx| {
        store::retire(&tx, &scope, id).await?;
        note(&tx, &scope, "retire_pathway", id).await
    })
    .await?;
    view(&app, &scope, id).await
}

async fn note(tx: &kernel::Tx, scope: &Scope, act: &str, id: PathwayId) -> Result<()> {
    let entry = audit::Entry {
        act,
        object_kind: "pathway",
        object_id: id.to_string(),
        patient: None,
        denied: false,
        reason: "",
    };
    audit::write(&**tx, tx.now, scope, entry).await
}
