//! RFM 客户分层: how many people stand in each cell, what they paid, and who moves when a threshold is dragged.
pub mod api;
pub(crate) mod cells;
