//! The answer to a message: MSH, MSA and one ERR per problem, in original or enhanced mode.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::build::SegmentBuilder;
use crate::event::is_supported_version;
use crate::header::Header;
use crate::problem::{Location, Problem};

/// Table 0008.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AckCode {
    /// Application accept: stored and accepted.
    AA,
    /// Application error: the content is wrong, do not send it again unchanged.
    AE,
    /// Application reject: wrong type, event, processing id or version, or a temporary failure here.
    AR,
    /// Commit accept: safely stored (enhanced mode).
    CA,
    /// Commit error.
    CE,
    /// Commit reject.
    CR,
}

impl AckCode {
    /// The application code for these problems; none means AA.
    pub fn for_problems(problems: &[Problem]) -> Self {
        if problems.is_empty() {
            Self::AA
        } else if problems.iter().any(|problem| problem.code.rejects()) {
            Self::AR
        } else {
            Self::AE
        }
    }

    /// The two letters.
    pub fn code(self) -> &'static str {
        match self {
            Self::AA => "AA",
            Self::AE => "AE",
            Self::AR => "AR",
            Self::CA => "CA",
            Self::CE => "CE",
            Self::CR => "CR",
        }
    }

    /// AA or CA.
    pub fn is_accept(self) -> bool {
        matches!(self, Self::AA | Self::CA)
    }
}

/// Everything needed to write one acknowledgement.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// The header of the message answered; [`Header::default`] when it could not be read.
    pub to: &'a Header,
    /// MSA-1.
    pub code: AckCode,
    /// One ERR each.
    pub problems: &'a [Problem],
    /// MSA-3 when there is no problem, e.g. that a message was stored but not mapped.
    pub note: &'a str,
    /// MSH-10 of the answer itself.
    pub control_id: &'a str,
    /// MSH-7 of the answer.
    pub now: DateTime<FixedOffset>,
}

impl Reply<'_> {
    /// The acknowledgement as text, segments ended by CR.
    pub fn text(&self) -> String {
        let mut out = self.msh();
        out.push_str(&self.msa());
        for problem in self.problems {
            out.push_str(&err(problem));
        }
        out
    }

    fn msh(&self) -> String {
        let to = self.to;
        let version =
            if to.version.is_empty() || !is_supported_version(&to.version) { "2.5.1" } else { &to.version };
        let processing = if to.processing_id.is_empty() { "P" } else { &to.processing_id };
        let application =
            if to.receiving_application.is_empty() { "NUANQIAO" } else { &to.receiving_application };
        SegmentBuilder::new("MSH")
            .field(application)
            .field(&to.receiving_facility)
            .field(&to.sending_application)
            .field(&to.sending_facility)
            .field(&self.now.format("%Y%m%d%H%M%S%z").to_string())
            .skip(1)
            .components(&["ACK", &to.event, "ACK"])
            .field(self.control_id)
            .field(processing)
            .field(version)
            .skip(5)
            .field(&to.charset)
            .finish()
    }

    fn msa(&self) -> String {
        let words = self.problems.first().map_or(self.note, |problem| &problem.text);
        SegmentBuilder::new("MSA").field(self.code.code()).field(&self.to.control_id).field(words).finish()
    }
}

fn err(problem: &Problem) -> String {
    let mut segment = SegmentBuilder::new("ERR").skip(1);
    segment = match &problem.location {
        Some(location) => segment.components(&erl(location).each_ref().map(String::as_str)),
        None => segment.skip(1),
    };
    segment
        .components(&[&problem.code.number().to_string(), problem.code.name(), "HL70357"])
        .field("E")
        .skip(3)
        .field(&problem.text)
        .finish()
}

/// Data type ERL: segment, its sequence, field, repetition, component.
fn erl(location: &Location) -> [String; 5] {
    let number = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    let repetition = if location.component > 0 { "1" } else { "" };
    [
        location.segment.clone(),
        number(location.occurrence),
        number(location.field),
        repetition.to_owned(),
        number(location.component),
    ]
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset};

    use super::{AckCode, Reply};
    use crate::header::Header;
    use crate::message::Message;
    use crate::problem::{ErrorCode, Location, Problem};

    fn now() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-03-01T08:00:01+08:00").unwrap()
    }

    #[test]
    fn an_acceptance_goes_back_to_the_sender_under_its_own_number() {
        let message =
            Message::parse("MSH|^~\\&|HIS|LYZYY|NUANQIAO|LYZYY|2026||ADT^A01^ADT_A01|NQ00901449|P|2.5.1")
                .unwrap();
        let header = message.header();
        let reply =
            Reply { to: &header, code: AckCode::AA, problems: &[], note: "", control_id: "K1", now: now() }
                .text();
        assert_eq!(
            reply,
            "MSH|^~\\&|NUANQIAO|LYZYY|HIS|LYZYY|20260301080001+0800||ACK^A01^ACK|K1|P|2.5.1\rMSA|AA|NQ00901449\r"
        );
    }

    #[test]
    fn an_error_names_the_place_the_code_and_a_sentence_and_cannot_be_broken_by_its_own_text() {
        let problem =
            Problem::at(ErrorCode::DataType, Location::field("PID", 7), "出生日期“1999|13\r45”不是有效日期");
        let header = Header { control_id: "7".to_owned(), version: "9.9".to_owned(), ..Header::default() };
        let reply = Reply {
            to: &header,
            code: AckCode::for_problems(std::slice::from_ref(&problem)),
            problems: &[problem],
            note: "",
            control_id: "K2",
            now: now(),
        }
        .text();
        let back = Message::parse(&reply).unwrap();
        assert_eq!(back.field("MSA", 1).text(), "AE");
        assert_eq!(back.field("ERR", 2).raw(), "PID^1^7");
        assert_eq!(back.field("ERR", 3).component(1).text(), "102");
        assert_eq!(back.field("ERR", 8).text(), "出生日期“1999|13\r45”不是有效日期");
        assert_eq!(back.header().version, "2.5.1");
    }

    #[test]
    fn a_wrong_type_is_rejected_and_wrong_content_is_an_error() {
        let of = |code| AckCode::for_problems(&[Problem::new(code, "")]);
        assert_eq!(of(ErrorCode::UnsupportedType), AckCode::AR);
        assert_eq!(of(ErrorCode::UnsupportedVersion), AckCode::AR);
        assert_eq!(of(ErrorCode::Internal), AckCode::AR);
        assert_eq!(of(ErrorCode::SegmentSequence), AckCode::AE);
        assert_eq!(AckCode::for_problems(&[]), AckCode::AA);
    }
}
