//! The RFM cells over HTTP.
use super::cells::{Cell, Thresholds, sort_into};
use crate::audience::{
    ask,
    crowd::{self, Crowd},
    moment,
    people::{Shown, shown},
    set::Set,
};
use axum::{
    Json,
    extract::{Query, State},
};
use kernel::{Act, App, PatientId, Result, Scope, web::Body};
use nq_audience::{Moment, Rule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// People in one cell.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CellView {
    #[serde(flatten)]
    cell: Cell,
    name: String,
    /// `core`, `potential`, `ordinary`, `drifting`.
    quadrant: &'static str,
    quadrant_name: &'static str,
    count: u64,
    /// What they paid within the window, in fen.
    paid_fen: i64,
}

/// The cells.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Rfm {
    thresholds: Thresholds,
    cells: Vec<CellView>,
    /// Living people within the viewer's counting reach.
    of: u64,
}

fn rfm(crowd: &dyn Crowd, limits: Thresholds, at: Moment) -> Rfm {
    let people = crowd::living(crowd, at);
    let view = |(cell, set): (Cell, Set)| CellView {
        cell,
        name: cell.name(),
        quadrant: cell.quadrant().0,
        quadrant_name: cell.quadrant().1,
        count: set.count(),
        paid_fen: crowd.paid(&set, limits.window_days, at),
    };
    let cells = sort_into(crowd, &people, limits, at).into_iter().map(view).collect();
    Rfm { thresholds: limits, cells, of: people.count() }
}

fn refs(rules: &[Rule]) -> Vec<&Rule> {
    rules.iter().collect()
}

/// How many people stand in each cell.
#[utoipa::path(get, path = "/api/rfm", operation_id = "read_rfm", tag = "rfm", params(Thresholds),
    responses((status = 200, body = Rfm)))]
pub async fn read_rfm(
    State(app): State<App>,
    scope: Scope,
    Query(limits): Query<Thresholds>,
) -> Result<Json<Rfm>> {
    scope.require(Act::SegmentRead)?;
    let (limits, at) = (limits.check()?, moment(&app, "as_of", None)?);
    let rules = limits.rules();
    Ok(Json(ask(&app, &scope, &refs(&rules), |crowd| rfm(crowd, limits, at)).await?))
}

/// Thresholds before and after.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MovesRequest {
    from: Thresholds,
    to: Thresholds,
}

/// People who move from one cell to another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Move {
    from: Cell,
    from_name: String,
    to: Cell,
    to_name: String,
    count: u64,
}

/// Who moves when the thresholds do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moves {
    #[serde(rename = "moves")]
    between: Vec<Move>,
    /// All who move.
    moved: u64,
    /// The cells after.
    after: Rfm,
    /// A few of those who move, to those who may see people.
    sample: Vec<Shown>,
}

fn moves(crowd: &dyn Crowd, from: Thresholds, to: Thresholds, at: Moment) -> (Vec<Move>, Vec<PatientId>) {
    let people = crowd::living(crowd, at);
    let (before, after) = (sort_into(crowd, &people, from, at), sort_into(crowd, &people, to, at));
    let mut all = Vec::new();
    let mut moved = Set::empty(crowd.places());
    for (from, was) in &before {
        for (to, is) in after.iter().filter(|(to, _)| to != from) {
            let both = was.clone().and(is);
            let count = both.count();
            if count > 0 {
                moved = moved.or(&both);
                all.push(Move { from: *from, from_name: from.name(), to: *to, to_name: to.name(), count });
            }
        }
    }
    all.sort_by_key(|step| std::cmp::Reverse(step.count));
    (all, crowd::ids(crowd, moved.some(20)))
}

/// Who moves when the thresholds do.
#[utoipa::path(post, path = "/api/rfm/moves", operation_id = "look_rfm_moves", tag = "rfm",
    request_body = MovesRequest, responses((status = 200, body = Moves)))]
pub async fn look_rfm_moves(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<MovesRequest>,
) -> Result<Json<Moves>> {
    scope.require(Act::SegmentRead)?;
    let (from, to, at) = (body.from.check()?, body.to.check()?, moment(&app, "as_of", None)?);
    let rules = [from.rules(), to.rules()].concat();
    let (moves, some, after) = ask(&app, &scope, &refs(&rules), |crowd| {
        let (moves, some) = moves(crowd, from, to, at);
        (moves, some, rfm(crowd, to, at))
    })
    .await?;
    let sample = shown(&app, &scope, None, at, &some).await?;
    Ok(Json(Moves { moved: moves.iter().map(|m| m.count).sum(), between: moves, after, sample }))
}
