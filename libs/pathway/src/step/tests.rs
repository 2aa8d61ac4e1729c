//! Stories of the engine, and its laws under anything that may happen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::ledger::{Happening, Standing, balance, change};
use crate::validate::{parse, validate};

fn stent() -> Definition {
    let def = parse(&json!({
        "code": "post_stent", "name": "支架术后", "clinical": true, "verified": true,
        "entry": {"events": [{"kind": "procedure.recorded"}], "key": "{event.procedure_id}"},
        "nodes": [
            {"id": "tag", "name": "标记术后", "when": {"day": 0}, "kind": "tag", "add": ["post_op"]},
            {"id": "d7", "name": "第7天康复问卷", "when": {"day": 7}, "window": 3, "kind": "form",
             "form": "post_op_recovery", "template": "stent_day7"},
            {"id": "d30", "name": "第30天复诊提醒", "when": {"day": 30}, "window": 5, "kind": "message", "template": "stent_day30"},
            {"id": "d90", "name": "第90天满意度", "when": {"day": 90}, "window": 7, "kind": "form",
             "form": "satisfaction", "template": "satisfaction_callback"},
            {"id": "wait", "name": "等满意度", "when": {"after": {"node": "d90"}}, "kind": "wait_answer", "node": "d90",
             "timeout_days": 3, "on_answer": "low", "on_timeout": "call"},
            {"id": "low", "name": "满意度低于3", "kind": "branch",
             "test": {"answer": {"node": "d90", "field": "score", "below": 3}}, "then": "comfort"},
            {"id": "comfort", "name": "安抚回访", "kind": "phone_task", "window": 1, "sensitive": true,
             "script": "您好", "role": "service_desk"},
            {"id": "call", "name": "专属护士回访", "kind": "phone_task", "window": 3, "script": "您好",
             "form": "satisfaction", "role": "nurse"}
        ]
    }))
    .unwrap();
    assert_eq!(validate(&def), vec![]);
    def
}

