//! What the rules say of one person now: tags, grade, segments, and when time alone may change that.
//! Pure: facts in, outcome out.
use crate::{
    library::{GradeRule, Library, TagRule},
    tag::store::Given,
};
use chrono::{DateTime, Utc};
use nq_audience::{
    Dictionary, Grade, GradeFact, Moment, Named, Origin, PersonFacts, Rule, Verdict, evaluate, facts_used,
    next_change, truth,
};
use uuid::Uuid;

/// A segment as it is judged.
#[derive(Debug, Clone)]
pub(crate) struct SegmentRule {
    pub(crate) id: Uuid,
    pub(crate) code: Option<String>,
    pub(crate) name: String,
    pub(crate) version: i64,
    pub(crate) rule: Rule,
}

/// What a person is judged by.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) library: &'a Library,
    /// The hospital's own tags, judged after those of the box.
    pub(crate) own: &'a [Given],
    /// In an order in which each comes after those it rests on.
    pub(crate) segments: &'a [SegmentRule],
    pub(crate) names: &'a Dictionary,
}

/// A rule's answer, and all that is needed to compute it again.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) rule: Rule,
    pub(crate) verdict: Verdict,
    pub(crate) facts: PersonFacts,
}

/// A rule's answer. Words are put together and facts kept only where it differs from what stands: a review that finds
/// nothing new costs little, however many rules there are.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) holds: bool,
    /// What a receipt needs, if the answer is another than the one that stands.
    pub(crate) ground: Option<Judged>,
}

/// A doctor's word that stands above the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Override {
    pub(crate) grade: Grade,
    pub(crate) until: DateTime<Utc>,
}

/// The answers for one person.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    pub(crate) tags: Vec<(&'a TagRule, Answer)>,
    /// The rule that gave the grade; `None` if none held, with the answer of the last one tried.
    pub(crate) grade: (Option<&'a GradeRule>, Judged),
    pub(crate) segments: Vec<(&'a SegmentRule, Answer)>,
    /// The first instant at which any answer may change although nothing happens.
    pub(crate) next: Option<DateTime<Utc>>,
}

/// Judges a person. `facts` leaves with the tags, grade and segments that follow.
pub(crate) fn decide<'a>(
    rules: &Rules<'a>,
    facts: &mut PersonFacts,
    overridden: Option<Override>,
    at: Moment,
) -> Outcome<'a> {
    let mut next = Next { at, first: overridden.map(|o| o.until) };
    let tags = tags(rules, facts, &mut next);
    let grade = grade(rules, facts, &mut next);
    let colour = overridden.map(|o| o.grade).or(grade.0.map(|rule| rule.grade));
    set_grade(facts, colour, at);
    let segments = segments(rules, facts, &mut next);
    Outcome { tags, grade, segments, next: next.first }
}

struct Next {
    at: Moment,
    first: Option<DateTime<Utc>>,
}

impl Next {
    fn judge(&mut self, rule: &Rule, facts: &PersonFacts, names: &Dictionary) -> Judged {
        self.look_at(rule, facts);
        Judged {
            rule: rule.clone(),
            verdict: evaluate(rule, facts, self.at, names),
            facts: facts_used(rule, facts, self.at),
        }
    }

    fn look_at(&mut self, rule: &Rule, facts: &PersonFacts) {
        let change = next_change(rule, facts, self.at);
        self.first = self.first.into_iter().chain(change).min();
    }

    /// The answer beside what stands.
    fn answer(&mut self, rule: &Rule, stands: bool, facts: &PersonFacts, names: &Dictionary) -> Answer {
        let holds = truth(rule, facts, self.at).holds();
        if holds == stands {
            self.look_at(rule, facts);
            return Answer { holds, ground: None };
        }
        Answer { holds, ground: Some(self.judge(rule, facts, names)) }
    }
}

fn tags<'a>(rules: &Rules<'a>, facts: &mut PersonFacts, next: &mut Next) -> Vec<(&'a TagRule, Answer)> {
    let own = rules.own.iter().map(|given| (&given.rule, given.stays_days.is_some()));
    let all = rules.library.tags.iter().map(|rule| (rule, false)).chain(own);
    let mut judged = Vec::new();
    for (rule, stays) in all {
        let stands = facts.tags.iter().any(|tag| tag.code == rule.code);
        let answer = next.answer(&rule.rule, stands, facts, rules.names);
        // One that stays for days after its rule held last goes by its own end.
        if answer.holds || !stays {
            hold(&mut facts.tags, &rule.code, answer.holds, next.at.now);
        }
        judged.push((rule, answer));
    }
    judged
}

fn grade<'a>(rules: &Rules<'a>, facts: &PersonFacts, next: &mut Next) -> (Option<&'a GradeRule>, Judged) {
    let mut last = None;
    for rule in &rules.library.grades {
        let answer = next.judge(&rule.rule, facts, rules.names);
        if answer.verdict.holds {
            return (Some(rule), answer);
        }
        last = Some(answer);
    }
    (None, last.unwrap_or_else(|| next.judge(&Rule::Any(Vec::new()), facts, rules.names)))
}

