//! The table: rows with limits or words. Ours has what was read; the rest is imported per tenant.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Comparator, dictionary};

/// Class of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// A 类: acts at once.
    A,
    /// B 类: needs further work-up.
    B,
    /// 危急值 of a hospital laboratory.
    #[serde(rename = "critical")]
    Critical,
}

impl Class {
    /// The words shown.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::A => "A类重要异常结果",
            Self::B => "B类重要异常结果",
            Self::Critical => "危急值",
        }
    }
}

/// A limit of one metric in its canonical unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Metric code.
    pub metric: String,
    /// Side.
    pub op: Comparator,
    /// Number.
    pub value: f64,
    /// Unit, as the dictionary writes it.
    pub unit: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Unique.
    pub code: String,
    /// Words of the source.
    pub title: String,
    /// Class.
    pub class: Class,
    /// One of these limits is reached.
    #[serde(default)]
    pub any: Vec<Limit>,
    /// One of these words stands in a report, not negated.
    #[serde(default)]
    pub words: Vec<String>,
    /// What a person must confirm besides the number.
    #[serde(default)]
    pub condition: Option<String>,
    /// Only after confirmation of the condition (a second measurement, symptoms).
    #[serde(default)]
    pub confirm: bool,
    /// Only if never found before.
    #[serde(default)]
    pub first_only: bool,
    /// If found before, this stricter number replaces that of every limit.
    #[serde(default)]
    pub when_known: Option<f64>,
    /// Whether it was read in the source or approved by the tenant; else it detects nothing.
    pub usable: bool,
}

/// How long may pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// In-patient: unacknowledged for so long, the next person is told.
    pub escalate_inpatient_minutes: u32,
    /// Examination centre: the same.
    pub escalate_exam_minutes: u32,
    /// Hours after the notice at which the person is asked how it went.
    pub follow_up_hours: Vec<u32>,
}

/// The whole table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriticalTable {
    /// Counts up; findings keep it.
    pub version: u32,
    /// In force from.
    pub effective: NaiveDate,
    /// Where it was read.
    pub source: String,
    /// Rows.
    pub rows: Vec<Row>,
    /// Times.
    pub clock: Clock,
}

impl CriticalTable {
    /// Ours.
    pub fn built_in() -> &'static Self {
        static TABLE: LazyLock<CriticalTable> = LazyLock::new(|| {
            // A file that cannot be read stops the first test.
            CriticalTable::from_json(include_str!("../../data/critical/table.json"))
                .unwrap_or_else(|e| panic!("data/critical/table.json: {}", e.join("; ")))
        });
        &TABLE
    }

    /// Reads and checks a tenant's table; every problem is a sentence that names the row.
    pub fn from_json(text: &str) -> Result<Self, Vec<String>> {
        let table: Self = serde_json::from_str(text)
            .map_err(|e| vec![format!("重要异常结果表格式不对（第{}行）：{e}", e.line())])?;
        let mut problems = Vec::new();
        for (n, row) in table.rows.iter().enumerate() {
            let name = format!("第{}条“{}”", n + 1, row.title);
            if row.any.is_empty() && row.words.is_empty() {
                problems.push(format!("{name}既没有界值，也没有关键词"));
            }
            if table.rows.iter().take(n).any(|r| r.code == row.code) {
                problems.push(format!("{name}的编码“{}”重复", row.code));
            }
            if row.words.iter().any(|w| w.trim().chars().count() < 2) {
                problems.push(format!("{name}的关键词至少两个字"));
            }
            for limit in &row.any {
                match dictionary().get(&limit.metric) {
                    None => problems.push(format!("{name}的指标“{}”不在指标字典中", limit.metric)),
                    Some(m) if !crate::same_unit(&m.ucum, &limit.unit) => {
                        problems.push(format!("{name}的单位“{}”应为“{}”", limit.unit, m.ucum));
                    }
                    Some(_) => {}
                }
                if !limit.value.is_finite() {
                    problems.push(format!("{name}的界值不是数字"));
                }
            }
        }
        if table.clock.escalate_exam_minutes == 0 || table.clock.escalate_inpatient_minutes == 0 {
            problems.push("升级时限必须大于0分钟".to_owned());
        }
        if problems.is_empty() { Ok(table) } else { Err(problems) }
    }
}
