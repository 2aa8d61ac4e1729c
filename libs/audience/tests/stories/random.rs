//! Random persons and moments.

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

fn pick(list: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(list).prop_map(str::to_owned)
}

fn named() -> impl Strategy<Value = Named> {
    (pick(&["a", "b"]), any_origin(), until()).prop_map(|(code, origin, until)| Named { code, origin, until })
}

fn observation() -> impl Strategy<Value = Observation> {
    (pick(&["m", "m", "n"]), value(), any_origin()).prop_map(|(metric, value, origin)| Observation {
        metric,
        value,
        origin,
    })
}

/// Nights in a row of one metric, so that runs are found.
fn nights() -> impl Strategy<Value = Vec<Observation>> {
    let night = (-2_i64..14, 0_i64..86_400, 50_u32..90);
    (instant(), prop::collection::vec(night, 0..12)).prop_map(|(first, nights)| {
        let observation = |(day, second, value): (i64, i64, u32)| Observation {
            metric: "m".into(),
            value: Reading::new(format!("{}.{}", value / 10, value % 10)),
            origin: Origin::new(first + TimeDelta::seconds(day * 86_400 + second), "手环"),
        };
        nights.into_iter().map(observation).collect()
    })
}

fn encounter() -> impl Strategy<Value = Encounter> {
    let paid = prop::option::of(0_i64..500_000);
    let place = (pick(&["outpatient", "inpatient"]), prop::option::of(pick(&["d1", "d2"])));
    (any_origin(), paid, place, prop::option::of(pick(&["李", "王"]))).prop_map(
        |(origin, paid_fen, (class, department), doctor)| Encounter {
            class,
            department,
            doctor,
            paid_fen,
            origin,
        },
    )
}

fn condition() -> impl Strategy<Value = Condition> {
    let coded = prop_oneof![
        Just(Coded { icd: Some("I10.x00".into()), ..Coded::default() }),
        Just(Coded { icd: Some("e11.9".into()), text: "2型糖尿病".into(), ..Coded::default() }),
        Just(Coded { snomed: Some("44054006".into()), text: "Diabetes 50%_".into(), ..Coded::default() }),
    ];
    (coded, any_origin(), until()).prop_map(|(coded, origin, until)| Condition { coded, origin, until })
}

fn medication() -> impl Strategy<Value = Medication> {
    (pick(&["阿司匹林片", "Aspirin", "二甲双胍"]), prop::option::of(0_u32..90), any_origin(), until())
        .prop_map(|(name, days_supply, origin, until)| Medication {
            code: "B01".into(),
            name,
            days_supply,
            origin,
            until,
        })
}

fn message() -> impl Strategy<Value = Message> {
    let way = prop_oneof![3 => Just(Direction::Sent), 1 => Just(Direction::Received)];
    (way, pick(&["care", "marketing"]), pick(&["sms", "wecom"]), any::<(bool, bool)>(), any_origin())
        .prop_map(|(direction, class, channel, (answered, opened), origin)| Message {
            direction,
            class,
            channel,
            answered,
            opened,
            origin,
        })
}

fn form() -> impl Strategy<Value = FormResponse> {
    (prop::option::of(value()), prop::option::of(value()), any_origin()).prop_map(
        |(score, answer, origin)| FormResponse {
            form: "f".into(),
            score,
            answers: answer.map(|a| ("q".to_owned(), a)).into_iter().collect(),
            origin,
        },
    )
}

fn request() -> impl Strategy<Value = FormRequest> {
    (any::<bool>(), any_origin()).prop_map(|(answered, origin)| FormRequest {
        form: "f".into(),
        answered,
        origin,
    })
}

fn appointment() -> impl Strategy<Value = Appointment> {
    let state = prop::sample::select(vec![
        AppointmentState::Booked,
        AppointmentState::Kept,
        AppointmentState::Missed,
        AppointmentState::Cancelled,
    ]);
    (prop::option::of(pick(&["d1", "d2"])), state, any_origin())
        .prop_map(|(department, state, origin)| Appointment { department, doctor: None, state, origin })
}

