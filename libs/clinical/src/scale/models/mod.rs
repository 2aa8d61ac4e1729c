//! The scales as models of the frame, so that `list`, `eval`, `verify` and the cards know them. Items, bands and
//! safety items stay in `data/scales`; this only says how inputs are written and outputs named.

mod constitution;
mod ipaq;
mod licensed;
mod nutrition;
mod plain;
#[cfg(test)]
mod tests;
mod worded;

use serde_json::Value as Json;

use super::{Answers, Assessment, Scored, Severity, scale};
use crate::Sex;
use crate::model::input::InputSpec;
use crate::model::{
    Audience, Category, Cause, Evaluation, Family, Inputs, Level, Method, Model, Stop, Verification,
};

/// The models of this family.
pub const MODELS: &[&Model] = &[
    &worded::PHQ9,
    &worded::GAD7,
    &worded::EPDS,
    &worded::AUDIT_C,
    &worded::ELDER_SELFCARE5,
    &plain::PHQ2,
    &plain::GAD2,
    &plain::NRS2002,
    &plain::ELDER_COGNITION,
    &plain::ELDER_MOOD,
    &plain::ISI,
    &plain::PSQI,
    &ipaq::IPAQ_SHORT,
    &licensed::SDS,
    &licensed::SAS,
    &licensed::BARTHEL,
    &licensed::MORSE_FALL,
    &nutrition::MNA_SF,
    &constitution::TCM9,
    &constitution::TCM_ELDERLY33,
];

/// What all scales share.
const SCALE: Model = Model {
    id: "",
    name: "",
    family: Family::Scale,
    version: "1",
    source: "",
    licence: "公开免费使用",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "成人",
    limits: &[],
    inputs: &[],
    table: include_str!("../../../data/scales/table.json"),
    example: "{}",
    method: Method::Points,
    levers: &[],
    compute: |_, _| Err(Stop::Missing(Vec::new())),
};

/// A scale whose licence is not open: scoring only, installed by the tenant.
const LICENSED: Model = Model {
    licence: "须由机构取得许可后自行装入题目；产品只带计分规则",
    verification: Verification::Unverified,
    default_on: false,
    ..SCALE
};

/// Points of all items in order.
const fn responses(code: &'static str, count: usize, high: f64) -> InputSpec {
    InputSpec::of(
        code,
        "各题得分",
        crate::model::Kind::Numbers { len: (count, count), range: (0.0, high), whole: true, gaps: true },
        "请逐题询问，不要漏题",
    )
}

/// Whole points of a list; a gap stays a gap.
fn whole_points(list: &[Option<f64>]) -> Vec<Option<i64>> {
    list.iter().map(|p| p.and_then(whole)).collect()
}

/// A whole number of points.
fn whole(value: f64) -> Option<i64> {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "checked to be small and whole"
    )]
    (value.fract() == 0.0 && value.abs() <= 1e6).then_some(value as i64)
}

/// A total or a number of points for output.
fn number(value: i64) -> f64 {
    i32::try_from(value).map_or(f64::MAX, f64::from)
}

/// Scores points in the order of the items.
fn by_points(code: &str, input: &'static str, x: &Inputs, sex: Option<Sex>) -> Result<Scored, Stop> {
    let points = whole_points(x.numbers(input)?);
    let found = scale(code).map(|s| s.score_points(&points, sex));
    scored(found.ok_or_else(|| Stop::Table(format!("缺少量表{code}")))?, input)
}

/// Scores answers by item code.
fn by_answers(code: &str, answers: &Answers, input: &'static str) -> Result<Scored, Stop> {
    let found = scale(code).map(|s| s.score(answers, None));
    scored(found.ok_or_else(|| Stop::Table(format!("缺少量表{code}")))?, input)
}

fn scored(result: Result<Assessment, super::AnswerProblem>, input: &'static str) -> Result<Scored, Stop> {
    match result {
        Ok(Assessment::Scored(s)) => Ok(*s),
        Ok(Assessment::Incomplete { missing, safety }) if safety.is_empty() => {
            let _ = missing;
            Err(Stop::Missing(vec![input]))
        }
        // An unfinished form with a safety finding: the sentence must reach somebody.
        Ok(Assessment::Incomplete { safety, .. }) => {
            let said: Vec<String> = safety.iter().map(|f| format!("{}：{}", f.reason, f.action)).collect();
            Err(Stop::not_applicable(Cause::NotComputable, format!("量表未答完。{}", said.join("；"))))
        }
        Err(problem) => Err(Stop::not_applicable(Cause::OutOfRange, problem.to_string())),
    }
}

/// Total, class, points of each item and safety findings.
fn evaluation(s: &Scored) -> Evaluation {
    let mut result = Evaluation::of(number(s.total), "分");
    if let Some(band) = &s.band {
        let level = match band.severity {
            Severity::Ok => Level::Green,
            Severity::Watch => Level::Yellow,
            Severity::High | Severity::Urgent => Level::Red,
        };
        result = result.category(Category { code: band.code.clone(), label: band.label.clone(), level });
        if let Some(advice) = &band.advice {
            result = result.note(advice.clone());
        }
    }
    let texts = scale(&s.scale);
    for item in s.items.iter().filter(|i| i.counts) {
        let text = texts.and_then(|t| t.item(&item.code)).map_or("", |i| i.text.as_str());
        let name = if text.is_empty() { item.code.as_str() } else { text };
        result = result.points(&item.code, name, number(item.points));
    }
    for finding in &s.safety {
        result = result.alert(&finding.code, format!("{}。{}", finding.reason, finding.action));
    }
    result
}

/// The code of the band.
fn band_code(s: &Scored) -> Json {
    s.band.as_ref().map_or(Json::Null, |b| b.code.clone().into())
}

/// The words of the band.
fn band_label(s: &Scored) -> Json {
    s.band.as_ref().map_or(Json::Null, |b| b.label.clone().into())
}
