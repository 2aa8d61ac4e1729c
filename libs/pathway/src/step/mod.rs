//! One step of one person on one pathway version: pure and deterministic.
//!
//! The same definition, state, inputs and `now` give the same new state, effects and decision log, byte for byte;
//! the live worker and the time machine run this very function. Effects are what the world must do; the caller
//! carries them out in the transaction that stores the new state. Every decision, also the decision to do nothing,
//! leaves a line in the log.
//!
//! Laws:
//! * A node late at enrolment (window already past) is opened in the ledger and closed with a reason at once.
//! * Late automated messages never burst: one a day, inside their windows, and what does not fit is closed with a reason.
//! * Work for people is never dropped for lateness: a task comes late and is shown as overdue.
//! * While muted nothing is touched and nothing is made up for afterwards; death, moving away and refusal close all.
//! * What cannot be decided parks the person with a reason; nobody leaves a path silently.

mod effects;
mod fire;
mod plan;
mod react;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use effects::{Decided, Effect, Line, Outcome};

use crate::calendar::Calendar;
use crate::definition::{Definition, Node};
use crate::ledger::Closing;

/// More actions than this in one step mean a loop; the person is parked.
const MOST_ACTIONS: usize = 300;

/// Where one person stands on one version. Stored as JSON beside the enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Running, parked or ended.
    pub status: Status,
    /// Day nought.
    pub anchor: NaiveDate,
    /// The day of enrolment at the site.
    pub enrolled_on: NaiveDate,
    /// The first plan has been made.
    #[serde(default)]
    pub planned: bool,
    /// The track followed now.
    #[serde(default)]
    pub track: Option<String>,
    /// Every node planned so far, in the order of planning.
    #[serde(default)]
    pub items: Vec<Item>,
    /// The last day something was sent automatically.
    #[serde(default)]
    pub last_send: Option<NaiveDate>,
    /// Days up to this one are taken by messages made up for.
    #[serde(default)]
    pub catch_up_to: Option<NaiveDate>,
    /// Lines written to the decision log so far.
    #[serde(default)]
    pub lines: u32,
}

/// Whether a path is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// 进行中.
    Running,
    /// 待处理: a person must look.
    Parked {
        /// A sentence.
        why: String,
    },
    /// 已结束.
    Ended {
        /// How the open obligations were closed.
        closing: Closing,
        /// A sentence.
        why: String,
    },
}

/// One occurrence of one node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The node.
    pub node: String,
    /// Which time it comes in this enrolment, from 0; (enrolment, node, occurrence) is unique for ever.
    pub occurrence: u32,
    /// First day of the series it belongs to, and its place in it.
    pub base: NaiveDate,
    /// Place in the series.
    pub index: u32,
    /// First day of the window.
    pub from: NaiveDate,
    /// Last day of the window.
    pub to: NaiveDate,
    /// When it is to happen.
    pub fire_at: DateTime<Utc>,
    /// Where it stands.
    pub phase: Phase,
}

/// Where an occurrence stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Planned.
    Waiting,
    /// Sent or handed to staff, not settled.
    Open,
    /// A wait, until an answer or the deadline.
    Listening {
        /// Occurrence of the node listened to.
        of: u32,
        /// When it is given up.
        until: DateTime<Utc>,
    },
    /// Over.
    Done,
    /// Closed for a reason.
    Closed {
        /// Why.
        closing: Closing,
    },
}

/// What the step is told of the world.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inputs {
    /// The site's calendar.
    pub calendar: Calendar,
    /// Results of the rules of [`Definition::rules`], by key.
    pub rules: BTreeMap<String, RuleResult>,
    /// Obligations settled in the ledger (others may be left out).
    pub reports: Vec<Report>,
    /// Answers to nodes of this enrolment.
    pub answers: Vec<Answer>,
    /// What bears on the person as a whole.
    pub patient: PatientStatus,
    /// The value of the fact that decides the track.
    pub track: Option<String>,
    /// The path or the enrolment is paused: nothing fires, nothing is lost.
    pub paused: bool,
    /// Somebody, or an exit event, ends it.
    pub stop: Option<Stop>,
    /// Something outside made the next step impossible (a template is missing).
    pub fault: Option<String>,
    /// Staff have dealt with what the person was parked for.
    pub release: bool,
}

/// Result of a rule about the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleResult {
    /// Holds.
    pub holds: bool,
    /// The facts used, in words.
    pub why: String,
}

/// An obligation as the ledger has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The node.
    pub node: String,
    /// The occurrence.
    pub occurrence: u32,
    /// Absent: done. Present: closed for this reason.
    #[serde(default)]
    pub closed: Option<Closing>,
    /// The day it was settled.
    pub on: NaiveDate,
}

/// An answer to a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The node.
    pub node: String,
    /// The occurrence.
    pub occurrence: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Answered fields.
    pub fields: Value,
}

/// What bears on the person as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientStatus {
    /// What ends every path of the person: died, merged, moved, refused or lost.
    pub fate: Option<Closing>,
    /// 静默中.
    pub muted: bool,
}

/// An end from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// How what is open is closed.
    pub closing: Closing,
    /// A sentence.
    pub why: String,
}

