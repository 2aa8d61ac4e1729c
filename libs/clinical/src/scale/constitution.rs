//! TCM constitution 中医体质: nine types by ZYYXH/T157-2009 (transformed scores) and the 33 questions of the national
//! form for 65+ (sums). 平和质 is judged against all others; several biased types may hold at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The nine types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TcmType {
    /// 平和质
    #[serde(rename = "平和质")]
    Balanced,
    /// 气虚质
    #[serde(rename = "气虚质")]
    QiDeficiency,
    /// 阳虚质
    #[serde(rename = "阳虚质")]
    YangDeficiency,
    /// 阴虚质
    #[serde(rename = "阴虚质")]
    YinDeficiency,
    /// 痰湿质
    #[serde(rename = "痰湿质")]
    PhlegmDampness,
    /// 湿热质
    #[serde(rename = "湿热质")]
    DampHeat,
    /// 血瘀质
    #[serde(rename = "血瘀质")]
    BloodStasis,
    /// 气郁质
    #[serde(rename = "气郁质")]
    QiStagnation,
    /// 特禀质
    #[serde(rename = "特禀质")]
    Special,
}

impl TcmType {
    /// All nine, 平和质 first.
    pub const ALL: [Self; 9] = [
        Self::Balanced,
        Self::QiDeficiency,
        Self::YangDeficiency,
        Self::YinDeficiency,
        Self::PhlegmDampness,
        Self::DampHeat,
        Self::BloodStasis,
        Self::QiStagnation,
        Self::Special,
    ];

    /// The word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Balanced => "平和质",
            Self::QiDeficiency => "气虚质",
            Self::YangDeficiency => "阳虚质",
            Self::YinDeficiency => "阴虚质",
            Self::PhlegmDampness => "痰湿质",
            Self::DampHeat => "湿热质",
            Self::BloodStasis => "血瘀质",
            Self::QiStagnation => "气郁质",
            Self::Special => "特禀质",
        }
    }

    /// Items of the type in the 67-question form that one person answers (湿热质: six of seven, one by sex).
    pub const fn items(self) -> i64 {
        match self {
            Self::Balanced | Self::QiDeficiency | Self::YinDeficiency | Self::PhlegmDampness => 8,
            Self::DampHeat => 6,
            Self::YangDeficiency | Self::BloodStasis | Self::QiStagnation | Self::Special => 7,
        }
    }
}

/// Whether a type holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Membership {
    /// 否
    #[serde(rename = "否")]
    No,
    /// 倾向是, of a biased type
    #[serde(rename = "倾向是")]
    Tends,
    /// 基本是, of 平和质
    #[serde(rename = "基本是")]
    Mostly,
    /// 是
    #[serde(rename = "是")]
    Yes,
}

impl Membership {
    /// The word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::No => "否",
            Self::Tends => "倾向是",
            Self::Mostly => "基本是",
            Self::Yes => "是",
        }
    }
}

/// The judgement of all nine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Constitution {
    /// Unrounded score of each: transformed 0–100 (nine types), or the sum (33 questions).
    pub scores: BTreeMap<TcmType, f64>,
    /// Judgement of each.
    pub judged: BTreeMap<TcmType, Membership>,
    /// Biased types that hold, then those that tend to, each by falling score.
    pub order: Vec<TcmType>,
    /// 阴虚质 and 阳虚质 at once, or nothing at all: ask again, a TCM doctor decides.
    pub doubt: Option<String>,
}

/// Nine types from raw sums (平和质 already turned round) with the item counts of the standard form. None if a type is
/// absent or a sum is impossible (below 1 or above 5 per item).
pub fn nine_types(raw: &BTreeMap<TcmType, i64>) -> Option<Constitution> {
    nine_of(&|kind| raw.get(&kind).map(|r| (*r, usize::try_from(kind.items()).unwrap_or_default())))
}

pub(super) fn nine_of(raw: &dyn Fn(TcmType) -> Option<(i64, usize)>) -> Option<Constitution> {
    let mut scores = BTreeMap::new();
    for kind in TcmType::ALL {
        let (sum, items) = raw(kind)?;
        let (sum, items) = (i32::try_from(sum).ok()?, i32::try_from(items).ok()?);
        if items == 0 || sum < items || sum > items.saturating_mul(5) {
            return None;
        }
        scores.insert(kind, f64::from(sum - items) / f64::from(4 * items) * 100.0);
    }
    Some(judged(scores, &NINE))
}

