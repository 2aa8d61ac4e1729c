//! Everything the numbers of one dashboard look at, fetched once, within one viewer's reach.
use crate::sql;
use chrono::{DateTime, Days, NaiveDate, Utc};
use kernel::{PatientId, Result, Scope, clock};
use record::read::{self, AnswerRow, EncounterRow, MeasurementRow, Of, Person};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeSet, HashMap};

/// The span a dashboard speaks of, days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

impl Span {
    /// The first instant of it.
    pub(crate) fn start(self) -> DateTime<Utc> {
        clock::local_instant(self.from, 0, 0)
    }

    /// The first instant after it.
    pub(crate) fn end(self) -> DateTime<Utc> {
        clock::local_instant(self.to.checked_add_days(Days::new(1)).unwrap_or(self.to), 0, 0)
    }

    /// Whether an instant lies in it.
    pub(crate) fn holds(self, at: DateTime<Utc>) -> bool {
        self.start() <= at && at < self.end()
    }

    /// The year that ends with its last day.
    pub(crate) fn year(self) -> Span {
        Span { from: self.to.checked_sub_days(Days::new(364)).unwrap_or(self.from), to: self.to }
    }

    /// The year before that.
    pub(crate) fn year_before(self) -> Span {
        let day = |n| self.to.checked_sub_days(Days::new(n)).unwrap_or(self.from);
        Span { from: day(729), to: day(365) }
    }
}

/// The rows.
#[derive(Debug)]
pub(crate) struct Panel {
    pub(crate) span: Span,
    pub(crate) now: DateTime<Utc>,
    /// Living people in reach.
    pub(crate) people: HashMap<PatientId, Person>,
    /// By tag code.
    pub(crate) tagged: HashMap<String, BTreeSet<PatientId>>,
    pub(crate) measurements: Vec<MeasurementRow>,
    pub(crate) encounters: Vec<EncounterRow>,
    pub(crate) answers: Vec<AnswerRow>,
    pub(crate) obligations: Vec<sql::Obligation>,
    pub(crate) unbalanced: Vec<PatientId>,
    pub(crate) messages: Vec<sql::Message>,
    pub(crate) follow_up_words: HashMap<PatientId, bool>,
    pub(crate) marketing_words: HashMap<PatientId, bool>,
    pub(crate) well_linked: BTreeSet<PatientId>,
}

/// Metrics the numbers read.
const METRICS: &[&str] = &["sbp", "dbp", "hba1c", "fpg"];

impl Panel {
    /// Fetches it. Rows of tables without a viewer's filter are cut to the people in reach here.
    pub(crate) async fn load(
        conn: &impl ConnectionTrait,
        scope: &Scope,
        span: Span,
        now: DateTime<Utc>,
    ) -> Result<Panel> {
        let people = read::people(conn, scope, Of::All).await?;
        let people: HashMap<_, _> =
            people.into_iter().filter(|p| p.deceased_at.is_none()).map(|p| (p.id, p)).collect();
        let here = |id: &PatientId| people.contains_key(id);
        let mut tagged: HashMap<String, BTreeSet<PatientId>> = HashMap::new();
        for tag in read::tags(conn, scope, Of::All).await? {
            if here(&tag.patient) && tag.expires_at.is_none_or(|end| end > now) {
                tagged.entry(tag.code).or_default().insert(tag.patient);
            }
        }
        let since = Some(span.year().start().min(span.start()));
        let mut measurements = read::measurements(conn, scope, Of::All, METRICS, since).await?;
        measurements.retain(|row| here(&row.patient) && row.plausible);
        let mut encounters = read::encounters(conn, scope, Of::All).await?;
        encounters.retain(|row| here(&row.patient) && row.status != "planned");
        let mut answers = read::answers(conn, scope, Of::All).await?;
        answers.retain(|row| here(&row.patient));
        let mut obligations = sql::obligations(conn, scope, span.from, span.to).await?;
        obligations.retain(|row| here(&row.patient));
        let mut unbalanced = sql::out_of_balance(conn, scope, span.from, span.to).await?;
        unbalanced.retain(here);
        let mut messages = sql::messages(conn, scope, span.start(), span.end()).await?;
        messages.retain(|row| here(&row.patient));
        Ok(Panel {
            span,
            now,
            tagged,
            measurements,
            encounters,
            answers,
            obligations,
            unbalanced,
            messages,
            follow_up_words: sql::words(conn, scope, "followup").await?.into_iter().collect(),
            marketing_words: sql::words(conn, scope, "marketing").await?.into_iter().collect(),
            well_linked: sql::well_linked(conn, scope).await?.into_iter().filter(here).collect(),
            people,
        })
    }

    /// People with a tag.
    pub(crate) fn with_tag(&self, code: &str) -> BTreeSet<PatientId> {
        self.tagged.get(code).cloned().unwrap_or_default()
    }

    /// People who came or answered in a span.
    pub(crate) fn active(&self, span: Span) -> BTreeSet<PatientId> {
        let came = self.encounters.iter().filter(|e| span.holds(e.start)).map(|e| e.patient);
        let answered = self.answers.iter().filter(|a| span.holds(a.at)).map(|a| a.patient);
        came.chain(answered).collect()
    }

    /// The latest comparable value of a metric in the year that ends with the span, of each person.
    pub(crate) fn latest(&self, metric: &str) -> HashMap<PatientId, &MeasurementRow> {
        // Rows stand oldest first: the last one stays.
        let year = self.span.year();
        self.measurements
            .iter()
            .filter(|row| row.metric == metric && row.value.is_some() && year.holds(row.at))
            .map(|row| (row.patient, row))
            .collect()
    }
}
