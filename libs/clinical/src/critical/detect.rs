//! Which results are important: numbers against limits, words against reports. A negated word (未见…) is none.

use serde::{Deserialize, Serialize};

use super::table::{Class, CriticalTable, Limit, Row};
use crate::Comparator;

/// A number in the canonical unit of its metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberResult {
    /// Metric code.
    pub metric: String,
    /// Value; of a censored result the number after the sign.
    pub value: f64,
    /// Set for `<2.2` and the like.
    #[serde(default)]
    pub comparator: Option<Comparator>,
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Results {
    /// Numbers.
    pub numbers: Vec<NumberResult>,
    /// Texts of reports (ECG, imaging, physical examination).
    pub texts: Vec<String>,
    /// Codes of rows found for this person before.
    pub known: Vec<String>,
    /// Codes of rows whose condition a person confirmed now.
    pub confirmed: Vec<String>,
}

/// A row that was met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Code of the row.
    pub code: String,
    /// Its words.
    pub title: String,
    /// Its class.
    pub class: Class,
    /// What met it, in words.
    pub evidence: String,
    /// A person must first confirm this (measure again, ask for symptoms); until then a task, not a notice.
    pub to_confirm: Option<String>,
    /// Version of the table.
    pub version: u32,
}

/// All usable rows that are met.
pub fn detect(results: &Results, table: &CriticalTable) -> Vec<Found> {
    let evidence = |row: &Row| {
        let known = results.known.contains(&row.code);
        if !row.usable || (known && row.first_only) {
            return None;
        }
        let strict = row.when_known.filter(|_| known);
        by_number(row, results, strict).or_else(|| by_word(row, results))
    };
    let found = |row: &Row| {
        let waits = row.confirm && !results.confirmed.contains(&row.code);
        Some(Found {
            evidence: evidence(row)?,
            code: row.code.clone(),
            title: row.title.clone(),
            class: row.class,
            to_confirm: row.condition.clone().filter(|_| waits),
            version: table.version,
        })
    };
    table.rows.iter().filter_map(found).collect()
}

fn by_number(row: &Row, results: &Results, strict: Option<f64>) -> Option<String> {
    row.any.iter().find_map(|limit| {
        let line = strict.unwrap_or(limit.value);
        let hit = results.numbers.iter().find(|n| n.metric == limit.metric && reached(n, limit, line))?;
        let name = crate::dictionary().get(&hit.metric).map_or(hit.metric.as_str(), |m| m.name_zh.as_str());
        let sign = hit.comparator.map_or("", Comparator::symbol);
        Some(format!("{name} {sign}{} {}", hit.value, crate::unit_shown(&limit.unit)))
    })
}

/// A censored value reaches a limit where it does so for certain: `<2.2` is `≤2.2`, `<10` is not for certain.
fn reached(n: &NumberResult, limit: &Limit, line: f64) -> bool {
    use Comparator::{AtLeast, AtMost, Greater, Less};
    match (limit.op, n.comparator) {
        (AtMost, None | Some(Less | AtMost)) | (Less, Some(Less)) => n.value <= line,
        (Less, None | Some(AtMost)) => n.value < line,
        (AtLeast, None | Some(Greater | AtLeast)) | (Greater, Some(Greater)) => n.value >= line,
        (Greater, None | Some(AtLeast)) => n.value > line,
        _ => false,
    }
}

fn by_word(row: &Row, results: &Results) -> Option<String> {
    results.texts.iter().find_map(|text| {
        let clauses = text.split(['，', '。', '；', ';', ',', '\n']);
        let stated = clauses.filter(|c| row.words.iter().any(|w| states(c, w)));
        stated.map(|c| format!("报告写有“{}”", c.trim())).next()
    })
}

/// Whether a clause says the word and does not deny it before.
fn states(clause: &str, word: &str) -> bool {
    const DENIALS: &[&str] =
        &["未见", "无", "未闻及", "未发现", "排除", "否认", "不考虑", "没有", "未提示", "既往", "陈旧"];
    clause.match_indices(word).any(|(at, _)| {
        let before = clause.split_at_checked(at).map_or("", |(b, _)| b);
        !DENIALS.iter().any(|d| before.contains(d))
    })
}
