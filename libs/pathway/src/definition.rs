//! A pathway version as it is authored and stored: who enters, what day nought is, and a day table of nodes.
//!
//! The JSON reads like the table a head nurse writes: one row per node, `when` saying the day, `window` the days
//! of grace, `kind` what happens. A definition is data; [`crate::validate`] says what is wrong with it.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calendar::Shift;
use crate::entry::{Anchor, Compare, Entry, ExitRule};
use crate::gate::{Channel, Class};

/// One version of a pathway.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Stable code of the pathway (all versions share it).
    pub code: String,
    /// Name on the page.
    pub name: String,
    /// What it is for, in a sentence or two.
    #[serde(default)]
    pub about: String,
    /// Clinical pathways are published by clinicians; others by operations.
    #[serde(default)]
    pub clinical: bool,
    /// A clinician has signed the content; until then it is shown as 未核实.
    #[serde(default)]
    pub verified: bool,
    /// Where the content comes from (a standard, a guideline).
    #[serde(default)]
    pub source: String,
    /// Who enters and by what key.
    pub entry: Entry,
    /// What day nought is.
    #[serde(default)]
    pub anchor: Anchor,
    /// Tracks a person moves between (红/黄/绿).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracks: Option<Tracks>,
    /// Goals and events that end the path early.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<ExitRule>,
    /// The day table.
    pub nodes: Vec<Node>,
}

/// Parallel cadences of which a person follows one at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracks {
    /// The fact that decides, e.g. `risk_grade`.
    pub by: String,
    /// Its values with their words.
    pub names: Vec<Track>,
}

/// One track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Value of the fact.
    pub code: String,
    /// Word on the page.
    pub name: String,
}

/// One row of the day table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Unique within the version.
    pub id: String,
    /// What it is called on the page and in the timeline.
    pub name: String,
    /// When it comes.
    #[serde(default)]
    pub when: When,
    /// Days of grace after its day; 0 means that day only.
    #[serde(default)]
    pub window: u32,
    /// Time of day at the site.
    #[serde(default = "nine", with = "clock")]
    pub time: NaiveTime,
    /// Where it moves if its day is not worked; absent: it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workday: Option<Shift>,
    /// It comes again and again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// Only on this track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// Nodes of one duty replace each other when the track changes (a phone call is a phone call).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<String>,
    /// 敏感/高价值: a person must do it, automated delivery is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// What happens.
    #[serde(flatten)]
    pub act: Act,
}

/// When a node comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// So many days from day nought (negative: before).
    Day(i32),
    /// So many months from day nought.
    Month(i32),
    /// Days after another node: after it was sent, or after it was settled if people carry it out.
    After {
        /// The other node.
        node: String,
        /// Days.
        #[serde(default)]
        days: u32,
    },
    /// Only when a branch or a wait leads to it.
    #[default]
    Called,
}

/// A cadence. Counted from the first occurrence, so that months do not drift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The interval.
    pub every: Every,
    /// How many times in all; absent: until the path ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// An interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Days.
    Days(u32),
    /// Months.
    Months(u32),
}

/// What a node does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// 消息.
    Message {
        /// Template code.
        template: String,
        /// Message class.
        #[serde(default = "routine")]
        class: Class,
        /// Channels, best first.
        #[serde(default)]
        channels: Vec<Channel>,
    },
    /// 问卷: a form is sent and its answer awaited.
    Form {
        /// Form code.
        form: String,
        /// Template of the invitation.
        template: String,
        /// Message class of the invitation.
        #[serde(default = "routine")]
        class: Class,
        /// Channels, best first.
        #[serde(default)]
        channels: Vec<Channel>,
    },
    /// 电话随访.
    PhoneTask {
        /// What the caller says.
        script: String,
        /// Form filled during the call.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<String>,
        /// Role it goes to.
        role: String,
    },
    /// 上门随访.
    HomeVisit {
        /// What is done there.
        script: String,
        /// Form filled there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<String>,
        /// Role it goes to.
        role: String,
    },
    /// 标签.
    Tag {
        /// Tags set.
        #[serde(default)]
        add: Vec<String>,
        /// Tags taken away.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// 等待回答.
    WaitAnswer {
        /// The node whose answer is awaited.
        node: String,
        /// Days until it is given up.
        timeout_days: u32,
        /// Where an answer leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_answer: Option<String>,
        /// Where silence leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_timeout: Option<String>,
    },
    /// 分支.
    Branch {
        /// The question.
        test: Test,
        /// Where yes leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        then: Option<String>,
        /// Where no leads.
        #[serde(default, rename = "else", skip_serializing_if = "Option::is_none")]
        otherwise: Option<String>,
    },
    /// 结束.
    Exit {
        /// A sentence.
        reason: String,
    },
}

