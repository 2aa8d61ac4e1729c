//! The rules that come in the box, as data files: tags, the grade, and ready segments. Their clinical limits are
//! 未核实 until a clinician of the hospital signs; each names its source.
use nq_audience::{Grade, Rule};
use serde::Deserialize;
use std::sync::LazyLock;

/// A rule that gives a tag while it holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRule {
    /// Code of the rule and of its tag.
    pub code: String,
    /// Counts from 1.
    pub version: u32,
    /// Name of the tag.
    pub name: String,
    /// `medical`, `marketing` or `system`.
    pub kind: String,
    /// Where the limits come from.
    pub source: String,
    /// Whether a clinician has signed it.
    pub verified: bool,
    /// When it holds.
    pub rule: Rule,
}

/// A rule that gives a grade while it holds and no rule before it does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeRule {
    /// Code of the rule.
    pub code: String,
    /// Counts from 1.
    pub version: u32,
    /// Name of the grade.
    pub name: String,
    /// The colour.
    pub grade: Grade,
    /// Where the limits come from.
    pub source: String,
    /// Whether a clinician has signed it.
    pub verified: bool,
    /// When it holds.
    pub rule: Rule,
}

/// A segment that every hospital starts with and may change.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadySegment {
    /// Stable code.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who belongs.
    pub rule: Rule,
}

/// All of them.
#[derive(Debug)]
pub struct Library {
    /// In the order in which they are judged; a later one may use the tag of an earlier one.
    pub tags: Vec<TagRule>,
    /// From the most severe to the least.
    pub grades: Vec<GradeRule>,
    /// In the order shown.
    pub segments: Vec<ReadySegment>,
}

const TAGS: &[&str] = &[
    include_str!("../../data/rules/hypertension.json"),
    include_str!("../../data/rules/diabetes.json"),
    include_str!("../../data/rules/dm_high_risk.json"),
    include_str!("../../data/rules/prediabetes.json"),
    include_str!("../../data/rules/bp_high_new.json"),
    include_str!("../../data/rules/bp_uncontrolled.json"),
    include_str!("../../data/rules/glucose_uncontrolled.json"),
    include_str!("../../data/rules/lipid_high.json"),
    include_str!("../../data/rules/overweight.json"),
    include_str!("../../data/rules/obesity.json"),
    include_str!("../../data/rules/post_stent.json"),
    include_str!("../../data/rules/elder.json"),
    include_str!("../../data/rules/ascvd_high.json"),
    include_str!("../../data/rules/dm_score_high.json"),
];
const GRADES: &[&str] = &[
    include_str!("../../data/grades/1_red.json"),
    include_str!("../../data/grades/2_yellow.json"),
    include_str!("../../data/grades/3_green.json"),
];
const SEGMENTS: &[&str] = &[
    include_str!("../../data/segments/dm_high_risk.json"),
    include_str!("../../data/segments/red_grade.json"),
    include_str!("../../data/segments/chronic_stable.json"),
    include_str!("../../data/segments/post_op.json"),
    include_str!("../../data/segments/sub_health.json"),
    include_str!("../../data/segments/high_value_chronic.json"),
    include_str!("../../data/segments/core_patient.json"),
    include_str!("../../data/segments/no_bp_90.json"),
    include_str!("../../data/segments/contract_renewal.json"),
];

/// The box, read once. A test reads every file, so that none can be left out by a slip of the pen.
pub fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> =
        LazyLock::new(|| Library { tags: read(TAGS), grades: read(GRADES), segments: read(SEGMENTS) });
    &LIBRARY
}

fn read<T: for<'a> Deserialize<'a>>(files: &[&str]) -> Vec<T> {
    files.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}

impl Library {
    /// A short text that changes when any rule in the box does: everybody is then reviewed anew.
    pub fn stamp(&self) -> String {
        let tags = self.tags.iter().map(|rule| format!("{}:{}", rule.code, rule.version));
        let grades = self.grades.iter().map(|rule| format!("{}:{}", rule.code, rule.version));
        tags.chain(grades).collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary;
    use nq_audience::{check, render};

    #[test]
    fn every_file_of_the_box_is_read_and_makes_sense() {
        let library = library();
        assert_eq!(
            (library.tags.len(), library.grades.len(), library.segments.len()),
            (TAGS.len(), GRADES.len(), SEGMENTS.len())
        );
        let names = vocabulary::house();
        let rules = library.tags.iter().map(|r| (&r.code, &r.rule));
        let grades = library.grades.iter().map(|r| (&r.code, &r.rule));
        let segments = library.segments.iter().map(|r| (&r.code, &r.rule));
        for (code, rule) in rules.chain(grades).chain(segments) {
            assert_eq!(check(rule, &names), Ok(()), "{code}");
            assert!(render(rule, &names).full.chars().count() > 4, "{code}");
        }
    }

    #[test]
    fn the_three_colours_are_judged_from_the_most_severe() {
        let colours: Vec<_> = library().grades.iter().map(|r| r.grade).collect();
        assert_eq!(colours, [Grade::Red, Grade::Yellow, Grade::Green]);
    }

    #[test]
    fn nothing_in_the_box_pretends_to_be_signed() {
        assert!(library().tags.iter().all(|r| !r.verified) && library().grades.iter().all(|r| !r.verified));
    }
}
