//! What publishing would do: who would gain the tag, who would lose it.
use super::store;
use crate::audience::{
    api::checked,
    ask,
    crowd::{self, Crowd},
    moment,
    people::{Shown, shown},
};
use axum::{
    Json,
    extract::{Path, State},
};
use kernel::{Act, App, Error, PatientId, Result, Scope, web::Body};
use nq_audience::{Leaf, Moment, Rule};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A rule to be tried; the draft if absent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EffectRequest {
    #[schema(value_type = Option<Object>)]
    #[serde(default)]
    rule: Option<Value>,
}

/// Who would gain the tag, who would lose it, who keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Effect {
    gain: u64,
    lose: u64,
    stay: u64,
    /// A few who would gain it, with why.
    gain_sample: Vec<Shown>,
    /// A few who would lose it, with why not.
    lose_sample: Vec<Shown>,
}

struct Change {
    counts: [u64; 3],
    gain: Vec<PatientId>,
    lose: Vec<PatientId>,
}

fn change(crowd: &dyn Crowd, carried: &Rule, rule: &Rule, at: Moment) -> Change {
    let living = crowd::living(crowd, at);
    let before = crowd.select(carried, at).yes.and(&living);
    let after = crowd.select(rule, at).yes.and(&living);
    let (gain, lose) = (after.clone().without(&before), before.clone().without(&after));
    Change {
        counts: [gain.count(), lose.count(), after.both(&before)],
        gain: crowd::ids(crowd, gain.some(20)),
        lose: crowd::ids(crowd, lose.some(20)),
    }
}

/// Who would gain the tag and who would lose it, before it is published.
#[utoipa::path(post, path = "/api/tags/{code}/effect", operation_id = "look_tag_effect", tag = "tag",
    params(("code" = String, Path)), request_body = EffectRequest, responses((status = 200, body = Effect)))]
pub async fn look_tag_effect(
    State(app): State<App>,
    scope: Scope,
    Path(code): Path<String>,
    Body(body): Body<EffectRequest>,
) -> Result<Json<Effect>> {
    scope.require(Act::RuleWrite)?;
    let row = store::find(app.db.read(), &scope, &code).await?;
    let json = body.rule.or(row.draft).or(row.rule);
    let json = json.ok_or_else(|| Error::field("rule", "请先填写条件。"))?;
    let (rule, _) = checked(&app, &scope, &json).await?;
    let at = moment(&app, "as_of", None)?;
    let carried = Rule::Is(Leaf::Tag(vec![code]));
    let Change { counts: [gain, lose, stay], gain: came, lose: left } =
        ask(&app, &scope, &[&carried, &rule], |crowd| change(crowd, &carried, &rule, at)).await?;
    Ok(Json(Effect {
        gain,
        lose,
        stay,
        gain_sample: shown(&app, &scope, Some(&rule), at, &came).await?,
        lose_sample: shown(&app, &scope, Some(&rule), at, &left).await?,
    }))
}
