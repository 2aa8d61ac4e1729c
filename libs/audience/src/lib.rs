//! 人群规则：一种可存可读的条件语言，以及对一个人的判断。
//!
//! A rule is one JSON tree (`all`, `any`, `not` and leaf conditions). The same tree is read by [`evaluate`] for one
//! person, by [`render`] for people and by [`check`] for the editor; an index of many persons or a compiler to SQL can
//! stand behind it without a change of the tree, because every leaf is a comparison on one column of dated facts.
//!
//! Three laws hold everywhere:
//! * **Days, not hours.** Windows are counted in days of the site's zone, so a window can only slide at local midnight.
//! * **Missing is not "no".** A value that was never measured is neither above nor below a limit. Inside the tree it is
//!   [`Truth::Unknown`] (as NULL in SQL); the verdict counts it as not holding and the reason says 缺少资料.
//! * **3.4 is 3.4.** Numbers are decimals of six places as written, never binary fractions.
//!
//! Pure: no database, no clock, no randomness. `now` comes in as a [`Moment`].

mod ahead;
mod calendar;
mod check;
mod compare;
mod decimal;
mod dictionary;
mod evaluate;
mod facts;
mod form;
mod hits;
mod icd;
pub mod index;
mod leaf;
mod limits;
mod limits_course;
mod look;
mod moment;
mod next_change;
mod reading;
mod recurring;
mod render;
mod rule;
mod run;
mod sentence;
mod sentence_event;
mod sentence_measure;
pub mod sql;
mod trend;
mod truth;
mod used;
mod uses;
mod value;
mod verdict;
mod wire;

pub use calendar::{LunarDay, Season, SolarTerm, birthday_key, birthdays};
pub use check::{RuleError, check};
pub use compare::Cmp;
pub use decimal::Decimal;
pub use dictionary::{Dictionary, FormEntry, MetricEntry, Names};
pub use evaluate::{evaluate, truth};
pub use facts::*;
pub use icd::{IcdRange, icd_key};
pub use leaf::*;
pub use moment::Moment;
pub use next_change::next_change;
pub use reading::Reading;
pub use render::{NodeSentence, Rendered, render};
pub use rule::{MAX_DEPTH, MAX_NODES, Rule};
pub use truth::Truth;
pub use used::facts_used;
pub use uses::{Uses, uses};
pub use verdict::{Reason, Verdict};
