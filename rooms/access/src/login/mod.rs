//! Coming in: passwords, server-side sessions, lock-out, and the layer that turns a credential into a [`kernel::Scope`].
pub mod api;
pub mod layer;
pub mod lockout;
pub mod password;
pub mod session;