/// 33 answers of 1–5 in the order of the form. None unless there are exactly 33 of them.
pub fn elderly33(answers: &[i64]) -> Option<Constitution> {
    if answers.len() != 33 || !answers.iter().all(|a| (1..=5).contains(a)) {
        return None;
    }
    let sum = |items: [usize; 4]| items.iter().filter_map(|i| answers.get(i - 1)).sum::<i64>();
    let answer = |i: usize| answers.get(i - 1).copied().unwrap_or_default();
    let balanced = answer(1) + [2, 4, 5, 13].map(|i| 6 - answer(i)).iter().sum::<i64>();
    elderly_of(&|kind| {
        Some(match kind {
            TcmType::Balanced => balanced,
            TcmType::QiDeficiency => sum([2, 3, 4, 14]),
            TcmType::YangDeficiency => sum([11, 12, 13, 29]),
            TcmType::YinDeficiency => sum([10, 21, 26, 31]),
            TcmType::PhlegmDampness => sum([9, 16, 28, 32]),
            TcmType::DampHeat => sum([23, 25, 27, 30]),
            TcmType::BloodStasis => sum([19, 22, 24, 33]),
            TcmType::QiStagnation => sum([5, 6, 7, 8]),
            TcmType::Special => sum([15, 17, 18, 20]),
        })
    })
}

pub(super) fn elderly_of(sum: &dyn Fn(TcmType) -> Option<i64>) -> Option<Constitution> {
    let mut scores = BTreeMap::new();
    for kind in TcmType::ALL {
        scores.insert(kind, f64::from(i32::try_from(sum(kind)?).ok()?));
    }
    Some(judged(scores, &ELDERLY))
}

/// The lines of a form. All comparisons are with unrounded scores: 39.9 is 倾向是.
struct Lines {
    yes: f64,
    tends: f64,
    balanced: f64,
    /// Whether the others are below the line, for 是 and for 基本是.
    others_yes: fn(f64) -> bool,
    others_mostly: fn(f64) -> bool,
}

const NINE: Lines =
    Lines { yes: 40.0, tends: 30.0, balanced: 60.0, others_yes: |s| s < 30.0, others_mostly: |s| s < 40.0 };

const ELDERLY: Lines =
    Lines { yes: 11.0, tends: 9.0, balanced: 17.0, others_yes: |s| s <= 8.0, others_mostly: |s| s <= 10.0 };

fn judged(scores: BTreeMap<TcmType, f64>, lines: &Lines) -> Constitution {
    let others: Vec<(TcmType, f64)> =
        scores.iter().filter(|(k, _)| **k != TcmType::Balanced).map(|(k, v)| (*k, *v)).collect();
    let of_others = |score: f64| match score {
        s if s >= lines.yes => Membership::Yes,
        s if s >= lines.tends => Membership::Tends,
        _ => Membership::No,
    };
    let mut judged: BTreeMap<TcmType, Membership> = others.iter().map(|(k, s)| (*k, of_others(*s))).collect();
    let enough = scores.get(&TcmType::Balanced).is_some_and(|s| *s >= lines.balanced);
    let all = |f: fn(f64) -> bool| others.iter().all(|(_, s)| f(*s));
    let balanced = match enough {
        true if all(lines.others_yes) => Membership::Yes,
        true if all(lines.others_mostly) => Membership::Mostly,
        _ => Membership::No,
    };
    judged.insert(TcmType::Balanced, balanced);
    let mut order: Vec<(TcmType, f64)> = others;
    order.retain(|(k, _)| judged.get(k).is_some_and(|m| *m != Membership::No));
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let holds = |kind| judged.get(&kind) == Some(&Membership::Yes);
    let doubt = if holds(TcmType::YinDeficiency) && holds(TcmType::YangDeficiency) {
        Some("同时判定为阴虚质和阳虚质，请核对答案，必要时由中医师判定。".to_owned())
    } else if order.is_empty() && balanced == Membership::No {
        Some("各种体质都不符合，请核对答案，或两周后重新采集。".to_owned())
    } else {
        None
    };
    Constitution { scores, judged, order: order.into_iter().map(|(k, _)| k).collect(), doubt }
}
