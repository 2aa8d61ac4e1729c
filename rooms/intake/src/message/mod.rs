//! Every message that came in, kept as it came: what became of it, what it changed, and a way to repair and replay it.
//!
//! A message is filed and stored in one transaction before it is acknowledged. What cannot be filed is kept in quarantine.

pub mod api;
pub(crate) mod entity;
pub mod label;
pub mod mask;
pub mod receive;
pub mod replay;
pub mod state;
pub(crate) mod store;

kernel::typed_id!(
    /// One stored inbound message.
    InboundId,
);

#[cfg(test)]
mod tests;
