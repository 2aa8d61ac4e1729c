//! Lists come in pages: one shape for every list of the API.
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page of a list; pages count from 1, at most 200 rows each. Extract it beside the list's own filter:
/// `Query(filter): Query<XFilter>, Query(page): Query<PageQuery>`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Page number from 1.
    pub page: Option<u64>,
    /// Rows per page, 1 to 200; 20 unless told.
    pub size: Option<u64>,
}

impl PageQuery {
    /// Rows per page.
    pub fn limit(&self) -> u64 {
        self.size.unwrap_or(20).clamp(1, 200)
    }
    /// Rows to skip.
    pub fn offset(&self) -> u64 {
        self.number().saturating_sub(1).saturating_mul(self.limit())
    }
    /// The page number, from 1.
    pub fn number(&self) -> u64 {
        self.page.unwrap_or(1).max(1)
    }
    /// Packs rows and total into a page.
    pub fn page<T>(&self, items: Vec<T>, total: u64) -> Page<T> {
        Page { items, total, page: self.number(), size: self.limit() }
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// All rows that match, within the viewer's scope.
    pub total: u64,
    /// This page's number, from 1.
    pub page: u64,
    /// Rows per page.
    pub size: u64,
}

impl<T> Page<T> {
    /// The same page with each row changed.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            total: self.total,
            page: self.page,
            size: self.size,
        }
    }
}
