//! Golden scenarios of the audiences, on the index and against the judge of one person: G02, G18, G19, G26.
use super::{
    crowd::{self, Crowd},
    live::{Live, Told},
    look,
    rows::Rows,
    set::Set,
};
use crate::{
    facts::Known,
    library::library,
    rfm::cells::{Cell, Thresholds, sort_into},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use kernel::{PatientId, Scope, TenantId, clock, testing};
use nq_audience::{
    Appointment, AppointmentState, Coded, Encounter, FamilyHistory, Moment, Named, Observation, Origin,
    PersonFacts, Reading, Rule, Sex, Truth,
};
use record::read::Person;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Numbers that look thrown and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

fn now() -> DateTime<Utc> {
    testing::story_begin()
}

fn at() -> Moment {
    Moment::new(now(), clock::zone())
}

fn ago(days: u64) -> DateTime<Utc> {
    now() - Days::new(days)
}

fn rule(json: &str) -> Rule {
    serde_json::from_str(json).unwrap()
}

fn origin(at: DateTime<Utc>) -> Origin {
    Origin::new(at, "体检系统")
}

fn reading(metric: &str, value: String, days_ago: u64) -> Observation {
    Observation { metric: metric.to_owned(), value: Reading::new(value), origin: origin(ago(days_ago)) }
}

fn visit(days_ago: u64, paid_fen: Option<i64>) -> Encounter {
    Encounter {
        class: "outpatient".to_owned(),
        department: None,
        doctor: None,
        paid_fen,
        origin: origin(ago(days_ago)),
    }
}

fn told(n: u64, facts: PersonFacts, died: Option<DateTime<Utc>>) -> Told {
    let person = Person {
        id: PatientId(Uuid::from_u128(u128::from(n) + 1)),
        name: format!("某{n}"),
        sex: record::Sex::Unknown,
        birth_date: facts.birth,
        phone: None,
        address: None,
        card_no: None,
        card_opened_at: None,
        allergies_text: None,
        grade: "none".to_owned(),
        grade_since: None,
        muted_until: None,
        deceased_at: died,
        next_due_at: None,
        last_contact_at: None,
        source: "test".to_owned(),
        created_at: ago(4_000),
        updated_at: ago(4_000),
    };
    Told { known: Known { person, facts }, open_to: Vec::new() }
}

fn house() -> Scope {
    Scope::system(TenantId::new(), "test")
}

/// Whom the judge of one person lets in.
fn by_hand(people: &[Told], rule: &Rule, at: Moment) -> BTreeSet<PatientId> {
    let alive = people.iter().filter(|told| told.known.person.deceased_at.is_none_or(|died| died > at.now));
    let fits = alive.filter(|told| nq_audience::truth(rule, &told.known.facts, at) == Truth::Yes);
    fits.map(|told| told.known.person.id).collect()
}

fn meant(live: &Live, rule: &Rule, at: Moment) -> BTreeSet<PatientId> {
    let seen = live.seen_by(&house(), now());
    let (inside, _) = look::inside(&seen, rule, None, at);
    crowd::ids(&seen, inside.iter()).into_iter().collect()
}

fn at_risk(dice: &mut Dice) -> PersonFacts {
    let age = 20 + dice.below(65);
    let mut facts = PersonFacts {
        birth: NaiveDate::from_ymd_opt(2026, 3, 4)
            .and_then(|d| d.checked_sub_days(Days::new(age * 365 + 11))),
        sex: Some(if dice.chance(50) { Sex::Male } else { Sex::Female }),
        ..PersonFacts::default()
    };
    for _ in 0..dice.below(3) {
        let bmi = format!("{}.{}", 18 + dice.below(14), dice.below(10));
        facts.observations.push(reading("bmi", bmi, dice.below(900)));
    }
    if dice.chance(20) {
        facts.observations.push(reading("ogtt_2h", "8.1".to_owned(), dice.below(800)));
    }
    if dice.chance(60) {
        let icd = dice.chance(40).then(|| "E11".to_owned());
        let coded = Coded { icd, ..Coded::default() };
        facts.family.push(FamilyHistory { relation: "father".to_owned(), coded, origin: origin(ago(100)) });
    }
    if dice.chance(10) {
        facts.appointments.push(booked(dice.below(300)));
    }
    facts
}

fn booked(in_days: u64) -> Appointment {
    let origin = origin(now() + Days::new(in_days));
    Appointment { department: None, doctor: None, state: AppointmentState::Booked, origin }
}

/// The rule of the tag in the box, for those without an appointment.
fn high_risk() -> Rule {
    let tag = library().tags.iter().find(|tag| tag.code == "dm_high_risk").unwrap();
    Rule::All(vec![tag.rule.clone(), rule(r#"{"not":{"appointment":{"in_days":[0,180]}}}"#)])
}

#[test]
fn g02_the_live_count_of_100_000_equals_brute_force_and_one_who_books_leaves_at_once() {
    let mut dice = Dice(2);
    let people: Vec<Told> = (0..100_000).map(|n| told(n, at_risk(&mut dice), None)).collect();
    let rule = high_risk();
    let expected = by_hand(&people, &rule, at());
    assert!(expected.len() > 1_000, "the fixture has enough of them: {}", expected.len());
    let mut live = Live::build(people.iter().cloned());
    assert_eq!(meant(&live, &rule, at()), expected);

    let past = Moment::new(ago(200), clock::zone());
    assert_eq!(meant(&live, &rule, past), by_hand(&people, &rule, past), "as of a past day");

    let first = *expected.first().unwrap();
    let mut she = people.iter().find(|told| told.known.person.id == first).unwrap().clone();
    she.known.facts.appointments.push(booked(14));
    live.put(she);
    let after = meant(&live, &rule, at());
    assert_eq!(expected.difference(&after).copied().collect::<Vec<_>>(), [first]);
    assert_eq!(after.len() + 1, expected.len());
}

/// Spend and visits of a year.
fn client(dice: &mut Dice) -> PersonFacts {
    let mut facts = PersonFacts::default();
    for _ in 0..dice.below(9) {
        let paid = (!dice.chance(5)).then(|| i64::try_from(dice.below(150_000)).unwrap());
        facts.encounters.push(visit(dice.below(700), paid));
    }
    facts
}

/// The cell by counting on one's fingers.
fn cell_by_hand(facts: &PersonFacts, limits: Thresholds) -> Cell {
    let since = |visit: &Encounter| at().days_since(visit.origin.at).unwrap();
    let window: Vec<_> = facts.encounters.iter().filter(|v| since(v) <= limits.window_days).collect();
    Cell {
        r: facts.encounters.iter().any(|v| since(v) <= limits.r_days),
        f: window.len() >= usize::try_from(limits.f_min).unwrap(),
        m: window.iter().filter_map(|v| v.paid_fen).sum::<i64>() >= limits.m_min_fen,
    }
}

fn everybody(seen: &dyn Crowd) -> Set {
    crowd::living(seen, at())
}

#[test]
fn g19_a_threshold_is_dragged_and_exactly_those_move_who_should() {
    let mut dice = Dice(19);
    let people: Vec<Told> = (0..10_000).map(|n| told(n, client(&mut dice), None)).collect();
    let live = Live::build(people.iter().cloned());
    let seen = live.seen_by(&house(), now());
    let before = Thresholds::default();
    let after = Thresholds { m_min_fen: 180_050, f_min: 5, r_days: 90, ..before };
    for limits in [before, after] {
        let mut all = 0;
        for (cell, set) in sort_into(&seen, &everybody(&seen), limits, at()) {
            let mine = |told: &&Told| cell_by_hand(&told.known.facts, limits) == cell;
            let expected: BTreeSet<_> = people.iter().filter(mine).map(|t| t.known.person.id).collect();
            let got: BTreeSet<_> = crowd::ids(&seen, set.iter()).into_iter().collect();
            assert_eq!(got, expected, "{}", cell.name());
            let paid = people.iter().filter(mine).flat_map(|t| &t.known.facts.encounters);
            let paid = paid.filter(|v| at().days_since(v.origin.at).unwrap() <= limits.window_days);
            assert_eq!(
                seen.paid(&set, limits.window_days, at()),
                paid.filter_map(|v| v.paid_fen).sum::<i64>()
            );
            all += set.count();
        }
        assert_eq!(all, 10_000, "everybody stands in one cell");
    }
    let moved = people
        .iter()
        .filter(|told| cell_by_hand(&told.known.facts, before) != cell_by_hand(&told.known.facts, after));
    let cells = |limits| sort_into(&seen, &everybody(&seen), limits, at());
    let stayed: u64 = cells(before).iter().zip(cells(after)).map(|((_, was), (_, is))| was.both(&is)).sum();
    assert_eq!(10_000 - stayed, u64::try_from(moved.count()).unwrap());
}

#[test]
fn g18_core_potential_ordinary_and_drifting_come_from_visits_and_money() {
    let of = |visits: &[(u64, i64)]| PersonFacts {
        encounters: visits.iter().map(|(days, yuan)| visit(*days, Some(yuan * 100))).collect(),
        ..PersonFacts::default()
    };
    let people = [
        ("core", of(&[(10, 2_000), (40, 900), (80, 200)])),
        ("potential", of(&[(300, 5_000)])),
        ("ordinary", of(&[(10, 20), (20, 20), (30, 20), (40, 20)])),
        ("drifting", of(&[(300, 100)])),
        // Two years ago does not count.
        ("drifting", of(&[(700, 90_000), (701, 1), (702, 1)])),
        ("drifting", PersonFacts::default()),
    ];
    let each = (0..).zip(&people).map(|(n, (_, facts))| told(n, facts.clone(), None));
    let crowds: [(Live, Vec<Known>); 1] =
        [(Live::build(each.clone()), each.map(|told| told.known).collect())];
    for (live, known) in crowds {
        let seen = live.seen_by(&house(), now());
        let rows = Rows::of(known, 0, now());
        let both: [&dyn Crowd; 2] = [&seen, &rows];
        for crowd in both {
            for (cell, set) in sort_into(crowd, &everybody(crowd), Thresholds::default(), at()) {
                for id in crowd::ids(crowd, set.iter()) {
                    let n = usize::try_from(id.0.as_u128() - 1).unwrap();
                    assert_eq!(people[n].0, cell.quadrant().0, "{:?} {n}", crowd.engine());
                }
            }
        }
    }
}

fn born(date: &str, consents: bool) -> PersonFacts {
    let consent = Named { code: "marketing".to_owned(), origin: origin(ago(30)), until: None };
    PersonFacts {
        birth: date.parse().ok(),
        consents: if consents { vec![consent] } else { Vec::new() },
        ..PersonFacts::default()
    }
}

#[test]
fn g26_the_right_ones_have_their_birthday_by_the_sun_by_the_moon_and_on_29_february() {
    let mut day = NaiveDate::from_ymd_opt(1960, 1, 1).unwrap();
    let mut people = Vec::new();
    while day.year() == 1960 {
        people.push(told(u64::from(day.ordinal()), born(&day.to_string(), true), None));
        day = day.succ_opt().unwrap();
    }
    assert_eq!(people.len(), 366);
    people.push(told(1_001, born("2012-03-09", true), None));
    people.push(told(1_002, born("1960-03-09", true), Some(ago(5))));
    people.push(told(1_003, born("1960-03-09", false), None));
    let live = Live::build(people.iter().cloned());
    let seen = live.seen_by(&house(), now());
    let coupon = rule(r#"{"all":[{"birthday":{"when":{"in_days":[0,30]}}},{"age":{"ge":18}}]}"#);
    let (inside, out) = look::inside(&seen, &coupon, Some(access::consent::Purpose::Marketing), at());
    // 4 March to 3 April 2026: thirty-one days, one person each; the minor, the dead and the silent are left out.
    assert_eq!(inside.count(), 31);
    assert_eq!((out.consent, out.deceased), (1, 1));
    assert!(!crowd::ids(&seen, inside.iter()).contains(&PatientId(Uuid::from_u128(1_002))), "the minor");

    for (today, keeps) in
        [("2026-02-28", true), ("2026-03-01", false), ("2028-02-29", true), ("2028-02-28", false)]
    {
        let on = clock::local_instant(today.parse().unwrap(), 9, 0);
        let today_is = rule(r#"{"birthday":{"when":{"in_days":[0,0]}}}"#);
        let leap_day = NaiveDate::from_ymd_opt(1960, 2, 29).unwrap().ordinal();
        let id = PatientId(Uuid::from_u128(u128::from(leap_day) + 1));
        let kept = meant(&live, &today_is, Moment::new(on, clock::zone())).contains(&id);
        assert_eq!(kept, keeps, "29 February on {today}");
    }
    let lunar = rule(r#"{"birthday":{"calendar":"lunar","when":"this_month"}}"#);
    assert_eq!(meant(&live, &lunar, at()), by_hand(&people, &lunar, at()));
    assert_ne!(
        meant(&live, &lunar, at()),
        meant(&live, &rule(r#"{"birthday":{"when":"this_month"}}"#), at())
    );
}

#[test]
fn a_metric_nobody_had_before_is_found_as_soon_as_somebody_has_it() {
    let people: Vec<Told> = (0..20).map(|n| told(n, at_risk(&mut Dice(n)), None)).collect();
    let mut live = Live::build(people.iter().cloned());
    let high = rule(r#"{"metric":{"code":"hba1c","is":{"ge":7}}}"#);
    assert_eq!(meant(&live, &high, at()).len(), 0);
    let mut she = people[3].clone();
    she.known.facts.observations.push(reading("hba1c", "7.0".to_owned(), 0));
    live.put(she);
    assert_eq!(meant(&live, &high, at()).len(), 1);
}
