//! Which fact of the record fills which input of a model? The latest value that is not too old, a diagnosis, a
//! medicine, an answer; each with its source and time. What nobody measured or said stays missing. Pure.
use super::{filled::Filled, history, known::known};
use chrono::NaiveDate;
use nq_audience::{Moment, Observation, Origin, PersonFacts};
use nq_clinical::{
    dictionary,
    model::{Family, InputSpec, Kind, Model},
};
use serde_json::{Value, json};

/// Who is scored: what is known, and where he lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) facts: &'a PersonFacts,
    pub(crate) address: Option<&'a str>,
    pub(crate) at: Moment,
}

/// The form under which values entered by hand are filed; its questions bear the codes of inputs.
pub(crate) const BY_HAND: &str = "score_inputs";

/// Days for which an answer speaks for today.
const ANSWER_DAYS: i64 = 731;

/// Days for which a value of a metric speaks for today.
fn fresh_days(metric: &str) -> i64 {
    match metric {
        "height" => 3_650,
        "weight" | "bmi" | "waist" | "hip" | "sbp" | "dbp" | "heart_rate" => 366,
        _ => 731,
    }
}

/// Every input of a model that the record can fill, in the order the model declares them.
pub(crate) fn fill(model: &Model, subject: Subject<'_>) -> Vec<Filled> {
    let mut filled: Vec<Filled> = Vec::new();
    for spec in model.inputs.iter().filter(|spec| spec.code != "age") {
        filled.extend(one(model, spec, subject));
    }
    if let Some(spec) = model.inputs.iter().find(|spec| spec.code == "age") {
        filled.extend(age(spec, subject, &filled));
    }
    filled.sort_by_key(|f| model.inputs.iter().position(|spec| spec.code == f.code));
    filled
}

fn one(model: &Model, spec: &InputSpec, subject: Subject<'_>) -> Option<Filled> {
    // What was measured is filed as a result, in its own unit; answers tell the rest.
    if let Some(metric) = spec.metric {
        return measured(spec, metric, subject).or_else(|| derived(spec, subject));
    }
    if matches!(model.family, Family::Scale | Family::Tcm) && spec.code == "responses" {
        return responses(model, spec, subject);
    }
    match (told(spec, subject), known(model, spec, subject)) {
        // A record outweighs a guess; between two records the later one counts.
        (Some(told), Some(found)) if found.assumed || found.at <= told.at => Some(told),
        (told, None) => told,
        (_, found) => found,
    }
}

/// The points of a scale, from the last form of its code; an item without an answer leaves the scale open.
fn responses(model: &Model, spec: &InputSpec, subject: Subject<'_>) -> Option<Filled> {
    let mine =
        subject.facts.forms.iter().filter(|form| form.form == model.id && form.origin.at <= subject.at.now);
    let form = mine.max_by_key(|form| form.origin.at)?;
    let scale = nq_clinical::scale::scale(model.id)?;
    let points: Option<Vec<i64>> = (scale.items.iter())
        .map(|item| form.answers.get(&item.code).and_then(|answer| answer.text().parse().ok()))
        .collect();
    Some(Filled::new(spec, json!(points?), "", &form.origin))
}

/// Completed years on the day of the youngest measurement, or today.
fn age(spec: &InputSpec, subject: Subject<'_>, filled: &[Filled]) -> Option<Filled> {
    let birth = subject.facts.birth?;
    let measured = |f: &&Filled| f.value.is_number() && f.at.is_some_and(|at| at <= subject.at.now);
    let last = filled.iter().filter(measured).filter_map(|f| f.at).max();
    let day: NaiveDate = last.map_or_else(|| subject.at.today(), |at| subject.at.day(at));
    let years = day.years_since(birth)?;
    let source = if last.is_some() {
        "出生日期（测量当日周岁）"
    } else {
        "出生日期（今日周岁）"
    };
    Some(Filled { at: None, ..Filled::new(spec, json!(years), "岁", &Origin::new(subject.at.now, source)) })
}

pub(super) fn latest<'f>(facts: &'f PersonFacts, metric: &str, at: Moment) -> Option<&'f Observation> {
    let oldest = at.now - chrono::Duration::days(fresh_days(metric));
    let fits = |o: &&Observation| {
        o.metric == metric && o.origin.at >= oldest && o.origin.at <= at.now && o.value.exact().is_some()
    };
    facts.observations.iter().filter(fits).max_by_key(|o| o.origin.at)
}

