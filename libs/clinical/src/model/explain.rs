//! Why a result is what it is: the share of every factor, and what would change if the person changed something.

use serde::Serialize;

use super::definition::{Group, Lever, Method, Model};
use super::error::InputError;
use super::input::Kind;
use super::inputs::{Inputs, Value};
use super::outcome::{Missing, Outcome};
use super::table::Table;

/// The share of one factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// Input code or rule code.
    pub code: String,
    /// Shown name.
    pub name: String,
    /// Points, or units of the result; None for steps of a decision.
    pub amount: Option<f64>,
    /// Words beside it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// What a change would bring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    /// Code of the lever.
    pub code: &'static str,
    /// What is changed.
    pub label: &'static str,
    /// The result afterwards, unrounded.
    pub value: f64,
    /// Afterwards minus now; always negative: a change that the model cannot reward is not shown.
    pub change: f64,
    /// The class afterwards.
    pub category: Option<String>,
}

/// An explanation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// How the shares were measured, one sentence.
    pub method: String,
    /// The comparison person's result, where there is one.
    pub reference: Option<f64>,
    /// Shares; for the method “against” they add up to result − reference.
    pub shares: Vec<Share>,
    /// Changes worth talking about, the strongest first.
    pub what_if: Vec<WhatIf>,
    /// What to measure or ask before there can be a result.
    pub to_measure: Vec<Missing>,
    /// Limits of the what-if, one sentence each.
    pub limits: Vec<String>,
}

/// Explains the result of a model for these inputs.
pub fn explain(model: &Model, inputs: &Inputs, table: &Table) -> Result<Explanation, InputError> {
    let outcome = model.evaluate(inputs, table)?;
    let mut out = Explanation {
        method: String::new(),
        reference: None,
        shares: Vec::new(),
        what_if: Vec::new(),
        to_measure: to_measure(&outcome),
        limits: Vec::new(),
    };
    let Outcome::Done(evaluation) = outcome else { return Ok(out) };
    out.shares = evaluation
        .factors
        .iter()
        .map(|f| Share {
            code: f.code.clone(),
            name: f.name.clone(),
            amount: f.points,
            detail: f.detail.clone(),
        })
        .collect();
    match model.method {
        Method::Points => "各项得分相加即为总分".clone_into(&mut out.method),
        Method::Path => "按下列步骤逐条判断得出".clone_into(&mut out.method),
        Method::Sensitivity => {
            "每个数值单独升高 10%、其余不变时，结果的变化".clone_into(&mut out.method);
            out.shares.extend(sensitivity(model, inputs, table));
        }
        Method::Against { who, ideal, groups } => {
            let person = ideal(inputs);
            out.reference = value_of(model, &person, table);
            out.method = format!(
                "与{who}相比，各因素按 Shapley 值分摊差额，相加等于本人结果减去对照结果（单位同结果）"
            );
            out.shares.extend(shapley(model, inputs, &person, groups, table));
        }
    }
    if let Some(now) = evaluation.value {
        what_if(model, inputs, table, now, &mut out);
    }
    Ok(out)
}

/// Only what prevents the result: optional facts are named in its notes where they matter.
fn to_measure(outcome: &Outcome) -> Vec<Missing> {
    match outcome {
        Outcome::Incomplete { missing } => missing.clone(),
        _ => Vec::new(),
    }
}

fn value_of(model: &Model, inputs: &Inputs, table: &Table) -> Option<f64> {
    model.evaluate(inputs, table).ok()?.done()?.value
}

fn sensitivity(model: &Model, inputs: &Inputs, table: &Table) -> Vec<Share> {
    let Some(now) = value_of(model, inputs, table) else { return Vec::new() };
    let numbers = model.inputs.iter().filter(|s| matches!(s.kind, Kind::Number { .. }));
    let share = |spec: &&super::input::InputSpec| {
        let raised = inputs.with(spec.code, Value::Number(inputs.maybe(spec.code)? * 1.1));
        let amount = value_of(model, &raised, table)? - now;
        let (code, name) = (spec.code.to_owned(), spec.name.to_owned());
        Some(Share { code, name, amount: Some(amount), detail: "升高 10%".to_owned() })
    };
    numbers.filter_map(|s| share(&s)).collect()
}

/// Shapley values over the groups in which the person differs: the mean, over all orders of exchanging the
/// comparison person's groups for the own ones, of what each exchange adds. Exact for up to 12 groups.
fn shapley(model: &Model, own: &Inputs, ideal: &Inputs, groups: &[Group], table: &Table) -> Vec<Share> {
    let differs =
        |g: &&Group| g.codes.iter().any(|c| own.get(c).map(|e| &e.value) != ideal.get(c).map(|e| &e.value));
    let groups: Vec<&Group> = groups.iter().filter(differs).take(12).collect();
    let subsets = 1_usize << groups.len();
    let values: Option<Vec<f64>> = (0..subsets)
        .map(|subset| {
            let chosen = groups.iter().enumerate().filter(|(n, _)| subset >> n & 1 == 1);
            let mixed = chosen.fold(ideal.clone(), |acc, (_, g)| acc.taking(g.codes, own));
            value_of(model, &mixed, table)
        })
        .collect();
    let Some(values) = values else { return Vec::new() };
    let weight = weights(groups.len());
    let share = |n: usize| -> f64 {
        (0..subsets)
            .filter(|s| s >> n & 1 == 0)
            .filter_map(|s| {
                let gain = values.get(s | 1 << n)? - values.get(s)?;
                Some(gain * weight.get(usize::try_from(s.count_ones()).ok()?)?)
            })
            .sum()
    };
    let named = |(n, g): (usize, &&Group)| Share {
        code: (*g.codes.first().unwrap_or(&"")).to_owned(),
        name: g.name.to_owned(),
        amount: Some(share(n)),
        detail: String::new(),
    };
    groups.iter().enumerate().map(named).collect()
}

/// k!(n−1−k)!/n! for k = 0…n−1.
fn weights(n: usize) -> Vec<f64> {
    let factorial = |k: usize| (1..=k).fold(1.0, |f, i| f * f64::from(u32::try_from(i).unwrap_or(1)));
    (0..n).map(|k| factorial(k) * factorial(n - 1 - k) / factorial(n)).collect()
}

fn what_if(model: &Model, inputs: &Inputs, table: &Table, now: f64, out: &mut Explanation) {
    let mut silent = Vec::new();
    for lever in model.levers {
        let Some(changed) = (lever.set)(inputs) else { continue };
        match afterwards(model, lever, &changed, table, now) {
            Some(found) if found.change < 0.0 => out.what_if.push(found),
            _ => silent.push(lever.label),
        }
    }
    out.what_if.sort_by(|a, b| a.change.total_cmp(&b.change));
    if !out.what_if.is_empty() {
        out.limits.push(
            "按模型推算，假定其他因素不变；不等于改变之后实际会得到的获益，也不能代替医生判断".to_owned(),
        );
    }
    if !silent.is_empty() {
        out.limits.push(format!("本模型不能反映以下改变的益处，并非没有益处：{}", silent.join("、")));
    }
}

fn afterwards(model: &Model, lever: &Lever, changed: &Inputs, table: &Table, now: f64) -> Option<WhatIf> {
    let outcome = model.evaluate(changed, table).ok()?;
    let evaluation = outcome.done()?;
    let value = evaluation.value?;
    Some(WhatIf {
        code: lever.code,
        label: lever.label,
        value,
        change: value - now,
        category: evaluation.category.as_ref().map(|c| c.label.clone()),
    })
}
