//! Message templates 消息模板: what may be written to a person, checked when it is saved, filled when it is sent.

pub mod api;
pub mod check;
pub mod dictionary;
mod entity;
mod library;
pub mod ready;
pub mod render;
#[cfg(test)]
mod rule_tests;
pub mod values;

pub use library::{Template, TemplateIn, find, list, save};
kernel::tenant_scoped!(self::entity);
