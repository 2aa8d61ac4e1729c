//! What a channel must tell us about itself: how it takes a message, and what it can promise about sending once.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use kernel::{App, PatientId, TenantId};
use nq_pathway::gate::Channel;

use super::state::ChannelClass;
use crate::ids::MessageId;

/// One message as handed to a channel. `key` is the same for every try of the same message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Tenant.
    pub tenant: TenantId,
    /// To whom.
    pub patient: PatientId,
    /// Our id.
    pub message: MessageId,
    /// Idempotency key.
    pub key: String,
    /// By which channel.
    pub channel: Channel,
    /// Telephone number, for the channels that need one.
    pub phone: Option<String>,
    /// Name as shown on the telephone.
    pub to_name: String,
    /// The text, link included.
    pub text: String,
    /// The link alone.
    pub link: Option<String>,
}

/// What the channel answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// Taken; a receipt may follow.
    Accepted(String),
    /// Taken, and the person has it.
    Delivered(String),
    /// Surely not taken; may be tried again (limit, maintenance).
    Busy(String),
    /// Surely not taken, never will be (empty number, blocked).
    Refused(String),
    /// Nobody knows: time-out, broken connection.
    Unsure(String),
}

/// What a channel of class Q knows about one of our keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It has it, under this id.
    Yes(String),
    /// After the settling time: it has it not.
    No,
    /// It cannot tell now.
    CannotTell,
}

/// A way to bring a text to a person.
#[async_trait::async_trait]
pub trait Carrier: Send + Sync {
    /// Name for the attempt's record.
    fn name(&self) -> &'static str;
    /// What it can promise about sending once.
    fn class(&self) -> ChannelClass;
    /// Class Q: how long after a lost answer a query is trustworthy (provider time-out plus index lag).
    fn settling(&self) -> Duration {
        Duration::seconds(90)
    }
    /// Hands the message over. Must not be called inside a transaction.
    async fn send(&self, app: &App, message: &Outgoing) -> Sent;
    /// Class Q: asks by our key.
    async fn query(&self, _app: &App, _key: &str) -> Known {
        Known::CannotTell
    }
}

/// The channels of this installation.
#[derive(Clone, Default)]
pub struct Carriers {
    by_channel: BTreeMap<Channel, Arc<dyn Carrier>>,
}

impl Carriers {
    /// The configured ones: the inbox always; in demo mode the sandbox telephone for texts and for the AI voice.
    pub fn of(app: &App) -> Self {
        let mut carriers = Self::default().with(Channel::Inbox, Arc::new(Inbox));
        if app.config.demo {
            let sandbox: Arc<dyn Carrier> = Arc::new(crate::sandbox::Sandbox);
            for channel in [Channel::SmsService, Channel::SmsMarketing, Channel::AiVoice] {
                carriers = carriers.with(channel, sandbox.clone());
            }
        }
        carriers
    }

    /// Adds or replaces one.
    #[must_use]
    pub fn with(mut self, channel: Channel, carrier: Arc<dyn Carrier>) -> Self {
        self.by_channel.insert(channel, carrier);
        self
    }

    /// The carrier of a channel.
    pub fn get(&self, channel: Channel) -> Option<&Arc<dyn Carrier>> {
        self.by_channel.get(&channel)
    }

    /// The channels there are.
    pub fn channels(&self) -> impl Iterator<Item = Channel> + '_ {
        self.by_channel.keys().copied()
    }
}

/// The message list of the patient's own page: the outbox row itself is what the person reads, so it is there once.
struct Inbox;

#[async_trait::async_trait]
impl Carrier for Inbox {
    fn name(&self) -> &'static str {
        "inbox"
    }
    fn class(&self) -> ChannelClass {
        ChannelClass::K
    }
    async fn send(&self, _app: &App, message: &Outgoing) -> Sent {
        Sent::Delivered(message.key.clone())
    }
}
