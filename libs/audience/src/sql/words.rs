//! The small phrases of SQL: comparisons, spans of days, text.

use super::{
    query::{Dialect, Param},
    tables::Instants,
    writer::{Rows, Writer, Written},
};
use crate::{Cmp, Decimal, IcdRange};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// Seconds by which days are counted from far before the first fact, so that whole division rounds down.
const FAR: i64 = 86_400 * 1_000_000;
const DAY: i64 = 86_400;

/// Writes a comparison from its two halves, as [`Cmp`] judges it.
pub(crate) fn judge(
    is: Cmp,
    below: &mut dyn FnMut(Decimal) -> String,
    at_most: &mut dyn FnMut(Decimal) -> String,
) -> String {
    match is {
        Cmp::Eq(l) => format!("({} AND NOT {})", at_most(l), below(l)),
        Cmp::Ne(l) => format!("(NOT ({} AND NOT {}))", at_most(l), below(l)),
        Cmp::Lt(l) => below(l),
        Cmp::Le(l) => at_most(l),
        Cmp::Gt(l) => format!("(NOT {})", at_most(l)),
        Cmp::Ge(l) => format!("(NOT {})", below(l)),
        Cmp::Between(low, high) => format!("(NOT {} AND {})", below(low), at_most(high)),
    }
}

