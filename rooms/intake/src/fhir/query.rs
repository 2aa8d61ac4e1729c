//! A search as one query: filters on columns and tokens, a page, the total; and the one match a condition means.

use chrono::{DateTime, Utc};
use kernel::clock::zone;
use kernel::{PatientId, Result, Scope, Visible};
use nq_fhir::search::{Comparison, DateTest, Param, Token};
use nq_fhir::{IssueCode, Outcome};
use sea_orm::sea_query::{Expr, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::entity::{resource, token};
use super::index::fold;
use super::params::How;
use super::search::{Handling, Search, refuse};

/// Most resources on a page.
const MOST: u64 = 500;

/// One page of results.
pub struct Found {
    /// Rows of this page.
    pub rows: Vec<resource::Model>,
    /// All matches in sight.
    pub total: u64,
    /// Parameters of the next page, if there is one.
    pub next: Option<(String, String)>,
}

impl Search {
    /// Runs the search for a viewer.
    pub async fn run(&self, conn: &impl ConnectionTrait, scope: &Scope) -> Result<Found> {
        let mut matching = resource::Entity::visible(scope)
            .filter(resource::Column::Kind.eq(&self.kind))
            .filter(resource::Column::Deleted.eq(false));
        for (param, how) in &self.filters {
            matching = matching.filter(self.condition(conn, scope, param, *how).await?);
        }
        let total = matching.clone().count(conn).await?;
        let limit = std::cmp::min(self.count, MOST);
        if self.only_total || limit == 0 {
            return Ok(Found { rows: Vec::new(), total, next: None });
        }
        let page = match self.by_date {
            Some(newest) => {
                let order = if newest { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
                matching
                    .order_by(resource::Column::At, order)
                    .order_by_asc(resource::Column::Id)
                    .offset(self.offset)
            }
            None => match self.after {
                Some(after) => {
                    matching.filter(resource::Column::Id.gt(after)).order_by_asc(resource::Column::Id)
                }
                None => matching.order_by_asc(resource::Column::Id),
            },
        };
        let mut rows = page.limit(limit + 1).all(conn).await?;
        let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = more.then(|| match self.by_date {
            Some(_) => ("_offset".to_owned(), (self.offset + limit).to_string()),
            None => ("_after".to_owned(), rows.last().map(|row| row.id.to_string()).unwrap_or_default()),
        });
        Ok(Found { rows, total, next })
    }

    async fn condition(
        &self,
        conn: &impl ConnectionTrait,
        scope: &Scope,
        param: &Param,
        how: How,
    ) -> Result<Condition> {
        use resource::Column;
        let mut any = Condition::any();
        for value in &param.values {
            any = match how {
                How::Token(name) => any.add(self.by_token(scope, name, value)),
                How::Words(name) => any.add(self.by_word(scope, name, value, param.modifier.as_deref())),
                How::Date => any.add(by_date(value, Column::At, Column::Until)),
                How::LastUpdated => any.add(by_date(value, Column::UpdatedAt, Column::UpdatedAt)),
                How::Status => any.add(Column::Status.eq(value.as_str())),
                How::Id => any.add(Column::FhirId.eq(value.as_str())),
                How::Person => any.add(Column::PatientId.is_in(people(conn, scope, param, value).await?)),
            };
        }
        Ok(any)
    }

    fn by_token(&self, scope: &Scope, name: &str, value: &str) -> Condition {
        let wanted = Token::read(value);
        let mut fits = self.tokens(scope, name);
        if let Some(code) = wanted.code {
            fits = fits.add(token::Column::Value.eq(code));
        }
        if let Some(system) = wanted.system {
            fits = fits.add(token::Column::System.eq(system));
        }
        with_token(fits)
    }

    fn by_word(&self, scope: &Scope, name: &str, value: &str, modifier: Option<&str>) -> Condition {
        let folded = fold(value);
        let escaped = folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like =
            |pattern: String| Expr::col(token::Column::Value).like(LikeExpr::new(pattern).escape('\\'));
        let words = self.tokens(scope, name);
        with_token(match modifier {
            Some("exact") => words.add(token::Column::Value.eq(folded)).add(token::Column::System.eq(value)),
            Some("contains") => words.add(like(format!("%{escaped}%"))),
            _ => words.add(like(format!("{escaped}%"))),
        })
    }

    fn tokens(&self, scope: &Scope, name: &str) -> Condition {
        Condition::all()
            .add(token::Column::TenantId.eq(scope.tenant))
            .add(token::Column::Kind.eq(&self.kind))
            .add(token::Column::Param.eq(name))
    }
}

fn with_token(fits: Condition) -> Condition {
    let ids =
        token::Entity::unscoped().select_only().column(token::Column::ResourceId).filter(fits).into_query();
    Condition::all().add(resource::Column::Id.in_subquery(ids))
}

/// A date test as a condition on the columns of begin and end; for an instant both are the same column.
fn by_date(value: &str, from: resource::Column, until: resource::Column) -> Condition {
    let Some(test) = DateTest::read(value, zone()) else {
        return Condition::all().add(Expr::val(1).eq(0));
    };
    let (low, high): (DateTime<Utc>, DateTime<Utc>) = (test.time.start, test.time.end);
    let inside = || Condition::all().add(from.gte(low)).add(until.lte(high));
    match test.comparison {
        Comparison::Eq => inside(),
        Comparison::Ne => inside().not(),
        Comparison::Gt => Condition::all().add(until.gt(high)),
        Comparison::Lt => Condition::all().add(from.lt(low)),
        Comparison::Ge => Condition::any().add(until.gt(high)).add(from.gte(low)),
        Comparison::Le => Condition::any().add(from.lt(low)).add(until.lte(high)),
        Comparison::StartsAfter => Condition::all().add(from.gte(high)),
        Comparison::EndsBefore => Condition::all().add(until.lte(low)),
        Comparison::About => Condition::all().add(from.lt(high)).add(until.gt(low)),
    }
}

/// The people that a reference or a chained identifier means.
async fn people(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    param: &Param,
    value: &str,
) -> Result<Vec<PatientId>> {
    let patients = resource::Entity::visible(scope)
        .select_only()
        .column(resource::Column::PatientId)
        .filter(resource::Column::Kind.eq("Patient"))
        .filter(resource::Column::Deleted.eq(false));
    let chosen = if param.name.ends_with(".identifier") {
        let search = Search::read("Patient", "", Handling::Lenient).map_err(|_| kernel::Error::Missing)?;
        patients.filter(search.by_token(scope, "identifier", value))
    } else {
        let id = value.rsplit("Patient/").next().unwrap_or(value);
        patients.filter(resource::Column::FhirId.eq(id))
    };
    let rows: Vec<(Option<PatientId>,)> = chosen.into_tuple().all(conn).await?;
    Ok(rows.into_iter().filter_map(|(patient,)| patient).collect())
}

/// The one resource a conditional create, update or reference means: `Ok(None)` if there is none, an outcome if several.
pub async fn only(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    kind: &str,
    query: &str,
) -> Result<std::result::Result<Option<resource::Model>, Outcome>> {
    let search = match Search::read(kind, query, Handling::Strict) {
        Ok(search) if search.filters.is_empty() => {
            return Ok(Err(refuse(IssueCode::Invalid, "条件操作需要至少一个查询参数".to_owned())));
        }
        Ok(search) => search,
        Err(outcome) => return Ok(Err(outcome)),
    };
    let mut found = search.run(conn, scope).await?;
    if found.rows.iter().any(|row| row.replaced_by.is_some()) {
        found = followed(conn, scope, found).await?;
    }
    if found.total > 1 {
        let said = format!("条件“{kind}?{query}”匹配到 {} 个资源，应最多一个", found.total);
        return Ok(Err(refuse(IssueCode::MultipleMatches, said)));
    }
    Ok(Ok(found.rows.into_iter().next()))
}

/// Patients that were merged into another stand for that one.
async fn followed(conn: &impl ConnectionTrait, scope: &Scope, found: Found) -> Result<Found> {
    let mut rows: Vec<resource::Model> = Vec::new();
    for row in found.rows {
        let row = match &row.replaced_by {
            None => Some(row),
            Some(other) => {
                resource::Entity::visible(scope)
                    .filter(resource::Column::Kind.eq("Patient"))
                    .filter(resource::Column::FhirId.eq(other.as_str()))
                    .one(conn)
                    .await?
            }
        };
        rows.extend(row.filter(|row| !rows.iter().any(|known| known.id == row.id)));
    }
    Ok(Found { total: u64::try_from(rows.len()).unwrap_or(u64::MAX), rows, next: None })
}
