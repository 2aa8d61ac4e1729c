//! Moves the rows of one record to another and back. The tables are named once, here.

use kernel::{Error, PatientId, Result, Scope, TenantId, Tx, Visible};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set, Unchanged,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::answer;
use crate::facts::entity::{encounter, fact, measurement, observation, resource};
use crate::file::{locked, refresh_keys};
use crate::identity::entity::{patient, patient_identifier, patient_source};

/// Runs a statement for every table whose rows follow the person. Identifiers are among them: a message that comes
/// later under the other record's number is filed with the person.
macro_rules! each_table {
    ($entity:ident => $body:expr) => {{
        {
            type $entity = encounter::Entity;
            $body
        }
        {
            type $entity = observation::Entity;
            $body
        }
        {
            type $entity = measurement::Entity;
            $body
        }
        {
            type $entity = fact::Entity;
            $body
        }
        {
            type $entity = resource::Entity;
            $body
        }
        {
            type $entity = answer::entity::Entity;
            $body
        }
        {
            type $entity = patient_source::Entity;
            $body
        }
        {
            type $entity = patient_identifier::Entity;
            $body
        }
    }};
}

/// How many rows are filed under a record.
pub(crate) async fn count(conn: &impl ConnectionTrait, tenant: TenantId, id: PatientId) -> Result<u64> {
    let mut n = 0;
    n += rows_of::<encounter::Entity>(conn, tenant, id).await?;
    n += rows_of::<observation::Entity>(conn, tenant, id).await?;
    n += rows_of::<fact::Entity>(conn, tenant, id).await?;
    n += rows_of::<answer::entity::Entity>(conn, tenant, id).await?;
    Ok(n)
}

async fn rows_of<E>(conn: &impl ConnectionTrait, tenant: TenantId, id: PatientId) -> Result<u64>
where
    E: Visible,
    E::Model: Send + Sync,
{
    Ok(E::unscoped()
        .filter(Expr::col("tenant_id").eq(tenant))
        .filter(Expr::col("patient_id").eq(id))
        .count(conn)
        .await?)
}

async fn move_all<E: Visible>(
    tx: &Tx,
    tenant: TenantId,
    from: PatientId,
    to: PatientId,
) -> Result<Vec<Uuid>> {
    let ids: Vec<Uuid> = E::unscoped()
        .select_only()
        .expr_as(Expr::col("id"), "id")
        .filter(Expr::col("tenant_id").eq(tenant))
        .filter(Expr::col("patient_id").eq(from))
        .into_tuple()
        .all(&**tx)
        .await?;
    move_rows::<E>(tx, tenant, &ids, from, to).await?;
    Ok(ids)
}

async fn move_rows<E: EntityTrait>(
    tx: &Tx,
    tenant: TenantId,
    ids: &[Uuid],
    from: PatientId,
    to: PatientId,
) -> Result<()> {
    for part in ids.chunks(1000) {
        E::update_many()
            .col_expr_name(to)
            .filter(Expr::col("tenant_id").eq(tenant))
            .filter(Expr::col("patient_id").eq(from))
            .filter(Expr::col("id").is_in(part.iter().copied()))
            .exec(&**tx)
            .await?;
    }
    Ok(())
}

/// Sets the person of rows whatever their table.
trait SetPatient {
    fn col_expr_name(self, to: PatientId) -> Self;
}
impl<E: EntityTrait> SetPatient for sea_orm::UpdateMany<E> {
    fn col_expr_name(mut self, to: PatientId) -> Self {
        sea_orm::QueryTrait::query(&mut self).value("patient_id", to);
        self
    }
}

fn table<E: EntityTrait>() -> String {
    E::default().table_name().to_owned()
}

/// Merges `gone` into `keep` and answers which rows were moved.
pub async fn merge(tx: &Tx, scope: &Scope, keep: PatientId, gone: PatientId) -> Result<Value> {
    let inside = Scope { reach: kernel::Reach::Tenant, ..scope.clone() };
    let (a, b) = (locked(tx, &inside, keep).await?, locked(tx, &inside, gone).await?);
    if a.merged_into.is_some() || b.merged_into.is_some() {
        return Err(Error::conflict("match.merged", "其中一份档案已并入别处，请刷新列表。"));
    }
    if let (Some(x), Some(y)) = (&a.id_number, &b.id_number)
        && x != y
    {
        return Err(Error::refuse(
            "match.two_id_numbers",
            "两份档案的身份证号不同，不能合并。请先核对并更正其中一份。",
        ));
    }
    let mut moved = Map::new();
    each_table!(E => {
        let ids = move_all::<E>(tx, scope.tenant, gone, keep).await?;
        moved.insert(table::<E>(), json!(ids));
    });
    crate::team::inherit_links(tx, scope, keep, gone).await?;
    let filled = fill_gaps(tx, &a, &b).await?;
    let change = patient::ActiveModel {
        id: Unchanged(gone),
        merged_into: Set(Some(keep.0)),
        updated_at: Set(tx.now),
        version: Set(b.version + 1),
        ..Default::default()
    };
    change.update(&**tx).await?;
    refresh_keys(tx, scope, &filled).await?;
    moved.insert("before".to_owned(), person_before(&a));
    moved.insert("after".to_owned(), person_before(&filled));
    Ok(Value::Object(moved))
}

