//! Searching documents: what the parameters of a search ask for. Pages continue behind the last row seen, so that a walk
//! over all pages meets each resource once.

use kernel::clock::zone;
use nq_fhir::search::{DateTest, Param, parse_query};
use nq_fhir::{IssueCode, Outcome};
use uuid::Uuid;

use super::params::{self, How};

/// Resources on a page unless told.
const PAGE: u64 = 50;

/// What to do with a parameter that is not served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// Refuse the search.
    Strict,
    /// Leave it out, and out of the self link.
    Lenient,
}

/// A search understood.
#[derive(Debug, Clone)]
pub struct Search {
    pub(super) kind: String,
    /// Filters with the parameters they came from.
    pub(super) filters: Vec<(Param, How)>,
    /// Parameters that are served, for the links.
    pub kept: Vec<(String, String)>,
    /// Resources per page.
    pub count: u64,
    /// Only the total is wanted.
    pub only_total: bool,
    /// Continue behind this row.
    pub(super) after: Option<Uuid>,
    /// Order by time, newest first if `true`; then pages are counted.
    pub(super) by_date: Option<bool>,
    pub(super) offset: u64,
    /// `_include` parameters: (type, parameter).
    pub include: Vec<(String, String)>,
}

pub(super) fn refuse(code: IssueCode, said: String) -> Outcome {
    Outcome::error(code, said)
}

impl Search {
    /// Reads the query text of a search of one type.
    pub fn read(kind: &str, query: &str, handling: Handling) -> std::result::Result<Self, Outcome> {
        let mut search = Self {
            kind: kind.to_owned(),
            filters: Vec::new(),
            kept: Vec::new(),
            count: PAGE,
            only_total: false,
            after: None,
            by_date: None,
            offset: 0,
            include: Vec::new(),
        };
        for param in parse_query(query) {
            search.take(param, handling)?;
        }
        Ok(search)
    }

    fn take(&mut self, param: Param, handling: Handling) -> std::result::Result<(), Outcome> {
        let invalid = |what: &str| refuse(IssueCode::Value, format!("{what}“{}”不正确", param.raw));
        let shown = match &param.modifier {
            Some(modifier) => format!("{}:{modifier}", param.name),
            None => param.name.clone(),
        };
        match param.name.as_str() {
            "_count" => self.count = param.raw.parse().map_err(|_| invalid("_count "))?,
            "_summary" => match param.raw.as_str() {
                "count" => self.only_total = true,
                "false" => {}
                _ => {
                    return Err(refuse(IssueCode::NotSupported, "_summary 只支持 count 和 false".to_owned()));
                }
            },
            "_after" => self.after = Some(param.raw.parse().map_err(|_| invalid("分页标记 "))?),
            "_offset" => self.offset = param.raw.parse().map_err(|_| invalid("分页标记 "))?,
            "_sort" => self.by_date = sort(&param.raw).ok_or_else(|| invalid("_sort "))?,
            "_include" => self.include.push(include(&param.raw).ok_or_else(|| invalid("_include "))?),
            "_format" | "_pretty" | "_total" => {}
            name => match params::find(&self.kind, plain(name)) {
                Some(how) => self.filter(param.clone(), how)?,
                None if handling == Handling::Strict => {
                    let said = format!("{} 不支持查询参数“{shown}”", self.kind);
                    return Err(refuse(IssueCode::NotSupported, said));
                }
                None => return Ok(()),
            },
        }
        if !matches!(param.name.as_str(), "_after" | "_offset") {
            self.kept.push((shown, param.raw));
        }
        Ok(())
    }

    fn filter(&mut self, param: Param, how: How) -> std::result::Result<(), Outcome> {
        let fits = match (&param.modifier, how) {
            (None, _) => true,
            (Some(modifier), How::Words(_)) => matches!(modifier.as_str(), "exact" | "contains"),
            (Some(modifier), How::Person) => modifier == "Patient",
            _ => false,
        };
        if !fits {
            let said =
                format!("参数 {} 不支持修饰符“{}”", param.name, param.modifier.as_deref().unwrap_or(""));
            return Err(refuse(IssueCode::NotSupported, said));
        }
        if matches!(how, How::Date | How::LastUpdated)
            && let Some(wrong) = param.values.iter().find(|value| DateTest::read(value, zone()).is_none())
        {
            return Err(refuse(IssueCode::Value, format!("“{wrong}”不是合法的日期条件")));
        }
        self.filters.push((param, how));
        Ok(())
    }
}

/// `patient.identifier` is asked for under `patient`.
fn plain(name: &str) -> &str {
    match name.split_once('.') {
        Some((head @ ("patient" | "subject"), "identifier")) => head,
        _ => name,
    }
}

/// `-date` → newest first; `_id` and `_lastUpdated` are the order of arrival.
#[expect(clippy::option_option, reason = "the outer level says whether it is understood")]
fn sort(value: &str) -> Option<Option<bool>> {
    match value {
        "date" | "birthdate" | "authoredon" => Some(Some(false)),
        "-date" | "-birthdate" | "-authoredon" => Some(Some(true)),
        "_id" => Some(None),
        _ => None,
    }
}

/// `Observation:subject` or `Observation:subject:Patient`.
fn include(value: &str) -> Option<(String, String)> {
    let mut parts = value.split(':');
    let (kind, param) = (parts.next()?, parts.next()?);
    nq_fhir::resource::is_type(kind).then(|| (kind.to_owned(), param.to_owned()))
}