fn colours() -> Definition {
    let node = |id: &str, name: &str, track: &str, months: u32, kind: serde_json::Value| {
        let mut node = json!({"id": id, "name": name, "when": {"day": 0}, "window": 14, "track": track,
            "repeat": {"every": {"months": months}}});
        node.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        node
    };
    let message = |t: &str| json!({"kind": "message", "template": t});
    let call = json!({"kind": "phone_task", "script": "您好", "role": "health_manager", "duty": "contact"});
    let visit = json!({"kind": "home_visit", "script": "测血压", "role": "nurse", "duty": "contact"});
    let def = parse(&json!({
        "code": "colours", "name": "红黄绿", "clinical": true, "verified": true,
        "entry": {"manual": true, "key": "{patient}"}, "anchor": {"from": "enrolment"},
        "tracks": {"by": "risk_grade", "names": [
            {"code": "red", "name": "红级"}, {"code": "yellow", "name": "黄级"}, {"code": "green", "name": "绿级"}]},
        "nodes": [
            node("red_msg", "红级每月提醒", "red", 1, message("red_monthly")),
            node("red_visit", "红级季度上门", "red", 3, visit),
            node("yellow_call", "黄级半年电话", "yellow", 6, call),
            node("green_msg", "绿级宣教", "green", 3, message("green_education")),
        ]
    }))
    .unwrap();
    assert_eq!(validate(&def), vec![]);
    def
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+08:00").parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A little world: carries effects out into a ledger, and remembers everything.
struct World {
    def: Definition,
    state: State,
    inputs: Inputs,
    ledger: BTreeMap<(String, u32), (Standing, NaiveDate, NaiveDate)>,
    opened: u64,
    sent: Vec<(NaiveDate, String)>,
    tasks: Vec<(String, u32)>,
    log: Vec<Line>,
    wake: Option<DateTime<Utc>>,
}

impl World {
    fn enter(def: Definition, anchor: &str, now: &str) -> Self {
        let state = State::enter(
            day(anchor),
            at(now).with_timezone(&chrono::FixedOffset::east_opt(28800).unwrap()).date_naive(),
        );
        let mut world = Self {
            def,
            state,
            inputs: Inputs::default(),
            ledger: BTreeMap::new(),
            opened: 0,
            sent: vec![],
            tasks: vec![],
            log: vec![],
            wake: None,
        };
        world.step(at(now));
        world
    }

    fn step(&mut self, now: DateTime<Utc>) -> Vec<Effect> {
        let out = step(&self.def, &self.state, &self.inputs, now);
        let again = step(&self.def, &self.state, &self.inputs, now);
        assert_eq!(
            serde_json::to_string(&out).unwrap(),
            serde_json::to_string(&again).unwrap(),
            "deterministic"
        );
        self.state = out.state;
        self.wake = out.wake_at;
        self.log.extend(out.log);
        for effect in &out.effects {
            self.carry_out(effect, now);
        }
        out.effects
    }

    fn carry_out(&mut self, effect: &Effect, now: DateTime<Utc>) {
        let today = self.inputs.calendar.date(now);
        match effect.clone() {
            Effect::OpenObligation { node, occurrence, due_from, due_to, .. } => {
                self.opened += 1;
                let before = self.ledger.insert((node, occurrence), (Standing::Scheduled, due_from, due_to));
                assert_eq!(before, None, "an obligation is opened once");
            }
            Effect::CompleteObligation { node, occurrence, .. } => {
                self.settle(&node, occurrence, Happening::Completed, today);
            }
            Effect::CloseObligation { node, occurrence, closing, .. } => {
                self.settle(&node, occurrence, Happening::Closed(closing), today);
            }
            Effect::SendMessage { node, .. } | Effect::SendForm { node, .. } => self.sent.push((today, node)),
            Effect::OpenTask { node, occurrence, .. } => self.tasks.push((node, occurrence)),
            _ => {}
        }
    }

    fn settle(&mut self, node: &str, occurrence: u32, what: Happening, on: NaiveDate) {
        let row = self.ledger.get_mut(&(node.to_owned(), occurrence)).unwrap();
        row.0 = change(row.0, what).unwrap();
        let closed = if let Happening::Closed(c) = what { Some(c) } else { None };
        self.inputs.reports.push(Report { node: node.to_owned(), occurrence, closed, on });
    }

    /// Steps at every wake-up until an instant.
    fn run(&mut self, until: &str) {
        let until = at(until);
        while let Some(next) = self.wake.filter(|w| *w <= until) {
            self.step(next);
        }
        self.step(until);
    }

    fn difference(&self) -> i128 {
        let standings: Vec<Standing> = self.ledger.values().map(|r| r.0).collect();
        balance(self.opened, &standings).difference()
    }

    fn sent(&self) -> Vec<String> {
        self.sent.iter().map(|(d, n)| format!("{d} {n}")).collect()
    }

    fn closed(&self, why: Closing) -> Vec<&str> {
        let closed = |i: &&Item| i.phase == Phase::Closed { closing: why };
        self.state.items.iter().filter(closed).map(|i| i.node.as_str()).collect()
    }
}

#[test]
fn a_stent_patient_is_reached_on_day_7_30_and_90_across_a_leap_day() {
    let mut world = World::enter(stent(), "2028-01-15", "2028-01-15T15:00");
    assert_eq!(world.ledger.len(), 3, "the plan's dates stand in the future at once");
    world.run("2028-06-01T09:00");
    assert_eq!(world.sent(), ["2028-01-22 d7", "2028-02-14 d30", "2028-04-14 d90"]);
    assert_eq!(world.tasks, [("call".to_owned(), 0)], "silence leads to the nurse's call");
    assert_eq!(world.closed(Closing::Superseded), ["d90"], "which takes the form's place");
    assert_eq!(world.difference(), 0);
}

#[test]
fn a_low_score_makes_a_comforting_call_and_a_high_one_does_not() {
    for (score, tasks) in [(2, vec![("comfort".to_owned(), 0)]), (4, vec![])] {
        let mut world = World::enter(stent(), "2025-03-01", "2025-03-01T15:00");
        world.run("2025-05-31T10:00");
        world.inputs.answers.push(Answer {
            node: "d90".into(),
            occurrence: 0,
            at: at("2025-05-31T11:00"),
            fields: json!({"score": score}),
        });
        world.step(at("2025-05-31T11:00"));
        assert_eq!(world.tasks, tasks);
        assert_eq!(world.ledger[&("d90".to_owned(), 0)].0, Standing::Done);
        let line = world.log.iter().find(|l| l.did == Decided::Branched).unwrap();
        assert!(line.why.contains(&format!("“score”回答为{score}，条件为低于3。")), "{}", line.why);
    }
}

#[test]
fn who_enters_on_day_40_is_not_sent_day_7_and_day_30_and_the_ledger_says_why() {
    let mut world = World::enter(stent(), "2025-03-01", "2025-04-10T10:00");
    assert_eq!(world.sent(), Vec::<String>::new());
    assert_eq!(world.closed(Closing::Expired), ["d7", "d30"]);
    let why = world.log.iter().find(|l| l.node.as_deref() == Some("d7") && l.did == Decided::Closed).unwrap();
    assert_eq!(why.why, "“第7天康复问卷”过期说明：入组时窗口已过（截止3月11日），不补做。");
    world.run("2025-05-30T09:00");
    assert_eq!(world.sent(), ["2025-05-30 d90"]);
    assert_eq!(world.difference(), 0);
}

#[test]
fn after_an_outage_messages_do_not_burst_and_calls_are_not_dropped() {
    let rows: Vec<serde_json::Value> = (1..=4)
        .map(|n| json!({"id": format!("m{n}"), "name": format!("第{n}天"), "when": {"day": n}, "window": 6,
            "kind": "message", "template": "t"}))
        .chain([json!({"id": "call", "name": "电话", "when": {"day": 2}, "window": 1, "kind": "phone_task",
            "script": "您好", "role": "nurse"}),
            json!({"id": "old", "name": "旧提醒", "when": {"day": 1}, "window": 1, "kind": "message", "template": "t"})])
        .collect();
    let def = parse(
        &json!({"code": "c", "name": "n", "entry": {"manual": true, "key": "{patient}"}, "nodes": rows}),
    )
    .unwrap();
    let mut world = World::enter(def, "2025-03-01", "2025-03-01T10:00");
    // The worker was down until day 6.
    world.step(at("2025-03-07T10:00"));
    assert_eq!(world.sent(), ["2025-03-07 m1"], "one message on the day of recovery");
    assert_eq!(world.tasks, [("call".to_owned(), 0)], "the call comes late and shows as overdue");
    assert_eq!(world.closed(Closing::Expired), ["old"]);
    world.run("2025-03-20T10:00");
    assert_eq!(world.sent(), ["2025-03-07 m1", "2025-03-08 m2", "2025-03-09 m3", "2025-03-10 m4"]);
    assert_eq!(world.difference(), 0);
}

#[test]
fn mute_is_not_made_up_for_and_death_closes_everything() {
    let mut world = World::enter(stent(), "2025-03-01", "2025-03-01T10:00");
    world.inputs.patient.muted = true;
    world.run("2025-04-02T10:00");
    assert_eq!(world.sent(), Vec::<String>::new());
    assert_eq!(world.closed(Closing::Muted), ["d7", "d30"]);
    world.inputs.patient.muted = false;
    world.run("2025-05-01T10:00");
    assert_eq!(world.sent(), Vec::<String>::new(), "nothing is sent afterwards");
    world.inputs.patient.fate = Some(Closing::Died);
    world.step(at("2025-05-02T10:00"));
    assert_eq!(world.closed(Closing::Died), ["d90"]);
    assert_eq!(world.wake, None);
    assert_eq!(world.step(at("2025-06-20T10:00")), vec![], "an ended path never wakes again");
    assert_eq!(world.difference(), 0);
}

#[test]
fn a_branch_without_a_rule_result_parks_the_person_with_a_reason() {
    let def = parse(&json!({"code": "c", "name": "n", "entry": {"manual": true, "key": "{patient}"}, "nodes": [
        {"id": "b", "name": "血压是否达标", "when": {"day": 0}, "kind": "branch", "test": {"rule": {"any": []}}, "then": "x"},
        {"id": "x", "name": "达标结束", "kind": "exit", "reason": "血压达标。"}]}))
    .unwrap();
    let mut world = World::enter(def, "2025-03-01", "2025-03-01T10:00");
    assert_eq!(world.state.status, Status::Parked { why: "分支“b”的规则没有结果。".into() });
    assert_eq!(world.step(at("2025-03-05T10:00")), vec![], "a parked person stays until somebody looks");
    world.inputs.rules.insert("b".into(), RuleResult { holds: true, why: "收缩压 128 mmHg。".into() });
    world.inputs.release = true;
    world.step(at("2025-03-05T11:00"));
    assert_eq!(world.state.status, Status::Ended { closing: Closing::Ended, why: "血压达标。".into() });
}

#[test]
fn a_paused_path_sends_nothing_and_loses_nothing() {
    let mut world = World::enter(stent(), "2025-03-01", "2025-03-01T10:00");
    world.inputs.paused = true;
    world.step(at("2025-03-08T09:00"));
    assert_eq!((world.sent().len(), world.wake), (0, None));
    world.inputs.paused = false;
    world.run("2025-03-09T10:00");
    assert_eq!(world.sent(), ["2025-03-09 d7"], "still inside its window");
}

#[test]
fn a_goal_reached_ends_the_path_at_once() {
    let mut def = stent();
    def.exits.push(crate::entry::ExitRule {
        why: "已预约筛查。".into(),
        event: None,
        rule: Some(json!({"op": "booked"})),
    });
    assert_eq!(def.rules()[0].0, "exit:0");
    let mut world = World::enter(def, "2025-03-01", "2025-03-01T10:00");
    world.inputs.rules.insert("exit:0".into(), RuleResult { holds: true, why: "3月5日已预约。".into() });
    world.step(at("2025-03-05T10:00"));
    assert_eq!(world.closed(Closing::Ended).len(), 3);
    assert_eq!(world.difference(), 0);
}

#[test]
fn an_unanswerable_form_does_not_wait_for_an_answer() {
    let mut world = World::enter(stent(), "2025-03-01", "2025-03-01T10:00");
    world.run("2025-05-30T09:00");
    world.settle("d90", 0, Happening::Closed(Closing::Barred), day("2025-05-30"));
    world.step(at("2025-05-30T09:05"));
    assert_eq!(world.tasks, [("call".to_owned(), 0)], "the gate said no, so a person calls");
}

#[test]
fn red_is_reminded_monthly_and_visited_quarterly_without_drift() {
    let mut world = World::enter(colours(), "2025-01-31", "2025-01-31T08:00");
    world.inputs.track = Some("red".into());
    world.step(at("2025-01-31T09:00"));
    for _ in 0..200 {
        let Some(next) = world.wake.filter(|w| *w < at("2025-08-01T00:00")) else { break };
        world.step(next);
    }
    let days: Vec<String> = world.sent.iter().map(|(d, _)| d.to_string()).collect();
    assert_eq!(
        days,
        ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30", "2025-07-31"]
    );
    assert_eq!(world.tasks.len(), 3, "1月31日、4月30日、7月31日");
}

#[test]
fn a_visit_in_hand_counts_when_red_turns_yellow_so_nobody_is_called_twice() {
    let mut world = World::enter(colours(), "2025-01-10", "2025-01-10T08:00");
    world.inputs.track = Some("red".into());
    world.step(at("2025-01-10T09:00"));
    world.run("2025-01-20T09:00");
    assert_eq!(world.tasks, [("red_visit".to_owned(), 0)]);
    world.inputs.track = Some("yellow".into());
    world.step(at("2025-02-01T10:00"));
    assert_eq!(
        world.closed(Closing::Superseded),
        ["red_msg", "red_visit"],
        "what was only planned is replaced"
    );
    let next = world.state.items.iter().find(|i| i.node == "yellow_call").unwrap();
    assert_eq!(next.from, day("2025-07-10"), "half a year after the visit that came up on 1月10日");
    let visit = &world.ledger[&("red_visit".to_owned(), 0)];
    assert!(visit.0.is_open(), "the visit in hand is still owed");
    world.inputs.track = Some("red".into());
    world.step(at("2025-02-03T10:00"));
    let again = world.state.items.iter().rfind(|i| i.node == "red_visit").unwrap();
    assert_eq!((again.occurrence, again.from), (2, day("2025-04-10")), "back to red: the quarter goes on");
    assert_eq!(world.difference(), 0);
}

#[derive(Debug, Clone)]
enum Turn {
    Days(i64),
    Grade(u8),
    Complete(usize),
    Refuse(usize),
    Mute(bool),
    Pause(bool),
    Fault,
    Release,
    Die,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        8 => (0i64..50).prop_map(Turn::Days),
        3 => (0u8..4).prop_map(Turn::Grade),
        4 => (0usize..50).prop_map(Turn::Complete),
        1 => (0usize..50).prop_map(Turn::Refuse),
        1 => any::<bool>().prop_map(Turn::Mute),
        1 => any::<bool>().prop_map(Turn::Pause),
        1 => Just(Turn::Fault),
        2 => Just(Turn::Release),
        1 => prop::bool::weighted(0.1).prop_map(|d| if d { Turn::Die } else { Turn::Days(1) }),
    ]
}