/// What a merge may change in the kept person.
fn person_before(p: &patient::Model) -> Value {
    json!({
        "sex": p.sex, "birth_date": p.birth_date, "phone": p.phone, "phones": p.phones, "id_number": p.id_number,
        "address": p.address, "allergies_text": p.allergies_text, "deceased_at": p.deceased_at,
    })
}

/// What the kept record lacks it takes from the other; it gives nothing up.
async fn fill_gaps(tx: &Tx, keep: &patient::Model, gone: &patient::Model) -> Result<patient::Model> {
    let mut row = keep.clone();
    if row.sex == "unknown" {
        row.sex.clone_from(&gone.sex);
    }
    row.birth_date = row.birth_date.or(gone.birth_date);
    row.id_number = row.id_number.or_else(|| gone.id_number.clone());
    row.address = row.address.or_else(|| gone.address.clone());
    row.deceased_at = row.deceased_at.or(gone.deceased_at);
    row.allergies_text = both_texts(row.allergies_text, gone.allergies_text.as_deref());
    let mut phones = crate::identity::clean::phones_of(&keep.phones);
    for phone in crate::identity::clean::phones_of(&gone.phones) {
        if !phones.contains(&phone) {
            phones.push(phone);
        }
    }
    row.phone = row.phone.or_else(|| phones.first().cloned());
    row.phones = json!(phones);
    row.version += 1;
    row.updated_at = tx.now;
    save(tx, &row).await?;
    Ok(row)
}

fn both_texts(mine: Option<String>, other: Option<&str>) -> Option<String> {
    match (mine, other) {
        (Some(mine), Some(other)) if !mine.contains(other) => Some(format!("{mine}、{other}")),
        (None, other) => other.map(str::to_owned),
        (mine, _) => mine,
    }
}

async fn save(tx: &Tx, row: &patient::Model) -> Result<()> {
    let change = patient::ActiveModel {
        id: Unchanged(row.id),
        sex: Set(row.sex.clone()),
        birth_date: Set(row.birth_date),
        phone: Set(row.phone.clone()),
        phones: Set(row.phones.clone()),
        id_number: Set(row.id_number.clone()),
        address: Set(row.address.clone()),
        allergies_text: Set(row.allergies_text.clone()),
        deceased_at: Set(row.deceased_at),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    change.update(&**tx).await?;
    Ok(())
}

/// Takes a merge back: returns exactly the rows that were moved. Fields of the kept person go back to what they were
/// before the merge unless they have been changed since.
pub async fn unmerge(tx: &Tx, scope: &Scope, keep: PatientId, gone: PatientId, moved: &Value) -> Result<()> {
    let inside = Scope { reach: kernel::Reach::Tenant, ..scope.clone() };
    let (mut a, b) = (locked(tx, &inside, keep).await?, locked(tx, &inside, gone).await?);
    if b.merged_into != Some(keep.0) {
        return Err(Error::conflict("match.not_merged", "这份档案没有并入另一份，无需撤销。"));
    }
    each_table!(E => {
        let ids: Vec<Uuid> = moved.get(table::<E>()).map(|v| serde_json::from_value(v.clone())).transpose()?.unwrap_or_default();
        move_rows::<E>(tx, scope.tenant, &ids, keep, gone).await?;
    });
    crate::team::disinherit_links(tx, scope, keep, gone).await?;
    restore(&mut a, moved)?;
    a.version += 1;
    a.updated_at = tx.now;
    save(tx, &a).await?;
    let change = patient::ActiveModel {
        id: Unchanged(gone),
        merged_into: Set(None),
        version: Set(b.version + 1),
        updated_at: Set(tx.now),
        ..Default::default()
    };
    change.update(&**tx).await?;
    refresh_keys(tx, scope, &a).await?;
    refresh_keys(tx, scope, &b).await
}

fn restore(row: &mut patient::Model, moved: &Value) -> Result<()> {
    let now = person_before(row);
    let field =
        |side: &str, name: &str| moved.get(side).and_then(|s| s.get(name)).cloned().unwrap_or_default();
    // A field that still stands as the merge left it returns to what it was.
    let back = |name: &str| (now.get(name) == Some(&field("after", name))).then(|| field("before", name));
    if let Some(v) = back("sex") {
        row.sex = serde_json::from_value(v)?;
    }
    if let Some(v) = back("birth_date") {
        row.birth_date = serde_json::from_value(v)?;
    }
    if let Some(v) = back("phone") {
        row.phone = serde_json::from_value(v)?;
    }
    if let Some(v) = back("phones") {
        row.phones = v;
    }
    if let Some(v) = back("id_number") {
        row.id_number = serde_json::from_value(v)?;
    }
    if let Some(v) = back("address") {
        row.address = serde_json::from_value(v)?;
    }
    if let Some(v) = back("allergies_text") {
        row.allergies_text = serde_json::from_value(v)?;
    }
    if let Some(v) = back("deceased_at") {
        row.deceased_at = serde_json::from_value(v)?;
    }
    Ok(())
}
