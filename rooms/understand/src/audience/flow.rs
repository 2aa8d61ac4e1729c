//! Who came and who left between two days, by a rule or a saved segment.
use super::{
    api::checked,
    ask,
    crowd::{self, Crowd},
    look, moment,
    people::{Shown, shown},
};
use crate::segment;
use axum::{
    Json,
    extract::{Path, Query, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Act, App, Error, PatientId, Result, Scope, web::Body};
use nq_audience::{Moment, Rule};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A rule and two days.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowRequest {
    #[schema(value_type = Object)]
    rule: Value,
    from: NaiveDate,
    to: NaiveDate,
}

/// Two days.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Days {
    from: NaiveDate,
    to: NaiveDate,
}

/// Who came and who left. `from_size + came − left = to_size`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Flow {
    from_at: DateTime<Utc>,
    to_at: DateTime<Utc>,
    from_size: u64,
    to_size: u64,
    came: u64,
    left: u64,
    stayed: u64,
    /// A few who came, with why they are in.
    came_sample: Vec<Shown>,
    /// A few who left, with why they are out.
    left_sample: Vec<Shown>,
}

struct Sizes {
    counts: [u64; 5],
    came: Vec<PatientId>,
    left: Vec<PatientId>,
}

/// People looked up for a sample.
const LOOKED_UP: u64 = 20;

fn flow(crowd: &dyn Crowd, rule: &Rule, from: Moment, to: Moment) -> Sizes {
    let (before, _) = look::inside(crowd, rule, None, from);
    let (after, _) = look::inside(crowd, rule, None, to);
    let (came, left) = (after.clone().without(&before), before.clone().without(&after));
    Sizes {
        counts: [before.count(), after.count(), came.count(), left.count(), after.both(&before)],
        came: crowd::ids(crowd, came.some(LOOKED_UP)),
        left: crowd::ids(crowd, left.some(LOOKED_UP)),
    }
}

async fn answer(app: &App, scope: &Scope, rule: &Rule, days: Days) -> Result<Flow> {
    let (from, to) = (moment(app, "from", Some(days.from))?, moment(app, "to", Some(days.to))?);
    if days.from >= days.to {
        return Err(Error::field("to", "结束日期应晚于开始日期。"));
    }
    let Sizes { counts, came, left } = ask(app, scope, &[rule], |crowd| flow(crowd, rule, from, to)).await?;
    let [from_size, to_size, came_count, left_count, stayed] = counts;
    Ok(Flow {
        from_at: from.now,
        to_at: to.now,
        from_size,
        to_size,
        came: came_count,
        left: left_count,
        stayed,
        came_sample: shown(app, scope, Some(rule), to, &came).await?,
        left_sample: shown(app, scope, Some(rule), to, &left).await?,
    })
}

/// Who came and who left between two days, by a rule.
#[utoipa::path(post, path = "/api/audience/flow", operation_id = "look_audience_flow", tag = "audience",
    request_body = FlowRequest, responses((status = 200, body = Flow)))]
pub async fn look_audience_flow(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<FlowRequest>,
) -> Result<Json<Flow>> {
    scope.require(Act::SegmentRead)?;
    let (rule, _) = checked(&app, &scope, &body.rule).await?;
    answer(&app, &scope, &rule, Days { from: body.from, to: body.to }).await.map(Json)
}

/// Who came and who left a segment between two days, by its rule of today.
#[utoipa::path(get, path = "/api/segments/{id}/flow", operation_id = "read_segment_flow", tag = "segment",
    params(("id" = Uuid, Path), Days), responses((status = 200, body = Flow)))]
pub async fn read_segment_flow(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Query(days): Query<Days>,
) -> Result<Json<Flow>> {
    scope.require(Act::SegmentRead)?;
    let rule = segment::store::rule(&segment::store::find(app.db.read(), &scope, id).await?)?;
    answer(&app, &scope, &rule, days).await.map(Json)
}
