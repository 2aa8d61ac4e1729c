//! Uploading, checking and importing sheets over HTTP.

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use chrono::{DateTime, Utc};
use kernel::web::Body;
use kernel::{Act, App, Error, Page, PageQuery, Result, Scope, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::carry_out::{carry_out, read_tables};
use super::check::{Preview, preview};
use super::entity::batch;
use super::instructions::Instructions;
use super::run::{RowError, SheetSummary};
use super::store;

/// Largest upload: 64 MB.
const MOST_BYTES: usize = 64 << 20;

/// The slice's part of the API.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_imports, create_import))
        .routes(routes!(read_import))
        .routes(routes!(check_import))
        .routes(routes!(run_import))
        .layer(axum::extract::DefaultBodyLimit::max(MOST_BYTES + (1 << 20)))
}

/// A batch in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRow {
    id: Uuid,
    name: String,
    /// `uploaded`, `checked`, `done`.
    state: String,
    state_name: String,
    created_by: String,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    rows: i64,
    error_count: i64,
    /// Counts of the last check or import.
    #[schema(value_type = Option<Object>)]
    summary: Option<serde_json::Value>,
}

impl From<batch::Model> for ImportRow {
    fn from(row: batch::Model) -> Self {
        let state_name = match row.state.as_str() {
            "uploaded" => "待核对",
            "checked" => "已试运行",
            "done" => "已导入",
            _ => "未完成",
        };
        Self {
            id: row.id,
            name: row.name,
            state: row.state,
            state_name: state_name.to_owned(),
            created_by: row.created_by,
            created_at: row.created_at,
            finished_at: row.finished_at,
            rows: row.rows,
            error_count: row.error_count,
            summary: row.summary,
        }
    }
}

/// A batch with its preview while the file is still there.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportView {
    #[serde(flatten)]
    batch: ImportRow,
    /// Columns with proposals; absent after the import.
    preview: Option<Preview>,
    /// The first problems of the last check or import.
    #[schema(value_type = Vec<RowError>)]
    errors: serde_json::Value,
}

/// Which table of a workbook to look at.
#[derive(Debug, Default, Deserialize, IntoParams)]
pub struct LookAt {
    /// Place of the sheet from 0.
    #[serde(default)]
    sheet: usize,
    /// Place of the header row from 0, if the proposal is wrong.
    header_row: Option<usize>,
}

/// What a check or an import found.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunView {
    /// Counts.
    summary: SheetSummary,
    /// The first problems.
    errors: Vec<RowError>,
}

impl From<SheetSummary> for RunView {
    fn from(summary: SheetSummary) -> Self {
        Self { errors: summary.errors.clone(), summary }
    }
}

/// All uploads, the newest first.
#[utoipa::path(get, path = "/api/imports", tag = "imports", operation_id = "list_imports",
    params(PageQuery), responses((status = 200, body = Page<ImportRow>)))]
async fn list_imports(
    State(app): State<App>,
    scope: Scope,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ImportRow>>> {
    scope.require(Act::ImportRun)?;
    Ok(Json(store::list(app.db.read(), &scope, &page).await?.map(ImportRow::from)))
}

/// Uploads a sheet and proposes what its columns mean.
#[utoipa::path(post, path = "/api/imports", tag = "imports", operation_id = "create_import",
    request_body(content_type = "multipart/form-data", content = Vec<u8>, description = "表单字段 file：CSV、XLSX 或 XLS 文件"),
    responses((status = 200, body = Preview)))]
async fn create_import(State(app): State<App>, scope: Scope, upload: Multipart) -> Result<Json<Preview>> {
    scope.require(Act::ImportRun)?;
    let (name, bytes) = received(upload).await?;
    let found = read_tables(bytes.clone()).await?;
    let mut shown = preview(app.db.read(), &scope, &found, &LookAt::default().into()).await?;
    let (rows, told) = (shown.rows, name.clone());
    let who = scope.clone();
    let kept = app.write(async move |tx: Tx| store::keep(&tx, &who, &told, rows, bytes).await).await?;
    shown.id = kept.id;
    shown.name = name;
    Ok(Json(shown))
}

/// One upload.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "imports", operation_id = "read_import",
    params(("id" = Uuid, Path), LookAt), responses((status = 200, body = ImportView)))]
async fn read_import(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Query(look): Query<LookAt>,
) -> Result<Json<ImportView>> {
    scope.require(Act::ImportRun)?;
    let found = store::batch(app.db.read(), &scope, id).await?;
    let errors = found.errors.clone().unwrap_or_else(|| serde_json::json!([]));
    let preview = if found.state == "done" {
        None
    } else {
        let tables = read_tables(store::content(app.db.read(), &scope, id).await?).await?;
        let mut shown = preview(app.db.read(), &scope, &tables, &look.into()).await?;
        shown.id = id;
        shown.name.clone_from(&found.name);
        Some(shown)
    };
    Ok(Json(ImportView { batch: found.into(), preview, errors }))
}

/// Does everything an import would do, and rolls back.
#[utoipa::path(post, path = "/api/imports/{id}/dry-run", tag = "imports", operation_id = "check_import",
    params(("id" = Uuid, Path)), request_body = Instructions, responses((status = 200, body = RunView)))]
async fn check_import(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Body(instructions): Body<Instructions>,
) -> Result<Json<RunView>> {
    scope.require(Act::ImportRun)?;
    carry_out(&app, &scope, id, &instructions, true).await.map(RunView::from).map(Json)
}

/// Imports a sheet.
#[utoipa::path(post, path = "/api/imports/{id}/run", tag = "imports", operation_id = "run_import",
    params(("id" = Uuid, Path)), request_body = Instructions, responses((status = 200, body = RunView)))]
async fn run_import(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Body(instructions): Body<Instructions>,
) -> Result<Json<RunView>> {
    scope.require(Act::ImportRun)?;
    carry_out(&app, &scope, id, &instructions, false).await.map(RunView::from).map(Json)
}

async fn received(mut upload: Multipart) -> Result<(String, Vec<u8>)> {
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        Error::bad_request("import.upload", format!("上传内容无法读取：{}", error.body_text()))
    };
    while let Some(field) = upload.next_field().await.map_err(unreadable)? {
        let name = field.file_name().map(str::to_owned);
        if field.name() == Some("file") || name.is_some() {
            let name: String =
                name.unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect();
            let bytes = field.bytes().await.map_err(unreadable)?;
            if bytes.len() > MOST_BYTES {
                return Err(Error::refuse("import.too_large", "文件超过 64 MB。请拆分后分批导入。"));
            }
            return Ok((if name.is_empty() { "未命名".to_owned() } else { name }, bytes.to_vec()));
        }
    }
    Err(Error::bad_request("import.no_file", "没有收到文件。请选择 CSV、XLSX 或 XLS 文件。"))
}

impl From<LookAt> for super::check::LookAt {
    fn from(look: LookAt) -> Self {
        Self { sheet: look.sheet, header_row: look.header_row }
    }
}
