//! What became of a message. A rule file.

use nq_hl7::AckCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::hl7::plan::Coverage;

/// The state of a stored message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = InboundState)]
pub enum State {
    /// Filed in the record.
    Filed,
    /// Filed, and somebody should look: the sender used a control id twice.
    Warning,
    /// Kept and accepted; its own matter is not mapped.
    Unmapped,
    /// The same message came before; nothing was done.
    Duplicate,
    /// Not filed; waits to be repaired and replayed.
    Quarantined,
}

impl State {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Warning => "warning",
            Self::Unmapped => "unmapped",
            Self::Duplicate => "duplicate",
            Self::Quarantined => "quarantined",
        }
    }

    /// From the stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Filed, Self::Warning, Self::Unmapped, Self::Duplicate, Self::Quarantined]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    /// Name for people.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Filed => "已归档",
            Self::Warning => "已归档，请核对",
            Self::Unmapped => "已保存，未映射",
            Self::Duplicate => "重复",
            Self::Quarantined => "隔离",
        }
    }

    /// The state after processing.
    pub fn of(ack: AckCode, coverage: Coverage, control_id_reused: bool) -> Self {
        if !ack.is_accept() {
            Self::Quarantined
        } else if control_id_reused {
            Self::Warning
        } else if coverage == Coverage::Whole {
            Self::Filed
        } else {
            Self::Unmapped
        }
    }
}
