//! What a model declares of each input: name, kind, units, what is possible, and how to get it measured.

use super::inputs::Inputs;

/// A unit and the way into the first (canonical) unit of its input: canonical = value × scale + offset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Written name; other spellings of the same unit are understood.
    pub name: &'static str,
    /// Factor.
    pub scale: f64,
    /// Added afterwards.
    pub offset: f64,
}

/// A unit with its factor.
pub const fn unit(name: &'static str, scale: f64) -> Unit {
    Unit { name, scale, offset: 0.0 }
}

/// One allowed answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Code, as models compare it.
    pub code: &'static str,
    /// Shown words; also accepted as input.
    pub label: &'static str,
}

/// One allowed answer.
pub const fn choice(code: &'static str, label: &'static str) -> Choice {
    Choice { code, label }
}

/// What an input looks like.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A measured number.
    Number {
        /// Units; the first is canonical. One with an empty name: a pure number.
        units: &'static [Unit],
        /// Possible values in the canonical unit, both included; others are a typing error.
        low: f64,
        /// Upper bound.
        high: f64,
        /// Whether only whole numbers are possible (age in completed years, points).
        whole: bool,
    },
    /// Yes or no.
    Bool,
    /// One of several.
    Choice(&'static [Choice]),
    /// Free text: a unit, a substance.
    Text,
    /// A list of numbers; gaps (null) only where `gaps`.
    Numbers {
        /// Fewest and most items.
        len: (usize, usize),
        /// Smallest and largest item.
        range: (f64, f64),
        /// Whether items are whole numbers.
        whole: bool,
        /// Whether a missing item (null) is allowed.
        gaps: bool,
    },
    /// Named numbers: points per item, raw scores per type. Empty `keys`: any name.
    NumberMap {
        /// Allowed (and all required) names; empty for any.
        keys: &'static [&'static str],
        /// Smallest and largest value.
        range: (f64, f64),
    },
}

/// When an input must be there.
#[derive(Clone, Copy)]
pub enum Need {
    /// Always.
    Always,
    /// If the other inputs say so (family history for men only).
    If(fn(&Inputs) -> bool),
    /// It refines the result, or the model itself says what it needs.
    Optional,
}

/// One input of a model.
#[derive(Clone, Copy)]
pub struct InputSpec {
    /// Code within models.
    pub code: &'static str,
    /// Chinese name.
    pub name: &'static str,
    /// What it looks like.
    pub kind: Kind,
    /// Other keys under which a value may come, with its unit: `("tc_mgdl", "mg/dL")`.
    pub spellings: &'static [(&'static str, &'static str)],
    /// Code in the metric dictionary that fills it.
    pub metric: Option<&'static str>,
    /// When it must be there.
    pub need: Need,
    /// What to do to get it, one sentence.
    pub measure: &'static str,
    /// The sentence that stands beside a result computed without it; empty where nothing was assumed.
    pub assumed: &'static str,
}

impl InputSpec {
    const fn new(code: &'static str, name: &'static str, kind: Kind, measure: &'static str) -> Self {
        Self { code, name, kind, spellings: &[], metric: None, need: Need::Always, measure, assumed: "" }
    }
    /// A number with its units and possible range in the first unit.
    pub const fn number(
        code: &'static str,
        name: &'static str,
        units: &'static [Unit],
        (low, high): (f64, f64),
        measure: &'static str,
    ) -> Self {
        Self::new(code, name, Kind::Number { units, low, high, whole: false }, measure)
    }
    /// A whole number without conversions.
    pub const fn whole(
        code: &'static str,
        name: &'static str,
        units: &'static [Unit],
        (low, high): (f64, f64),
        measure: &'static str,
    ) -> Self {
        Self::new(code, name, Kind::Number { units, low, high, whole: true }, measure)
    }
    /// Yes or no.
    pub const fn yes_no(code: &'static str, name: &'static str, measure: &'static str) -> Self {
        Self::new(code, name, Kind::Bool, measure)
    }
    /// One of several.
    pub const fn one_of(
        code: &'static str,
        name: &'static str,
        choices: &'static [Choice],
        measure: &'static str,
    ) -> Self {
        Self::new(code, name, Kind::Choice(choices), measure)
    }
    /// Any other kind.
    pub const fn of(code: &'static str, name: &'static str, kind: Kind, measure: &'static str) -> Self {
        Self::new(code, name, kind, measure)
    }
    /// Filled from this metric of the dictionary.
    #[must_use]
    pub const fn metric(mut self, code: &'static str) -> Self {
        self.metric = Some(code);
        self
    }
    /// Also read from these keys.
    #[must_use]
    pub const fn spelled(mut self, spellings: &'static [(&'static str, &'static str)]) -> Self {
        self.spellings = spellings;
        self
    }
    /// Not required.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }
    /// Not required, but a result without it says what was assumed.
    #[must_use]
    pub const fn assumed(mut self, sentence: &'static str) -> Self {
        self.need = Need::Optional;
        self.assumed = sentence;
        self
    }
    /// Required if.
    #[must_use]
    pub const fn needed_if(mut self, when: fn(&Inputs) -> bool) -> Self {
        self.need = Need::If(when);
        self
    }
    /// The same input with other possible values, canonical unit.
    #[must_use]
    pub const fn within(mut self, bounds: (f64, f64)) -> Self {
        if let Kind::Number { units, whole, .. } = self.kind {
            self.kind = Kind::Number { units, low: bounds.0, high: bounds.1, whole };
        }
        self
    }
    /// Whether it must be there, given the others.
    pub fn required(&self, inputs: &Inputs) -> bool {
        match self.need {
            Need::Always => true,
            Need::If(when) => when(inputs),
            Need::Optional => false,
        }
    }
    /// The canonical unit's name; empty for pure numbers and other kinds.
    pub fn unit(&self) -> &'static str {
        match self.kind {
            Kind::Number { units, .. } => units.first().map_or("", |u| u.name),
            _ => "",
        }
    }
}

impl std::fmt::Debug for InputSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InputSpec")
            .field("code", &self.code)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
