//! Laws of the rule language on random rules and persons.

use crate::{
    random::{facts, moment},
    random_rules::any_rule,
};
use chrono::TimeDelta;
use nq_audience::*;
use proptest::prelude::*;

fn not(rule: &Rule) -> Rule {
    Rule::Not(Box::new(rule.clone()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn not_all_is_any_not_and_not_any_is_all_not(rules in prop::collection::vec(any_rule(), 1..4), facts in facts(), at in moment()) {
        let inverted: Vec<_> = rules.iter().map(not).collect();
        let all = Rule::All(rules.clone());
        let any = Rule::Any(rules);
        prop_assert_eq!(truth(&not(&all), &facts, at), truth(&Rule::Any(inverted.clone()), &facts, at));
        prop_assert_eq!(truth(&not(&any), &facts, at), truth(&Rule::All(inverted), &facts, at));
        prop_assert_eq!(truth(&not(&not(&all)), &facts, at), truth(&all, &facts, at));
    }

    #[test]
    fn a_rule_survives_json(rule in any_rule()) {
        let json = serde_json::to_string(&rule).expect("json");
        prop_assert_eq!(&serde_json::from_str::<Rule>(&json).expect("rule"), &rule, "{}", json);
        let value = serde_json::to_value(&rule).expect("value");
        prop_assert_eq!(serde_json::from_value::<Rule>(value).expect("rule"), rule);
    }

    #[test]
    fn facts_survive_json(facts in facts()) {
        let json = serde_json::to_string(&facts).expect("json");
        prop_assert_eq!(serde_json::from_str::<PersonFacts>(&json).expect("facts"), facts);
    }

    #[test]
    fn the_quick_answer_and_the_explained_answer_agree(rule in any_rule(), facts in facts(), at in moment()) {
        let verdict = evaluate(&rule, &facts, at, &Dictionary::default());
        prop_assert_eq!(verdict.truth, truth(&rule, &facts, at));
        prop_assert_eq!(verdict.holds, verdict.truth == Truth::Yes);
        prop_assert_eq!(verdict.reasons.len(), rule.leaves().len());
        prop_assert!(verdict.decisive().next().is_some(), "an answer rests on something");
        for reason in &verdict.reasons {
            prop_assert!(!reason.value.is_empty());
            prop_assert_eq!(reason.value.starts_with("缺少资料"), reason.truth == Truth::Unknown);
        }
    }

    #[test]
    fn the_answer_rests_on_the_decisive_conditions_alone(rule in any_rule(), facts in facts(), at in moment()) {
        let verdict = evaluate(&rule, &facts, at, &Dictionary::default());
        let mut reasons = verdict.reasons.iter();
        let kept = only_decisive(&rule, &mut reasons);
        prop_assert_eq!(kept, verdict.truth);
    }

    #[test]
    fn the_kept_facts_give_the_same_verdict(rule in any_rule(), facts in facts(), at in moment()) {
        let kept = facts_used(&rule, &facts, at);
        let names = Dictionary::default();
        prop_assert_eq!(evaluate(&rule, &kept, at, &names), evaluate(&rule, &facts, at, &names));
        prop_assert!(kept.observations.len() <= facts.observations.len());
    }

    #[test]
    fn no_change_happens_before_the_announced_one(rule in any_rule(), facts in facts(), at in moment(), probes in prop::collection::vec(0_i64..86_400_000, 40)) {
        let before = truth(&rule, &facts, at).holds();
        let next = next_change(&rule, &facts, at);
        let recurs = rule.leaves().iter().any(|l| matches!(l, Leaf::Birthday(_) | Leaf::Season(_) | Leaf::SolarTerm(_)));
        let look_again = |next: chrono::DateTime<chrono::Utc>| recurs && next - at.now > TimeDelta::days(398);
        if let Some(next) = next.filter(|next| !look_again(*next)) {
            prop_assert!(next > at.now);
            prop_assert_ne!(truth(&rule, &facts, at.at(next)).holds(), before, "a change was announced and did not come");
            let just_before = next - TimeDelta::milliseconds(1);
            if just_before > at.now {
                prop_assert_eq!(truth(&rule, &facts, at.at(just_before)).holds(), before);
            }
        }
        for day in 0..900 {
            let offset = probes.get(usize::try_from(day).unwrap_or(0) % probes.len()).copied().unwrap_or(0);
            let probe = at.now + TimeDelta::days(day) + TimeDelta::milliseconds(offset);
            if next.is_some_and(|next| probe >= next) {
                break;
            }
            prop_assert_eq!(truth(&rule, &facts, at.at(probe)).holds(), before, "skipped a change before {}", probe);
        }
    }
}

/// The truth of the rule when every condition that is not decisive is blotted out.
fn only_decisive(rule: &Rule, reasons: &mut std::slice::Iter<'_, Reason>) -> Truth {
    fn go(rule: &Rule, reasons: &mut std::slice::Iter<'_, Reason>) -> Option<Truth> {
        match rule {
            Rule::Is(_) => reasons.next().filter(|r| r.decisive).map(|r| r.truth),
            Rule::Not(child) => go(child, reasons).map(|t| !t),
            Rule::All(rules) => {
                let known: Vec<_> = rules.iter().filter_map(|r| go(r, reasons)).collect();
                (!known.is_empty()).then(|| known.into_iter().fold(Truth::Yes, Truth::and))
            }
            Rule::Any(rules) => {
                let known: Vec<_> = rules.iter().filter_map(|r| go(r, reasons)).collect();
                (!known.is_empty()).then(|| known.into_iter().fold(Truth::No, Truth::or))
            }
        }
    }
    go(rule, reasons).expect("something decided")
}
