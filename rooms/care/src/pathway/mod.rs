//! Pathways 路径: plans as versioned data, who enters them, and how they read in words.
pub mod api;
mod entity;
pub mod ready;
mod store;
mod version_entity;
pub mod words;

pub use store::{
    Live, by_code, create, definition_of, install_ready, lacks_ready, live, publish, read, retire, save,
};
kernel::tenant_scoped!(self::entity);
kernel::tenant_scoped!(self::version_entity);
