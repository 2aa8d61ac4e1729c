//! The MSH segment by name.

use crate::message::Message;

/// When a sender of an enhanced-mode message wants an acknowledgement (table 0155).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AckWhen {
    /// AL: always.
    Always,
    /// NE: never.
    Never,
    /// ER: only on error or rejection.
    OnError,
    /// SU: only on success.
    OnSuccess,
}

impl AckWhen {
    /// Reads a code of table 0155; anything else (some senders put the country here) counts as not given.
    pub fn of_code(code: &str) -> Option<Self> {
        match code.trim() {
            "AL" => Some(Self::Always),
            "NE" => Some(Self::Never),
            "ER" => Some(Self::OnError),
            "SU" => Some(Self::OnSuccess),
            _ => None,
        }
    }

    /// Whether an answer is wanted for this outcome.
    pub fn wants(self, success: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::OnError => !success,
            Self::OnSuccess => success,
        }
    }
}

/// What MSH says about a message. Strings are empty when the field was not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// MSH-3.1.
    pub sending_application: String,
    /// MSH-4.1.
    pub sending_facility: String,
    /// MSH-5.1.
    pub receiving_application: String,
    /// MSH-6.1.
    pub receiving_facility: String,
    /// MSH-7 as received.
    pub time: String,
    /// MSH-9.1, e.g. `ADT`.
    pub kind: String,
    /// MSH-9.2, or what EVN-1 or the type itself says when it was left out.
    pub event: String,
    /// MSH-10.
    pub control_id: String,
    /// MSH-11.1: P production, T training, D debugging.
    pub processing_id: String,
    /// MSH-12.1.
    pub version: String,
    /// MSH-15.
    pub accept_ack: Option<AckWhen>,
    /// MSH-16.
    pub application_ack: Option<AckWhen>,
    /// MSH-18, first repetition, as received.
    pub charset: String,
}

impl Header {
    pub(crate) fn of(message: &Message) -> Self {
        let text = |field: usize| message.field("MSH", field).component(1).text().into_owned();
        let (kind, event) = kind_and_event(message);
        Self {
            sending_application: text(3),
            sending_facility: text(4),
            receiving_application: text(5),
            receiving_facility: text(6),
            time: text(7),
            kind,
            event,
            control_id: message.field("MSH", 10).text().into_owned(),
            processing_id: text(11).to_ascii_uppercase(),
            version: text(12),
            accept_ack: AckWhen::of_code(message.field("MSH", 15).raw()),
            application_ack: AckWhen::of_code(message.field("MSH", 16).raw()),
            charset: text(18),
        }
    }

    /// Enhanced mode is asked for by either MSH-15 or MSH-16.
    pub fn is_enhanced(&self) -> bool {
        self.accept_ack.is_some() || self.application_ack.is_some()
    }

    /// `ADT^A01`.
    pub fn kind_and_event(&self) -> String {
        if self.event.is_empty() { self.kind.clone() } else { format!("{}^{}", self.kind, self.event) }
    }
}

fn kind_and_event(message: &Message) -> (String, String) {
    let declared = message.field("MSH", 9);
    let mut kind = declared.component(1).text().to_ascii_uppercase();
    let mut event = declared.component(2).text().to_ascii_uppercase();
    if event.is_empty() {
        // `ORU_R01` in the first component, seen from home-grown senders.
        if let Some((left, right)) = kind.clone().split_once('_') {
            (kind, event) = (left.to_owned(), right.to_owned());
        }
    }
    if event.is_empty() {
        event = message.field("EVN", 1).text().to_ascii_uppercase();
    }
    if event.is_empty() {
        crate::event::only_event(&kind).unwrap_or_default().clone_into(&mut event);
    }
    (kind, event)
}

#[cfg(test)]
mod tests {
    use super::{AckWhen, Message};

    fn header(msh: &str) -> super::Header {
        Message::parse(msh).unwrap().header()
    }

    #[test]
    fn enhanced_mode_is_read_only_from_valid_codes() {
        let wanted = header("MSH|^~\\&|A|B|C|D|2026||ADT^A08|1|P|2.5|||NE|ER|CHN");
        assert_eq!(
            (wanted.accept_ack, wanted.application_ack),
            (Some(AckWhen::Never), Some(AckWhen::OnError))
        );
        let shifted =
            header("MSH|^~\\&|MEDEX|10|HIS|10|2018||ORU^R01^ORU_R01|U1|P|2.5.1||||CHN|UNICODE UTF-8");
        assert!(!shifted.is_enhanced());
    }

    #[test]
    fn a_result_without_event_is_an_unsolicited_result() {
        assert_eq!(header("MSH|^~\\&|A|B|C|D|2026||ORU|1|P|2.2").kind_and_event(), "ORU^R01");
        assert_eq!(header("MSH|^~\\&|A|B|C|D|2026||ORU_R01|1|P|2.2").kind_and_event(), "ORU^R01");
    }

    #[test]
    fn a_missing_event_is_taken_from_evn() {
        assert_eq!(header("MSH|^~\\&|A|B|C|D|2026||ADT|1|P|2.2\rEVN|A03|2026").kind_and_event(), "ADT^A03");
    }
}
