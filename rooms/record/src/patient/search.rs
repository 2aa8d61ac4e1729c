//! ⌘K: find a person by whatever is at hand. One indexed range over stored keys, the same on both databases.

use chrono::{DateTime, Utc};
use kernel::clock::local_day;
use kernel::{Level, PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

use super::mark::Grade;
use super::sight;
use crate::file::Sex;
use crate::identity::entity::{patient, search_key};
use crate::identity::keys;

/// One person found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hit {
    pub id: PatientId,
    pub name: String,
    pub sex: Sex,
    pub age: Option<u32>,
    pub grade: Option<Grade>,
    pub phone_masked: Option<String>,
    pub card_no: Option<String>,
    /// By what: 姓名, 拼音, 手机号后四位 …
    pub matched_by: &'static str,
}

/// At most this many are shown; a longer list is a list, not a search.
const SHOWN: usize = 10;
/// Keys read to find them: one person may match by several.
const READ: u64 = 60;

/// The last text in byte order that begins with `key`.
fn end_of(key: &str) -> String {
    format!("{key}\u{10ffff}")
}

/// Kinds a viewer may search by: those who see only masked names find by name and card alone.
fn kinds(scope: &Scope) -> Vec<&'static str> {
    let all = [
        keys::NAME,
        keys::PINYIN,
        keys::INITIALS,
        keys::CARD,
        keys::PHONE,
        keys::PHONE_TAIL,
        keys::ID_CARD,
        keys::ID_TAIL,
        keys::NUMBER,
    ];
    let known = if scope.level > Level::L0 { all.len() } else { 4 };
    all.into_iter().take(known).collect()
}

fn keys_from(scope: &Scope, typed: &str) -> Option<Select<search_key::Entity>> {
    use search_key::Column;
    let key = keys::query(typed)?;
    let mut query = search_key::Entity::visible(scope)
        .filter(Column::Key.gte(key.as_str()))
        .filter(Column::Key.lte(end_of(&key)));
    // A filter that lets everything pass would only cost.
    if scope.level == Level::L0 {
        query = query.filter(Column::Kind.is_in(kinds(scope)));
    }
    Some(query)
}

/// The people whose keys begin with what was typed, as a subquery.
pub(crate) fn keys_like(scope: &Scope, typed: &str) -> Option<sea_orm::sea_query::SelectStatement> {
    Some(keys_from(scope, typed)?.select_only().column(search_key::Column::PatientId).into_query())
}

/// Finds people in sight, exact keys first.
pub async fn search(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Hit>> {
    let Some(query) = keys_from(scope, typed) else { return Ok(Vec::new()) };
    let rows = query.order_by_asc(search_key::Column::Key).limit(READ).all(conn).await?;
    let mut first: Vec<(PatientId, String)> = Vec::new();
    for row in rows {
        if !first.iter().any(|(id, _)| *id == row.patient_id) {
            first.push((row.patient_id, row.kind));
        }
    }
    let people: HashMap<PatientId, patient::Model> = patient::Entity::visible(scope)
        .filter(patient::Column::Id.is_in(first.iter().map(|(id, _)| *id)))
        .filter(patient::Column::MergedInto.is_null())
        .all(conn)
        .await?
        .into_iter()
        .map(|p| (p.id, p))
        .collect();
    let today = local_day(now);
    let hit = |p: &patient::Model, kind: &str| Hit {
        id: p.id,
        name: sight::name(scope, &p.name),
        sex: Sex::parse(&p.sex),
        age: sight::age(p.birth_date, today),
        grade: (scope.level > Level::L0).then(|| Grade::parse(&p.grade)),
        phone_masked: sight::phone(scope, p.phone.as_deref()),
        card_no: p.card_no.clone().filter(|_| scope.level > Level::L0),
        matched_by: keys::label(kind),
    };
    Ok(first.iter().filter_map(|(id, kind)| Some(hit(people.get(id)?, kind))).take(SHOWN).collect())
}
