//! What a set of people is made of: each part is a rule of the language, counted like any other.
use super::{crowd::Crowd, set::Set};
use crate::{
    grade,
    rfm::cells::{Thresholds, sort_into},
};
use nq_audience::{Cmp, Decimal, Grade, Leaf, Moment, Rule, Sex};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// People of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Part {
    /// For programs: `65-74`, `female`, `red`, `core`.
    pub code: String,
    /// In Chinese.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// What a set of people is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AudienceComposition)]
pub struct Composition {
    age: Vec<Part>,
    sex: Vec<Part>,
    grade: Vec<Part>,
    rfm: Vec<Part>,
}

const AGES: [(i64, i64, &str); 5] = [
    (0, 17, "0–17岁"),
    (18, 44, "18–44岁"),
    (45, 59, "45–59岁"),
    (60, 74, "60–74岁"),
    (75, 150, "75岁及以上"),
];

/// Every rule this asks.
pub(crate) fn rules() -> Vec<Rule> {
    let named = [ages(), sexes(), grades()].concat().into_iter().map(|(_, _, rule)| rule);
    named.chain(Thresholds::default().rules()).collect()
}

type Named = (String, &'static str, Rule);

fn ages() -> Vec<Named> {
    let band = |(from, to, label): &(i64, i64, &'static str)| {
        let is = Cmp::Between(Decimal::whole(*from), Decimal::whole(*to));
        (format!("{from}-{to}"), *label, Rule::Is(Leaf::Age(is)))
    };
    AGES.iter().map(band).collect()
}

fn sexes() -> Vec<Named> {
    let sex =
        |(code, label, sex): (&str, &'static str, Sex)| (code.to_owned(), label, Rule::Is(Leaf::Sex(sex)));
    [("female", "女", Sex::Female), ("male", "男", Sex::Male)].map(sex).to_vec()
}

fn grades() -> Vec<Named> {
    let colour = |colour: Grade| {
        let code = grade::code(Some(colour));
        (code.to_owned(), grade::word(code), Rule::Is(Leaf::Grade(vec![colour])))
    };
    [Grade::Red, Grade::Yellow, Grade::Green].map(colour).to_vec()
}

/// The parts of a set. What is in none of the named parts is 不详 or 未分级.
pub(crate) fn of(crowd: &dyn Crowd, people: &Set, at: Moment) -> Composition {
    let parts = |named: Vec<Named>, rest: (&str, &str)| {
        let part = |(code, label, rule): Named| {
            let count = crowd.select(&rule, at).yes.both(people);
            Part { code, label: label.to_owned(), count }
        };
        let mut parts: Vec<Part> = named.into_iter().map(part).collect();
        let count = people.count().saturating_sub(parts.iter().map(|part| part.count).sum());
        if count > 0 {
            parts.push(Part { code: rest.0.to_owned(), label: rest.1.to_owned(), count });
        }
        parts
    };
    Composition {
        age: parts(ages(), ("unknown", "不详")),
        sex: parts(sexes(), ("unknown", "不详")),
        grade: parts(grades(), ("none", grade::word("none"))),
        rfm: rfm(crowd, people, at),
    }
}

fn rfm(crowd: &dyn Crowd, people: &Set, at: Moment) -> Vec<Part> {
    let mut quadrants: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
    for (cell, set) in sort_into(crowd, people, Thresholds::default(), at) {
        let (code, name) = cell.quadrant();
        quadrants.entry(code).or_insert((name, 0)).1 += set.count();
    }
    let part = |(code, (label, count)): (&str, (&str, u64))| Part {
        code: code.to_owned(),
        label: label.to_owned(),
        count,
    };
    quadrants.into_iter().map(part).collect()
}
