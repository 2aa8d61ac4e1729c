//! What does a model say of one person now, and is that news? Pure: filled inputs and a table in, a result out.
use super::{
    entity::score,
    fill::{Subject, fill},
    filled::{Filled, Refused},
    known::not_for,
};
use nq_clinical::model::{Cause, Inputs, Level, Model, Outcome, Table, table_of};
use serde_json::{Map, Value};

/// The result of one model with what it was computed from.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) model: &'static Model,
    pub(crate) table_version: String,
    pub(crate) inputs: Vec<Filled>,
    /// Values of the record that could not be used.
    pub(crate) refused: Vec<Refused>,
    pub(crate) outcome: Outcome,
}

/// Reads the inputs; one that the library refuses is left out, with its sentence.
pub(crate) fn read(model: &Model, filled: Vec<Filled>) -> (Inputs, Vec<Filled>, Vec<Refused>) {
    let (mut inputs, mut used, mut refused) = (Inputs::default(), Vec::new(), Vec::new());
    for one in filled {
        let mut alone = Map::new();
        alone.insert(one.code.clone(), one.json());
        match nq_clinical::model::json::read(model, &Value::Object(alone)) {
            Ok(read) => {
                for (code, entry) in read.iter() {
                    inputs.put(code, entry.clone());
                }
                used.push(one);
            }
            Err(why) => refused.push(Refused { code: one.code, message: why.to_string() }),
        }
    }
    (inputs, used, refused)
}

/// Runs a model on what the record knows, with the tenant's table if it has one. The error is a damaged table.
pub(crate) fn run(model: &'static Model, subject: Subject<'_>, own: Option<&Table>) -> Result<Run, String> {
    let mut run = on(model, fill(model, subject), own)?;
    if let Some(reason) = not_for(model, subject.facts) {
        run.outcome = Outcome::NotApplicable { cause: Cause::Population, reason: reason.to_owned() };
    }
    Ok(run)
}

/// Runs a model on these inputs.
pub(crate) fn on(model: &'static Model, filled: Vec<Filled>, own: Option<&Table>) -> Result<Run, String> {
    let table = match own {
        Some(own) => own,
        None => table_of(model).map_err(|e| e.to_string())?,
    };
    let (inputs, used, refused) = read(model, filled);
    let outcome = model.evaluate(&inputs, table).map_err(|e| e.to_string())?;
    Ok(Run { model, table_version: table.version.clone(), inputs: used, refused, outcome })
}

impl Run {
    /// `done`, `incomplete` or `not_applicable`.
    pub(crate) fn status(&self) -> &'static str {
        match self.outcome {
            Outcome::Done(_) => "done",
            Outcome::Incomplete { .. } => "incomplete",
            Outcome::NotApplicable { .. } => "not_applicable",
        }
    }

    /// Equal for two runs on the same records with the same versions.
    pub(crate) fn fingerprint(&self) -> String {
        let input =
            |f: &Filled| format!("{}={}{}@{}", f.code, f.value, f.unit, f.record_id.as_deref().unwrap_or(""));
        let inputs: Vec<String> = self.inputs.iter().map(input).collect();
        format!("{}/{}/{}:{}", self.model.version, self.table_version, self.status(), inputs.join(";"))
    }

    /// Whether it must be written after what stood there: new inputs or versions, or a result that no longer holds.
    /// Nothing is written of a model that never gave a result.
    pub(crate) fn is_news(&self, before: Option<&score::Model>) -> bool {
        let done = matches!(self.outcome, Outcome::Done(_));
        match before {
            None => done,
            Some(before) if before.status != "done" && !done => false,
            Some(before) => before.fingerprint != self.fingerprint(),
        }
    }

    /// Whether the class or the colour differs from what stood there.
    pub(crate) fn moves(&self, before: Option<&score::Model>) -> bool {
        let category = |outcome: &Outcome| {
            outcome.done().and_then(|e| e.category.as_ref()).map(|c| (c.code.clone(), level(c.level)))
        };
        let now = category(&self.outcome);
        match before {
            None => true,
            Some(before) => {
                let had = before.category.clone().map(|code| (code, before.level.as_str()));
                before.status != self.status() || now.as_ref().map(|(c, l)| (c.clone(), *l)) != had
            }
        }
    }

    /// The result in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let name = self.model.name;
        match &self.outcome {
            Outcome::Done(evaluation) => {
                let class = evaluation.category.as_ref().map_or("", |c| c.label.as_str());
                let value = evaluation.value.map(|v| format!("{}{}", rounded(v), evaluation.unit));
                let beyond = if evaluation.extrapolated {
                    "（超出模型适用范围，仅供参考）"
                } else {
                    ""
                };
                let parts: Vec<&str> =
                    [class, value.as_deref().unwrap_or("")].into_iter().filter(|p| !p.is_empty()).collect();
                format!("{name}：{}{beyond}", parts.join("，"))
            }
            Outcome::Incomplete { missing } => {
                let names: Vec<&str> = missing.iter().map(|m| m.name).collect();
                format!("{name}：资料不全，缺{}", names.join("、"))
            }
            Outcome::NotApplicable { reason, .. } => format!("{name}：不适用，{reason}"),
        }
    }
}

/// A value for a sentence: at most two decimals, without empty ones.
pub(crate) fn rounded(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A colour as stored.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::None => "none",
        Level::Green => "green",
        Level::Yellow => "yellow",
        Level::Red => "red",
    }
}