fn segments<'a>(
    rules: &Rules<'a>,
    facts: &mut PersonFacts,
    next: &mut Next,
) -> Vec<(&'a SegmentRule, Answer)> {
    let mut judged = Vec::new();
    for segment in rules.segments {
        let id = segment.id.to_string();
        let stands = facts.segments.iter().any(|own| own.code == id);
        let answer = next.answer(&segment.rule, stands, facts, rules.names);
        hold(&mut facts.segments, &id, answer.holds, next.at.now);
        judged.push((segment, answer));
    }
    judged
}

/// Makes a code stand in a list of what is in force, or not; what stands keeps its since.
fn hold(list: &mut Vec<Named>, code: &str, holds: bool, now: DateTime<Utc>) {
    if !holds {
        list.retain(|named| named.code != code);
        return;
    }
    match list.iter_mut().find(|named| named.code == code) {
        // Its days were over, and it holds again.
        Some(named) if named.until.is_some_and(|end| end <= now) => named.until = None,
        Some(_) => {}
        None => list.push(Named { code: code.to_owned(), origin: Origin::new(now, "规则"), until: None }),
    }
}

fn set_grade(facts: &mut PersonFacts, colour: Option<Grade>, at: Moment) {
    if facts.grade.as_ref().map(|own| own.grade) != colour {
        facts.grade = colour.map(|grade| GradeFact { grade, origin: Origin::new(at.now, "规则") });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{library::library, vocabulary};
    use nq_audience::{Observation, Reading};

    fn at(text: &str) -> Moment {
        Moment::china(text.parse().unwrap())
    }

    fn reading(metric: &str, value: &str, at: &str) -> Observation {
        let origin = Origin::new(at.parse().unwrap(), "体检系统");
        Observation { metric: metric.to_owned(), value: Reading::new(value), origin }
    }

    fn colour(readings: &[(&str, &str, &str)], now: &str, overridden: Option<Override>) -> Option<Grade> {
        let observations = readings.iter().map(|(m, v, t)| reading(m, v, t)).collect();
        let mut facts = PersonFacts { observations, ..PersonFacts::default() };
        let names = vocabulary::house();
        let rules = Rules { library: library(), own: &[], segments: &[], names: &names };
        decide(&rules, &mut facts, overridden, at(now));
        facts.grade.map(|g| g.grade)
    }

    #[test]
    fn the_colour_follows_the_blood_pressure() {
        let now = "2026-03-04T01:00:00Z";
        let day = "2026-03-03T01:00:00Z";
        let earlier = "2026-02-10T01:00:00Z";
        assert_eq!(colour(&[], now, None), None, "没有资料，不分级");
        assert_eq!(colour(&[("sbp", "118", day), ("dbp", "76", day)], now, None), Some(Grade::Green));
        assert_eq!(colour(&[("sbp", "152", day), ("dbp", "96", day)], now, None), Some(Grade::Yellow));
        assert_eq!(colour(&[("sbp", "160", day)], now, None), Some(Grade::Yellow), "一次160不算红");
        assert_eq!(colour(&[("sbp", "160", day), ("sbp", "164", earlier)], now, None), Some(Grade::Red));
        assert_eq!(colour(&[("dbp", "112", day)], now, None), Some(Grade::Red));
        assert_eq!(colour(&[("glucose_capillary", "2.8", day)], now, None), Some(Grade::Red));
    }

    #[test]
    fn a_doctor_s_word_stands_above_the_rules() {
        let word = Override { grade: Grade::Red, until: "2026-06-01T00:00:00Z".parse().unwrap() };
        let day = "2026-03-03T01:00:00Z";
        assert_eq!(colour(&[("sbp", "118", day)], "2026-03-04T01:00:00Z", Some(word)), Some(Grade::Red));
    }

    #[test]
    fn a_later_rule_sees_the_tag_of_an_earlier_one_and_the_next_look_is_the_first_of_all() {
        let day = "2026-03-03T01:00:00Z";
        let mut facts = PersonFacts {
            birth: "1980-05-01".parse().ok(),
            observations: vec![reading("bmi", "29", day), reading("sbp", "152", day)],
            ..PersonFacts::default()
        };
        let names = vocabulary::house();
        let obese: Rule = serde_json::from_str(r#"{"tag":["obesity"]}"#).unwrap();
        let segment =
            SegmentRule { id: Uuid::nil(), code: None, name: "肥胖".into(), version: 1, rule: obese };
        let segments = [segment];
        let rules = Rules { library: library(), own: &[], segments: &segments, names: &names };
        let outcome = decide(&rules, &mut facts, None, at("2026-03-04T01:00:00Z"));
        assert!(outcome.segments[0].1.holds);
        assert!(facts.tags.iter().any(|t| t.code == "bp_high_new"));
        let next = outcome.next.unwrap().to_rfc3339();
        assert_eq!(next, "2026-06-01T16:00:00+00:00", "血压升高待复测于第91天凌晨失效");
    }
}
