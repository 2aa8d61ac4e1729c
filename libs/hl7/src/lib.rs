//! HL7 v2 as Chinese hospitals really send it: MLLP frames, character sets, batch files, message structure, escapes,
//! timestamps and acknowledgements.
//!
//! Pure: no database, no HTTP, no clock, no task. Bytes come in, typed values and Chinese sentences go out; nothing here
//! panics on any input (see `tests/properties.rs`).
//!
//! Reading order: [`mllp`] (bytes → frames) → [`split`] (frame or file → messages) → [`charset`] (bytes → text) →
//! [`message`] (text → segments and fields) → [`check`] (may this be processed at all?) → [`ack`] (the answer).
//!
//! Source of the rules: HL7 v2.5.1 chapter 2 (control), its transport appendix for MLLP, tables 0003, 0008, 0211, 0357.

pub mod ack;
pub mod build;
pub mod charset;
pub mod check;
pub mod delimiters;
pub mod escape;
pub mod event;
pub mod header;
pub mod message;
pub mod mllp;
pub mod part;
pub mod problem;
pub mod split;
pub mod timestamp;

pub use ack::{AckCode, Reply};
pub use charset::{Charset, CharsetError, Decoded};
pub use delimiters::Delimiters;
pub use header::{AckWhen, Header};
pub use message::{Message, Segment, StructureError};
pub use mllp::{Frame, MllpCodec};
pub use part::Part;
pub use problem::{ErrorCode, Location, Problem};
pub use split::{Parcel, split};
pub use timestamp::{Precision, Timestamp, TimestampError};
