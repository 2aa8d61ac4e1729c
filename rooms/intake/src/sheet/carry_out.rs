//! A check or an import of an uploaded sheet, from its bytes to the note of how it ended.

use std::collections::HashMap;

use kernel::audit::{self, Entry};
use kernel::{App, Error, Reach, Result, Scope, Tx};
use uuid::Uuid;

use super::instructions::Instructions;
use super::plan::Plan;
use super::run::{self, CHUNK, Memory, SheetSummary};
use super::store::{self, Finished};
use super::table::{Numbered, Table, tables};

/// Name of the source unless another is given.
const SOURCE: &str = "表格导入";

/// Unpacking a workbook takes time; it is done off the threads that serve.
pub(super) async fn read_tables(bytes: Vec<u8>) -> Result<Vec<Table>> {
    tokio::task::spawn_blocking(move || tables(&bytes)).await.map_err(Error::fault)?
}

/// Checks or imports an uploaded sheet and notes how it ended.
pub(super) async fn carry_out(
    app: &App,
    scope: &Scope,
    id: Uuid,
    instructions: &Instructions,
    dry_run: bool,
) -> Result<SheetSummary> {
    let now = app.clock.now();
    let mut tables = read_tables(store::content(app.db.read(), scope, id).await?).await?;
    if instructions.sheet >= tables.len() {
        return Err(Error::field("sheet", "工作簿中没有这张表。"));
    }
    let table = tables.swap_remove(instructions.sheet);
    let plan = instructions.plan(&table, instructions.source_or(SOURCE), now, true)?;
    // The importer may file people he does not care for himself; the name in the log stays his.
    let filing = Scope { reach: Reach::Tenant, ..scope.clone() };
    let summary = if dry_run {
        try_out(app, &filing, &plan, &table).await?
    } else {
        import(app, &filing, &plan, &table).await?
    };
    let learned = (!dry_run).then(|| learned(&table, &plan));
    let finished = Finished {
        state: if dry_run { "checked" } else { "done" },
        mapping: serde_json::to_value(instructions)?,
        summary: serde_json::to_value(&summary)?,
        errors: serde_json::to_value(&summary.errors)?,
        error_count: signed(summary.refused + summary.warnings),
    };
    note_end(app, &filing, id, finished, learned.map(|learned| (learned, &summary))).await?;
    Ok(summary)
}

type Pieces = std::iter::Peekable<Box<dyn Iterator<Item = Numbered> + Send>>;

fn pieces(plan: &Plan, table: &Table) -> Pieces {
    let rows: Box<dyn Iterator<Item = Numbered> + Send> = Box::new(table.rows().skip(plan.header_row + 1));
    rows.peekable()
}

async fn try_out(app: &App, scope: &Scope, plan: &Plan, table: &Table) -> Result<SheetSummary> {
    let mut summary = SheetSummary::default();
    let told = &mut summary;
    let outcome = app
        .db
        .write(plan.now, async move |tx: Tx| {
            let (mut rows, mut memory) = (pieces(plan, table), Memory::default());
            while rows.peek().is_some() {
                let piece = rows.by_ref().take(CHUNK).collect();
                run::file(&tx, scope, plan, piece, &mut memory, told).await?;
            }
            Err::<(), _>(Error::conflict("import.dry_run", ""))
        })
        .await;
    match outcome {
        Err(error) if error.code() != "import.dry_run" => Err(error),
        _ => Ok(summary),
    }
}

async fn import(app: &App, scope: &Scope, plan: &Plan, table: &Table) -> Result<SheetSummary> {
    let mut summary = SheetSummary::default();
    let (mut rows, mut memory) = (pieces(plan, table), Memory::default());
    while rows.peek().is_some() {
        let piece = rows.by_ref().take(CHUNK).collect();
        let (told, known) = (&mut summary, &mut memory);
        app.write(async move |tx: Tx| run::file(&tx, scope, plan, piece, known, told).await).await?;
    }
    Ok(summary)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Which target each header was given; an empty one means "not imported".
fn learned(table: &Table, plan: &Plan) -> HashMap<String, String> {
    let header = table.head(plan.header_row + 1).pop().unwrap_or_default();
    let target = |index: usize| plan.columns.iter().find(|column| column.index == index);
    header
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            (cell.text(), target(index).map(|column| column.target.key()).unwrap_or_default())
        })
        .collect()
}

/// Notes how a run ended; after an import also what was learnt from it, and who did it.
async fn note_end(
    app: &App,
    scope: &Scope,
    id: Uuid,
    finished: Finished,
    imported: Option<(HashMap<String, String>, &SheetSummary)>,
) -> Result<()> {
    app.write(async move |tx: Tx| {
        store::finish(&tx, scope, id, finished).await?;
        let Some((learned, summary)) = imported else { return Ok(()) };
        store::learn(&tx, scope, &learned).await?;
        let counts = (signed(summary.rows), signed(summary.refused));
        let first = summary.errors.iter().find(|error| error.refused).map(|error| error.message.as_str());
        crate::feed::note(&tx, scope, "sheet", SOURCE, counts, first).await?;
        let entry =
            Entry { act: "run_import", object_kind: "import", object_id: id.to_string(), ..Entry::default() };
        audit::write(&*tx, tx.now, scope, entry).await
    })
    .await
}
