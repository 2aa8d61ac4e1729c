//! Random rules, every kind of leaf.

use chrono::DateTime;
use nq_audience::*;
use proptest::prelude::*;

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

fn days() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(0_u32..400)
}

fn some_of(list: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    prop::sample::subsequence(list.to_vec(), 0..=list.len())
        .prop_map(|list| list.into_iter().map(str::to_owned).collect())
}

fn one_of(list: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    prop::sample::subsequence(list.to_vec(), 1..=list.len())
        .prop_map(|list| list.into_iter().map(str::to_owned).collect())
}

fn encounters() -> impl Strategy<Value = EncounterMatch> {
    (some_of(&["outpatient", "exam"]), some_of(&["d1", "d2"]), some_of(&["李"]))
        .prop_map(|(class, department, doctor)| EncounterMatch { class, department, doctor })
}

fn drug() -> impl Strategy<Value = DrugMatch> {
    prop_oneof![
        Just(DrugMatch { code: vec!["B0".into()], ..DrugMatch::default() }),
        Just(DrugMatch { name: vec!["aspirin".into(), "二甲".into()], ..DrugMatch::default() }),
    ]
}

fn icd(text: &str) -> IcdRange {
    IcdRange::try_from(text.to_owned()).expect("icd")
}

fn what() -> impl Strategy<Value = What> {
    let limit = prop::option::of(cmp(12));
    let answered = || prop::option::of(any::<bool>());
    let way = prop_oneof![Just(Direction::Sent), Just(Direction::Received)];
    let state = prop::sample::subsequence(vec![AppointmentState::Missed, AppointmentState::Booked], 0..=2);
    prop_oneof![
        limit.prop_map(|is| What::Metric(MetricMatch { code: "m".into(), is })),
        one_of(&["36.0", "45"])
            .prop_map(|code| What::Procedure(ProcedureMatch { code, name: vec!["肠镜".into()] })),
        encounters().prop_map(What::Encounter),
        Just(What::Form("f".into())),
        (way, some_of(&["care"]), some_of(&["sms"]), answered(), answered()).prop_map(
            |(direction, class, channel, answered, opened)| What::Message(MessageMatch {
                direction,
                class,
                channel,
                answered,
                opened
            })
        ),
        drug().prop_map(What::Medication),
        answered().prop_map(|answered| What::FormSent(FormSentMatch { form: "f".into(), answered })),
        (some_of(&["d1"]), state).prop_map(|(department, state)| What::Appointment(AppointmentMatch {
            department,
            doctor: Vec::new(),
            state
        })),
    ]
}

fn measured() -> impl Strategy<Value = Leaf> {
    let stat = prop_oneof![Just(Stat::Min), Just(Stat::Max), Just(Stat::Mean)];
    prop_oneof![
        (cmp(12), days())
            .prop_map(|(is, within_days)| { Leaf::Metric(MetricIs { code: "m".into(), is, within_days }) }),
        days().prop_map(|within_days| {
            Leaf::MetricText(MetricTextIs { code: "m".into(), any_of: vec!["阳性".into()], within_days })
        }),
        (cmp(12), 0_u32..300, stat).prop_map(|(is, days, stat)| {
            Leaf::MetricStat(MetricStatIs { code: "n".into(), stat, days, is })
        }),
        (cmp(3), prop_oneof![Just(TrendOf::Slope), Just(TrendOf::Change)], 1_u32..400)
            .prop_map(|(is, of, days)| Leaf::Trend(TrendIs { code: "m".into(), of, days, is })),
        run(),
        (cmp(12), days()).prop_map(|(is, within_days)| {
            Leaf::FormScore(FormScoreIs { form: "f".into(), is, within_days })
        }),
        (prop::option::of(cmp(12)), days()).prop_map(|(is, within_days)| {
            let any_of = vec!["阳性".into(), "3.4".into()];
            Leaf::FormAnswer(FormAnswerIs { form: "f".into(), question: "q".into(), is, any_of, within_days })
        }),
    ]
}

fn run() -> impl Strategy<Value = Leaf> {
    let base = || (0_u32..3).prop_map(|by| Baseline { code: "n".into(), by: Decimal::whole(by.into()) });
    let mean = prop_oneof![
        cmp(9).prop_map(DailyMean::Is),
        base().prop_map(DailyMean::Over),
        base().prop_map(DailyMean::Under),
    ];
    let hours =
        prop::option::of(prop_oneof![Just((0_u8, 18_u8)), Just((20, 7)), Just((6, 24)), Just((23, 22))]);
    (1_u32..4, 3_u32..400, hours, mean).prop_map(|(days, within_days, hours, mean)| {
        Leaf::Run(RunIs { code: "m".into(), days, within_days, hours, mean })
    })
}

