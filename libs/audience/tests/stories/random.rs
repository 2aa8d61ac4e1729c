//! Random rules, persons and moments.

use chrono::Utc;
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use nq_audience::*;
use proptest::prelude::*;

const START: i64 = 1_735_660_800;

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (-900_i64..200, 0_i64..86_400).prop_map(|(day, second)| {
        DateTime::from_timestamp(START + day * 86_400 + second, 0).expect("instant")
    })
}

fn any_origin() -> impl Strategy<Value = Origin> {
    instant().prop_map(|at| Origin::new(at, "测试"))
}

fn until() -> impl Strategy<Value = Until> {
    prop::option::of(instant())
}

fn value() -> impl Strategy<Value = Reading> {
    prop_oneof![
        8 => (0_u32..120).prop_map(|n| Reading::new(format!("{}.{}", n / 10, n % 10))),
        1 => (0_u32..12).prop_map(|n| Reading::new(format!("<{n}"))),
        1 => (0_u32..12).prop_map(|n| Reading::new(format!("≥{n}"))),
        1 => Just(Reading::new("阳性")),
    ]
}

pub fn facts() -> impl Strategy<Value = PersonFacts> {
    let named = || (prop::sample::select(vec!["a", "b"]), any_origin(), until());
    let named = move || named().prop_map(|(code, origin, until)| Named { code: code.into(), origin, until });
    let observations = prop::collection::vec(
        (prop::sample::select(vec!["m", "n"]), value(), any_origin())
            .prop_map(|(metric, value, origin)| Observation { metric: metric.into(), value, origin }),
        0..12,
    );
    let encounters = prop::collection::vec(
        (any_origin(), prop::option::of(0_i64..500_000)).prop_map(|(origin, paid_fen)| Encounter {
            class: "outpatient".into(),
            department: None,
            paid_fen,
            origin,
        }),
        0..5,
    );
    let conditions = prop::collection::vec(
        (any_origin(), until()).prop_map(|(origin, until)| Condition {
            coded: Coded { icd: Some("I10.x00".into()), ..Coded::default() },
            origin,
            until,
        }),
        0..3,
    );
    let birth = prop::option::of((0_u64..30_000).prop_map(|days| {
        NaiveDate::from_ymd_opt(1944, 2, 29).and_then(|d| d.checked_add_days(Days::new(days))).expect("birth")
    }));
    let lists = (
        prop::collection::vec(named(), 0..3),
        prop::collection::vec(named(), 0..2),
        observations,
        encounters,
        conditions,
    );
    (birth, prop::option::of(prop_oneof![Just(Sex::Male), Just(Sex::Female)]), lists).prop_map(
        |(birth, sex, (tags, contracts, observations, encounters, conditions))| PersonFacts {
            birth,
            sex,
            tags,
            contracts,
            observations,
            encounters,
            conditions,
            ..PersonFacts::default()
        },
    )
}

fn cmp(max: i64) -> impl Strategy<Value = Cmp> {
    (0..max, 0..max, 0_u8..7).prop_map(|(a, b, kind)| {
        let (a, b) = (Decimal::whole(a.min(b)), Decimal::whole(a.max(b)));
        match kind {
            0 => Cmp::Eq(a),
            1 => Cmp::Ne(a),
            2 => Cmp::Lt(a),
            3 => Cmp::Le(a),
            4 => Cmp::Gt(a),
            5 => Cmp::Ge(a),
            _ => Cmp::Between(a, b),
        }
    })
}

fn leaf() -> impl Strategy<Value = Leaf> {
    let days = || prop::option::of(0_u32..400);
    let encounter = || What::Encounter(EncounterMatch::default());
    let by_metric = (0_u32..300, cmp(12)).prop_map(|(days, is)| {
        Leaf::Count(Count {
            of: What::Metric(MetricMatch { code: "m".into(), is: Some(Cmp::Ge(Decimal::whole(5))) }),
            days: Some(days),
            by: CountBy::Day,
            is,
        })
    });
    prop_oneof![
        cmp(90).prop_map(Leaf::Age),
        cmp(30_000).prop_map(Leaf::AgeDays),
        Just(Leaf::Sex(Sex::Female)),
        Just(Leaf::Tag(vec!["a".into()])),
        prop::option::of(0_u32..90).prop_map(|n| Leaf::Contract(ContractIs { ends_within_days: n })),
        any::<bool>().prop_map(|ever| Leaf::Condition(ConditionIs {
            icd: vec![IcdRange::try_from("I10-I15".to_owned()).expect("icd")],
            ever,
            ..ConditionIs::default()
        })),
        (cmp(12), days()).prop_map(|(is, within_days)| Leaf::Metric(MetricIs {
            code: "m".into(),
            is,
            within_days
        })),
        (cmp(12), 0_u32..300, prop_oneof![Just(Stat::Min), Just(Stat::Max), Just(Stat::Mean)])
            .prop_map(|(is, days, stat)| Leaf::MetricStat(MetricStatIs { code: "n".into(), stat, days, is })),
        (0_u32..60, 0_u32..200).prop_map(move |(from, more)| Leaf::Had(Had {
            of: encounter(),
            days_ago: Some((from, from + more))
        })),
        (cmp(6_000), 0_u32..300).prop_map(|(is, days)| Leaf::Spend(SpendIs { days, is })),
        days().prop_map(move |days| Leaf::Absent(Absent { of: encounter(), days })),
        by_metric,
    ]
}

pub fn any_rule() -> impl Strategy<Value = Rule> {
    leaf().prop_map(Rule::Is).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Rule::All),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Rule::Any),
            inner.prop_map(|r| Rule::Not(Box::new(r))),
        ]
    })
}

/// A moment within the range in which the random facts lie.
pub fn moment() -> impl Strategy<Value = Moment> {
    (-400_i64..100, 0_i64..86_400).prop_map(|(day, second)| {
        Moment::china(
            DateTime::from_timestamp(START, 0).expect("start")
                + TimeDelta::days(day)
                + TimeDelta::seconds(second),
        )
    })
}
