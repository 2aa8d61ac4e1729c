//! What a step asks of the world, and what it writes down.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::State;
use crate::gate::{Channel, Class};
use crate::ledger::Closing;

/// Everything a step gives back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The new state, to be stored.
    pub state: State,
    /// What must be done, in this order, in the same transaction.
    pub effects: Vec<Effect>,
    /// The decision log of this step.
    pub log: Vec<Line>,
    /// When to step again if nothing happens before.
    pub wake_at: Option<DateTime<Utc>>,
}

/// Something the world must do. (enrolment, node, occurrence) is the idempotency key of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Writes an obligation into the ledger.
    OpenObligation {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// Kind of node.
        kind: String,
        /// Its name.
        title: String,
        /// First day of the window.
        due_from: NaiveDate,
        /// Last day of the window.
        due_to: NaiveDate,
    },
    /// Marks an obligation done.
    CompleteObligation {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// A sentence.
        why: String,
    },
    /// Closes an obligation for a reason.
    CloseObligation {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// The reason.
        closing: Closing,
        /// A sentence.
        why: String,
    },
    /// Queues a message; the touch gate has the last word.
    SendMessage {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// Template code.
        template: String,
        /// Message class.
        class: Class,
        /// Channels, best first.
        channels: Vec<Channel>,
        /// Not to be delivered after this.
        not_after: DateTime<Utc>,
    },
    /// Sends a form and awaits its answer.
    SendForm {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// Form code.
        form: String,
        /// Template of the invitation.
        template: String,
        /// Message class.
        class: Class,
        /// Channels, best first.
        channels: Vec<Channel>,
        /// Not to be delivered after this.
        not_after: DateTime<Utc>,
    },
    /// Puts a task into the queue.
    OpenTask {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// `phone_task` or `home_visit`.
        kind: String,
        /// Its name.
        title: String,
        /// What to say or do.
        script: String,
        /// Form to fill.
        form: Option<String>,
        /// Role it goes to.
        role: String,
        /// A trained person has to do it.
        sensitive: bool,
        /// First day of the window.
        due_from: NaiveDate,
        /// Last day of the window.
        due_to: NaiveDate,
    },
    /// Sets a tag.
    AddTag {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// The tag.
        tag: String,
    },
    /// Takes a tag away.
    RemoveTag {
        /// The node.
        node: String,
        /// The occurrence.
        occurrence: u32,
        /// The tag.
        tag: String,
    },
    /// Puts the person into 待处理.
    Park {
        /// A sentence.
        reason: String,
    },
    /// The path is over.
    Exit {
        /// How what was open was closed.
        closing: Closing,
        /// A sentence.
        reason: String,
        /// It ran to its end: work in hand stays owed, messages on their way may go.
        keep: bool,
    },
}

/// One line of the decision log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Place in the enrolment's log, from 0.
    pub seq: u32,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// What was decided.
    pub did: Decided,
    /// About which node.
    pub node: Option<String>,
    /// And which occurrence of it.
    pub occurrence: Option<u32>,
    /// Why, in words.
    pub why: String,
}

/// Kinds of decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// Put on the calendar.
    Planned,
    /// Left off the calendar, with the reason.
    Skipped,
    /// Carried out.
    Fired,
    /// Moved to another day.
    Postponed,
    /// Closed for a reason.
    Closed,
    /// Settled in the world.
    Settled,
    /// A wait ended.
    Waited,
    /// A branch was decided.
    Branched,
    /// The track changed.
    Switched,
    /// Parked.
    Parked,
    /// Taken out of 待处理.
    Released,
    /// The path ended.
    Exited,
}
