//! The gate's promises, as a nurse or a privacy officer would put them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}+08:00").parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
}

fn wang() -> Person {
    Person { reachable: Channel::ALL.into_iter().collect(), ..Person::default() }
}

fn ask(class: Class, channel: Channel) -> Ask {
    Ask {
        class,
        channel,
        others: vec![],
        sensitive: false,
        promotional: false,
        requested: false,
        not_after: None,
    }
}

fn decided(ask: &Ask, who: &Person, now: &str) -> Verdict {
    decide(ask, who, &Policy::default(), &Calendar::default(), at(now))
}

fn failed(verdict: &Verdict) -> Vec<Gate> {
    verdict.gates.iter().filter(|g| !g.passed).map(|g| g.gate).collect()
}

#[test]
fn a_revisit_reminder_at_night_waits_for_eight_in_the_morning() {
    let reminder = ask(Class::ClinicalRoutine, Channel::SmsService);
    let verdict = decided(&reminder, &wang(), "2025-11-21T22:30:00");
    assert!(matches!(verdict.answer, Answer::Later { at: t, .. } if t == at("2025-11-22T08:00:00")));
    let verdict = decided(&reminder, &wang(), "2025-11-21T07:59:00");
    assert!(matches!(verdict.answer, Answer::Later { at: t, .. } if t == at("2025-11-21T08:00:00")));
    assert_eq!(decided(&reminder, &wang(), "2025-11-21T08:00:00").answer, Answer::Send);
}

#[test]
fn a_critical_value_is_told_at_three_in_the_morning_even_to_a_muted_person() {
    let who = Person { mute: Some(Mute { until: None }), ..wang() };
    let urgent = ask(Class::ClinicalUrgent, Channel::Call);
    assert_eq!(decided(&urgent, &who, "2025-11-21T03:00:00").answer, Answer::Send);
    let routine = ask(Class::ClinicalRoutine, Channel::Call);
    let verdict = decided(&routine, &who, "2025-11-21T10:00:00");
    assert!(matches!(verdict.answer, Answer::Not { .. }));
    assert_eq!(failed(&verdict), vec![Gate::Mute]);
}

#[test]
fn nothing_is_sent_to_the_dead() {
    let who = Person { dead: true, ..wang() };
    for class in Class::ALL {
        let verdict = decided(&ask(class, Channel::SmsService), &who, "2025-11-21T10:00:00");
        assert_eq!(verdict.answer, Answer::Not { why: "已登记死亡，不再触达。".to_owned() });
    }
}

#[test]
fn a_coupon_never_rides_a_template_message() {
    let granted = Consent::Granted { until: None, proof: true };
    let who = Person {
        consents: BTreeMap::from([(Purpose::Marketing, granted), (Purpose::Care, granted)]),
        ..wang()
    };
    for class in [Class::Marketing, Class::Care, Class::Service, Class::ClinicalRoutine] {
        let coupon =
            Ask { promotional: true, others: vec![Channel::Inbox], ..ask(class, Channel::WechatTemplate) };
        let verdict = decided(&coupon, &who, "2025-11-21T10:00:00");
        assert!(matches!(verdict.answer, Answer::OtherChannel { channel: Channel::Inbox, .. }));
        assert!(failed(&verdict).contains(&Gate::Legality));
    }
}

#[test]
fn a_sensitive_text_goes_to_the_inbox_behind_a_login_not_by_sms() {
    let neutral = Ask {
        sensitive: true,
        others: vec![Channel::AiVoice, Channel::Inbox, Channel::Call],
        ..ask(Class::ClinicalRoutine, Channel::SmsService)
    };
    let verdict = decided(&neutral, &wang(), "2025-11-21T10:00:00");
    assert!(matches!(verdict.answer, Answer::OtherChannel { channel: Channel::Inbox, .. }));
}

#[test]
fn a_birthday_greeting_by_sms_needs_consent_and_rests_in_mourning() {
    let greeting = ask(Class::Care, Channel::SmsService);
    let verdict = decided(&greeting, &wang(), "2025-11-21T10:00:00");
    assert_eq!(failed(&verdict), vec![Gate::Consent]);
    let mut who = wang();
    who.consents.insert(Purpose::Care, Consent::Granted { until: None, proof: false });
    assert_eq!(decided(&greeting, &who, "2025-11-21T10:00:00").answer, Answer::Send);
    who.bereaved_until = Some(at("2026-02-21T00:00:00"));
    assert_eq!(failed(&decided(&greeting, &who, "2025-11-21T10:00:00")), vec![Gate::Bereavement]);
}

