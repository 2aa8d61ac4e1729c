//! The list of patients within the viewer's sight.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::clock::local_day;
use kernel::visible::patient_link;
use kernel::{Error, Level, Page, PageQuery, PatientId, Result, Role, Scope, StaffId, Visible};
use sea_orm::sea_query::{Expr, NullOrdering};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

use super::card_view::NextDue;
use super::header::{next_due, sees_tag};
use super::mark::{Grade, TagKind};
use super::search::keys_like;
use super::{sight, tag};
use crate::file::Sex;
use crate::identity::entity::patient;
use crate::team;

/// Filter of the list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ListFilter {
    /// Name, pinyin, initials, telephone, ID number or card number.
    pub q: Option<String>,
    /// `mine` (my patients) or `all` (everybody in sight).
    pub panel: Option<String>,
    /// `red`, `yellow`, `green`, `none`.
    pub grade: Option<Grade>,
    /// Code of a tag.
    pub tag: Option<String>,
    /// `name`, `grade`, `next_due_at`, `last_contact_at`, `created_at`; with `-` in front descending.
    pub sort: Option<String>,
}

/// A short tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TagShort {
    pub code: String,
    pub name: String,
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PatientRow {
    pub id: PatientId,
    pub name: String,
    pub sex: Sex,
    pub age: Option<u32>,
    pub birth_date: Option<NaiveDate>,
    pub grade: Option<Grade>,
    pub grade_since: Option<DateTime<Utc>>,
    pub phone_masked: Option<String>,
    pub id_number_masked: Option<String>,
    pub card_no: Option<String>,
    pub tags: Vec<TagShort>,
    pub doctor: Option<String>,
    pub manager: Option<String>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub next_due: Option<NextDue>,
    pub deceased: bool,
}

/// A page of patients.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ListFilter,
    page: &PageQuery,
    now: DateTime<Utc>,
) -> Result<Page<PatientRow>> {
    let Some(query) = filtered(scope, filter)? else { return Ok(page.page(Vec::new(), 0)) };
    let total = query.clone().count(conn).await?;
    let query = sorted(query, filter.sort.as_deref().unwrap_or("-created_at"))?;
    let found = query.offset(page.offset()).limit(page.limit()).all(conn).await?;
    Ok(page.page(of_models(conn, scope, found, now).await?, total))
}

fn filtered(scope: &Scope, filter: &ListFilter) -> Result<Option<Select<patient::Entity>>> {
    let mut query = patient::Entity::visible(scope).filter(patient::Column::MergedInto.is_null());
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let Some(keys) = keys_like(scope, q) else { return Ok(None) };
        query = query.filter(patient::Column::Id.in_subquery(keys));
    }
    match filter.panel.as_deref() {
        None | Some("" | "all") => {}
        Some("mine") => {
            let Some(me) = scope.staff() else { return Ok(None) };
            let mine = patient_link::Entity::visible(scope)
                .select_only()
                .column(patient_link::Column::PatientId)
                .filter(patient_link::Column::Kind.eq("staff"))
                .filter(patient_link::Column::TargetId.eq(me.0));
            query = query.filter(patient::Column::Id.in_subquery(mine.into_query()));
        }
        Some(_) => return Err(Error::field("panel", "panel 只能是 mine 或 all。")),
    }
    if let Some(grade) = filter.grade.filter(|_| scope.level > Level::L0) {
        query = query.filter(patient::Column::Grade.eq(grade.as_str()));
    }
    if let Some(code) = filter.tag.as_deref().filter(|t| !t.is_empty()) {
        let kinds: Vec<&str> = TagKind::CODES.into_iter().filter(|k| sees_tag(scope, k)).collect();
        let tagged = tag::Entity::visible(scope)
            .select_only()
            .column(tag::Column::PatientId)
            .filter(tag::Column::Code.eq(code))
            .filter(tag::Column::Kind.is_in(kinds));
        query = query.filter(patient::Column::Id.in_subquery(tagged.into_query()));
    }
    Ok(Some(query))
}

