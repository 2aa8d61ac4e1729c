//! The dashboard 驾驶舱 over HTTP: the numbers of a span, and the people behind each.
use crate::{
    number::{self, Definition, Measured, Unit},
    panel::{Panel, Span},
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::{Act, App, Error, Level, Page, PageQuery, PatientId, Result, Scope, clock};
use record::patient::{Grade, PatientRow, rows};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// Days a dashboard speaks of unless told.
const USUAL_DAYS: u64 = 30;

/// The span, days included.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SpanQuery {
    /// First day; thirty days before the last unless told.
    from: Option<NaiveDate>,
    /// Last day; today unless told.
    to: Option<NaiveDate>,
}

impl SpanQuery {
    fn span(&self, now: DateTime<Utc>) -> Result<Span> {
        let to = self.to.unwrap_or_else(|| clock::local_day(now));
        let usual = to.checked_sub_days(Days::new(USUAL_DAYS - 1)).unwrap_or(to);
        let from = self.from.unwrap_or(usual);
        if from > to {
            return Err(Error::field("from", "开始日期晚于结束日期。"));
        }
        Ok(Span { from, to })
    }
}

/// One number with its definition.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberView {
    key: &'static str,
    name: &'static str,
    /// Null where there is nothing to divide by.
    value: Option<f64>,
    /// The value as shown; says so where the sample is too small.
    text: String,
    numerator: i64,
    denominator: i64,
    /// `percent`, `count`, `yuan`, `points`.
    unit: &'static str,
    formula: &'static str,
    exclusions: &'static str,
    /// Which way is good: `up`, `down`, `zero`.
    direction: &'static str,
    /// People of whom it cannot be said.
    missing: u64,
}

/// How many people have a grade.
#[derive(Debug, Serialize, ToSchema)]
pub struct GradeCount {
    grade: Grade,
    name: &'static str,
    count: u64,
}

/// The dashboard.
#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardView {
    from: NaiveDate,
    to: NaiveDate,
    numbers: Vec<NumberView>,
    grades: Vec<GradeCount>,
    /// The instant for which the numbers hold.
    as_of: DateTime<Utc>,
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "percent",
        Unit::Count => "count",
        Unit::Yuan => "yuan",
        Unit::Points => "points",
    }
}

fn view(definition: &Definition, measured: &Measured) -> NumberView {
    NumberView {
        key: definition.key,
        name: definition.name,
        value: number::value(definition, measured),
        text: number::text(definition, measured),
        numerator: measured.numerator,
        denominator: measured.denominator,
        unit: unit(definition.unit),
        formula: definition.formula,
        exclusions: definition.exclusions,
        direction: definition.direction.code(),
        missing: u64::try_from(measured.missing.len()).unwrap_or(u64::MAX),
    }
}

const GRADES: [Grade; 4] = [Grade::Red, Grade::Yellow, Grade::Green, Grade::None];

fn grades(panel: &Panel) -> Vec<GradeCount> {
    let mut counts: BTreeMap<Grade, u64> = BTreeMap::new();
    for person in panel.people.values() {
        *counts.entry(Grade::parse(&person.grade)).or_default() += 1;
    }
    let one = |grade: Grade| GradeCount {
        grade,
        name: grade.zh(),
        count: counts.get(&grade).copied().unwrap_or_default(),
    };
    GRADES.into_iter().map(one).collect()
}

/// The numbers of a span, within the viewer's reach.
#[utoipa::path(get, path = "/api/dashboard", operation_id = "read_dashboard", tag = "dashboard",
    params(SpanQuery), responses((status = 200, body = DashboardView)))]
pub async fn read_dashboard(
    State(app): State<App>,
    scope: Scope,
    Query(query): Query<SpanQuery>,
) -> Result<Json<DashboardView>> {
    scope.require(Act::DashboardRead)?;
    let now = app.clock.now();
    let span = query.span(now)?;
    let panel = Panel::load(app.db.read(), &scope.counting(), span, now).await?;
    let numbers = number::all().map(|definition| view(definition, &(definition.measure)(&panel))).collect();
    Ok(Json(DashboardView { from: span.from, to: span.to, numbers, grades: grades(&panel), as_of: now }))
}

/// Which people of a number.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 分子
    #[default]
    Numerator,
    /// 分母
    Denominator,
    /// 缺资料
    Missing,
}

/// Which part, and of which grade.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// `numerator` unless told.
    #[param(inline)]
    part: Option<Part>,
    /// Only people of this grade.
    #[param(inline)]
    grade: Option<Grade>,
}

fn part(measured: Measured, part: Part) -> BTreeSet<PatientId> {
    match part {
        Part::Numerator => measured.inside,
        Part::Denominator => measured.all,
        Part::Missing => measured.missing,
    }
}

/// The people behind a number, within the viewer's own sight. The key `grades` opens the grades.
#[utoipa::path(get, path = "/api/dashboard/{key}/people", operation_id = "list_dashboard_people", tag = "dashboard",
    params(("key" = String, Path), PeopleQuery, SpanQuery, PageQuery),
    responses((status = 200, body = Page<PatientRow>)))]
pub async fn list_dashboard_people(
    State(app): State<App>,
    scope: Scope,
    Path(key): Path<String>,
    Query(query): Query<PeopleQuery>,
    Query(span): Query<SpanQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<PatientRow>>> {
    scope.require(Act::DashboardRead)?;
    // Totals may be seen by more people than rows: rows need the right to see patients.
    scope.require(Act::PatientRead)?;
    if query.grade.is_some() && scope.level == Level::L0 {
        return Err(Error::forbidden());
    }
    let now = app.clock.now();
    let span = span.span(now)?;
    let definition = number::all().find(|definition| definition.key == key);
    if definition.is_none() && key != "grades" {
        return Err(Error::Missing);
    }
    let panel = Panel::load(app.db.read(), &scope, span, now).await?;
    let mut people = match definition {
        Some(definition) => part((definition.measure)(&panel), query.part.unwrap_or_default()),
        None => panel.people.keys().copied().collect(),
    };
    if let Some(grade) = query.grade {
        people.retain(|id| panel.people.get(id).is_some_and(|p| Grade::parse(&p.grade) == grade));
    }
    people.retain(|id| panel.people.contains_key(id));
    let total = u64::try_from(people.len()).unwrap_or(u64::MAX);
    let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let ids: Vec<_> = people.into_iter().skip(skip).take(take).collect();
    let rows = rows(app.db.read(), &scope, &ids, now).await?;
    Ok(Json(page.page(rows, total)))
}
