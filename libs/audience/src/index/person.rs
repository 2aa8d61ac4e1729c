//! One person: the truth of a condition from the columns, and the person's facts put together again.

use super::{
    Index, List,
    leaves::{Happened, Of, Test},
    plan::Node,
    ranges::within,
    readings::Code,
    series::Rows,
    stamp::{self, Clock, OPEN},
};
use crate::{Cmp, CountBy, Decimal, PersonFacts, Stat, Truth, hits::mentions, look};

impl Index {
    /// The truth of a node for one person.
    pub(crate) fn truth_of(&self, node: &Node, p: u32, clock: &Clock) -> Truth {
        match node {
            Node::All(nodes) => nodes.iter().fold(Truth::Yes, |so_far, node| match so_far {
                Truth::No => Truth::No,
                _ => so_far.and(self.truth_of(node, p, clock)),
            }),
            Node::Any(nodes) => nodes.iter().fold(Truth::No, |so_far, node| match so_far {
                Truth::Yes => Truth::Yes,
                _ => so_far.or(self.truth_of(node, p, clock)),
            }),
            Node::Not(node) => !self.truth_of(node, p, clock),
            Node::Is(test) => self.test_one(test, p, clock),
        }
    }

    /// The truth of a condition for one person.
    pub(crate) fn test_one(&self, test: &Test, p: u32, clock: &Clock) -> Truth {
        match test {
            Test::Age { is, days } => self.age(*is, *days, p, clock),
            Test::Sex(sex) => self.profile.sex(p).map_or(Truth::Unknown, |own| (own == *sex).into()),
            Test::Grade(grades) => {
                self.profile.grade(p).map_or(Truth::Unknown, |own| grades.contains(&own).into())
            }
            Test::Stands { list, wanted, ever } => {
                self.list(*list).stands(p, wanted, clock.now, *ever).into()
            }
            Test::Ends { days } => self.ends(*days, p, clock).into(),
            Test::Latest { metric, is, ranges, within } => {
                let latest = self.latest(*metric, *within, p, clock);
                latest.map_or(Truth::Unknown, |code| self.readings[*metric].compare(code, *is, ranges))
            }
            Test::Says { metric, any_of, within } => {
                let latest = self.latest(*metric, *within, p, clock);
                let said = |code| self.readings[*metric].reading(code);
                latest.map_or(Truth::Unknown, |code| mentions(any_of, said(code).text()).into())
            }
            Test::Stat { metric, stat, days, is } => self.stat(*metric, *stat, *days, *is, p, clock),
            Test::Happened(happened) => within(&happened.times, self.times(happened, p, clock)).into(),
            Test::Spend { days, ranges } => self.spend(*days, ranges, p, clock),
            Test::Rest(leaf) => {
                let none = PersonFacts::default();
                look::look(leaf, self.rest.get(&p).map_or(&none, |own| own), clock.at).truth
            }
            Test::Missing => Truth::Unknown,
        }
    }

    fn age(&self, is: Cmp, days: bool, p: u32, clock: &Clock) -> Truth {
        let Some(birth) = self.profile.birth(p).map(stamp::date) else { return Truth::Unknown };
        let today = clock.at.today();
        let age = if days {
            Some((today - birth).num_days()).filter(|days| *days >= 0)
        } else {
            today.years_since(birth).map(i64::from)
        };
        age.map_or(Truth::Unknown, |age| is.exact(Decimal::whole(age)).into())
    }

    fn ends(&self, days: u32, p: u32, clock: &Clock) -> bool {
        let mut own = self.list(List::Contracts).series.rows(p).iter();
        own.any(|(from, span)| {
            let left = clock.day(span.until.saturating_sub(1)) - clock.today();
            span.until != OPEN && span.in_force(from, clock.now) && left <= i64::from(days)
        })
    }

    fn latest(&self, metric: usize, within: Option<u32>, p: u32, clock: &Clock) -> Option<Code> {
        self.readings[metric].dated.series.rows(p).within(clock.window(0, within)).data.last().copied()
    }

    fn stat(&self, metric: usize, stat: Stat, days: u32, is: Cmp, p: u32, clock: &Clock) -> Truth {
        let readings = &self.readings[metric];
        let rows = readings.dated.series.rows(p).within(clock.window(0, Some(days)));
        let numbered = rows.data.iter().filter_map(|code| Some((readings.any_number(*code)?, *code)));
        let extreme = match stat {
            Stat::Min => numbered.min_by_key(|(number, _)| *number),
            Stat::Max => numbered.max_by_key(|(number, _)| *number),
            Stat::Mean => {
                let (sum, n) = readings.sum(rows);
                return if n == 0 { Truth::Unknown } else { is.mean(sum, n).into() };
            }
        };
        extreme.map_or(Truth::Unknown, |(_, code)| is.reading(&readings.reading(code)))
    }

    /// How often it happened.
    pub(crate) fn times(&self, h: &Happened, p: u32, clock: &Clock) -> i64 {
        let window = clock.window(h.least, h.most);
        match &h.of {
            Of::Metric { metric, is } => {
                let readings = &self.readings[*metric];
                let rows = readings.dated.series.rows(p).within(window);
                match is {
                    None => count(rows, h.by, clock, |_| true),
                    Some((is, ranges)) => {
                        count(rows, h.by, clock, |code| readings.compare(code, *is, ranges).holds())
                    }
                }
            }
            Of::Visits(wanted) => {
                count(self.visits.dated.series.rows(p).within(window), h.by, clock, |v| wanted.has(v.word))
            }
            Of::Messages(wanted) => {
                count(self.messages.series.rows(p).within(window), h.by, clock, |said| wanted.has(said.0))
            }
            Of::List { list, wanted } => {
                let rows = self.list(*list).series.rows(p).within(window);
                count(rows, h.by, clock, |span| wanted.has(span.word))
            }
            Of::Nothing => 0,
        }
    }

    fn spend(&self, days: u32, ranges: &[(i64, i64)], p: u32, clock: &Clock) -> Truth {
        let rows = self.visits.dated.series.rows(p).within(clock.window(0, Some(days)));
        let (mut sum, mut told) = (0_i64, rows.data.is_empty());
        for fen in rows.data.iter().filter_map(|visit| visit.fen()) {
            (sum, told) = (sum + fen, true);
        }
        if told { within(ranges, sum).into() } else { Truth::Unknown }
    }
}

fn count<T: Copy>(rows: Rows<'_, T>, by: CountBy, clock: &Clock, fits: impl Fn(T) -> bool) -> i64 {
    let fitting = rows.iter().filter(|(_, datum)| fits(*datum));
    let n = match by {
        CountBy::Fact => fitting.count(),
        CountBy::Day => {
            let mut last = None;
            fitting.filter(|(stamp, _)| last.replace(clock.day(*stamp)) != Some(clock.day(*stamp))).count()
        }
    };
    n as i64
}