fn happened() -> impl Strategy<Value = Leaf> {
    let side = || prop::option::of(any::<bool>());
    let by = prop_oneof![Just(CountBy::Day), Just(CountBy::Fact)];
    let in_days = || (0_u32..30, 0_u32..300).prop_map(|(from, more)| (from, from + more));
    let state = prop::sample::subsequence(vec![AppointmentState::Booked, AppointmentState::Cancelled], 0..=2);
    prop_oneof![
        (what(), prop::option::of(in_days())).prop_map(|(of, days_ago)| Leaf::Had(Had { of, days_ago })),
        (what(), days()).prop_map(|(of, days)| Leaf::Absent(Absent { of, days })),
        (what(), days(), by, cmp(4)).prop_map(|(of, days, by, is)| Leaf::Count(Count { of, days, by, is })),
        (encounters(), cmp(6_000), 0_u32..500).prop_map(|(of, is, days)| Leaf::Spend(SpendIs {
            days,
            is,
            of
        })),
        (0_u32..400, 0_u32..400, 0_u32..4, 0_i64..6_000, (side(), side(), side())).prop_map(
            |(recent_days, window_days, visits, yuan, (r, f, m))| {
                let yuan = Decimal::whole(yuan);
                Leaf::Rfm(RfmIs { recent_days, window_days, visits, yuan, r, f, m })
            }
        ),
        (in_days(), some_of(&["d1"]), state).prop_map(|(in_days, department, state)| {
            let of = AppointmentMatch { department, doctor: Vec::new(), state };
            Leaf::Appointment(AppointmentIs { in_days, of })
        }),
        (drug(), cmp(60)).prop_map(|(of, days_left)| Leaf::Supply(SupplyIs { of, days_left })),
    ]
}

fn calendar() -> impl Strategy<Value = Leaf> {
    let when = prop_oneof![
        Just(BirthdayWhen::ThisMonth),
        (0_u32..20, 0_u32..90).prop_map(|(from, more)| BirthdayWhen::InDays(from, from + more)),
    ];
    let span = prop::option::of((0_u32..20, 0_u32..20).prop_map(|(from, more)| (from, from + more)));
    prop_oneof![
        (0_i64..20_000, cmp(90)).prop_map(|(day, is)| {
            let date = DateTime::from_timestamp(day * 86_400, 0).expect("day").date_naive();
            Leaf::AgeOn(AgeOnIs { date, is })
        }),
        (prop_oneof![Just(Calendar::Solar), Just(Calendar::Lunar)], when)
            .prop_map(|(calendar, when)| Leaf::Birthday(BirthdayIs { calendar, when })),
        Just(Leaf::Season(vec![Season::Winter, Season::Summer])),
        span.prop_map(|in_days| {
            let any_of = vec![SolarTerm::LiDong, SolarTerm::LiChun, SolarTerm::ChunFen];
            Leaf::SolarTerm(SolarTermIs { any_of, in_days })
        }),
    ]
}

fn standing() -> impl Strategy<Value = Leaf> {
    let state = prop::sample::subsequence(vec![EnrolmentState::Paused, EnrolmentState::Completed], 0..=2);
    let disease = prop_oneof![
        Just((vec![icd("I10-I15")], vec![], vec![])),
        Just((vec![icd("E10-E14"), icd("E11.9")], vec!["44054006".to_owned()], vec![])),
        Just((vec![], vec![], vec!["糖尿".to_owned(), "50%_".to_owned()])),
    ];
    let relation = some_of(&["father"]);
    prop_oneof![
        cmp(90).prop_map(Leaf::Age),
        cmp(30_000).prop_map(Leaf::AgeDays),
        Just(Leaf::Sex(Sex::Female)),
        Just(Leaf::Grade(vec![Grade::Red, Grade::Yellow])),
        Just(Leaf::Tag(vec!["a".into()])),
        Just(Leaf::Consent("b".into())),
        one_of(&["a", "b"]).prop_map(Leaf::Reachable),
        (some_of(&["n1"]), one_of(&["nurse", "doctor"]))
            .prop_map(|(member, role)| Leaf::CareTeam(CareTeamIs { member, role })),
        prop::option::of(0_u32..90).prop_map(|n| Leaf::Contract(ContractIs { ends_within_days: n })),
        (disease, any::<bool>()).prop_map(|((icd, snomed, text), ever)| Leaf::Condition(ConditionIs {
            icd,
            snomed,
            text,
            ever,
        })),
        relation.prop_map(|relation| {
            Leaf::Family(FamilyIs { icd: vec![icd("E10-E14")], relation, ..FamilyIs::default() })
        }),
        drug().prop_map(Leaf::Taking),
        state.prop_map(|state| Leaf::Pathway(PathwayIs { pathway: "p".into(), state })),
    ]
}

pub fn leaf() -> impl Strategy<Value = Leaf> {
    prop_oneof![standing(), measured(), happened(), calendar()]
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
