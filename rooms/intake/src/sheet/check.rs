//! What an uploaded sheet shows before anything is imported: its columns, samples, and what each seems to mean.

use kernel::{Result, Scope};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::header;
use super::store;
use super::table::Table;
use super::target::Target;

/// Sample values shown per column.
const SAMPLES: usize = 5;

/// Which table to look at.
#[derive(Debug, Clone, Copy, Default)]
pub struct LookAt {
    /// Place of the sheet from 0.
    pub sheet: usize,
    /// Place of the header row from 0, if known.
    pub header_row: Option<usize>,
}

/// A column of the preview.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Column {
    /// Place from 0.
    pub index: usize,
    /// Header as it stands in the sheet.
    pub header: String,
    /// The first values.
    pub sample: Vec<String>,
    /// Proposed target; null: not imported.
    pub target: Option<String>,
    /// Unit its numbers will be read in, where that matters.
    pub unit: Option<String>,
}

/// A target a person may choose.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Choice {
    /// Key.
    pub key: String,
    /// What to call it.
    pub label: String,
}

/// What an upload shows.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SheetPreview)]
pub struct Preview {
    /// Batch.
    pub id: Uuid,
    /// File name.
    pub name: String,
    /// Names of the tables in the file.
    pub sheets: Vec<String>,
    /// The one shown, from 0.
    pub sheet: usize,
    /// Place of the header row from 0; null if none was found.
    pub header_row: Option<usize>,
    /// Columns.
    pub columns: Vec<Column>,
    /// All targets.
    pub targets: Vec<Choice>,
    /// Rows below the header.
    pub rows: u64,
}

/// Looks at one table of an upload.
pub async fn preview(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    tables: &[Table],
    look: &LookAt,
) -> Result<Preview> {
    let missing = || kernel::Error::field("sheet", "工作簿中没有这张表。");
    let table = tables.get(look.sheet).ok_or_else(missing)?;
    let head = table.head(header::SEARCHED_ROWS.max(look.header_row.map_or(0, |row| row + 1)) + SAMPLES);
    let header_row = look.header_row.or_else(|| header::find_row(&head));
    let below = header_row.map_or(0, |row| row + 1);
    let proposed =
        header_row.and_then(|row| head.get(row)).map(|row| header::columns(row)).unwrap_or_default();
    let headers: Vec<String> = proposed.iter().map(|column| column.header.clone()).collect();
    let learned = store::learned(conn, scope, &headers).await?;
    let columns = proposed.into_iter().map(|column| {
        let known = learned.get(&store::header_key(&column.header));
        let target = match known {
            Some(key) => Target::from_key(key),
            None => column.target,
        };
        let values =
            head.iter().skip(below).filter_map(|row| row.get(column.index)).map(super::cell::Cell::text);
        Column {
            index: column.index,
            header: column.header,
            sample: values.filter(|value| !value.is_empty()).take(SAMPLES).collect(),
            unit: target.as_ref().and_then(|target| unit(target, &column.unit)),
            target: target.map(|target| target.key()),
        }
    });
    Ok(Preview {
        id: Uuid::nil(),
        name: String::new(),
        sheets: tables.iter().map(|table| table.name.clone()).collect(),
        sheet: look.sheet,
        header_row,
        columns: columns.collect(),
        targets: Target::all()
            .iter()
            .map(|target| Choice { key: target.key(), label: target.label() })
            .collect(),
        rows: u64::try_from(table.rows().skip(below).count()).unwrap_or(u64::MAX),
    })
}

fn unit(target: &Target, named: &str) -> Option<String> {
    let Target::Metric(code) = target else { return None };
    let own = nq_clinical::dictionary().get(code).map(|metric| metric.ucum.clone());
    if named.is_empty() { own } else { Some(named.to_owned()) }.filter(|unit| !unit.is_empty())
}
