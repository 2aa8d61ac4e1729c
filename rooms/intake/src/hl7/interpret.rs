//! The bytes of one message → what it is, what is wrong with it, what is to be filed, and how to answer. No database.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use nq_hl7::charset::{decode, decode_for_display};
use nq_hl7::check::{header_problems, structure_problems};
use nq_hl7::{AckCode, Charset, ErrorCode, Header, Message, Problem};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::plan::{Coverage, Given, Plan, plan, said_at};

/// How a feed reads its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dialect {
    /// Name of the source in the record: `his`.
    pub source: String,
    /// Accepted values of MSH-11.
    pub processing_ids: Vec<String>,
    /// Local type and event → standard one: `ADT^ZP1` → `ADT^A28`.
    pub aliases: BTreeMap<String, String>,
    /// Character set where the message does not settle it.
    pub charset: Charset,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            source: "his".to_owned(),
            processing_ids: vec!["P".to_owned()],
            aliases: BTreeMap::new(),
            charset: Charset::Gb18030,
        }
    }
}

/// What became clear about a message.
#[derive(Debug, Clone)]
pub struct Interpretation {
    /// MSH; default where there is none.
    pub header: Header,
    /// In which the answer goes back.
    pub charset: Charset,
    /// SHA-256 of the content, whatever its line ends; of the bytes where it is no message.
    pub hash: String,
    /// When the sender says it happened.
    pub said_at: Option<DateTime<Utc>>,
    /// What is wrong; then nothing is filed.
    pub problems: Vec<Problem>,
    /// What is to be filed.
    pub plan: Plan,
}

impl Interpretation {
    /// The application answer.
    pub fn ack(&self) -> AckCode {
        AckCode::for_problems(&self.problems)
    }

    /// Sending application and facility.
    pub fn sender(&self) -> String {
        format!("{}|{}", self.header.sending_application, self.header.sending_facility)
    }

    /// The name of the first person.
    pub fn person_name(&self) -> Option<&str> {
        self.plan.people.first().map(|person| person.person.name.as_str()).filter(|name| !name.is_empty())
    }
}

/// Interprets one message.
pub fn interpret(bytes: &[u8], dialect: &Dialect, received_at: DateTime<Utc>) -> Interpretation {
    match decode(bytes, dialect.charset) {
        Ok(decoded) => {
            Interpretation { charset: decoded.charset, ..interpret_text(&decoded.text, dialect, received_at) }
        }
        Err(why) => {
            let header = Message::parse(&decode_for_display(bytes))
                .map(|message| message.header())
                .unwrap_or_default();
            broken(bytes, header, Problem::new(ErrorCode::DataType, why.to_string()))
        }
    }
}

/// Interprets a message that is text already, e.g. one that a person corrected.
pub fn interpret_text(text: &str, dialect: &Dialect, received_at: DateTime<Utc>) -> Interpretation {
    let message = match Message::parse(text) {
        Ok(message) => message,
        Err(why) => {
            let problem = Problem::new(ErrorCode::UnsupportedType, why.to_string());
            return broken(text.as_bytes(), Header::default(), problem);
        }
    };
    let header = message.header();
    let (kind, event) = standard(&header, dialect);
    let mut problems = header_problems(&header, &kind, &event, &dialect.processing_ids);
    problems.extend(structure_problems(&message, &kind));
    let given = Given {
        kind: &kind,
        event: &event,
        domain: &dialect.source,
        received_at,
        today: kernel::clock::local_day(received_at),
    };
    let mut found = Plan::default();
    if problems.is_empty() {
        match plan(&message, &header, given) {
            Ok(plan) => found = plan,
            Err(wrong) => problems = wrong,
        }
    }
    Interpretation {
        charset: Charset::Utf8,
        hash: hash(message.normalized().as_bytes()),
        said_at: said_at(&message, &header),
        header,
        problems,
        plan: found,
    }
}

/// A message whose end is missing: what it says may be half a value, so none of it is filed.
pub fn broken_off(bytes: &[u8], dialect: &Dialect, received_at: DateTime<Utc>) -> Interpretation {
    let mut found = interpret(bytes, dialect, received_at);
    found.plan = Plan::default();
    found.problems.insert(
        0,
        Problem::new(
            ErrorCode::SegmentSequence,
            "消息没有结束标记，内容可能不完整，未处理。请重发完整的消息",
        ),
    );
    found
}

