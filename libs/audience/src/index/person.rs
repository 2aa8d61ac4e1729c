//! One person: the truth of a condition from the columns, and the person's facts put together again.

use super::{
    Index, List,
    kept::Kept,
    leaves::{Happened, Of, Test},
    plan::Node,
    ranges::within,
    readings::Code,
    series::Rows,
    stamp::{self, Clock, OPEN},
};
use super::{
    leaves::{Base, RunTest},
    runs::days_in_row,
    words::Wanted,
};
use crate::{
    Cmp, CountBy, Decimal, Leaf, Observation, Origin, PersonFacts, Stat, Truth, hits::mentions, look,
};
use chrono::NaiveDate;

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
            Test::Age { is, days, on } => self.age(*is, *days, on.unwrap_or(clock.at.today()), p),
            Test::Birthday(rule) => self.birthday(rule, p, clock),
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
            Test::Spend { days, ranges, of } => self.spend(*days, ranges, of, p, clock),
            Test::Run(run) => self.run(run, p, clock),
            Test::Course { metric, leaf, .. } => self.course(*metric, leaf, p, clock),
            Test::Supply { wanted, is } => self.supply(wanted, *is, p, clock),
            Test::Rest(leaf) => {
                let none = PersonFacts::default();
                look::look(leaf, self.rest.get(&p).map_or(&none, |own| own), clock.at).truth
            }
            Test::Missing => Truth::Unknown,
        }
    }

    fn age(&self, is: Cmp, days: bool, today: NaiveDate, p: u32) -> Truth {
        let Some(birth) = self.profile.birth(p).map(stamp::date) else { return Truth::Unknown };
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

    fn spend(&self, days: u32, ranges: &[(i64, i64)], of: &Wanted, p: u32, clock: &Clock) -> Truth {
        let rows = self.visits.dated.series.rows(p).within(clock.window(0, Some(days)));
        let (mut sum, mut told, mut none) = (0_i64, false, true);
        for visit in rows.data.iter().filter(|visit| of.has(visit.word)) {
            none = false;
            if let Some(fen) = visit.fen() {
                (sum, told) = (sum + fen, true);
            }
        }
        if told || none { within(ranges, sum).into() } else { Truth::Unknown }
    }
}

impl Index {
    fn birthday(&self, kept: &Kept, p: u32, clock: &Clock) -> Truth {
        match self.profile.birthday(kept.rule.calendar, p) {
            Some(key) => kept.keys(clock.at.today()).contains(&key).into(),
            None => Truth::Unknown,
        }
    }

    fn course(&self, metric: usize, leaf: &Leaf, p: u32, clock: &Clock) -> Truth {
        let Leaf::Trend(rule) = leaf else { return Truth::Unknown };
        let readings = &self.readings[metric];
        let rows = readings.dated.series.rows(p).within(clock.window(0, Some(rule.days)));
        let observations = rows.iter().map(|(at, code)| Observation {
            metric: rule.code.clone(),
            value: readings.reading(code),
            origin: Origin::new(stamp::instant(at), ""),
        });
        let facts = PersonFacts { observations: observations.collect(), ..PersonFacts::default() };
        look::look(leaf, &facts, clock.at).truth
    }

    fn supply(&self, wanted: &Wanted, is: Cmp, p: u32, clock: &Clock) -> Truth {
        let list = self.list(List::Medications);
        let given =
            list.series.rows(p).within(clock.window(0, None)).iter().filter(|(_, s)| wanted.has(s.word));
        let ends = given.filter_map(|(from, span)| {
            let days: i64 = list.words.word(span.word).c.parse().ok()?;
            Some(clock.day(from) + days - 1)
        });
        ends.max().map_or(Truth::Unknown, |end| is.exact(Decimal::whole(end - clock.today())).into())
    }

    fn run(&self, run: &RunTest, p: u32, clock: &Clock) -> Truth {
        let base = match run.base {
            Base::Limit => Decimal::default(),
            Base::Missing => return Truth::Unknown,
            Base::Own(metric) => {
                let latest = self.latest(metric, None, p, clock);
                match latest.and_then(|code| self.readings[metric].exact(code)) {
                    Some(base) => base,
                    None => return Truth::Unknown,
                }
            }
        };
        let readings = &self.readings[run.metric];
        // A night begins on the day before.
        let window = clock.window(0, Some(run.rule.within_days.saturating_add(1)));
        days_in_row(readings, readings.dated.series.rows(p).within(window), &run.rule, base, clock)
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