impl State {
    /// The state of somebody who has just entered.
    pub fn enter(anchor: NaiveDate, enrolled_on: NaiveDate) -> Self {
        Self {
            status: Status::Running,
            anchor,
            enrolled_on,
            planned: false,
            track: None,
            items: Vec::new(),
            last_send: None,
            catch_up_to: None,
            lines: 0,
        }
    }

    /// The node the person comes to next, if any is planned.
    pub fn next(&self) -> Option<&Item> {
        self.items.iter().filter(|i| i.phase == Phase::Waiting).min_by_key(|i| (i.fire_at, i.from))
    }
}

/// Takes one step. See the module for the laws.
pub fn step(def: &Definition, state: &State, inputs: &Inputs, now: DateTime<Utc>) -> Outcome {
    let mut run = Run {
        def,
        inputs,
        now,
        today: inputs.calendar.date(now),
        state: state.clone(),
        effects: Vec::new(),
        log: Vec::new(),
    };
    run.go();
    let wake_at = run.wake();
    Outcome { state: run.state, effects: run.effects, log: run.log, wake_at }
}

/// A step under way.
struct Run<'a> {
    def: &'a Definition,
    inputs: &'a Inputs,
    now: DateTime<Utc>,
    today: NaiveDate,
    state: State,
    effects: Vec<Effect>,
    log: Vec<Line>,
}

impl<'a> Run<'a> {
    fn go(&mut self) {
        if matches!(self.state.status, Status::Ended { .. }) {
            return;
        }
        if !self.state.planned {
            self.first_plan();
        }
        if let Some(stop) = self.stop() {
            self.end(stop.closing, stop.why, false);
            return;
        }
        self.switch_track();
        self.take_answers();
        self.take_reports();
        self.hold();
        for _ in 0..MOST_ACTIONS {
            if self.held() || !self.advance() {
                self.end_if_nothing_is_left();
                return;
            }
        }
        self.park("一次推进中动作过多，路径可能有环。");
    }

    /// Resolves one wait or fires one node; false if there is nothing to do now.
    fn advance(&mut self) -> bool {
        if let Some(place) = self.state.items.iter().position(|i| self.is_resolved(i)) {
            self.resolve(place);
            return true;
        }
        let due = self.state.items.iter().enumerate().filter(|(_, i)| i.phase == Phase::Waiting);
        let due = due.filter(|(_, i)| i.fire_at <= self.now);
        let first = due.min_by_key(|(_, i)| (i.fire_at, self.position(&i.node), i.occurrence));
        let Some((place, _)) = first else { return false };
        self.fire(place);
        true
    }

    fn held(&self) -> bool {
        self.inputs.paused || self.state.status != Status::Running
    }

    fn wake(&self) -> Option<DateTime<Utc>> {
        if self.held() {
            return None;
        }
        let next = self.state.items.iter().filter_map(|i| match i.phase {
            Phase::Waiting => Some(i.fire_at),
            Phase::Listening { until, .. } => Some(until),
            _ => None,
        });
        next.min()
    }

    fn position(&self, node: &str) -> usize {
        self.def.nodes.iter().position(|n| n.id == node).unwrap_or(usize::MAX)
    }

    fn item(&self, place: usize) -> Option<(Item, &'a Node)> {
        let item = self.state.items.get(place)?;
        Some((item.clone(), self.def.node(&item.node)?))
    }

    fn set(&mut self, place: usize, phase: Phase) {
        if let Some(item) = self.state.items.get_mut(place) {
            item.phase = phase;
        }
    }

    fn note(&mut self, did: Decided, item: Option<&Item>, why: impl Into<String>) {
        let seq = self.state.lines;
        self.state.lines = seq.saturating_add(1);
        let (node, occurrence) = item.map(|i| (i.node.clone(), i.occurrence)).unzip();
        self.log.push(Line { seq, at: self.now, did, node, occurrence, why: why.into() });
    }

    fn park(&mut self, why: impl Into<String>) {
        let why = why.into();
        self.state.status = Status::Parked { why: why.clone() };
        self.note(Decided::Parked, None, format!("转入待处理：{why}"));
        self.effects.push(Effect::Park { reason: why });
    }
}

/// Why an occurrence cannot be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotMove {
    /// It has happened, or is in hand.
    #[error("这一项已经开始或结束，不能改期。")]
    Begun,
    /// The path does not know it.
    #[error("路径中没有这一项。")]
    Unknown,
}

/// Moves a planned occurrence to another day, its window with it. The cadence behind it stays where it was.
///
/// # Errors
/// [`CannotMove`] if it is not planned any more.
pub fn reschedule(
    def: &Definition,
    state: &State,
    node: &str,
    occurrence: u32,
    to: NaiveDate,
    site: &Calendar,
) -> Result<State, CannotMove> {
    let time = def.node(node).ok_or(CannotMove::Unknown)?.time;
    let mut moved = state.clone();
    let item = moved.items.iter_mut().find(|i| i.node == node && i.occurrence == occurrence);
    let item = item.ok_or(CannotMove::Unknown)?;
    if item.phase != Phase::Waiting {
        return Err(CannotMove::Begun);
    }
    let window = crate::calendar::days_between(item.from, item.to);
    item.from = to;
    item.to = crate::calendar::add_days(to, window);
    item.fire_at = site.instant(to, time);
    Ok(moved)
}
