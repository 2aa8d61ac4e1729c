//! What a scale is, as written in JSON. Pure data; `check` says whether it is right, `score` reads answers by it.

use serde::{Deserialize, Serialize};

use super::branch::{Safety, Skip};
use crate::Sex;

/// One version of a scale. A used version never changes; results name the version they were made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Stable code, `[a-z][a-z0-9_]*`.
    pub code: String,
    /// Counts from 1; a change of wording is a new version.
    pub version: u32,
    /// Chinese title.
    pub title: String,
    /// Read out before the first question.
    #[serde(default)]
    pub intro: String,
    /// Who may use it.
    pub licence: Licence,
    /// Where scoring and wording come from.
    pub source: String,
    /// Whether the scoring was read in the source or run against an independent implementation (已核实).
    pub verified: bool,
    /// Whether the wording comes with the product.
    pub ships: bool,
    /// For whom.
    #[serde(default)]
    pub population: String,
    /// What the result does not say.
    #[serde(default)]
    pub limits: String,
    /// Days before it is asked again.
    #[serde(default)]
    pub retest_days: Option<u32>,
    /// Options of every item that has none of its own.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The questions in order.
    pub items: Vec<Item>,
    /// Sub-scores.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// From the sum of the items to the total.
    #[serde(default)]
    pub transform: Option<Transform>,
    /// What totals mean; without gaps or overlaps per sex.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Answers a person must look at, whatever the total.
    #[serde(default)]
    pub safety: Vec<Safety>,
    /// Items that fall away.
    #[serde(default)]
    pub skip: Vec<Skip>,
    /// A law over the groups instead of bands.
    #[serde(default)]
    pub law: Option<Law>,
    /// Code of the scale to ask next when this one is not in its lowest band.
    #[serde(default)]
    pub next: Option<String>,
}

/// Terms of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// The short answer.
    pub status: LicenceStatus,
    /// The reason.
    pub note: String,
}

/// May it be shipped?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LicenceStatus {
    /// Free to use, or a public form.
    Open,
    /// With written permission or a fee: installed by the tenant.
    Permission,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Unique in the scale, `[a-z][a-z0-9_]*`.
    pub code: String,
    /// As the person reads it; empty where the wording does not ship.
    pub text: String,
    /// Its own options; else those of the scale.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// Points are turned round: lowest plus highest minus points.
    #[serde(default)]
    pub reverse: bool,
    /// Takes part in the total.
    #[serde(default = "yes")]
    pub counts: bool,
    /// May stay open; only for items that do not count.
    #[serde(default)]
    pub optional: bool,
    /// Asked only of this sex.
    #[serde(default)]
    pub only: Option<Sex>,
}

fn yes() -> bool {
    true
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub text: String,
    /// Its points before any turning round.
    pub score: i64,
}

/// A sub-score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Unique in the scale.
    pub code: String,
    /// Shown.
    pub title: String,
    /// Its items; an item may belong to several groups.
    pub items: Vec<String>,
    /// Those of its items that are turned round in this group only.
    #[serde(default)]
    pub reverse: Vec<String>,
}

/// total = sum × factor, cut to a whole number if `floor`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transform {
    /// Factor.
    pub factor: f64,
    /// Cut, not rounded.
    #[serde(default)]
    pub floor: bool,
}

/// What a range of totals means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Smallest total, inclusive.
    pub from: i64,
    /// Largest total, inclusive.
    pub to: i64,
    /// Stable code.
    pub code: String,
    /// Words.
    pub label: String,
    /// How much it matters.
    pub severity: Severity,
    /// What to do next.
    #[serde(default)]
    pub advice: Option<String>,
    /// Holds for one sex only.
    #[serde(default)]
    pub sex: Option<Sex>,
}

/// How much a finding matters; the words of the form engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing to do.
    Ok,
    /// Look within days.
    Watch,
    /// Look today.
    High,
    /// Look at once.
    Urgent,
}

/// A judgement over the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// ZYYXH/T157-2009, nine types by transformed scores; the groups bear the names of the types.
    TcmNine,
    /// The 33 questions of 65+ by sums.
    TcmElderly33,
}

impl Scale {
    /// The item of a code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.code == code)
    }

    /// The options of an item.
    pub fn options_of<'a>(&'a self, item: &'a Item) -> &'a [Choice] {
        if item.options.is_empty() { &self.options } else { &item.options }
    }

    /// Smallest and largest points of an item.
    pub fn points_range(&self, item: &Item) -> Option<(i64, i64)> {
        let scores = || self.options_of(item).iter().map(|o| o.score);
        Some((scores().min()?, scores().max()?))
    }

    /// Whether a tenant has it without asking: free, with wording, checked.
    pub fn default_on(&self) -> bool {
        self.ships && self.verified && self.licence.status == LicenceStatus::Open
    }
}
