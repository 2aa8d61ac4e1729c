//! 指标趋势: the values of one person over time, each with the band it was judged by.

pub mod api;

use chrono::{DateTime, Utc};
use kernel::clock::local_day;
use kernel::{Error, PatientId, Result, Scope, Visible};
use nq_clinical::{Metric, dictionary, unit_shown};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::facts::entity::measurement;
use crate::file::Sex;
use crate::file::source_label;
use crate::patient::sight;

/// What is normal for this person.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Band {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub source: String,
    /// Whether it is the range printed on the report.
    pub from_report: bool,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Point {
    pub at: DateTime<Utc>,
    /// In the dictionary's unit.
    pub value: Option<f64>,
    /// As received.
    pub value_text: String,
    /// As received.
    pub unit: String,
    pub comparator: Option<String>,
    pub flag: String,
    pub critical: bool,
    /// False when a typing error is likely.
    pub plausible: bool,
    pub ref_text: Option<String>,
    pub source: String,
    #[schema(value_type = String, format = Uuid)]
    pub observation_id: Uuid,
}

/// The newest value of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Latest {
    pub value_text: String,
    pub value: Option<f64>,
    pub at: DateTime<Utc>,
    pub flag: String,
    pub source: String,
    pub band: Option<Band>,
}

/// A point of a small chart.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Spark {
    pub at: DateTime<Utc>,
    pub value: f64,
}

/// One metric a person has values of.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MetricSummary {
    pub code: String,
    pub name: String,
    pub category: String,
    pub unit: String,
    pub latest: Latest,
    pub count: i64,
    pub spark: Vec<Spark>,
}

/// One metric over time, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Trend {
    pub code: String,
    pub name: String,
    pub unit: String,
    pub decimals: u8,
    pub direction: String,
    pub band: Option<Band>,
    pub points: Vec<Point>,
}

/// Points of a small chart.
const SPARK: u64 = 20;
/// Points of a large chart; older ones are reached with `from`.
const POINTS: u64 = 2000;

/// The metrics a person has values of, in the order of the dictionary.
pub async fn summaries(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    now: DateTime<Utc>,
) -> Result<Vec<MetricSummary>> {
    let who = crate::patient::row(conn, scope, patient).await?;
    let counts: Vec<(String, i64)> = measurement::Entity::visible(scope)
        .select_only()
        .column(measurement::Column::Metric)
        .column_as(measurement::Column::Id.count(), "n")
        .filter(measurement::Column::PatientId.eq(patient))
        .group_by(measurement::Column::Metric)
        .into_tuple()
        .all(conn)
        .await?;
    let mut out = Vec::new();
    for metric in dictionary().all() {
        let Some((_, count)) = counts.iter().find(|(code, _)| *code == metric.code) else { continue };
        let rows = newest(conn, scope, patient, &metric.code, None, SPARK).await?;
        let Some(last) = rows.last() else { continue };
        let spark = rows
            .iter()
            .filter(|r| r.comparator.is_none())
            .filter_map(|r| Some(Spark { at: r.at, value: r.value? }));
        out.push(MetricSummary {
            code: metric.code.clone(),
            name: metric.name_zh.clone(),
            category: metric.category.clone(),
            unit: unit_shown(&metric.ucum),
            latest: Latest {
                value_text: last.value_text.clone(),
                value: last.value,
                at: last.at,
                flag: last.flag.clone(),
                source: source_label(&last.source),
                band: band(metric, last, &who, now),
            },
            count: *count,
            spark: spark.collect(),
        });
    }
    Ok(out)
}

/// One metric over time.
pub async fn trend(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    code: &str,
    from: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Trend> {
    let who = crate::patient::row(conn, scope, patient).await?;
    let metric = dictionary().get(code).ok_or(Error::Missing)?;
    let rows = newest(conn, scope, patient, code, from, POINTS).await?;
    let direction = serde_json::to_value(metric.direction)?.as_str().unwrap_or_default().to_owned();
    Ok(Trend {
        code: metric.code.clone(),
        name: metric.name_zh.clone(),
        unit: unit_shown(&metric.ucum),
        decimals: metric.decimals,
        direction,
        band: rows.last().and_then(|last| band(metric, last, &who, now)),
        points: rows
            .into_iter()
            .map(|r| Point {
                at: r.at,
                value: r.value,
                value_text: r.value_text,
                unit: unit_shown(&r.unit),
                comparator: r.comparator,
                flag: r.flag,
                critical: r.critical,
                plausible: r.plausible,
                ref_text: r.ref_text,
                source: source_label(&r.source),
                observation_id: r.observation_id,
            })
            .collect(),
    })
}

/// The newest rows of a metric, given oldest first.
async fn newest(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    metric: &str,
    from: Option<DateTime<Utc>>,
    limit: u64,
) -> Result<Vec<measurement::Model>> {
    use measurement::Column;
    let mut query = measurement::Entity::visible(scope)
        .filter(Column::PatientId.eq(patient))
        .filter(Column::Metric.eq(metric))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(from) = from {
        query = query.filter(Column::At.gte(from));
    }
    let mut rows = query.all(conn).await?;
    rows.reverse();
    Ok(rows)
}

/// The range printed on the newest report, or the dictionary's band if it may be used.
fn band(
    metric: &Metric,
    last: &measurement::Model,
    who: &crate::identity::entity::patient::Model,
    now: DateTime<Utc>,
) -> Option<Band> {
    if last.basis == "report_range" && (last.ref_low.is_some() || last.ref_high.is_some()) {
        return Some(Band {
            low: last.ref_low,
            high: last.ref_high,
            source: "报告参考范围".to_owned(),
            from_report: true,
        });
    }
    let sex = match Sex::parse(&who.sex) {
        Sex::Male => Some(nq_clinical::Sex::Male),
        Sex::Female => Some(nq_clinical::Sex::Female),
        Sex::Other | Sex::Unknown => None,
    };
    let usable = metric.usable_band(sex, sight::age(who.birth_date, local_day(now)))?;
    Some(Band { low: usable.low, high: usable.high, source: metric.ref_source.clone(), from_report: false })
}
