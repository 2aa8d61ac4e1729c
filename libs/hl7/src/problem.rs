//! What is wrong with a message, where, and in words (segment ERR, table 0357).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Codes of table 0357 that we answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorCode {
    /// 100: a segment is missing, doubled or out of order.
    SegmentSequence,
    /// 101: a required field is empty.
    RequiredFieldMissing,
    /// 102: a value is not of its data type.
    DataType,
    /// 103: a code is not in its table.
    TableValueNotFound,
    /// 200: the message type is unknown.
    UnsupportedType,
    /// 201: the trigger event is unknown.
    UnsupportedEvent,
    /// 202: the processing id is not accepted here.
    UnsupportedProcessingId,
    /// 203: the version is not supported.
    UnsupportedVersion,
    /// 204: the key (patient, visit) is unknown.
    UnknownKey,
    /// 205: the key exists already.
    DuplicateKey,
    /// 207: our own fault; the sender may send again.
    Internal,
}

impl ErrorCode {
    /// The number in table 0357.
    pub fn number(self) -> u16 {
        match self {
            Self::SegmentSequence => 100,
            Self::RequiredFieldMissing => 101,
            Self::DataType => 102,
            Self::TableValueNotFound => 103,
            Self::UnsupportedType => 200,
            Self::UnsupportedEvent => 201,
            Self::UnsupportedProcessingId => 202,
            Self::UnsupportedVersion => 203,
            Self::UnknownKey => 204,
            Self::DuplicateKey => 205,
            Self::Internal => 207,
        }
    }

    /// The name in table 0357.
    pub fn name(self) -> &'static str {
        match self {
            Self::SegmentSequence => "Segment sequence error",
            Self::RequiredFieldMissing => "Required field missing",
            Self::DataType => "Data type error",
            Self::TableValueNotFound => "Table value not found",
            Self::UnsupportedType => "Unsupported message type",
            Self::UnsupportedEvent => "Unsupported event code",
            Self::UnsupportedProcessingId => "Unsupported processing id",
            Self::UnsupportedVersion => "Unsupported version id",
            Self::UnknownKey => "Unknown key identifier",
            Self::DuplicateKey => "Duplicate key identifier",
            Self::Internal => "Application internal error",
        }
    }

    /// Whether the message is *rejected* (AR: wrong type, event, processing id or version, or a temporary failure of ours)
    /// and not merely *in error* (AE: the content is wrong and must not be sent again unchanged).
    pub fn rejects(self) -> bool {
        matches!(
            self,
            Self::UnsupportedType
                | Self::UnsupportedEvent
                | Self::UnsupportedProcessingId
                | Self::UnsupportedVersion
                | Self::Internal
        )
    }
}

/// Where in the message: `PID-7`, `OBX[3]-5.2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Segment name.
    pub segment: String,
    /// Which segment of that name, from 1.
    pub occurrence: usize,
    /// Field, 0 for the segment as a whole.
    pub field: usize,
    /// Component, 0 for the field as a whole.
    pub component: usize,
}

impl Location {
    /// A field of the first such segment.
    pub fn field(segment: &str, field: usize) -> Self {
        Self { segment: segment.to_owned(), occurrence: 1, field, component: 0 }
    }

    /// A segment as a whole.
    pub fn segment(segment: &str) -> Self {
        Self::field(segment, 0)
    }

    /// The same place in the n-th segment of that name.
    #[must_use]
    pub fn in_occurrence(mut self, occurrence: usize) -> Self {
        self.occurrence = occurrence;
        self
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.segment)?;
        if self.occurrence > 1 {
            write!(f, "[{}]", self.occurrence)?;
        }
        if self.field > 0 {
            write!(f, "-{}", self.field)?;
        }
        if self.component > 0 {
            write!(f, ".{}", self.component)?;
        }
        Ok(())
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// ERR-3.
    pub code: ErrorCode,
    /// ERR-2.
    pub location: Option<Location>,
    /// ERR-8: a sentence for the person at the other end.
    pub text: String,
}

impl Problem {
    /// A problem at a place.
    pub fn at(code: ErrorCode, location: Location, text: impl Into<String>) -> Self {
        Self { code, location: Some(location), text: text.into() }
    }

    /// A problem of the message as a whole.
    pub fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        Self { code, location: None, text: text.into() }
    }
}