#[test]
fn consent_ends_on_the_second() {
    let greeting = ask(Class::Care, Channel::Wecom);
    let until = Some(at("2025-11-21T12:00:00"));
    let mut who = wang();
    who.consents.insert(Purpose::Care, Consent::Granted { until, proof: true });
    assert_eq!(decided(&greeting, &who, "2025-11-21T11:59:59").answer, Answer::Send);
    assert!(matches!(decided(&greeting, &who, "2025-11-21T12:00:00").answer, Answer::Not { .. }));
}

#[test]
fn a_refusal_of_follow_up_stands_although_none_was_needed() {
    let mut who = wang();
    let call = ask(Class::ClinicalRoutine, Channel::Call);
    assert_eq!(decided(&call, &who, "2025-11-21T10:00:00").answer, Answer::Send);
    who.consents.insert(Purpose::FollowUp, Consent::Withdrawn);
    assert_eq!(failed(&decided(&call, &who, "2025-11-21T10:00:00")), vec![Gate::Consent]);
}

#[test]
fn the_wechat_session_closes_after_48_hours() {
    let mut who = wang();
    who.last_inbound = Some(at("2025-11-19T10:00:00"));
    let reply = Ask { others: vec![Channel::SmsService], ..ask(Class::Service, Channel::WechatSession) };
    assert_eq!(decided(&reply, &who, "2025-11-21T09:59:59").answer, Answer::Send);
    let late = decided(&reply, &who, "2025-11-21T10:00:00");
    assert!(matches!(late.answer, Answer::OtherChannel { channel: Channel::SmsService, .. }));
}

#[test]
fn marketing_spends_its_day_and_still_leaves_room_for_care() {
    let mut who = wang();
    who.touches = vec![Touch {
        at: at("2025-11-21T09:00:00"),
        class: Class::Marketing,
        channel: Channel::SmsMarketing,
    }];
    who.consents.insert(Purpose::Marketing, Consent::Granted { until: None, proof: true });
    let promo = decided(&ask(Class::Marketing, Channel::SmsMarketing), &who, "2025-11-21T10:00:00");
    assert!(matches!(promo.answer, Answer::Later { at: t, .. } if t == at("2025-11-22T08:00:00")));
    let revisit = decided(&ask(Class::ClinicalRoutine, Channel::SmsService), &who, "2025-11-21T10:00:00");
    assert_eq!(revisit.answer, Answer::Send);
}

#[test]
fn a_nine_oclock_reminder_is_not_delivered_after_its_hour() {
    let reminder = Ask {
        not_after: Some(at("2025-11-22T07:00:00")),
        ..ask(Class::ClinicalRoutine, Channel::SmsService)
    };
    let verdict = decided(&reminder, &wang(), "2025-11-21T22:00:00");
    assert!(matches!(verdict.answer, Answer::Not { .. }));
    assert!(failed(&verdict).contains(&Gate::Validity));
}

#[test]
fn the_receipt_lists_every_gate_once() {
    let verdict = decided(&ask(Class::Service, Channel::SmsService), &wang(), "2025-11-21T10:00:00");
    let seen: BTreeSet<Gate> = verdict.gates.iter().map(|g| g.gate).collect();
    assert_eq!((verdict.gates.len(), seen.len()), (13, 13));
    let again = serde_json::from_value::<Verdict>(serde_json::to_value(&verdict).unwrap()).unwrap();
    assert_eq!(again, verdict);
}

fn any_class() -> impl Strategy<Value = Class> {
    (0..Class::ALL.len()).prop_map(|i| Class::ALL[i])
}

fn any_channel() -> impl Strategy<Value = Channel> {
    (0..Channel::ALL.len()).prop_map(|i| Channel::ALL[i])
}

