//! The conditions of a plan, made from those of the rule.

use super::{
    Index, List,
    build::state,
    kept::Kept,
    ranges::{Ranges, ranges},
    words::{Wanted, Word},
};
use crate::{
    Absent, Cmp, Coded, ConditionIs, Count, CountBy, DrugMatch, EncounterMatch, EnrolmentState, Grade, Had,
    Leaf, MessageMatch, MetricMatch, PathwayIs, RunIs, Sex, Stat, What,
    hits::{is_disease, mentions, starts},
};
use chrono::NaiveDate;

/// A condition made ready.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    /// Age in years or in days, today or on a day.
    Age {
        is: Cmp,
        days: bool,
        on: Option<NaiveDate>,
    },
    Birthday(Kept),
    Sex(Sex),
    Grade(Vec<Grade>),
    Stands {
        list: List,
        wanted: Wanted,
        ever: bool,
    },
    /// A contract that ends soon.
    Ends {
        days: u32,
    },
    Latest {
        metric: usize,
        is: Cmp,
        ranges: Ranges,
        within: Option<u32>,
    },
    Says {
        metric: usize,
        any_of: Vec<String>,
        within: Option<u32>,
    },
    Stat {
        metric: usize,
        stat: Stat,
        days: u32,
        is: Cmp,
    },
    Happened(Happened),
    Spend {
        days: u32,
        ranges: Ranges,
        of: Wanted,
    },
    Run(RunTest),
    /// Asked of the person's readings of one metric.
    Course {
        metric: usize,
        days: u32,
        leaf: Leaf,
    },
    Supply {
        wanted: Wanted,
        is: Cmp,
    },
    /// Rests only on facts without a column.
    Rest(Leaf),
    /// Never told of anybody.
    Missing,
}

/// Days in a row on which the mean of a metric is so.
#[derive(Debug, Clone)]
pub(crate) struct RunTest {
    pub(crate) metric: usize,
    /// What the mean is held against.
    pub(crate) base: Base,
    pub(crate) rule: RunIs,
}

/// What a daily mean is held against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Base {
    /// A limit, the same for everybody.
    Limit,
    /// The person's own latest value of a metric.
    Own(usize),
    /// A metric nobody has.
    Missing,
}

/// How often a dated fact happened.
#[derive(Debug, Clone)]
pub(crate) struct Happened {
    pub(crate) of: Of,
    /// Least and greatest number of days since.
    pub(crate) least: u32,
    pub(crate) most: Option<u32>,
    pub(crate) by: CountBy,
    pub(crate) times: Ranges,
}

/// Of which facts.
#[derive(Debug, Clone)]
pub(crate) enum Of {
    Metric { metric: usize, is: Option<(Cmp, Ranges)> },
    Visits(Wanted),
    Messages(Wanted),
    List { list: List, wanted: Wanted },
    Nothing,
}

impl Index {
    /// Makes a condition ready.
    pub(crate) fn test(&self, leaf: &Leaf) -> Test {
        match leaf {
            Leaf::Age(is) => Test::Age { is: *is, days: false, on: None },
            Leaf::AgeDays(is) => Test::Age { is: *is, days: true, on: None },
            Leaf::Sex(sex) => Test::Sex(*sex),
            Leaf::Grade(grades) => Test::Grade(grades.clone()),
            Leaf::Tag(codes) => self.named(List::Tags, codes),
            Leaf::Site(codes) => self.named(List::Sites, codes),
            Leaf::Consent(code) => self.named(List::Consents, std::slice::from_ref(code)),
            Leaf::Segment(code) => self.named(List::Segments, std::slice::from_ref(code)),
            Leaf::Contract(rule) => match rule.ends_within_days {
                Some(days) => Test::Ends { days },
                None => self.standing(List::Contracts, |_| true),
            },
            Leaf::CareTeam(rule) => {
                let open = |list: &[String], text: &String| list.is_empty() || list.contains(text);
                self.standing(List::Team, |w| open(&rule.member, &w.a) && open(&rule.role, &w.b))
            }
            Leaf::Condition(rule) => self.disease(rule),
            Leaf::Taking(drug) => self.standing(List::Medications, |w| named(drug, w)),
            Leaf::Pathway(rule) => self.standing(List::Enrolments, |w| stands(rule, w)),
            Leaf::Had(had) => self.had(had, leaf),
            Leaf::Absent(absent) => self.absent(absent, leaf),
            Leaf::Count(count) => self.counted(count, leaf),
            Leaf::Spend(rule) => {
                Test::Spend { days: rule.days, ranges: ranges(rule.is, 2), of: self.encounters(&rule.of) }
            }
            Leaf::AgeOn(rule) => Test::Age { is: rule.is, days: false, on: Some(rule.date) },
            Leaf::Birthday(rule) => Test::Birthday(Kept::new(rule)),
            Leaf::Reachable(channels) => self.named(List::Channels, channels),
            Leaf::Metric(_) | Leaf::MetricText(_) | Leaf::MetricStat(_) | Leaf::Trend(_) | Leaf::Run(_) => {
                self.metric_test(leaf)
            }
            Leaf::Supply(rule) => {
                let wanted = self.list(List::Medications).words.wanted(|w| named(&rule.of, w));
                Test::Supply { wanted, is: rule.days_left }
            }
            Leaf::Family(_)
            | Leaf::FormScore(_)
            | Leaf::FormAnswer(_)
            | Leaf::Season(_)
            | Leaf::SolarTerm(_)
            | Leaf::Appointment(_) => Test::Rest(leaf.clone()),
            // Plans take it apart before.
            Leaf::Rfm(_) => Test::Missing,
        }
    }

