//! Which acknowledgements go back for an outcome: none, one, or a commit and an application acknowledgement. A rule file.

use chrono::{DateTime, FixedOffset};
use nq_hl7::{AckCode, Header, Problem, Reply};

/// What is answered.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// Header of the message.
    pub header: &'a Header,
    /// Application answer.
    pub ack: AckCode,
    /// Reasons of a refusal.
    pub problems: &'a [Problem],
    /// A word to the sender when all is well.
    pub note: &'a str,
    /// Whether the message is safely stored, whatever became of it.
    pub stored: bool,
}

/// The acknowledgements to send, in order. Original mode always gets the application answer. Enhanced mode (MSH-15 or 16
/// given) gets what it asked for: a commit answer once the message is stored, an application answer after processing. An
/// acknowledgement is never acknowledged.
pub fn replies(answered: &Answered<'_>, control_id: &str, now: DateTime<FixedOffset>) -> Vec<String> {
    let header = answered.header;
    if header.kind == "ACK" {
        return Vec::new();
    }
    let reply = |code: AckCode, suffix: &str, problems: &[Problem]| {
        let control_id = format!("{control_id}{suffix}");
        Reply { to: header, code, problems, note: answered.note, control_id: &control_id, now }.text()
    };
    if !header.is_enhanced() {
        return vec![reply(answered.ack, "", answered.problems)];
    }
    let mut replies = Vec::new();
    if header.accept_ack.is_some_and(|when| when.wants(answered.stored)) {
        let (code, problems) =
            if answered.stored { (AckCode::CA, [].as_slice()) } else { (AckCode::CR, answered.problems) };
        replies.push(reply(code, "C", problems));
    }
    if answered.stored && header.application_ack.is_some_and(|when| when.wants(answered.ack.is_accept())) {
        replies.push(reply(answered.ack, "", answered.problems));
    }
    replies
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use nq_hl7::{AckCode, ErrorCode, Message, Problem};

    use super::{Answered, replies};

    fn codes(modes: &str, problems: &[Problem], stored: bool) -> Vec<String> {
        let msh = format!("MSH|^~\\&|HIS|L|N|L|2026||ADT^A08|NQ1|P|2.5.1|||{modes}");
        let header = Message::parse(&msh).unwrap().header();
        let ack = AckCode::for_problems(problems);
        let now = DateTime::parse_from_rfc3339("2026-03-01T08:00:00+08:00").unwrap();
        replies(&Answered { header: &header, ack, problems, note: "", stored }, "K", now)
            .iter()
            .map(|text| Message::parse(text).unwrap().field("MSA", 1).text().into_owned())
            .collect()
    }

    #[test]
    fn each_mode_gets_the_answers_it_asked_for() {
        let wrong = [Problem::new(ErrorCode::DataType, "出生日期不对")];
        assert_eq!(codes("|", &[], true), ["AA"]);
        assert_eq!(codes("|", &wrong, true), ["AE"]);
        assert_eq!(codes("AL|AL", &[], true), ["CA", "AA"]);
        assert_eq!(codes("AL|NE", &[], true), ["CA"]);
        assert!(codes("NE|ER", &[], true).is_empty());
        assert_eq!(codes("NE|ER", &wrong, true), ["AE"]);
        assert_eq!(codes("AL|AL", &wrong, false), ["CR"]);
        assert_eq!(codes("|CHN", &[], true), ["AA"], "a country in the wrong field asks for nothing");
    }
}
