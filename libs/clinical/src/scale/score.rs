//! Scoring: answers in, either what is missing or the total with bands, groups and safety findings. Pure; any
//! answers may be handed in.

use std::collections::BTreeMap;

use super::assessment::{
    Answer, AnswerProblem, Answers, Assessment, Finding, GroupScore, ItemScore, MissingItem, Scored,
};
use super::branch::Safety;
use super::constitution::{self, Constitution};
use super::definition::{Band, Item, Law, Scale};
use crate::Sex;

impl Scale {
    /// Scores answers. The sex is needed only by scales with items or bands of one sex.
    pub fn score(&self, answers: &Answers, sex: Option<Sex>) -> Result<Assessment, AnswerProblem> {
        let points = self.points(answers)?;
        let safety = self.findings(&points);
        let asked: Vec<&Item> = self.items.iter().filter(|i| self.is_asked(i, &points, sex)).collect();
        let open = asked.iter().filter(|i| i.counts && !i.optional && !points.contains_key(i.code.as_str()));
        let missing: Vec<MissingItem> =
            open.map(|i| MissingItem { code: i.code.clone(), text: i.text.clone() }).collect();
        if !missing.is_empty() {
            return Ok(Assessment::Incomplete { missing, safety });
        }
        let items: Vec<ItemScore> = asked
            .iter()
            .filter_map(|i| {
                let points = *points.get(i.code.as_str())?;
                Some(ItemScore { code: i.code.clone(), points, counts: i.counts })
            })
            .collect();
        let raw = items.iter().filter(|i| i.counts).fold(0i64, |sum, i| sum.saturating_add(i.points));
        let total = self.total_of(raw);
        let groups = self.group_scores(&items);
        Ok(Assessment::Scored(Box::new(Scored {
            scale: self.code.clone(),
            version: self.version,
            raw,
            total,
            band: self.band(total, sex).cloned(),
            constitution: self.constitution(&groups),
            items,
            groups,
            safety,
        })))
    }

    /// Scores points given in the order of the items; `None` is an open item. More points than items are refused.
    pub fn score_points(
        &self,
        points: &[Option<i64>],
        sex: Option<Sex>,
    ) -> Result<Assessment, AnswerProblem> {
        if points.len() > self.items.len() {
            let item = format!("第{}题", self.items.len() + 1);
            return Err(AnswerProblem::UnknownItem { scale: self.title.clone(), item });
        }
        let answers = self
            .items
            .iter()
            .zip(points)
            .filter_map(|(item, p)| Some((item.code.clone(), Answer::Points((*p)?))))
            .collect();
        self.score(&answers, sex)
    }

    /// The total of a raw sum.
    pub fn total_of(&self, raw: i64) -> i64 {
        self.transform.map_or(raw, |t| transformed(raw, t.factor, t.floor))
    }

    /// The band of a total.
    pub fn band(&self, total: i64, sex: Option<Sex>) -> Option<&Band> {
        self.bands.iter().find(|b| b.from <= total && total <= b.to && (b.sex.is_none() || b.sex == sex))
    }

    fn points(&self, answers: &Answers) -> Result<BTreeMap<&str, i64>, AnswerProblem> {
        let mut points = BTreeMap::new();
        for (code, answer) in answers {
            let Some(at) = self.items.iter().position(|i| i.code == *code) else {
                return Err(AnswerProblem::UnknownItem { scale: self.title.clone(), item: code.clone() });
            };
            let Some(item) = self.items.get(at) else { continue };
            let options = self.options_of(item);
            let chosen = options.iter().find(|o| match answer {
                Answer::Points(p) => o.score == *p,
                Answer::Value(v) => o.value == *v,
            });
            let Some(chosen) = chosen else {
                return Err(self.not_an_option(at, item, answer));
            };
            let (low, high) = self.points_range(item).unwrap_or_default();
            let value = if item.reverse { low + high - chosen.score } else { chosen.score };
            points.insert(item.code.as_str(), value);
        }
        Ok(points)
    }

    fn not_an_option(&self, at: usize, item: &Item, answer: &Answer) -> AnswerProblem {
        let by_points = matches!(answer, Answer::Points(_));
        let names = self.options_of(item).iter().map(|o| match (by_points, o.text.is_empty()) {
            (true, _) => o.score.to_string(),
            (false, true) => o.value.clone(),
            (false, false) => format!("{}={}", o.value, o.text),
        });
        AnswerProblem::NotAnOption {
            scale: self.title.clone(),
            number: at + 1,
            answer: match answer {
                Answer::Points(p) => p.to_string(),
                Answer::Value(v) => v.clone(),
            },
            options: names.collect::<Vec<_>>().join("、"),
        }
    }

    fn is_asked(&self, item: &Item, points: &BTreeMap<&str, i64>, sex: Option<Sex>) -> bool {
        let for_sex = item.only.is_none() || item.only == sex;
        let skipped = self.skip.iter().any(|s| {
            s.items.contains(&item.code)
                && points.get(s.when.item.as_str()).is_some_and(|p| (s.when.from..=s.when.to).contains(p))
        });
        // What was answered nevertheless counts: a contradiction is not swept away.
        for_sex && (!skipped || points.contains_key(item.code.as_str()))
    }

    fn findings(&self, points: &BTreeMap<&str, i64>) -> Vec<Finding> {
        let raised = |s: &&Safety| points.get(s.item.as_str()).is_some_and(|p| *p >= s.from);
        self.safety
            .iter()
            .filter(raised)
            .map(|s| Finding {
                code: format!("{}_{}", self.code, s.code),
                item: s.item.clone(),
                severity: s.severity,
                reason: s.reason.clone(),
                action: s.action.clone(),
                due_hours: s.due_hours,
            })
            .collect()
    }

    fn group_scores(&self, items: &[ItemScore]) -> Vec<GroupScore> {
        let score_of = |group: &super::definition::Group, code: &str| {
            let points = items.iter().find(|i| i.code == code)?.points;
            let (low, high) = self.points_range(self.item(code)?)?;
            Some(if group.reverse.iter().any(|r| r == code) { low + high - points } else { points })
        };
        self.groups
            .iter()
            .map(|g| {
                let points: Vec<i64> = g.items.iter().filter_map(|c| score_of(g, c)).collect();
                GroupScore {
                    code: g.code.clone(),
                    title: g.title.clone(),
                    raw: points.iter().sum(),
                    items: points.len(),
                }
            })
            .collect()
    }

    fn constitution(&self, groups: &[GroupScore]) -> Option<Constitution> {
        let raw = |kind: constitution::TcmType| {
            groups.iter().find(|g| g.code == kind.zh()).map(|g| (g.raw, g.items))
        };
        match self.law? {
            Law::TcmNine => constitution::nine_of(&raw),
            Law::TcmElderly33 => constitution::elderly_of(&|kind| raw(kind).map(|r| r.0)),
        }
    }
}

/// raw × factor; an overflow stays at the largest number.
pub(super) fn transformed(raw: i64, factor: f64, floor: bool) -> i64 {
    let exact = i32::try_from(raw).map_or(f64::from(i32::MAX), f64::from) * factor;
    let whole = if floor { exact.floor() } else { exact.round() };
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "a cast of f64 saturates; totals are small"
    )]
    let total = whole as i64;
    total
}