    fn standing(&self, list: List, fits: impl Fn(&Word) -> bool) -> Test {
        Test::Stands { list, wanted: self.list(list).words.wanted(fits), ever: false }
    }

    fn named(&self, list: List, codes: &[String]) -> Test {
        Test::Stands { list, wanted: self.list(list).words.codes(codes), ever: false }
    }

    fn disease(&self, rule: &ConditionIs) -> Test {
        let fits = |w: &Word| {
            let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
            let coded = Coded { icd: told(&w.a), snomed: told(&w.b), text: w.c.clone() };
            is_disease(&rule.icd, &rule.snomed, &rule.text, &coded)
        };
        let wanted = self.list(List::Conditions).words.wanted(fits);
        Test::Stands { list: List::Conditions, wanted, ever: rule.ever }
    }

    fn metric_test(&self, leaf: &Leaf) -> Test {
        let find = |code: &String| self.metrics.get(code).copied();
        match leaf {
            Leaf::Metric(rule) => find(&rule.code).map_or(Test::Missing, |metric| {
                let ranges = ranges(rule.is, self.readings[metric].places);
                Test::Latest { metric, is: rule.is, ranges, within: rule.within_days }
            }),
            Leaf::MetricText(rule) => find(&rule.code).map_or(Test::Missing, |metric| Test::Says {
                metric,
                any_of: rule.any_of.clone(),
                within: rule.within_days,
            }),
            Leaf::MetricStat(rule) => find(&rule.code).map_or(Test::Missing, |metric| Test::Stat {
                metric,
                stat: rule.stat,
                days: rule.days,
                is: rule.is,
            }),
            Leaf::Trend(rule) => find(&rule.code).map_or(Test::Missing, |metric| Test::Course {
                metric,
                days: rule.days,
                leaf: leaf.clone(),
            }),
            Leaf::Run(rule) => find(&rule.code).map_or(Test::Missing, |metric| {
                let base = rule.baseline().map(|base| find(&base.code));
                let base = base.map_or(Base::Limit, |own| own.map_or(Base::Missing, Base::Own));
                Test::Run(RunTest { metric, base, rule: rule.clone() })
            }),
            _ => Test::Missing,
        }
    }

    fn had(&self, had: &Had, leaf: &Leaf) -> Test {
        let (least, most) = had.days_ago.map_or((0, None), |(least, most)| (least, Some(most)));
        let times = vec![(1, i64::MAX)];
        self.happened(&had.of, leaf, |of| Happened { of, least, most, by: CountBy::Fact, times })
    }

    fn absent(&self, absent: &Absent, leaf: &Leaf) -> Test {
        let (most, times) = (absent.days, vec![(0, 0)]);
        self.happened(&absent.of, leaf, |of| Happened { of, least: 0, most, by: CountBy::Fact, times })
    }

    fn counted(&self, count: &Count, leaf: &Leaf) -> Test {
        let (most, by, times) = (count.days, count.by, ranges(count.is, 0));
        self.happened(&count.of, leaf, |of| Happened { of, least: 0, most, by, times })
    }

    fn happened(&self, what: &What, leaf: &Leaf, make: impl FnOnce(Of) -> Happened) -> Test {
        let of = match what {
            What::Metric(m) => self.of_metric(m),
            What::Encounter(m) => Of::Visits(self.encounters(m)),
            What::Message(m) => Of::Messages(self.message_words.wanted(|w| said(m, w))),
            What::Procedure(m) => {
                let drug = DrugMatch { code: m.code.clone(), name: m.name.clone() };
                Of::List {
                    list: List::Procedures,
                    wanted: self.list(List::Procedures).words.wanted(|w| named(&drug, w)),
                }
            }
            What::Medication(m) => Of::List {
                list: List::Medications,
                wanted: self.list(List::Medications).words.wanted(|w| named(m, w)),
            },
            What::Form(_) | What::FormSent(_) | What::Appointment(_) => return Test::Rest(leaf.clone()),
        };
        Test::Happened(make(of))
    }

    fn of_metric(&self, m: &MetricMatch) -> Of {
        let Some(metric) = self.metrics.get(&m.code).copied() else { return Of::Nothing };
        let places = self.readings[metric].places;
        Of::Metric { metric, is: m.is.map(|is| (is, ranges(is, places))) }
    }

    pub(crate) fn encounters(&self, m: &EncounterMatch) -> Wanted {
        let known =
            |list: &[String], text: &String| list.is_empty() || (!text.is_empty() && list.contains(text));
        let class = |w: &Word| m.class.is_empty() || m.class.contains(&w.a);
        let place = |w: &Word| known(&m.department, &w.b) && known(&m.doctor, &w.c);
        self.visits.words.wanted(|w| class(w) && place(w))
    }
}

fn named(drug: &DrugMatch, word: &Word) -> bool {
    starts(&drug.code, &word.a) || mentions(&drug.name, &word.b)
}

fn stands(rule: &PathwayIs, word: &Word) -> bool {
    let own = |s: &EnrolmentState| state(*s) == word.b;
    let active = rule.state.is_empty() && own(&EnrolmentState::Active);
    word.a == rule.pathway && (active || rule.state.iter().any(own))
}

fn said(m: &MessageMatch, word: &Word) -> bool {
    let open = |list: &[String], text: &String| list.is_empty() || list.contains(text);
    let way = word.c.starts_with(if m.direction == crate::Direction::Sent { 's' } else { 'r' });
    let answered = m.answered.is_none_or(|answered| answered == word.c.contains('a'));
    let opened = m.opened.is_none_or(|opened| opened == word.c.contains('o'));
    way && answered && opened && open(&m.class, &word.a) && open(&m.channel, &word.b)
}
