//! The door for everything that comes in: a person, facts about a person, other resources. Filing is idempotent:
//! the same (source, key) with the same content changes nothing and tells nobody.

mod appointment;
mod change;
mod clinical;
mod encounters;
mod facts;
mod keys;
mod known;
mod measure;
mod observations;
mod others;
mod person;
mod shelf;
mod tell;
mod types;

pub use appointment::{AppointmentIn, appointment};
pub(crate) use facts::age;
pub use facts::facts;
pub(crate) use keys::refresh_keys;
pub use known::{also_known, known, line_up};
pub(crate) use measure::is_abnormal;
pub use others::others;
pub(crate) use person::locked;
pub use person::person;
pub use tell::source_label;
pub(crate) use tell::tell;
pub use types::*;

use kernel::Result;
use sha2::{Digest, Sha256};

/// Fingerprint of what was received: 128 bits of SHA-256 over its JSON.
fn content_hash(content: &impl serde::Serialize) -> Result<String> {
    let digest = Sha256::digest(serde_json::to_vec(content)?);
    let head = digest.iter().take(16).fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
    Ok(format!("{head:032x}"))
}