impl Writer<'_> {
    /// Compares a whole number of millionths; NULL stays NULL.
    pub(crate) fn number(&mut self, is: Cmp, micros_of: &str) -> String {
        self.quotient(is, micros_of, "1")
    }

    /// Compares `rise / run` with the limit without dividing; `run` is above zero.
    pub(crate) fn quotient(&mut self, is: Cmp, rise: &str, run: &str) -> String {
        let limits: Vec<String> = is.limits().into_iter().map(|l| self.int(l.micros_bound())).collect();
        let limit = |l: Decimal| {
            let n = is.limits().iter().position(|own| *own == l).unwrap_or_default();
            let mark = limits.get(n).map_or("NULL", String::as_str);
            if run == "1" { mark.to_owned() } else { format!("{mark} * {run}") }
        };
        judge(is, &mut |l| format!("({rise} < {})", limit(l)), &mut |l| format!("({rise} <= {})", limit(l)))
    }

    /// Compares a reading, censored or not: true, false, or NULL where it cannot be said.
    pub(crate) fn reading(&mut self, is: Cmp, value: &str, sign: &str) -> String {
        let marks: Vec<_> = is.limits().into_iter().map(|l| (l, self.int(l.micros_bound()))).collect();
        let mark =
            |l: Decimal| marks.iter().find(|(own, _)| *own == l).map_or("NULL", |(_, mark)| mark.as_str());
        let mut below = |l: Decimal| {
            let l = mark(l);
            format!(
                "(CASE WHEN {sign} = '' THEN {value} < {l} WHEN {sign} = '<' AND {value} <= {l} THEN TRUE \
                 WHEN {sign} = '<=' AND {value} < {l} THEN TRUE \
                 WHEN {sign} IN ('>=', '>') AND {value} >= {l} THEN FALSE END)"
            )
        };
        let mut at_most = |l: Decimal| {
            let l = mark(l);
            format!(
                "(CASE WHEN {sign} = '' THEN {value} <= {l} WHEN {sign} IN ('<', '<=') AND {value} <= {l} \
                 THEN TRUE WHEN {sign} = '>=' AND {value} > {l} THEN FALSE \
                 WHEN {sign} = '>' AND {value} >= {l} THEN FALSE END)"
            )
        };
        judge(is, &mut below, &mut at_most)
    }

    /// An instant as the tables have it.
    pub(crate) fn instant(&mut self, instant: DateTime<Utc>) -> String {
        match self.tables.instants {
            Instants::Micros => self.int(instant.timestamp_micros()),
            Instants::Native => self.bind(Param::Instant(instant)),
        }
    }

    /// The first instant of a day; `None` before the year 1 and after 9999, where nothing happens.
    pub(crate) fn start(&mut self, day: Option<NaiveDate>, shift: TimeDelta) -> Option<String> {
        let day = day.filter(|day| (1..=9999).contains(&chrono::Datelike::year(day)))?;
        let start = self.at.start(day).checked_sub_signed(shift)?;
        Some(self.instant(start))
    }

    /// ` AND` the row happened at least `from` and at most `to` days ago, counted `shift` later.
    pub(crate) fn ago(&mut self, at: &str, from: u32, to: Option<u32>, shift: TimeDelta) -> String {
        let today = self.at.today();
        let Some(end) = today
            .checked_sub_days(Days::new(from.into()))
            .and_then(|day| day.succ_opt())
            .and_then(|day| self.start(Some(day), shift))
        else {
            return " AND FALSE".to_owned();
        };
        let begin = to.and_then(|to| self.start(today.checked_sub_days(Days::new(to.into())), shift));
        begin.map_or(String::new(), |begin| format!(" AND {at} >= {begin}")) + &format!(" AND {at} < {end}")
    }

    /// ` AND` the row is in force now.
    pub(crate) fn in_force(&mut self, rows: &RowsNames) -> String {
        let now = self.instant(self.at.now);
        let ended =
            rows.until.as_ref().map_or(String::new(), |u| format!(" AND ({u} IS NULL OR {u} > {now})"));
        format!(" AND {} <= {now}{ended}", rows.at)
    }

    /// The value is one of the texts; nothing for an empty list.
    pub(crate) fn one_of(&mut self, column: &str, texts: &[String]) -> String {
        let marks: Vec<_> = texts.iter().map(|text| self.text(text)).collect();
        if marks.is_empty() { "FALSE".to_owned() } else { format!("{column} IN ({})", marks.join(", ")) }
    }

    /// ` AND` the value is one of the texts, if there are any.
    pub(crate) fn open(&mut self, column: Written, texts: &[String]) -> Written {
        if texts.is_empty() {
            Ok(String::new())
        } else {
            Ok(format!(" AND {}", self.one_of(&column?, texts)))
        }
    }

    /// The code begins with one of these, or the folded name contains one of those.
    pub(crate) fn coded(
        &mut self,
        code: Written,
        prefixes: &[String],
        folded: Written,
        words: &[String],
    ) -> Written {
        let mut parts = Vec::new();
        let prefixes: Vec<_> = prefixes.iter().filter(|prefix| !prefix.is_empty()).collect();
        if !prefixes.is_empty() {
            let code = code?;
            for prefix in prefixes {
                let (length, mark) = (prefix.chars().count(), self.text(prefix));
                parts.push(format!("substr({code}, 1, {length}) = {mark}"));
            }
        }
        if words.iter().any(|word| !word.trim().is_empty()) {
            parts.push(self.mentions(&folded?, words));
        }
        Ok(if parts.is_empty() { "FALSE".to_owned() } else { format!("({})", parts.join(" OR ")) })
    }

    /// The folded text contains one of the words.
    pub(crate) fn mentions(&mut self, folded: &str, words: &[String]) -> String {
        let find = if self.dialect == Dialect::Postgres { "strpos" } else { "instr" };
        let words: Vec<_> = words.iter().map(|w| w.trim().to_lowercase()).filter(|w| !w.is_empty()).collect();
        let parts: Vec<_> =
            words.iter().map(|word| format!("{find}({folded}, {}) > 0", self.text(word))).collect();
        if parts.is_empty() { "FALSE".to_owned() } else { format!("({})", parts.join(" OR ")) }
    }

    /// A disease is meant by ICD range, SNOMED code or name.
    pub(crate) fn disease(
        &mut self,
        rows: [Written; 3],
        icd: &[IcdRange],
        snomed: &[String],
        text: &[String],
    ) -> Written {
        let [icd_key, snomed_code, folded] = rows;
        let mut parts = Vec::new();
        if !icd.is_empty() {
            let key = icd_key?;
            let key = if self.dialect == Dialect::Postgres { format!("{key} COLLATE \"C\"") } else { key };
            for range in icd {
                let (from, to) = range.ends();
                let (length, from, to) = (to.len(), self.text(from), self.text(to));
                parts.push(format!("({key} >= {from} AND substr({key}, 1, {length}) <= {to})"));
            }
        }
        if !snomed.is_empty() {
            parts.push(self.one_of(&snomed_code?, snomed));
        }
        if !text.is_empty() {
            parts.push(self.mentions(&folded?, text));
        }
        Ok(if parts.is_empty() { "FALSE".to_owned() } else { format!("({})", parts.join(" OR ")) })
    }

    /// Whole seconds of local time since long ago.
    fn local(&self, at: &str) -> String {
        let far = FAR + i64::from(self.at.zone.local_minus_utc());
        match (self.tables.instants, self.dialect) {
            (Instants::Micros, _) => format!("(({at} + {}) / 1000000)", far.saturating_mul(1_000_000)),
            (Instants::Native, Dialect::Sqlite) => format!("(unixepoch({at}) + {far})"),
            (Instants::Native, Dialect::Postgres) => {
                format!("(CAST(FLOOR(EXTRACT(EPOCH FROM {at})) AS BIGINT) + {far})")
            }
        }
    }

    /// The number of the local day, `shift` hours later.
    pub(crate) fn day(&self, at: &str, shift_hours: u8) -> String {
        format!("(({} + {}) / {DAY})", self.local(at), i64::from(shift_hours) * 3600)
    }

    /// The hour of the local day.
    pub(crate) fn hour(&self, at: &str) -> String {
        format!("(({} % {DAY}) / 3600)", self.local(at))
    }

    /// The number that [`Writer::day`] gives today.
    pub(crate) fn today(&self) -> i64 {
        let days = self.at.today().signed_duration_since(DateTime::<Utc>::UNIX_EPOCH.date_naive());
        days.num_days() + FAR / DAY
    }

    /// A number wide enough for sums of products.
    pub(crate) fn wide(&self, expression: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => expression.to_owned(),
            Dialect::Postgres => format!("CAST({expression} AS NUMERIC)"),
        }
    }

    /// `EXISTS` rows for which all this holds.
    pub(crate) fn exists(&self, rows: &Rows<'_>, and: &str) -> Written {
        Ok(format!("EXISTS (SELECT 1 {}{and})", rows.rows(&self.tables.person)?))
    }
}

/// The columns of a span.
pub(crate) struct RowsNames {
    pub(crate) at: String,
    pub(crate) until: Option<String>,
}

impl RowsNames {
    pub(crate) fn of(rows: &Rows<'_>) -> Result<RowsNames, super::writer::Refusal> {
        Ok(RowsNames { at: rows.column("at")?, until: rows.column("until").ok() })
    }
}
