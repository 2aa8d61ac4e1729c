//! Who is it 身份: one person behind the many numbers of many systems. Links what is certain, asks about what is
//! only likely, and never merges on its own.

pub(crate) mod clean;
pub(crate) mod entity;
pub(crate) mod keys;
pub(crate) mod lookup;