/// A message of which only the beginning is left, because it is over the limit.
pub fn too_large(head: &[u8], size: usize, limit: usize) -> Interpretation {
    let header =
        Message::parse(&decode_for_display(head)).map(|message| message.header()).unwrap_or_default();
    let text =
        format!("消息共 {size} 字节，超过上限 {limit} 字节，未处理。请拆分后重发，或联系信息科调整上限");
    broken(head, header, Problem::new(ErrorCode::DataType, text))
}

/// Type and event, an alias of the feed applied.
fn standard(header: &Header, dialect: &Dialect) -> (String, String) {
    let alias = dialect.aliases.get(&header.kind_and_event()).and_then(|alias| alias.split_once('^'));
    alias.map_or_else(
        || (header.kind.clone(), header.event.clone()),
        |(kind, event)| (kind.to_owned(), event.to_owned()),
    )
}

fn broken(bytes: &[u8], header: Header, problem: Problem) -> Interpretation {
    Interpretation {
        header,
        charset: Charset::Utf8,
        hash: hash(bytes),
        said_at: None,
        problems: vec![problem],
        plan: Plan { coverage: Coverage::Nothing, people: Vec::new() },
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, byte| {
        out.extend(
            [byte >> 4, byte & 0xF].iter().filter_map(|nibble| char::from_digit(u32::from(*nibble), 16)),
        );
        out
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Utc};
    use nq_hl7::AckCode;

    use super::{Dialect, Interpretation, interpret};
    use crate::hl7::plan::Coverage;

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-03-04T09:00:00+08:00").unwrap().to_utc()
    }

    fn read(text: &str) -> Interpretation {
        interpret(text.as_bytes(), &Dialect::default(), now())
    }

    #[test]
    fn a_local_event_is_rejected_until_the_feed_knows_what_it_means() {
        let text = "MSH|^~\\&|01||PMI||20170720193110||ADT^ZP1|BB1|P|2.4\rPID|1||AA1^^^^LocalID||蔡明澈";
        assert_eq!(read(text).ack(), AckCode::AR);
        let aliases = BTreeMap::from([("ADT^ZP1".to_owned(), "ADT^A28".to_owned())]);
        let dialect = Dialect { aliases, ..Dialect::default() };
        let known = interpret(text.as_bytes(), &dialect, now());
        assert_eq!((known.ack(), known.plan.coverage), (AckCode::AA, Coverage::Whole));
        assert_eq!(known.person_name(), Some("蔡明澈"));
    }

    #[test]
    fn a_standard_message_that_is_not_mapped_is_accepted_and_says_nothing_of_anybody() {
        let found = read("MSH|^~\\&|HRP||MIH||20151116045609||MFN^M01|5|P|2.4\rMFI|Department^科室");
        assert_eq!((found.ack(), found.plan.coverage), (AckCode::AA, Coverage::Nothing));
    }

    #[test]
    fn an_order_for_somebody_without_a_number_is_kept_and_not_refused() {
        let found = read("MSH|^~\\&|HIS||LIS||2026||ORM^O01|5|P|2.4\rPID|1||||王\rORC|NW|1");
        assert_eq!((found.ack(), found.plan.people.len()), (AckCode::AA, 0));
    }

    #[test]
    fn the_same_content_has_the_same_hash_whatever_its_line_ends() {
        let cr = read("MSH|^~\\&|HIS||N||2026||ADT^A04|5|P|2.4\rPID|1||P1||王\r");
        let lf = read("MSH|^~\\&|HIS||N||2026||ADT^A04|5|P|2.4\nPID|1||P1||王");
        assert_eq!(cr.hash, lf.hash);
        assert_eq!(cr.hash.len(), 64);
    }

    #[test]
    fn two_people_in_one_message_are_two() {
        let found = read(
            "MSH|^~\\&|LIS||N||2026||ORU^R01|5|P|2.4\rPID|1||P1||王\rOBR|1|A\rOBX|1|NM|GLU||5.1\rPID|2||P2||李\rOBR|1|B\rOBX|1|NM|GLU||6.1",
        );
        let names: Vec<_> =
            found.plan.people.iter().map(|p| (p.person.name.as_str(), p.orders.len())).collect();
        assert_eq!(names, [("王", 1), ("李", 1)]);
    }
}
