//! What a rule speaks of: which facts wake it, and which other segments it rests on.

use crate::{Leaf, Rule, What};
use serde::Serialize;
use std::collections::BTreeSet;

/// The codes a rule names and the kinds of facts it reads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Uses {
    /// Metric codes.
    pub metrics: BTreeSet<String>,
    /// Form codes.
    pub forms: BTreeSet<String>,
    /// Tag codes.
    pub tags: BTreeSet<String>,
    /// Ids of other segments.
    pub segments: BTreeSet<String>,
    /// Pathway ids or codes.
    pub pathways: BTreeSet<String>,
    /// Names of the leaf kinds: `age`, `encounter`, `condition` …
    pub kinds: BTreeSet<&'static str>,
}

/// Collects what a rule speaks of.
pub fn uses(rule: &Rule) -> Uses {
    let mut uses = Uses::default();
    for leaf in rule.leaves() {
        uses.leaf(leaf);
    }
    uses
}

impl Uses {
    fn leaf(&mut self, leaf: &Leaf) {
        let kind = match leaf {
            Leaf::Age(_) | Leaf::AgeDays(_) | Leaf::AgeOn(_) | Leaf::Birthday(_) => "age",
            Leaf::Sex(_) => "sex",
            Leaf::Grade(_) => "grade",
            Leaf::Tag(tags) => {
                self.tags.extend(tags.iter().cloned());
                "tag"
            }
            Leaf::Site(_) => "site",
            Leaf::CareTeam(_) => "care_team",
            Leaf::Metric(m) => self.metric(&m.code),
            Leaf::MetricText(m) => self.metric(&m.code),
            Leaf::MetricStat(m) => self.metric(&m.code),
            Leaf::Condition(_) => "condition",
            Leaf::Family(_) => "family",
            Leaf::Taking(_) | Leaf::Supply(_) => "medication",
            Leaf::Had(rule) => self.what(&rule.of),
            Leaf::Absent(rule) => self.what(&rule.of),
            Leaf::Count(rule) => self.what(&rule.of),
            Leaf::Trend(t) => self.metric(&t.code),
            Leaf::Run(rule) => {
                if let Some(base) = rule.baseline() {
                    self.metric(&base.code);
                }
                self.metric(&rule.code)
            }
            Leaf::Appointment(_) => "appointment",
            Leaf::Reachable(_) => "channel",
            Leaf::Season(_) | Leaf::SolarTerm(_) => "calendar",
            Leaf::Spend(_) | Leaf::Rfm(_) => "encounter",
            Leaf::FormScore(f) => self.form(&f.form),
            Leaf::FormAnswer(f) => self.form(&f.form),
            Leaf::Consent(_) => "consent",
            Leaf::Pathway(rule) => {
                self.pathways.insert(rule.pathway.clone());
                "pathway"
            }
            Leaf::Contract(_) => "contract",
            Leaf::Segment(id) => {
                self.segments.insert(id.clone());
                "segment"
            }
        };
        self.kinds.insert(kind);
    }

    fn what(&mut self, what: &What) -> &'static str {
        match what {
            What::Metric(m) => self.metric(&m.code),
            What::Procedure(_) => "procedure",
            What::Encounter(_) => "encounter",
            What::Form(form) => self.form(form),
            What::Message(_) => "message",
            What::Medication(_) => "medication",
            What::FormSent(form) => {
                self.forms.insert(form.form.clone());
                "form_sent"
            }
            What::Appointment(_) => "appointment",
        }
    }

    fn metric(&mut self, code: &str) -> &'static str {
        self.metrics.insert(code.to_owned());
        "metric"
    }

    fn form(&mut self, code: &str) -> &'static str {
        self.forms.insert(code.to_owned());
        "form"
    }
}
