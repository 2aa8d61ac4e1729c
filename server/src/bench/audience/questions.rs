//! The nine questions of the reference engines in the rule language.

use nq_audience::Rule;
use serde_json::{Value, json};

/// Days of age at which the reference engines, who count years of 365.2425 days, call a person so old.
fn old(years: f64, today: i64) -> i64 {
    today - (today as f64 - years * 365.2425) as i64
}

/// A question: one rule, or for the cells of recency, frequency and money one for each side of the cube.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) rules: Vec<Rule>,
}

fn metric(code: &str, is: &Value) -> Value {
    json!({"metric": {"code": code, "is": is}})
}

fn absent(of: &Value, days: u32) -> Value {
    json!({"absent": {"of": of, "days": days}})
}

/// The eighth question, with every way to join conditions.
fn many_sided(adult: &Value, aged: &Value, recent: &Value) -> Value {
    json!({"all": [
            adult, {"not": aged}, {"tag": ["t2", "t5"]}, {"not": {"tag": ["t9"]}},
            {"any": [{"site": ["s0", "s1", "s2"]},
                     {"care_team": {"member": ["d3", "d4", "d5", "d6"], "role": ["department"]}}]},
            {"grade": ["yellow", "red"]},
            {"any": [metric("ldl", &json!({"gt": 3.35})), metric("fbg", &json!({"ge": 7}))]},
            {"not": {"condition": {"icd": ["C00-C97"], "ever": true}}}, {"consent": "consent_wx"}, recent,
            {"not": {"all": [{"sex": "male"}, {"tag": ["t7"]}]}}]})
}

/// The questions at a moment, in Unix seconds at midnight UTC.
pub(super) fn questions(now: i64) -> serde_json::Result<Vec<Question>> {
    let today = now / 86_400;
    let at_least = |years: f64| json!({"age_days": {"ge": old(years, today)}});
    let any_visit = json!({"encounter": {}});
    let visits = |days: u32, n: u32| json!({"count": {"of": any_visit, "days": days, "is": {"ge": n}}});
    let recent = json!({"had": {"of": any_visit, "days_ago": [0, 180]}});
    let list = [
        (
            "Q1",
            vec![json!({"all": [
            at_least(45.0), {"tag": ["t0"]}, metric("bmi", &json!({"ge": 24})),
            absent(&json!({"metric": {"code": "hba1c"}}), 365), absent(&json!({"metric": {"code": "ogtt2h"}}), 365)]})],
        ),
        (
            "Q2",
            vec![json!({"had": {"of": {"procedure": {"code": ["36.06", "36.07"]}}, "days_ago": [30, 30]}})],
        ),
        (
            "Q3",
            vec![json!({"all": [
            {"grade": ["red"]}, {"condition": {"icd": ["I10-I15"], "ever": true}}, metric("sbp", &json!({"ge": 140})),
            absent(&json!({"encounter": {"class": ["follow_up"]}}), 90)]})],
        ),
        (
            "Q4",
            vec![json!({"all": [
            {"condition": {"icd": ["E10-E14"], "ever": true}}, visits(365, 6),
            {"spend": {"days": 365, "is": {"gt": 50_000}}}]})],
        ),
        ("Q5", vec![recent.clone(), visits(365, 3), json!({"spend": {"days": 365, "is": {"ge": 3000}}})]),
        (
            "Q6",
            vec![json!({"all": [
            {"birthday": {"calendar": "solar", "when": "this_month"}}, {"tag": ["t1"]}, {"consent": "consent_mkt"},
            absent(&json!({"message": {}}), 7)]})],
        ),
        (
            "Q7",
            vec![json!({"run": {"code": "hr_night", "days": 3, "within_days": 30,
            "mean": {"over": {"code": "hr_base", "by": 10}}}})],
        ),
        ("Q8", vec![many_sided(&at_least(35.0), &at_least(70.0), &recent)]),
        (
            "Q9",
            vec![json!({"all": [
            {"not": {"grade": ["red"]}},
            {"count": {"of": {"metric": {"code": "sbp", "is": {"ge": 140}}}, "days": 180, "is": {"ge": 3}}}]})],
        ),
    ];
    let question = |(name, rules): (&'static str, Vec<Value>)| {
        let rules = rules.into_iter().map(serde_json::from_value).collect::<serde_json::Result<_>>()?;
        Ok(Question { name, rules })
    };
    list.into_iter().map(question).collect()
}
