//! The index held against the judgement of one person at a time.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a helper of a test may fail the test"
)]

#[path = "../stories/random.rs"]
mod random;
#[path = "../stories/random_rules.rs"]
mod random_rules;

use nq_audience::index::{Bitmap, Change, Index, LiveRules, PersonId, Touched};
use nq_audience::*;
use proptest::prelude::*;
use std::borrow::Cow;

fn build(people: &[PersonFacts]) -> Index {
    Index::build((1_u128..).zip(people).map(|(id, facts)| (id, Cow::Borrowed(facts))))
}

/// Everybody's answer must be that of the person alone, by sets and one by one.
fn same(
    index: &Index,
    people: &[(PersonId, PersonFacts)],
    rule: &Rule,
    at: Moment,
) -> Result<(), TestCaseError> {
    let found = index.select(rule, at, index.everybody());
    let plan = index.plan(rule);
    for (id, facts) in people {
        let expected = truth(rule, facts, at);
        let p = index.ordinal(*id).expect("is here");
        let by_set = if found.holds.contains(p) {
            Truth::Yes
        } else if found.unknown.contains(p) {
            Truth::Unknown
        } else {
            Truth::No
        };
        prop_assert_eq!(
            by_set,
            expected,
            "by set {} {:?} {:?}",
            serde_json::to_string(rule).expect("json"),
            at,
            facts
        );
        prop_assert_eq!(index.truth(&plan, at, *id), Some(expected), "alone {:?} {:?}", rule, facts);
    }
    Ok(())
}

fn numbered(people: Vec<PersonFacts>) -> Vec<(PersonId, PersonFacts)> {
    (1_u128..).zip(people).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn everybody_gets_the_answer_they_would_get_alone(
        people in prop::collection::vec(random::facts(), 1..40),
        rules in prop::collection::vec(random_rules::any_rule(), 1..12),
        at in random::moment(),
    ) {
        let index = build(&people);
        let people = numbered(people);
        for rule in &rules {
            same(&index, &people, rule, at)?;
        }
    }

    #[test]
    fn changes_leave_the_index_as_if_it_were_built_anew(
        people in prop::collection::vec(random::facts(), 2..30),
        changed in prop::collection::vec((0_usize..40, random::facts(), 0_u8..4), 1..25),
        rules in prop::collection::vec(random_rules::any_rule(), 1..10),
        at in random::moment(),
        settle in 0_usize..4,
    ) {
        let mut index = build(&people);
        let mut people = numbered(people);
        for (who, facts, how) in changed {
            change(&mut index, &mut people, who, facts, how);
        }
        if settle > 0 {
            index.settle_from(settle);
        }
        for rule in &rules {
            same(&index, &people, rule, at)?;
        }
        let mut stream = Vec::new();
        index.save(&mut stream, 7).expect("memory");
        let (loaded, mark) = Index::load(stream.as_slice()).expect("as written");
        prop_assert_eq!(mark, 7);
        for rule in &rules {
            same(&loaded, &people, rule, at)?;
        }
    }

    #[test]
    fn the_facts_put_together_again_judge_as_those_given(
        facts in random::facts(), rule in random_rules::any_rule(), at in random::moment(),
    ) {
        let again = build(std::slice::from_ref(&facts)).facts(1).expect("is here");
        prop_assert_eq!(truth(&rule, &again, at), truth(&rule, &facts, at));
    }
}

proptest! {
    // Each case looks at every person and rule many times.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn live_rules_are_right_after_every_change_and_as_time_passes(
        people in prop::collection::vec(random::facts(), 2..12),
        changed in prop::collection::vec((0_usize..14, random::facts(), 0_u8..2), 1..8),
        rules in prop::collection::vec(random_rules::any_rule(), 1..6),
        at in random::moment(),
    ) {
        let mut index = build(&people);
        let mut people = numbered(people);
        let mut live = LiveRules::default();
        for (i, rule) in rules.iter().enumerate() {
            live.add(format!("{i}"), rule, &index, at);
        }
        let mut now = at;
        for (who, facts, how) in changed {
            let (person, touched) = change(&mut index, &mut people, who, facts, how);
            live.react(&index, now, person, &touched);
            right(&live, &index, &people, &rules, now)?;
            for _ in 0..3 {
                now = now.at(live.next_look(&index, now));
                live.pass(&index, now);
                right(&live, &index, &people, &rules, now)?;
            }
            now = now.at(now.now + chrono::TimeDelta::days(17));
            live.pass(&index, now);
        }
    }
}

fn right(
    live: &LiveRules,
    index: &Index,
    people: &[(PersonId, PersonFacts)],
    rules: &[Rule],
    now: Moment,
) -> Result<(), TestCaseError> {
    for (i, rule) in rules.iter().enumerate() {
        let members = live.members(&format!("{i}")).expect("is kept");
        for (id, facts) in people {
            let inside = members.contains(index.ordinal(*id).expect("is here"));
            prop_assert_eq!(inside, truth(rule, facts, now).holds(), "{:?} {:?}", rule, facts);
        }
    }
    Ok(())
}

#[test]
fn a_damaged_snapshot_is_refused() {
    let mut stream = Vec::new();
    build(&vec![PersonFacts::default(); 5]).save(&mut stream, 0).expect("memory");
    assert!(Index::load(stream.as_slice()).is_ok());
    for place in 0..stream.len() {
        let mut damaged = stream.clone();
        damaged[place] ^= 0x10;
        assert!(Index::load(damaged.as_slice()).is_err(), "byte {place}");
    }
    assert!(Index::load(&stream[..stream.len() - 1]).is_err());
}

/// Changes a person, or brings a new one, in the index and in the list; who and what was touched.
fn change(
    index: &mut Index,
    people: &mut Vec<(PersonId, PersonFacts)>,
    who: usize,
    new: PersonFacts,
    how: u8,
) -> (PersonId, Vec<Touched>) {
    if who >= people.len() {
        people.push((1000 + people.len() as u128, PersonFacts::default()));
    }
    let who = who.min(people.len() - 1);
    let (id, facts) = &mut people[who];
    let mut changes = Vec::new();
    match how {
        0 => {
            facts.clone_from(&new);
            changes.push(Change::All(Box::new(new)));
        }
        1 => {
            facts.observations.extend(new.observations.iter().cloned());
            changes.extend(new.observations.into_iter().map(Change::Observation));
        }
        2 => {
            facts.birth = new.birth;
            facts.encounters.extend(new.encounters.iter().cloned());
            changes.push(Change::Birth(new.birth));
            changes.extend(new.encounters.into_iter().map(Change::Encounter));
        }
        _ => {
            (facts.tags, facts.conditions) = (new.tags.clone(), new.conditions.clone());
            changes.extend([Change::Tags(new.tags), Change::Conditions(new.conditions)]);
        }
    }
    let touched = changes.iter().map(Change::touched).collect();
    for change in changes {
        index.apply(*id, change);
    }
    index.apply(*id, Change::Sex(facts.sex));
    (*id, touched)
}

#[test]
fn a_forgotten_person_is_nowhere() {
    let mut index = build(&vec![PersonFacts::default(); 3]);
    index.apply(2, Change::Forget);
    assert_eq!(index.len(), 2);
    assert_eq!(index.ordinal(2), None);
    let everybody = Rule::All(Vec::new());
    let at = Moment::china(chrono::DateTime::from_timestamp(1_735_660_800, 0).expect("instant"));
    let scope: Bitmap = index.set([1, 2]);
    assert_eq!(index.count(&everybody, at, &scope), 1);
}
