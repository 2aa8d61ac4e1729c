//! Segments over HTTP: list, make, change, delete, and who they are made of.
use super::{
    entity::{member, segment},
    store::{self, Draft},
};
use crate::{
    review::{self, react, reviewer},
    vocabulary,
};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Error, Result, Scope, Visible, audit, clock, error::FieldError, web::Body};
use nq_audience::{Dictionary, Rule, check, render};
use record::read;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, sea_query::Expr, sea_query::ExprTrait};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;
use uuid::Uuid;

/// A segment in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentView {
    id: Uuid,
    /// Of those that came in the box.
    code: Option<String>,
    name: String,
    description: String,
    sentence: String,
    /// Members within the viewer's counting reach.
    size: u64,
    /// The instant for which the size holds.
    as_of: DateTime<Utc>,
    version: i64,
}

/// A segment with its rule and make-up.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentDetail {
    #[serde(flatten)]
    segment: SegmentView,
    #[schema(value_type = Object)]
    rule: Value,
    composition: Composition,
}

/// What a segment is made of.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Composition {
    sex: BTreeMap<String, u64>,
    age: BTreeMap<String, u64>,
    grade: BTreeMap<String, u64>,
}

/// A segment to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentBody {
    name: String,
    #[serde(default)]
    description: String,
    #[schema(value_type = Object)]
    rule: Value,
}

fn view(row: &segment::Model, size: u64, as_of: DateTime<Utc>, names: &Dictionary) -> Result<SegmentView> {
    let rule = store::rule(row)?;
    let mut names = names.clone();
    vocabulary::admit(&mut names, &rule);
    Ok(SegmentView {
        id: row.id,
        code: row.code.clone(),
        name: row.name.clone(),
        description: row.description.clone(),
        sentence: render(&rule, &names).full,
        size,
        as_of,
        version: row.version,
    })
}

async fn sizes(app: &App, scope: &Scope) -> Result<HashMap<Uuid, u64>> {
    let rows: Vec<(Uuid, i64)> = member::Entity::visible(&scope.counting())
        .select_only()
        .column(member::Column::SegmentId)
        .column_as(Expr::col((member::Entity, member::Column::Id)).count(), "n")
        .group_by(member::Column::SegmentId)
        .into_tuple()
        .all(app.db.read())
        .await?;
    Ok(rows.into_iter().map(|(id, n)| (id, u64::try_from(n).unwrap_or_default())).collect())
}

/// The tenant's segments.
#[utoipa::path(get, path = "/api/segments", operation_id = "list_segments", tag = "segment",
    responses((status = 200, body = Vec<SegmentView>)))]
pub async fn list_segments(State(app): State<App>, scope: Scope) -> Result<Json<Vec<SegmentView>>> {
    scope.require(Act::SegmentRead)?;
    let conn = app.db.read();
    let as_of = review::store::as_of(conn, scope.tenant, app.clock.now()).await?;
    let (names, sizes) = (vocabulary(conn, &scope).await?, sizes(&app, &scope).await?);
    let rows = store::all(conn, &scope).await?;
    let views =
        rows.iter().map(|row| view(row, sizes.get(&row.id).copied().unwrap_or_default(), as_of, &names));
    Ok(Json(views.collect::<Result<_>>()?))
}

/// One segment.
#[utoipa::path(get, path = "/api/segments/{id}", operation_id = "read_segment", tag = "segment",
    params(("id" = Uuid, Path)), responses((status = 200, body = SegmentDetail)))]
pub async fn read_segment(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
) -> Result<Json<SegmentDetail>> {
    scope.require(Act::SegmentRead)?;
    detail(&app, &scope, id).await.map(Json)
}

async fn detail(app: &App, scope: &Scope, id: Uuid) -> Result<SegmentDetail> {
    let conn = app.db.read();
    let row = store::find(conn, scope, id).await?;
    let counting = scope.counting();
    let members =
        member::Entity::visible(&counting).filter(member::Column::SegmentId.eq(id)).all(conn).await?;
    let ids: Vec<_> = members.iter().map(|m| m.patient_id).collect();
    let people = read::people(conn, &counting, &ids).await?;
    let as_of = review::store::as_of(conn, scope.tenant, app.clock.now()).await?;
    let names = vocabulary(conn, scope).await?;
    let size = u64::try_from(members.len()).unwrap_or_default();
    let composition = composition(&people, app.clock.now());
    Ok(SegmentDetail { segment: view(&row, size, as_of, &names)?, rule: row.rule.clone(), composition })
}