prop_compose! {
    fn any_person()(dead in prop::bool::weighted(0.05), muted in prop::bool::weighted(0.1),
        consent in 0..4u8, inbound in prop::option::of(0i64..100),
        out in prop::collection::btree_set(any_channel(), 0..3),
        touches in prop::collection::vec((0i64..200, any_class(), any_channel()), 0..12)) -> Person {
        let base = at("2025-11-21T10:00:00");
        let consents = [Purpose::FollowUp, Purpose::Care, Purpose::Marketing].into_iter().filter_map(|p| match consent {
            0 => None,
            1 => Some((p, Consent::Withdrawn)),
            n => Some((p, Consent::Granted { until: None, proof: n == 3 })),
        }).collect();
        Person {
            dead, consents, opted_out: out, mute: muted.then_some(Mute { until: None }),
            last_inbound: inbound.map(|h| base - Duration::hours(h)),
            touches: touches.into_iter().map(|(h, class, channel)| Touch { at: base - Duration::hours(h), class, channel }).collect(),
            ..wang()
        }
    }
}

proptest! {
    /// Whatever is asked, an illegal pair, the night, the dead and a full budget never get through.
    #[test]
    fn nothing_forbidden_leaves_the_gate(who in any_person(), class in any_class(), channel in any_channel(),
        promotional: bool, sensitive: bool, minute in 0i64..20_000) {
        let (policy, site) = (Policy::default(), Calendar::default());
        let now = at("2025-11-21T10:00:00") + Duration::minutes(minute);
        let request = Ask { sensitive, promotional, ..ask(class, channel) };
        let verdict = decide(&request, &who, &policy, &site, now);
        if verdict.answer == Answer::Send {
            prop_assert!(verdict.gates.iter().all(|g| g.passed));
            prop_assert!(!who.dead);
            prop_assert_ne!(policy.law(class, channel), Law::Forbidden);
            prop_assert!(!(promotional && channel == Channel::WechatTemplate));
            prop_assert!(!sensitive || policy.discreet.contains(&channel));
            if let Some(hours) = policy.hours(class, channel) {
                prop_assert!(hours.contains(site.time(now)));
            }
        } else {
            prop_assert!(verdict.gates.iter().any(|g| !g.passed));
        }
    }

    /// "Later at" is a promise: asked again then, with nothing changed, the answer is not "later" once more.
    #[test]
    fn later_means_then(who in any_person(), class in any_class(), channel in any_channel(), minute in 0i64..20_000) {
        let (policy, site) = (Policy::default(), Calendar::default());
        let now = at("2025-11-21T10:00:00") + Duration::minutes(minute);
        let request = ask(class, channel);
        if let Answer::Later { at: then, .. } = decide(&request, &who, &policy, &site, now).answer {
            prop_assert!(then > now && then < now + Duration::days(9));
            let again = decide(&request, &who, &policy, &site, then).answer;
            prop_assert!(!matches!(again, Answer::Later { .. }), "{:?}", again);
        }
    }

    /// Fifty departments asking at random: nobody is touched more often than the highest cap, no urgent one waits.
    #[test]
    fn nobody_is_touched_beyond_the_cap(asks in prop::collection::vec((any_class(), any_channel(), 1i64..400), 1..120)) {
        let (policy, site) = (Policy::default(), Calendar::default());
        let granted = Consent::Granted { until: None, proof: true };
        let mut who = wang();
        who.consents = BTreeMap::from([Purpose::FollowUp, Purpose::Care, Purpose::Marketing].map(|p| (p, granted)));
        let mut now = at("2025-11-21T08:00:00");
        for (class, channel, minutes) in asks {
            now += Duration::minutes(minutes);
            let answer = decide(&ask(class, channel), &who, &policy, &site, now).answer;
            if class == Class::ClinicalUrgent && policy.law(class, channel) == Law::Allowed && channel != Channel::WechatSession {
                prop_assert_eq!(&answer, &Answer::Send);
            }
            if answer == Answer::Send {
                who.touches.push(Touch { at: now, class, channel });
            }
        }
        let mut per_day: BTreeMap<_, u32> = BTreeMap::new();
        for t in who.touches.iter().filter(|t| policy.spends(t.class, t.channel)) {
            *per_day.entry(site.date(t.at)).or_default() += 1;
        }
        prop_assert!(per_day.values().all(|n| *n <= 3));
        for day in per_day.keys() {
            let week: u32 = per_day.range(crate::calendar::add_days(*day, -6)..=*day).map(|(_, n)| n).sum();
            prop_assert!(week <= 7);
        }
    }
}
