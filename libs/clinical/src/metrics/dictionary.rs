//! The dictionary itself: `data/metrics.csv` (116 metrics; sources and confidence in its columns) and
//! `data/aliases.csv` (names seen on Chinese reports), parsed once.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::metric::Metric;
use super::name_key::{fold, split_bracket};
use super::rows::{AliasRow, MetricRow};
use super::units::unit_key;

/// What a name means.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup<'a> {
    /// One metric; `unit` is the unit to convert from (尿素氮 in mg/dL is not urea in mg/dL).
    One {
        /// The metric.
        metric: &'a Metric,
        /// Unit to convert from.
        unit: String,
    },
    /// Several; the unit did not tell them apart.
    Many(Vec<&'a Metric>),
    /// A known name with a unit it cannot have: another specimen or another quantity.
    UnitMismatch(Vec<&'a Metric>),
    /// Not known.
    Unknown,
}

/// All metrics with their indexes.
#[derive(Debug, Default)]
pub struct Dictionary {
    metrics: Vec<Metric>,
    by_code: HashMap<String, usize>,
    by_loinc: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    /// (metric, folded name, unit key seen) → unit meant
    unit_by_name: HashMap<(usize, String, String), String>,
}

/// The built-in dictionary.
pub fn dictionary() -> &'static Dictionary {
    static BUILT_IN: LazyLock<Dictionary> = LazyLock::new(|| {
        Dictionary::parse(include_str!("../../data/metrics.csv"), include_str!("../../data/aliases.csv"))
            .unwrap_or_default()
    });
    &BUILT_IN
}

impl Dictionary {
    /// Reads the two files.
    pub fn parse(metrics_csv: &str, aliases_csv: &str) -> Result<Self, csv::Error> {
        let mut out = Self::default();
        for row in csv::Reader::from_reader(metrics_csv.as_bytes()).deserialize::<MetricRow>() {
            out.push(row?);
        }
        for row in csv::Reader::from_reader(aliases_csv.as_bytes()).deserialize::<AliasRow>() {
            let row = row?;
            if let Some(&at) = out.by_code.get(&row.metric) {
                out.name(&row.alias, at);
                if !row.unit_meant.is_empty() {
                    let key = (at, fold(&row.alias), unit_key(&row.unit_seen));
                    out.unit_by_name.insert(key, row.unit_meant);
                }
            }
        }
        Ok(out)
    }

    fn push(&mut self, row: MetricRow) {
        let at = self.metrics.len();
        for name in
            row.aliases_zh.split(';').chain([row.name_zh.as_str(), row.name_en.as_str(), row.code.as_str()])
        {
            self.name(name, at);
        }
        self.by_code.insert(row.code.clone(), at);
        if !row.loinc.is_empty() {
            self.by_loinc.insert(row.loinc.clone(), at);
        }
        self.metrics.push(row.into_metric());
    }

    fn name(&mut self, name: &str, at: usize) {
        let key = fold(name);
        if !key.is_empty() {
            let list = self.by_name.entry(key).or_default();
            if !list.contains(&at) {
                list.push(at);
            }
        }
    }

    /// All metrics in the order of the file.
    pub fn all(&self) -> &[Metric] {
        &self.metrics
    }
    /// By our code.
    pub fn get(&self, code: &str) -> Option<&Metric> {
        self.by_code.get(code).and_then(|&at| self.metrics.get(at))
    }
    /// By LOINC code.
    pub fn by_loinc(&self, loinc: &str) -> Option<&Metric> {
        self.by_loinc.get(loinc.trim()).and_then(|&at| self.metrics.get(at))
    }

    /// By the name on a report, with its unit where there is one (an empty unit does not exclude anything).
    pub fn by_name(&self, name: &str, unit: &str) -> Lookup<'_> {
        let whole = fold(name);
        if let Some(found) = self.by_name.get(&whole) {
            return self.decide(found, &whole, unit);
        }
        let Some((head, inner)) = split_bracket(name) else { return Lookup::Unknown };
        let (head, inner) = (fold(&head), fold(&inner));
        let (a, b) = (self.by_name.get(&head), self.by_name.get(&inner));
        match (a, b) {
            // 血糖(空腹), 白细胞计数(WBC): both sides must not contradict each other.
            (Some(x), Some(y)) => {
                let both: Vec<usize> = x.iter().copied().filter(|at| y.contains(at)).collect();
                if both.is_empty() { Lookup::Unknown } else { self.decide(&both, &head, unit) }
            }
            (Some(x), None) if is_method(&inner) => self.decide(x, &head, unit),
            _ => Lookup::Unknown,
        }
    }

    fn decide(&self, found: &[usize], name: &str, unit: &str) -> Lookup<'_> {
        let candidates: Vec<(&Metric, String)> = found
            .iter()
            .filter_map(|&at| {
                let key = (at, name.to_owned(), unit_key(unit));
                let unit = self.unit_by_name.get(&key).map_or(unit, String::as_str);
                Some((self.metrics.get(at)?, unit.to_owned()))
            })
            .collect();
        let fits = |m: &Metric, u: &str| u.trim().is_empty() || m.ucum.is_empty() || m.accepts(u);
        let mut fitting: Vec<_> = candidates.iter().filter(|(m, u)| fits(m, u)).cloned().collect();
        match fitting.len() {
            0 => Lookup::UnitMismatch(candidates.into_iter().map(|(m, _)| m).collect()),
            1 => fitting.pop().map_or(Lookup::Unknown, |(metric, unit)| Lookup::One { metric, unit }),
            _ => Lookup::Many(fitting.into_iter().map(|(m, _)| m).collect()),
        }
    }
}

/// Words in brackets that name a method or specimen of blood, not another quantity.
fn is_method(inner: &str) -> bool {
    const WORDS: &[&str] = &[
        "酶法",
        "化学发光",
        "比色法",
        "速率法",
        "静脉血",
        "血清",
        "血浆",
        "全血",
        "定量",
        "免疫比浊法",
        "干化学法",
        "氧化酶法",
        "己糖激酶法",
        "hplc",
        "离子选择电极法",
        "直接法",
        "电化学发光",
    ];
    WORDS.contains(&inner)
}