/// The question a branch asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// A rule of the audience language about the person; opaque here, its result is handed in.
    Rule(Value),
    /// The latest answer to a node of this path.
    Answer(AnswerTest),
}

/// A test of one answered field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerTest {
    /// The node that was answered.
    pub node: String,
    /// Field of the form.
    pub field: String,
    /// The comparison.
    #[serde(flatten)]
    pub is: Compare,
}

fn nine() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()
}

fn routine() -> Class {
    Class::ClinicalRoutine
}

/// Times of day as `09:00`.
mod clock {
    use chrono::NaiveTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(super) fn serialize<S: Serializer>(time: &NaiveTime, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&time.format("%H:%M"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveTime, D::Error> {
        let text = String::deserialize(from)?;
        NaiveTime::parse_from_str(&text, "%H:%M")
            .map_err(|_| D::Error::custom(format!("时间“{text}”应写作 09:00")))
    }
}

impl Definition {
    /// A node by its id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|n| n.id == id)
    }

    /// Days after day nought on which the last window closes; none if the path has no such end (a cadence, tracks).
    /// Somebody whose day nought lies further back has nothing left to be done on this path.
    pub fn last_day(&self) -> Option<i64> {
        if self.tracks.is_some() || self.nodes.iter().any(|n| n.repeat.is_some()) {
            return None;
        }
        let end = |n: &Node| match n.when {
            When::Day(day) => Some(i64::from(day) + i64::from(n.window)),
            When::Month(month) => Some(i64::from(month) * 31 + i64::from(n.window)),
            When::After { .. } | When::Called => None,
        };
        self.nodes.iter().filter_map(end).max()
    }

    /// Every rule whose result a step needs, under the key the result is handed in by: the node's id for a branch,
    /// `exit:<n>` for the n-th exit rule.
    pub fn rules(&self) -> Vec<(String, &Value)> {
        let branches = self.nodes.iter().filter_map(|n| match &n.act {
            Act::Branch { test: Test::Rule(rule), .. } => Some((n.id.clone(), rule)),
            _ => None,
        });
        let exits = self.exits.iter().enumerate();
        let exits = exits.filter_map(|(i, e)| e.rule.as_ref().map(|r| (format!("exit:{i}"), r)));
        branches.chain(exits).collect()
    }

    /// Templates and forms the version refers to, for the publisher to check that they exist.
    pub fn references(&self) -> (Vec<&str>, Vec<&str>) {
        let (mut templates, mut forms) = (Vec::new(), Vec::new());
        for node in &self.nodes {
            match &node.act {
                Act::Message { template, .. } => templates.push(template.as_str()),
                Act::Form { form, template, .. } => {
                    templates.push(template.as_str());
                    forms.push(form.as_str());
                }
                Act::PhoneTask { form: Some(form), .. } | Act::HomeVisit { form: Some(form), .. } => {
                    forms.push(form.as_str());
                }
                _ => {}
            }
        }
        (templates, forms)
    }
}

impl Act {
    /// The person is sent something or spoken to; each such node is an obligation of the ledger.
    pub fn is_touch(&self) -> bool {
        self.is_automated() || self.is_by_hand()
    }

    /// Sent without a human hand.
    pub fn is_automated(&self) -> bool {
        matches!(self, Self::Message { .. } | Self::Form { .. })
    }

    /// Carried out by staff.
    pub fn is_by_hand(&self) -> bool {
        matches!(self, Self::PhoneTask { .. } | Self::HomeVisit { .. })
    }

    /// The stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Message { .. } => "message",
            Self::Form { .. } => "form",
            Self::PhoneTask { .. } => "phone_task",
            Self::HomeVisit { .. } => "home_visit",
            Self::Tag { .. } => "tag",
            Self::WaitAnswer { .. } => "wait_answer",
            Self::Branch { .. } => "branch",
            Self::Exit { .. } => "exit",
        }
    }

    /// Nodes it leads to, with the days until it gets there.
    pub fn targets(&self) -> Vec<(&str, u32)> {
        let pairs = match self {
            Self::WaitAnswer { timeout_days, on_answer, on_timeout, .. } => {
                [(on_answer, 0), (on_timeout, *timeout_days)]
            }
            Self::Branch { then, otherwise, .. } => [(then, 0), (otherwise, 0)],
            _ => return Vec::new(),
        };
        pairs.into_iter().filter_map(|(t, days)| t.as_deref().map(|t| (t, days))).collect()
    }
}
