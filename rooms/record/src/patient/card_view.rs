//! Small parts of views that several lists share.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A health card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CardView {
    pub no: String,
    pub opened_at: DateTime<Utc>,
}

/// What is due next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NextDue {
    pub at: DateTime<Utc>,
    pub title: String,
    /// How it is done: `phone_task`, `home_visit`, `form`, `message`.
    pub kind: String,
}

/// One number by which a person is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IdentifierView {
    pub system: String,
    pub label: String,
    pub value_masked: Option<String>,
    pub source: String,
}
