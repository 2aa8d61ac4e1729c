//! How a message may change, in one table. Pure.
//!
//! ```text
//! pending ─claim→ sending ─accept→ accepted ─deliver→ delivered
//!    │               ├─postpone→ pending            └fail→ failed
//!    ├─expire→ expired├─fail→ failed
//!    └─cancel→ cancelled
//!                    └─lose→ unknown ─found→ accepted · not_found→ pending (channel Q)
//!                                     └─a person decides→ accepted | failed
//! ```

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a message stands. Every message ends in exactly one of the states after `sending`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MessageState)]
pub enum State {
    /// Waits for its time and for the gate.
    Pending,
    /// A sender holds the lease; the channel may or may not have it.
    Sending,
    /// The channel took it.
    Accepted,
    /// The channel says the person has it.
    Delivered,
    /// The channel refused it for good, or a person said it failed.
    Failed,
    /// Its last useful moment passed before it could be sent.
    Expired,
    /// Withdrawn: by staff, by the patient's wish, by death or transfer, or by the gate for good.
    Cancelled,
    /// Nobody can tell whether the person got it: 人工核实.
    Unknown,
}

/// What happens to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// A sender takes the lease.
    Claim,
    /// The lease ran out and the channel has an idempotency key (class K): another sender may take it.
    Reclaim,
    /// The gate says later, or the channel is surely without it and may be tried again.
    Postpone,
    /// The channel took it.
    Accept,
    /// Receipt: delivered.
    Deliver,
    /// The channel refused for good, or a receipt says it did not arrive.
    Fail,
    /// `not_after` passed.
    Expire,
    /// Withdrawn.
    Cancel,
    /// The lease ran out or the answer got lost, and the channel has no key.
    Lose,
    /// A query by our id found it at the provider (class Q).
    Found,
    /// A query after the settling time did not find it (class Q).
    NotFound,
    /// A person checked: the patient has it.
    ConfirmSent,
    /// A person checked: the patient does not have it.
    ConfirmUnsent,
}

/// The act does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Illegal {
    /// The state.
    pub from: State,
    /// The act.
    pub act: Act,
}

/// The one transition table.
pub fn transition(from: State, act: Act) -> Result<State, Illegal> {
    use Act as A;
    use State as S;
    Ok(match (from, act) {
        (S::Pending, A::Claim) | (S::Sending, A::Reclaim) => S::Sending,
        (S::Pending | S::Sending, A::Postpone) | (S::Unknown, A::NotFound) => S::Pending,
        (S::Sending, A::Accept) | (S::Unknown, A::Found | A::ConfirmSent | A::Accept) => S::Accepted,
        // A receipt may overtake the answer to our own request.
        (S::Sending | S::Accepted | S::Delivered | S::Unknown, A::Deliver) => S::Delivered,
        (S::Sending | S::Accepted | S::Failed | S::Unknown, A::Fail) | (S::Unknown, A::ConfirmUnsent) => {
            S::Failed
        }
        // Sending is left by these two only before anything was handed to the channel, by the sender itself.
        (S::Pending | S::Sending, A::Expire) => S::Expired,
        (S::Pending | S::Sending, A::Cancel) => S::Cancelled,
        (S::Sending, A::Lose) => S::Unknown,
        _ => return Err(Illegal { from, act }),
    })
}

/// What a channel can promise about sending once; see `docs` and trust.md D.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum ChannelClass {
    /// Has an idempotency key: sending twice with one key delivers once.
    K,
    /// Can be queried by our id; resend only after the settling time.
    Q,
    /// Neither: an uncertain sending goes to a person.
    N,
}

/// What to do with a message whose sender vanished while the lease was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// Send again with the same key.
    ResendSameKey,
    /// Mark unknown, wait for the settling time, then query.
    QueryAfterSettling,
    /// Mark unknown and ask a person.
    AskPerson,
}

impl ChannelClass {
    /// The way back from a lost lease.
    pub fn recovery(self) -> Recovery {
        match self {
            Self::K => Recovery::ResendSameKey,
            Self::Q => Recovery::QueryAfterSettling,
            Self::N => Recovery::AskPerson,
        }
    }
}

impl State {
    /// All states, in the order of a message's life.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Sending,
        Self::Accepted,
        Self::Delivered,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
        Self::Unknown,
    ];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// From the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// For the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "待发送",
            Self::Sending => "发送中",
            Self::Accepted => "已提交",
            Self::Delivered => "已送达",
            Self::Failed => "未送达",
            Self::Expired => "已过期",
            Self::Cancelled => "已取消",
            Self::Unknown => "待人工核实",
        }
    }

    /// Whether the message still waits for a sender.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Sending)
    }

    /// Whether the person has it, as far as anybody knows; such messages count against the budget.
    pub fn reached(self) -> bool {
        matches!(self, Self::Accepted | Self::Delivered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [Act; 13] = [
        Act::Claim,
        Act::Reclaim,
        Act::Postpone,
        Act::Accept,
        Act::Deliver,
        Act::Fail,
        Act::Expire,
        Act::Cancel,
        Act::Lose,
        Act::Found,
        Act::NotFound,
        Act::ConfirmSent,
        Act::ConfirmUnsent,
    ];

    #[test]
    fn a_receipt_that_comes_late_cannot_move_a_final_state_backwards() {
        for last in [State::Delivered, State::Expired, State::Cancelled] {
            for act in ACTS {
                let next = transition(last, act);
                assert!(next.is_err() || next == Ok(last), "{last:?} {act:?} → {next:?}");
            }
        }
        assert!(transition(State::Failed, Act::Deliver).is_err());
    }

    #[test]
    fn nothing_is_sent_again_once_the_channel_took_it() {
        for taken in [State::Accepted, State::Delivered] {
            for act in ACTS {
                assert!(
                    !matches!(transition(taken, act), Ok(State::Pending | State::Sending)),
                    "{taken:?} {act:?}"
                );
            }
        }
    }

    #[test]
    fn every_open_message_can_reach_an_end() {
        for start in [State::Pending, State::Sending, State::Unknown] {
            let ends =
                ACTS.iter().filter_map(|a| transition(start, *a).ok()).filter(|s| !s.is_open()).count();
            assert!(ends > 0, "{start:?} is a dead end");
        }
    }

    #[test]
    fn an_uncertain_message_is_resent_only_when_the_channel_can_promise_once() {
        assert_eq!(ChannelClass::K.recovery(), Recovery::ResendSameKey);
        assert_eq!(ChannelClass::Q.recovery(), Recovery::QueryAfterSettling);
        assert_eq!(ChannelClass::N.recovery(), Recovery::AskPerson);
        assert_eq!(transition(State::Unknown, Act::Claim).map_err(|i| i.act), Err(Act::Claim));
    }

    #[test]
    fn the_stored_word_reads_back() {
        for s in State::ALL {
            assert_eq!(State::parse(s.as_str()), Some(s));
        }
    }
}
