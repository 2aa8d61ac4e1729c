//! RFM 客户分层: recent, frequent, and how much, each a rule of the language with a threshold that can be dragged.
use crate::audience::{crowd::Crowd, set::Set};
use kernel::Error;
use nq_audience::{Cmp, Count, CountBy, Decimal, EncounterMatch, Had, Leaf, Moment, Rule, SpendIs, What};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// From where on somebody counts as recent, frequent and of high value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Recent: was here within so many days.
    pub r_days: u32,
    /// Frequent: at least so many encounters within the window.
    pub f_min: u32,
    /// High value: paid at least so much within the window, in fen.
    pub m_min_fen: i64,
    /// The window in days.
    pub window_days: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { r_days: 180, f_min: 3, m_min_fen: 300_000, window_days: 365 }
    }
}

/// The longest window: ten years.
const LONGEST: u32 = 3_650;

impl Thresholds {
    /// Refuses what makes no sense, naming the field.
    pub(crate) fn check(self) -> Result<Self, Error> {
        if !(1..=LONGEST).contains(&self.r_days) {
            return Err(Error::field("r_days", "天数应在1到3650之间。"));
        }
        if !(1..=LONGEST).contains(&self.window_days) {
            return Err(Error::field("window_days", "统计时段应在1到3650天之间。"));
        }
        if !(1..=1_000).contains(&self.f_min) {
            return Err(Error::field("f_min", "就诊次数应在1到1000之间。"));
        }
        if !(0..=1_000_000_000_000).contains(&self.m_min_fen) {
            return Err(Error::field("m_min_fen", "金额应不小于0。"));
        }
        Ok(self)
    }

    /// Recent, frequent, of high value: as rules.
    pub(crate) fn rules(self) -> [Rule; 3] {
        let visit = || What::Encounter(EncounterMatch::default());
        let recent = Had { of: visit(), days_ago: Some((0, self.r_days)) };
        let is = Cmp::Ge(Decimal::whole(self.f_min.into()));
        let often = Count { of: visit(), days: Some(self.window_days), by: CountBy::Fact, is };
        let is = Cmp::Ge(Decimal::from_fen(self.m_min_fen));
        let much = SpendIs { days: self.window_days, is, of: EncounterMatch::default() };
        [Leaf::Had(recent), Leaf::Count(often), Leaf::Spend(much)].map(Rule::Is)
    }
}

/// One of the eight cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Cell {
    /// Recent.
    pub r: bool,
    /// Frequent.
    pub f: bool,
    /// Of high value.
    pub m: bool,
}

impl Cell {
    /// All of them, the best first.
    pub(crate) fn all() -> [Cell; 8] {
        let cell = |m, f, r| Cell { r, f, m };
        [
            cell(true, true, true),
            cell(true, true, false),
            cell(true, false, true),
            cell(true, false, false),
            cell(false, true, true),
            cell(false, true, false),
            cell(false, false, true),
            cell(false, false, false),
        ]
    }

    /// The quadrant of value and loyalty, by code and name.
    pub(crate) fn quadrant(self) -> (&'static str, &'static str) {
        match (self.m, self.f) {
            (true, true) => ("core", "核心"),
            (true, false) => ("potential", "潜力"),
            (false, true) => ("ordinary", "普通"),
            (false, false) => ("drifting", "游离"),
        }
    }

    /// The name of the cell: its quadrant, and whether the person was here lately.
    pub(crate) fn name(self) -> String {
        format!("{}·{}", self.quadrant().1, if self.r { "近期来过" } else { "久未来院" })
    }
}

/// The people of a crowd in their cells.
pub(crate) fn sort_into(crowd: &dyn Crowd, people: &Set, limits: Thresholds, at: Moment) -> Vec<(Cell, Set)> {
    let [recent, often, much] = limits.rules().map(|rule| crowd.select(&rule, at).yes);
    let side = |set: Set, by: &Set, is: bool| if is { set.and(by) } else { set.without(by) };
    let cut = |cell: &Cell| side(side(side(people.clone(), &recent, cell.r), &often, cell.f), &much, cell.m);
    Cell::all().iter().map(|cell| (*cell, cut(cell))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eight_cells_are_eight_and_have_four_quadrants() {
        let all = Cell::all();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), 8);
        assert_eq!(all[0].name(), "核心·近期来过");
        assert_eq!(all[7].name(), "游离·久未来院");
        assert_eq!(Cell { r: true, f: false, m: true }.quadrant().0, "potential");
    }

    #[test]
    fn thresholds_out_of_bounds_are_refused_by_name() {
        let wrong = Thresholds { f_min: 0, ..Thresholds::default() };
        assert!(matches!(wrong.check(), Err(Error::Refusal(refusal)) if refusal.fields[0].field == "f_min"));
    }
}
