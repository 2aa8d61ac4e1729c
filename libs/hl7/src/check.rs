//! May this message be processed at all? Header and structure only; what a value means is for the mapping.

use crate::event::{Standing, is_supported_version, standing};
use crate::header::Header;
use crate::message::Message;
use crate::problem::{ErrorCode, Location, Problem};

/// Checks MSH against the standard and against the processing ids this feed accepts (`P` for production).
///
/// `kind` and `event` are what the feed makes of MSH-9: an alias turns a local event into a standard one before it is asked.
pub fn header_problems(header: &Header, kind: &str, event: &str, accepted: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if header.kind.is_empty() {
        problems.push(Problem::at(
            ErrorCode::RequiredFieldMissing,
            Location::field("MSH", 9),
            "缺少消息类型（MSH-9），无法判断如何处理",
        ));
    } else {
        problems.extend(type_problem(header, kind, event));
    }
    if !is_supported_version(&header.version) {
        problems.push(Problem::at(
            ErrorCode::UnsupportedVersion,
            Location::field("MSH", 12),
            format!("不支持 HL7 版本“{}”，可用 2.1 至 2.9", clip(&header.version)),
        ));
    }
    if !header.processing_id.is_empty() && !accepted.contains(&header.processing_id) {
        problems.push(Problem::at(
            ErrorCode::UnsupportedProcessingId,
            Location::field("MSH", 11),
            format!(
                "处理标识“{}”不被本通道接受，本通道只接受 {}",
                clip(&header.processing_id),
                accepted.join("、")
            ),
        ));
    }
    if header.control_id.is_empty() {
        problems.push(Problem::at(
            ErrorCode::RequiredFieldMissing,
            Location::field("MSH", 10),
            "缺少消息控制号（MSH-10），无法对应答复",
        ));
    }
    problems
}

fn type_problem(header: &Header, kind: &str, event: &str) -> Option<Problem> {
    match standing(kind, event) {
        Standing::Standard => None,
        Standing::UnknownType => Some(Problem::at(
            ErrorCode::UnsupportedType,
            Location { component: 1, ..Location::field("MSH", 9) },
            format!(
                "不认识的消息类型“{}”，可在通道中为它设置对应的标准事件后重放",
                clip(&header.kind_and_event())
            ),
        )),
        Standing::UnknownEvent => Some(Problem::at(
            ErrorCode::UnsupportedEvent,
            Location { component: 2, ..Location::field("MSH", 9) },
            format!(
                "不认识的触发事件“{}”，可在通道中为它设置对应的标准事件后重放",
                clip(&header.kind_and_event())
            ),
        )),
    }
}

/// Checks that no line stands outside a segment and that the segments a message of this kind needs are there.
pub fn structure_problems(message: &Message, kind: &str) -> Vec<Problem> {
    let mut problems: Vec<Problem> = message
        .strays()
        .iter()
        .map(|stray| {
            Problem::at(
                ErrorCode::SegmentSequence,
                Location::segment(&stray.after),
                format!("{} 段之后有一行不是合法的段，字段内的换行应写作 \\X0D\\ 或 \\.br\\", stray.after),
            )
        })
        .collect();
    if needs_patient(kind) && message.first("PID").is_none() {
        problems.push(missing_patient());
    }
    problems
}

/// The problem of a message about a person that does not say about whom.
pub fn missing_patient() -> Problem {
    Problem::at(ErrorCode::SegmentSequence, Location::segment("PID"), "缺少患者段（PID），无法知道是谁")
}

fn needs_patient(kind: &str) -> bool {
    matches!(kind, "ADT" | "ORU" | "OUL")
}

/// A value of unknown length, shortened for a sentence.
fn clip(value: &str) -> String {
    let mut shown: String = value.chars().take(30).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{header_problems, structure_problems};
    use crate::message::Message;

    fn codes(text: &str) -> Vec<u16> {
        let message = Message::parse(text).unwrap();
        let header = message.header();
        let mut found = header_problems(&header, &header.kind, &header.event, &["P".to_owned()]);
        found.extend(structure_problems(&message, &header.kind));
        found.iter().map(|problem| problem.code.number()).collect()
    }

    #[test]
    fn a_complete_header_has_no_problem() {
        assert!(codes("MSH|^~\\&|HIS|L|N|L|2026||ADT^A01|1|P|2.4\rPID|1||P1").is_empty());
    }

    #[test]
    fn each_defect_of_the_header_has_its_own_code() {
        assert_eq!(codes("MSH|^~\\&|HIS|L|N|L|2026||ZZZ^Z99|1|P|2.4"), [200]);
        assert_eq!(codes("MSH|^~\\&|HIS|L|N|L|2026||ADT^A99|1|P|2.4\rPID|1||P1"), [201]);
        assert_eq!(codes("MSH|^~\\&|HIS|L|N|L|2026||ADT^A01|1|D|2.4\rPID|1||P1"), [202]);
        assert_eq!(codes("MSH|^~\\&|HIS|L|N|L|2026||ADT^A01|1|P|9.9\rPID|1||P1"), [203]);
        assert_eq!(codes("MSH|^~\\&|HIS|L|N|L|2026||ADT^A01||P|2.4\rPID|1||P1"), [101]);
        assert_eq!(codes("MSH|^~\\&|HIS|L|N|L|2026|||1|P|2.4\rPID|1||P1"), [101]);
        assert_eq!(codes("MSH|^~\\&|HIS|L|N|L|2026||ADT^A01|1|P|2.4\rPV1|1|I"), [100]);
    }

    #[test]
    fn a_training_message_with_a_mode_is_still_a_production_message() {
        assert!(codes("MSH|^~\\&|BF-6900||||2011||ORU^R01|8|P^S|2.4\rPID||1").is_empty());
    }
}