fn sorted(query: Select<patient::Entity>, sort: &str) -> Result<Select<patient::Entity>> {
    use patient::Column;
    let (field, order) = sort.strip_prefix('-').map_or((sort, Order::Asc), |field| (field, Order::Desc));
    let query = match field {
        "name" => query.order_by(Column::NamePinyin, order),
        "created_at" => query.order_by(Column::CreatedAt, order),
        "next_due_at" => query.order_by_with_nulls(Column::NextDueAt, order, NullOrdering::Last),
        "last_contact_at" => query.order_by_with_nulls(Column::LastContactAt, order, NullOrdering::Last),
        "grade" => {
            let rank = Expr::case(Column::Grade.eq("red"), 3)
                .case(Column::Grade.eq("yellow"), 2)
                .case(Column::Grade.eq("green"), 1)
                .finally(0);
            query.order_by(Expr::expr(rank), order).order_by_with_nulls(
                Column::NextDueAt,
                Order::Asc,
                NullOrdering::Last,
            )
        }
        _ => return Err(Error::field("sort", format!("不能按“{field}”排序。"))),
    };
    Ok(query.order_by_asc(Column::Id))
}

/// Rows for given people in the given order, for lists of other rooms; those out of sight are left out.
pub async fn rows(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[PatientId],
    now: DateTime<Utc>,
) -> Result<Vec<PatientRow>> {
    let mut found = HashMap::new();
    for part in ids.chunks(1000) {
        let some = patient::Entity::visible(scope)
            .filter(patient::Column::Id.is_in(part.iter().copied()))
            .all(conn)
            .await?;
        found.extend(some.into_iter().map(|p| (p.id, p)));
    }
    let ordered = ids.iter().filter_map(|id| found.remove(id)).collect();
    of_models(conn, scope, ordered, now).await
}

pub(crate) async fn of_models(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    found: Vec<patient::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<PatientRow>> {
    let ids: Vec<PatientId> = found.iter().map(|p| p.id).collect();
    let mut tags: HashMap<PatientId, Vec<TagShort>> = HashMap::new();
    for t in crate::read::tags(conn, scope, &ids).await? {
        if t.expires_at.is_none_or(|e| e > now) && sees_tag(scope, &t.kind) {
            tags.entry(t.patient).or_default().push(TagShort { code: t.code, name: t.name });
        }
    }
    let team = crate::read::each(conn, team::entity::Entity::visible(scope), (&ids).into()).await?;
    let staff: HashMap<StaffId, String> = if team.is_empty() {
        HashMap::new()
    } else {
        access::staff::all(conn, scope).await?.into_iter().map(|s| (s.id, s.name)).collect()
    };
    let member = |id: PatientId, role: Role| {
        let code = access::role::code(role);
        team.iter()
            .find(|m| m.patient_id == id && m.role == code)
            .and_then(|m| staff.get(&m.staff_id).cloned())
    };
    let today = local_day(now);
    let numbered = scope.level > Level::L0;
    Ok(found
        .into_iter()
        .map(|p| PatientRow {
            id: p.id,
            name: sight::name(scope, &p.name),
            sex: Sex::parse(&p.sex),
            age: sight::age(p.birth_date, today),
            birth_date: p.birth_date.filter(|_| numbered),
            grade: numbered.then(|| Grade::parse(&p.grade)),
            grade_since: p.grade_since.filter(|_| numbered),
            phone_masked: sight::phone(scope, p.phone.as_deref()),
            id_number_masked: sight::last_four(scope, p.id_number.as_deref()),
            card_no: p.card_no.clone().filter(|_| numbered),
            tags: tags.remove(&p.id).unwrap_or_default(),
            doctor: member(p.id, Role::Doctor),
            manager: member(p.id, Role::HealthManager).or_else(|| member(p.id, Role::Nurse)),
            last_contact_at: p.last_contact_at,
            next_due: next_due(&p),
            deceased: p.deceased_at.is_some(),
        })
        .collect())
}