/// Counts by sex, age band and grade.
fn composition(people: &[read::Person], now: DateTime<Utc>) -> Composition {
    let today = clock::local_day(now);
    let mut made_of = Composition::default();
    for person in people {
        let age = person.birth_date.and_then(|birth| today.years_since(birth));
        *made_of.sex.entry(person.sex.as_str().to_owned()).or_default() += 1;
        *made_of.age.entry(band(age).to_owned()).or_default() += 1;
        *made_of.grade.entry(person.grade.clone()).or_default() += 1;
    }
    made_of
}

fn band(age: Option<u32>) -> &'static str {
    match age {
        None => "不详",
        Some(0..=17) => "0–17岁",
        Some(18..=44) => "18–44岁",
        Some(45..=59) => "45–59岁",
        Some(60..=74) => "60–74岁",
        Some(_) => "75岁及以上",
    }
}

/// Reads and checks what was sent.
async fn draft(app: &App, scope: &Scope, body: SegmentBody) -> Result<Draft> {
    let name = body.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Error::field("name", "请填写人群名称，最多40个字。"));
    }
    let rule =
        Rule::deserialize(&body.rule).map_err(|e| Error::field("rule", format!("条件无法识别：{e}")))?;
    let mut names = vocabulary(app.db.read(), scope).await?;
    vocabulary::admit(&mut names, &rule);
    if let Err(errors) = check(&rule, &names) {
        let field =
            |e: nq_audience::RuleError| FieldError { field: format!("rule{}", e.path), message: e.message };
        return Err(Error::fields(errors.into_iter().map(field).collect()));
    }
    Ok(Draft { name, description: body.description.trim().to_owned(), rule })
}

/// People reviewed before the answer; a larger hospital is reviewed in the background.
const AT_ONCE: u64 = 2_000;

/// Reviews everybody by the changed rules, at once where that is quick.
pub(crate) async fn everybody(app: &App, scope: &Scope) -> Result<()> {
    react::stock(app, scope.tenant).await?;
    app.write(async |tx| review::store::everybody_again(&tx, scope.tenant).await).await?;
    if review::store::reviewed(app.db.read(), scope.tenant).await? <= AT_ONCE {
        let due = review::store::due(app.db.read(), scope.tenant, app.clock.now(), AT_ONCE).await?;
        review::review(app, scope.tenant, &due).await?;
    }
    Ok(())
}

fn entry(act: &'static str, id: Uuid) -> audit::Entry<'static> {
    audit::Entry { act, object_kind: "segment", object_id: id.to_string(), ..Default::default() }
}

/// Makes a segment.
#[utoipa::path(post, path = "/api/segments", operation_id = "create_segment", tag = "segment",
    request_body = SegmentBody, responses((status = 200, body = SegmentDetail)))]
pub async fn create_segment(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<SegmentBody>,
) -> Result<Json<SegmentDetail>> {
    scope.require(Act::SegmentWrite)?;
    let draft = draft(&app, &scope, body).await?;
    let id = app
        .write(async |tx| {
            let id = store::create(&tx, &scope, draft).await?;
            audit::write(&*tx, tx.now, &scope, entry("create_segment", id)).await?;
            Ok(id)
        })
        .await?;
    everybody(&app, &scope).await?;
    detail(&app, &scope, id).await.map(Json)
}

/// Changes a segment.
#[utoipa::path(put, path = "/api/segments/{id}", operation_id = "update_segment", tag = "segment",
    params(("id" = Uuid, Path)), request_body = SegmentBody, responses((status = 200, body = SegmentDetail)))]
pub async fn update_segment(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Body(body): Body<SegmentBody>,
) -> Result<Json<SegmentDetail>> {
    scope.require(Act::SegmentWrite)?;
    let draft = draft(&app, &scope, body).await?;
    app.write(async |tx| {
        store::update(&tx, &scope, id, draft).await?;
        audit::write(&*tx, tx.now, &scope, entry("update_segment", id)).await
    })
    .await?;
    everybody(&app, &scope).await?;
    detail(&app, &scope, id).await.map(Json)
}

/// Deletes a segment.
#[utoipa::path(delete, path = "/api/segments/{id}", operation_id = "delete_segment", tag = "segment",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn delete_segment(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
) -> Result<axum::http::StatusCode> {
    scope.require(Act::SegmentWrite)?;
    app.write(async |tx| {
        store::delete(&tx, &scope, id).await?;
        audit::write(&*tx, tx.now, &scope, entry("delete_segment", id)).await
    })
    .await?;
    everybody(&app, &reviewer(scope.tenant)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