fn number(observation: &Observation) -> Option<Value> {
    serde_json::from_str(&observation.value.exact()?.to_string()).ok()
}

fn measured(spec: &InputSpec, metric: &str, subject: Subject<'_>) -> Option<Filled> {
    let found = latest(subject.facts, metric, subject.at)?;
    let unit = dictionary().get(metric).map_or("", |m| m.ucum.as_str());
    // A pure number has no unit in the models, whatever the dictionary annotates it with.
    let unit = if spec.unit().is_empty() { "" } else { unit };
    Some(Filled::new(spec, number(found)?, unit, &found.origin))
}

/// Body mass index from height and weight; filtration from creatinine.
fn derived(spec: &InputSpec, subject: Subject<'_>) -> Option<Filled> {
    let value =
        |metric| latest(subject.facts, metric, subject.at).and_then(|o| Some((o.value.exact()?.to_f64(), o)));
    match spec.metric? {
        "bmi" => {
            let ((height, _), (weight, scale)) = (value("height")?, value("weight")?);
            let bmi = weight / (height / 100.0).powi(2);
            let origin = Origin { source: "由身高、体重计算".to_owned(), ..scale.origin.clone() };
            Some(Filled::new(spec, json!((bmi * 100.0).round() / 100.0), "kg/m2", &origin))
        }
        egfr @ ("egfr_2009" | "egfr_2021") => {
            let (creatinine, result) = value("creatinine")?;
            let sex = subject.facts.sex.map(sex_code)?;
            let years = subject.at.day(result.origin.at).years_since(subject.facts.birth?)?;
            let inputs = json!({"sex": sex, "age": years, "scr_umol": creatinine});
            let formula = if egfr == "egfr_2009" { "ckd_epi_2009" } else { "ckd_epi_2021" };
            let outcome = nq_clinical::model::eval(formula, &inputs).ok()?;
            let value = outcome.done()?.value?;
            let origin = Origin { source: "由血肌酐计算".to_owned(), ..result.origin.clone() };
            Some(Filled::new(spec, json!(value), "", &origin))
        }
        _ => None,
    }
}

pub(super) fn sex_code(sex: nq_audience::Sex) -> &'static str {
    match sex {
        nq_audience::Sex::Male => "male",
        nq_audience::Sex::Female => "female",
    }
}

/// Questions of our forms that ask for the same thing under another name.
fn questions(code: &str) -> Vec<&str> {
    match code {
        "smoker" => vec!["smoker", "smoking", "smoke"],
        "bp_treated" | "antihypertensive_medication" => {
            vec!["bp_treated", "antihypertensive_medication", "bp_medicine"]
        }
        // The general question lists diseases; `known` reads it.
        "family_history" => Vec::new(),
        other => vec![other],
    }
}

/// What was answered or entered by hand.
fn told(spec: &InputSpec, subject: Subject<'_>) -> Option<Filled> {
    let asked = questions(spec.code);
    let (text, origin) = history::answered(subject.facts, &asked)?;
    let oldest = subject.at.now - chrono::Duration::days(ANSWER_DAYS);
    if origin.at < oldest || origin.at > subject.at.now {
        return None;
    }
    let value = match spec.kind {
        Kind::Bool => Value::from(history::yes_no(text)?),
        Kind::Choice(choices) => {
            Value::from(choices.iter().find(|c| c.code == text || c.label == text)?.code)
        }
        // A number with several units in use would have to say which.
        Kind::Number { units, .. } if units.len() > 1 => return None,
        Kind::Number { .. } => serde_json::from_str::<serde_json::Number>(text).ok()?.into(),
        Kind::Numbers { .. } => {
            let items: Option<Vec<f64>> = text.split('、').map(|item| item.trim().parse().ok()).collect();
            json!(items?)
        }
        Kind::NumberMap { .. } => serde_json::from_str(text).ok()?,
        Kind::Text => Value::from(text),
    };
    Some(Filled::new(spec, value, "", &origin))
}

/// The metrics that fill anything.
pub(crate) fn metrics(model: &Model) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = model.inputs.iter().filter_map(|spec| spec.metric).collect();
    for (derived, from) in
        [("bmi", &["height", "weight"][..]), ("egfr_2009", &["creatinine"]), ("egfr_2021", &["creatinine"])]
    {
        if all.contains(&derived) {
            all.extend(from);
        }
    }
    if model.input("diabetes").is_some() {
        all.push("fpg");
    }
    if model.input("setting").is_some() {
        all.push("sbp");
    }
    all
}
