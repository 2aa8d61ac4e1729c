//! Checks every model against vectors: a CSV with the columns id, model, inputs_json, expected_json,
//! tolerance_abs, unit, trust, obtained_from. Whoever wants to check us brings such a file.

use std::collections::BTreeMap;
use std::io::Read;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::outcome::Outcome;
use super::registry::eval;

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    model: String,
    inputs_json: String,
    expected_json: String,
    tolerance_abs: String,
}

/// One vector that did not pass.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// Id of the vector.
    pub id: String,
    /// What was different, one sentence.
    pub why: String,
}

/// How one model did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Vectors that passed.
    pub passed: usize,
    /// All vectors.
    pub total: usize,
    /// Largest absolute deviation of a number that was compared within a tolerance.
    pub worst_deviation: f64,
    /// Those that failed.
    pub failures: Vec<Failure>,
}

/// How all models did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// By model id.
    pub models: BTreeMap<String, Tally>,
}

impl Report {
    /// Vectors that passed, and all.
    pub fn totals(&self) -> (usize, usize) {
        self.models.values().fold((0, 0), |(p, t), m| (p + m.passed, t + m.total))
    }
    /// Whether there was at least one vector and all passed.
    pub fn all_passed(&self) -> bool {
        let (passed, total) = self.totals();
        total > 0 && passed == total
    }
}

/// A file that is not a table of vectors.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Not the columns, or a broken line.
    #[error("检验向量文件无法读取：{0}")]
    Csv(#[from] csv::Error),
}

/// Runs every vector of a file. A vector with an unknown model, unreadable JSON or tolerance counts as failed.
pub fn verify(reader: impl Read) -> Result<Report, VerifyError> {
    let mut report = Report::default();
    for row in csv::Reader::from_reader(reader).deserialize::<Row>() {
        let row = row?;
        let tally = report.models.entry(row.model.clone()).or_default();
        tally.total += 1;
        match check(&row, &mut tally.worst_deviation) {
            Ok(()) => tally.passed += 1,
            Err(why) => tally.failures.push(Failure { id: row.id, why }),
        }
    }
    Ok(report)
}

fn check(row: &Row, worst: &mut f64) -> Result<(), String> {
    let parse = |text: &str| serde_json::from_str::<Json>(text).map_err(|e| format!("JSON 无法读取：{e}"));
    let (inputs, expected) = (parse(&row.inputs_json)?, parse(&row.expected_json)?);
    let tolerance = row.tolerance_abs.trim();
    let parsed = tolerance.parse::<f64>().ok().filter(|t| t.is_finite() && *t >= 0.0);
    let tolerance = parsed.ok_or_else(|| format!("容差“{tolerance}”不是数字"))?;
    let expected = expected.as_object().ok_or("expected_json 应是对象")?;
    let outcome = eval(&row.model, &inputs).map_err(|e| e.to_string())?;
    let empty = serde_json::Map::new();
    let outputs = outcome.done().map_or(&empty, |e| &e.outputs);
    for (key, wanted) in expected {
        let got = outputs.get(key).unwrap_or(&Json::Null);
        compare(key, wanted, got, tolerance, worst).map_err(|why| match &outcome {
            Outcome::Done(_) => why,
            Outcome::Incomplete { missing } => {
                format!("缺少{}", missing.iter().map(|m| m.name).collect::<Vec<_>>().join("、"))
            }
            Outcome::NotApplicable { reason, .. } => format!("不适用：{reason}"),
        })?;
    }
    Ok(())
}

fn compare(at: &str, wanted: &Json, got: &Json, tolerance: f64, worst: &mut f64) -> Result<(), String> {
    let differs = || Err(format!("{at}：应为 {wanted}，得到 {got}"));
    match (wanted, got) {
        (Json::Number(_), Json::Number(_)) => {
            let (Some(w), Some(g)) = (wanted.as_f64(), got.as_f64()) else { return differs() };
            let deviation = (w - g).abs();
            if deviation <= tolerance + 1e-9 || (tolerance == 0.0 && as_printed(wanted, g)) {
                *worst = worst.max(if tolerance == 0.0 { 0.0 } else { deviation });
                return Ok(());
            }
            *worst = worst.max(deviation);
            Err(format!("{at}：应为 {wanted}（容差 {tolerance}），得到 {g}"))
        }
        (Json::Object(w), Json::Object(g)) => {
            if w.len() != g.len() {
                return differs();
            }
            for (key, wanted) in w {
                let got = g.get(key).unwrap_or(&Json::Null);
                compare(&format!("{at}.{key}"), wanted, got, tolerance, worst)?;
            }
            Ok(())
        }
        (Json::Array(w), Json::Array(g)) => {
            if w.len() != g.len() {
                return differs();
            }
            for (n, (wanted, got)) in w.iter().zip(g).enumerate() {
                compare(&format!("{at}[{n}]"), wanted, got, tolerance, worst)?;
            }
            Ok(())
        }
        _ if wanted == got => Ok(()),
        _ => differs(),
    }
}

/// Without a tolerance a decimal fraction is compared as it was printed: 59.375 is the expected 59.38.
fn as_printed(wanted: &Json, got: f64) -> bool {
    let text = wanted.to_string();
    let Some((_, decimals)) = text.split_once('.') else { return false };
    let Some(wanted) = wanted.as_f64() else { return false };
    (got - wanted).abs() <= 0.5 * 0.1_f64.powi(i32::try_from(decimals.len()).unwrap_or(9)) + 1e-9
        && decimals != "0"
}