fn play(world: &mut World, now: &mut DateTime<Utc>, turn: &Turn) {
    world.inputs.fault = None;
    world.inputs.release = false;
    let pick = |world: &World, n: usize| {
        let open: Vec<_> =
            world.ledger.iter().filter(|(_, r)| r.0.is_open()).map(|(k, _)| k.clone()).collect();
        (!open.is_empty()).then(|| open[n % open.len()].clone())
    };
    let today = world.inputs.calendar.date(*now);
    match turn {
        Turn::Days(n) => *now += Duration::days(*n) + Duration::minutes(7),
        Turn::Grade(n) => {
            world.inputs.track =
                [None, Some("red"), Some("yellow"), Some("green")][usize::from(*n)].map(str::to_owned);
        }
        Turn::Complete(n) => {
            if let Some((node, k)) = pick(world, *n) {
                world.settle(&node, k, Happening::Completed, today);
            }
        }
        Turn::Refuse(n) => {
            if let Some((node, k)) = pick(world, *n) {
                world.settle(&node, k, Happening::Closed(Closing::Refused), today);
            }
        }
        Turn::Mute(on) => world.inputs.patient.muted = *on,
        Turn::Pause(on) => world.inputs.paused = *on,
        Turn::Fault => world.inputs.fault = Some("模板缺失。".into()),
        Turn::Release => world.inputs.release = true,
        Turn::Die => world.inputs.patient.fate = Some(Closing::Died),
    }
    world.step(*now);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Grades change, staff complete and close, paths pause, people are muted, die: no obligation is opened twice, none
    /// is lost, a second step at the same instant does nothing, and an ended path owes nothing it still planned.
    #[test]
    fn nothing_is_lost_or_doubled_whatever_happens(red: bool, late in 0i64..200, story in prop::collection::vec(turn(), 1..60)) {
        let def = if red { colours() } else { stent() };
        let mut now = at("2025-03-01T08:30") + Duration::days(late);
        let local = now.with_timezone(&chrono::FixedOffset::east_opt(28800).unwrap());
        let mut world = World::enter(def, "2025-03-01", &local.format("%Y-%m-%dT%H:%M").to_string());
        for turn in &story {
            play(&mut world, &mut now, turn);
            prop_assert_eq!(world.difference(), 0);
            world.inputs.fault = None;
            world.inputs.release = false;
            let again = world.step(now);
            prop_assert!(again.is_empty(), "a second look changes nothing: {:?}", again);
        }
        let keys: BTreeSet<_> = world.state.items.iter().map(|i| (i.node.clone(), i.occurrence)).collect();
        prop_assert_eq!(keys.len(), world.state.items.len());
        let seqs: Vec<u32> = world.log.iter().map(|l| l.seq).collect();
        prop_assert_eq!(seqs, (0..world.state.lines).collect::<Vec<_>>(), "the log has no gap");
        let mut per_day: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        for (day, _) in &world.sent { *per_day.entry(*day).or_default() += 1; }
        prop_assert!(per_day.values().all(|n| *n <= 2), "no burst: {:?}", per_day);
        if world.inputs.patient.fate.is_some() {
            let ended_before = matches!(world.state.status, Status::Ended { closing: Closing::Ended, .. });
            let owed = world.ledger.values().any(|r| r.0.is_open());
            prop_assert!(ended_before || !owed, "the dead owe nothing");
        }
    }

    /// A replay on the same inputs writes the same log, whether woken only when due or looked at every day.
    #[test]
    fn looking_more_often_changes_nothing(days in 1i64..120) {
        let start = "2025-03-01T08:30";
        let mut lazy = World::enter(stent(), "2025-03-01", start);
        let mut busy = World::enter(stent(), "2025-03-01", start);
        let end = at("2025-03-01T09:00") + Duration::days(days);
        while let Some(next) = lazy.wake.filter(|w| *w <= end) { lazy.step(next); }
        let mut now = at("2025-03-01T09:00");
        while now <= end { busy.step(now); now += Duration::hours(4); }
        prop_assert_eq!(serde_json::to_string(&lazy.log).unwrap(), serde_json::to_string(&busy.log).unwrap());
    }
}
