//! Which items a person sees, given what was answered so far. Pure.
//!
//! A branch only looks back, so one pass from the top decides everything: the answer of an item that is itself
//! hidden counts as not given.

use serde_json::Value;

use super::definition::{Answer, Answers, Condition, FormDef, Item, Op, Test};

/// The items shown, in order.
pub fn visible<'a>(def: &'a FormDef, answers: &Answers) -> Vec<&'a Item> {
    let mut seen = Answers::new();
    let mut shown = Vec::with_capacity(def.items.len());
    for item in &def.items {
        if item.show_if.as_ref().is_some_and(|c| !holds(c, &seen)) {
            continue;
        }
        shown.push(item);
        if let Some(a) = answers.get(&item.id) {
            seen.insert(item.id.clone(), a.clone());
        }
    }
    shown
}

/// The answers of shown items, and the ids whose answers were given but are hidden.
pub fn keep_visible(def: &FormDef, answers: Answers) -> (Answers, Vec<String>) {
    let shown: Vec<&str> = visible(def, &answers).iter().map(|i| i.id.as_str()).collect();
    let (kept, hidden): (Answers, Answers) =
        answers.into_iter().partition(|(id, _)| shown.contains(&id.as_str()));
    (kept, hidden.into_keys().collect())
}

/// Whether the condition holds.
pub fn holds(condition: &Condition, answers: &Answers) -> bool {
    match condition {
        Condition::All { all } => all.iter().all(|c| holds(c, answers)),
        Condition::Any { any } => any.iter().any(|c| holds(c, answers)),
        Condition::Test(test) => test_holds(test, answers),
    }
}

fn test_holds(test: &Test, answers: &Answers) -> bool {
    let (id, part) = split_path(&test.item);
    let Some(answer) = answers.get(id) else {
        return test.op == Op::Empty;
    };
    match test.op {
        Op::Answered => true,
        Op::Empty => false,
        Op::Eq => equals(answer, part, &test.value),
        Op::Ne => !equals(answer, part, &test.value),
        Op::In => listed(&test.value).iter().any(|v| equals(answer, part, v)),
        Op::Has => contains(answer, &test.value),
        Op::HasAny => listed(&test.value).iter().any(|v| contains(answer, v)),
        Op::Lt => compare(answer, part, &test.value).is_some_and(|(a, b)| a < b),
        Op::Le => compare(answer, part, &test.value).is_some_and(|(a, b)| a <= b),
        Op::Gt => compare(answer, part, &test.value).is_some_and(|(a, b)| a > b),
        Op::Ge => compare(answer, part, &test.value).is_some_and(|(a, b)| a >= b),
    }
}

/// `bp.sbp` → (`bp`, `sbp`).
pub(super) fn split_path(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(id, part)| (id, Some(part)))
}

fn listed(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn contains(answer: &Answer, value: &Value) -> bool {
    match (answer, value.as_str()) {
        (Answer::Choices(vs), Some(v)) => vs.iter().any(|x| x == v),
        _ => false,
    }
}

fn equals(answer: &Answer, part: Option<&str>, value: &Value) -> bool {
    match answer {
        Answer::Choice(v) | Answer::Text(v) => value.as_str() == Some(v),
        Answer::Date(d) => value.as_str() == Some(d.to_string().as_str()),
        Answer::Choices(vs) => match value.as_array() {
            Some(list) => list.len() == vs.len() && list.iter().all(|v| contains(answer, v)),
            None => vs.len() == 1 && contains(answer, value),
        },
        Answer::Number(_) | Answer::Scale(_) | Answer::Bp { .. } => {
            compare(answer, part, value).is_some_and(|(a, b)| (a - b).abs() < 1e-9)
        }
    }
}

fn compare(answer: &Answer, part: Option<&str>, value: &Value) -> Option<(f64, f64)> {
    if let Answer::Date(day) = answer {
        let other: chrono::NaiveDate = value.as_str()?.parse().ok()?;
        let distance = i32::try_from((*day - other).num_days()).ok()?;
        return Some((f64::from(distance), 0.0));
    }
    let number = match (answer, part) {
        (Answer::Number(n), _) => *n,
        (Answer::Scale(n), _) => whole(*n)?,
        (Answer::Bp { sbp, .. }, Some("sbp")) => whole(*sbp)?,
        (Answer::Bp { dbp, .. }, Some("dbp")) => whole(*dbp)?,
        _ => return None,
    };
    Some((number, value.as_f64()?))
}

/// A small whole number as f64; answers are bounded far below the limit by the definition.
pub(super) fn whole(n: i64) -> Option<f64> {
    i32::try_from(n).ok().map(f64::from)
}