fn family() -> impl Strategy<Value = FamilyHistory> {
    (pick(&["father", "mother"]), any_origin()).prop_map(|(relation, origin)| FamilyHistory {
        relation,
        coded: Coded { icd: Some("E11.9".into()), ..Coded::default() },
        origin,
    })
}

fn enrolment() -> impl Strategy<Value = Enrolment> {
    let state = prop::sample::select(vec![
        EnrolmentState::Active,
        EnrolmentState::Paused,
        EnrolmentState::Completed,
        EnrolmentState::Left,
    ]);
    (state, any_origin()).prop_map(|(state, origin)| Enrolment { pathway: "p".into(), state, origin })
}

fn member() -> impl Strategy<Value = CareMember> {
    (pick(&["n1", "n2"]), pick(&["nurse", "doctor"]), any_origin(), until())
        .prop_map(|(staff, role, origin, until)| CareMember { staff, role, origin, until })
}

fn procedure() -> impl Strategy<Value = Procedure> {
    (pick(&["36.06", "36.07", "45.23"]), any_origin()).prop_map(|(code, origin)| Procedure {
        code,
        name: "冠状动脉支架植入术".into(),
        origin,
    })
}

type Spans = (Vec<Named>, Vec<Named>, Vec<Named>, Vec<Named>, Vec<CareMember>, Option<GradeFact>);

fn spans() -> impl Strategy<Value = Spans> {
    let some = || prop::collection::vec(named(), 0..3);
    let grade = (prop::sample::select(vec![Grade::Green, Grade::Yellow, Grade::Red]), any_origin())
        .prop_map(|(grade, origin)| GradeFact { grade, origin });
    (some(), some(), some(), some(), prop::collection::vec(member(), 0..2), prop::option::of(grade))
}

type Clinical =
    (Vec<Observation>, Vec<Observation>, Vec<Encounter>, Vec<Condition>, Vec<Medication>, Vec<Procedure>);

fn clinical() -> impl Strategy<Value = Clinical> {
    (
        prop::collection::vec(observation(), 0..10),
        nights(),
        prop::collection::vec(encounter(), 0..5),
        prop::collection::vec(condition(), 0..3),
        prop::collection::vec(medication(), 0..3),
        prop::collection::vec(procedure(), 0..3),
    )
}

type Contact =
    (Vec<Message>, Vec<FormResponse>, Vec<FormRequest>, Vec<Appointment>, Vec<FamilyHistory>, Vec<Enrolment>);

fn contact() -> impl Strategy<Value = Contact> {
    (
        prop::collection::vec(message(), 0..4),
        prop::collection::vec(form(), 0..3),
        prop::collection::vec(request(), 0..3),
        prop::collection::vec(appointment(), 0..3),
        prop::collection::vec(family(), 0..2),
        prop::collection::vec(enrolment(), 0..2),
    )
}

pub fn facts() -> impl Strategy<Value = PersonFacts> {
    let birth = prop::option::of((0_u64..30_000).prop_map(|days| {
        NaiveDate::from_ymd_opt(1944, 2, 29).and_then(|d| d.checked_add_days(Days::new(days))).expect("birth")
    }));
    let sex = prop::option::of(prop_oneof![Just(Sex::Male), Just(Sex::Female)]);
    (birth, sex, spans(), clinical(), contact()).prop_map(|(birth, sex, spans, clinical, contact)| {
        let (tags, contracts, channels, consents, care_team, grade) = spans;
        let (mut observations, nights, encounters, conditions, medications, procedures) = clinical;
        let (messages, forms, form_requests, appointments, family, enrolments) = contact;
        observations.extend(nights);
        PersonFacts {
            birth,
            sex,
            grade,
            tags,
            contracts,
            channels,
            consents,
            care_team,
            observations,
            encounters,
            conditions,
            medications,
            procedures,
            messages,
            forms,
            form_requests,
            appointments,
            family,
            enrolments,
            ..PersonFacts::default()
        }
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
