//! Column shorthands for migrations, so that a table reads like its list of columns on both engines.
use sea_orm_migration::prelude::*;

/// A typed id as primary key.
pub fn id_pk(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().primary_key().to_owned()
}
/// A required typed id.
pub fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().to_owned()
}
/// An optional typed id.
pub fn id_opt(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().to_owned()
}
/// Required text.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}
/// Optional text.
pub fn text_opt(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().to_owned()
}
/// Required instant (UTC).
pub fn at(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().not_null().to_owned()
}
/// Optional instant (UTC).
pub fn at_opt(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().to_owned()
}
/// Optional calendar day.
pub fn day_opt(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().to_owned()
}
/// Required calendar day.
pub fn day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().to_owned()
}
/// Required JSON.
pub fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json_binary().not_null().to_owned()
}
/// Optional JSON.
pub fn json_opt(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json_binary().to_owned()
}
/// Required 64-bit number.
pub fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}
/// Optional 64-bit number.
pub fn int_opt(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().to_owned()
}
/// Optional double.
pub fn real_opt(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).double().to_owned()
}
/// Required flag.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

/// Creates one table with the given columns.
pub async fn create(
    manager: &SchemaManager<'_>,
    name: &'static str,
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    manager.create_table(table).await
}

/// Creates an index named after its table and columns.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{}_{}_{}", if unique { "uq" } else { "ix" }, table, columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index).await
}
