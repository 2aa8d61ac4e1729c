//! 人群索引：一百万人的全部事实放在内存里，一条规则一眨眼有答案。
//!
//! Every person has an ordinal. Facts lie in columns by ordinal (the history, exact), and beside them orders of persons
//! and sets of persons that answer a condition without looking at persons one by one. None of them depends on the
//! moment of asking: a window of days is a range of an order, so that time passes without upkeep and any past day is
//! answered from the same structures.
//!
//! [`Index::select`] gives the same three-valued answer as [`crate::truth`] for everybody; a property test holds them
//! together. Three deliberate coarsenings: instants count in whole seconds, between 1920 and 2056; and the text of an
//! exact number is the shortest way to write it.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::needless_for_each,
    reason = "columns: ordinals, places and codes are sized when they are made, and every access is inside a loop over them"
)]

mod apply;
mod bitmap;
mod bound;
mod build;
mod dated;
mod facts;
mod kept;
mod ladder;
mod leaves;
mod live;
mod narrow;
mod paid;
mod people;
mod person;
mod plan;
mod profile;
mod ranges;
mod ranked;
mod readings;
mod runs;
mod select;
mod series;
mod snapshot;
mod spans;
mod stamp;
mod stream;
mod visits;
mod words;

pub use apply::Change;
pub use bitmap::Bitmap;
pub use live::{LiveRules, Moved, Touched};
pub use plan::Plan;
pub use select::{Flow, Overlap, Selection};

use crate::PersonFacts;
use people::People;
use profile::Profile;
use readings::Readings;
use spans::Spans;
use std::collections::HashMap;
use visits::Visits;
use words::Words;

/// The id of a person, e.g. the bytes of a UUID.
pub type PersonId = u128;

/// The lists of things that stand for a span, and procedures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Tags,
    Sites,
    Segments,
    Consents,
    Contracts,
    Team,
    Conditions,
    Medications,
    Enrolments,
    Procedures,
    Channels,
}

/// How many lists there are.
const LISTS: usize = 11;

/// A message: the number of its words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Said(pub(crate) u32);

impl dated::Row for Said {
    fn kind(self) -> u32 {
        self.0
    }
}

/// All persons and their facts.
#[derive(Debug, Clone, Default)]
pub struct Index {
    people: People,
    /// Ordinals for which every set has room.
    capacity: usize,
    /// Those who are here and not forgotten.
    alive: Bitmap,
    profile: Profile,
    metrics: HashMap<String, usize>,
    readings: Vec<Readings>,
    visits: Visits,
    message_words: Words,
    messages: dated::Dated<Said>,
    lists: [Spans; LISTS],
    /// The facts of a person that have no column, where there are any.
    rest: HashMap<u32, Box<PersonFacts>>,
    /// Grows when a word or a metric is new: plans made before do not know it.
    words_version: u64,
}

impl Index {
    /// How many persons.
    pub fn len(&self) -> usize {
        self.alive.count()
    }

    /// Whether nobody is here.
    pub fn is_empty(&self) -> bool {
        self.alive.is_empty()
    }

    /// Everybody.
    pub fn everybody(&self) -> &Bitmap {
        &self.alive
    }

    /// The ordinal of a person, by which sets name them; it stays the same while the index lives.
    pub fn ordinal(&self, id: PersonId) -> Option<u32> {
        self.people.find(id).filter(|p| self.alive.contains(*p))
    }

    /// The id of an ordinal.
    pub fn id(&self, ordinal: u32) -> Option<PersonId> {
        self.people.ids.get(ordinal as usize).copied()
    }

    /// The set of some persons; those who are not here are left out. For scopes of viewers.
    pub fn set(&self, ids: impl IntoIterator<Item = PersonId>) -> Bitmap {
        Bitmap::of(self.capacity, ids.into_iter().filter_map(|id| self.ordinal(id)))
    }

    /// Bytes held by columns, orders and sets, near enough.
    pub fn bytes(&self) -> usize {
        let parts = [
            self.people.ids.capacity() * 16 + self.people.ids.len() * 12,
            self.profile.bytes(),
            self.readings.iter().map(Readings::bytes).sum(),
            self.visits.bytes(),
            self.messages.bytes(),
            self.lists.iter().map(Spans::bytes).sum(),
        ];
        parts.iter().sum()
    }

    fn list(&self, list: List) -> &Spans {
        &self.lists[list as usize]
    }
}
