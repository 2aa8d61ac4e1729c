//! A message for those who look after feeds and read no patients: its structure stays, what identifies or concerns a
//! person's health is covered. A rule file.

use nq_hl7::{Message, Segment};

/// What stands for a covered character.
pub const MARK: char = '•';

/// Fields that name a person or speak of his health; 0 means the whole segment.
const COVERED: &[(&str, &[usize])] = &[
    ("PID", &[2, 3, 4, 5, 6, 7, 9, 11, 13, 14, 18, 19, 20, 21, 23, 29]),
    ("NK1", &[0]),
    ("GT1", &[0]),
    ("IN1", &[0]),
    ("IN2", &[0]),
    ("MRG", &[0]),
    ("PD1", &[0]),
    ("DG1", &[3, 4]),
    ("AL1", &[0]),
    ("PR1", &[3, 4]),
    ("OBX", &[5, 8]),
    ("NTE", &[3]),
    ("OBR", &[13, 31]),
    ("SCH", &[7]),
    ("FT1", &[7, 8, 9, 19]),
    ("TXA", &[0]),
    ("RXE", &[0]),
    ("RXA", &[0]),
    ("RXO", &[0]),
];

/// Whether a field is covered. Local segments are covered whole: nobody knows what they hold.
pub fn is_covered(segment: &str, field: usize) -> bool {
    segment.starts_with('Z')
        || COVERED
            .iter()
            .any(|(name, fields)| *name == segment && (fields.contains(&0) || fields.contains(&field)))
}

/// The message with covered fields; separators stay, so that its structure can be judged.
pub fn message(message: &Message) -> String {
    let mut out = String::new();
    for part in message.segments() {
        out.push_str(&segment(&part, message.delimiters().field));
        out.push('\r');
    }
    for _ in message.strays() {
        out.push_str("（不属于任何段的一行，已遮盖）\r");
    }
    out
}

fn segment(segment: &Segment<'_>, separator: char) -> String {
    if segment.name() == "MSH" {
        return segment.raw().to_owned();
    }
    let fields = segment.raw().split(separator).enumerate();
    let shown: Vec<String> = fields
        .map(
            |(at, text)| {
                if at > 0 && is_covered(segment.name(), at) { text_of(text) } else { text.to_owned() }
            },
        )
        .collect();
    shown.join(&separator.to_string())
}

/// Letters, digits and characters become marks; everything else stays.
pub fn text_of(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { MARK } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use nq_hl7::Message;

    #[test]
    fn the_structure_stays_and_the_person_is_covered() {
        let text = "MSH|^~\\&|HIS|耒阳||\rPID|1||P001^^^LYZYY^PI||陈^明轩||19560418|M\rPV1|1|I|心血管内科\rOBX|1|NM|GLU||20.0|mmol/L|3.9-6.1|HH\rZ01|陈明轩";
        let shown = super::message(&Message::parse(text).unwrap());
        assert_eq!(
            shown,
            "MSH|^~\\&|HIS|耒阳||\rPID|1||••••^^^•••••^••||•^••||••••••••|M\rPV1|1|I|心血管内科\rOBX|1|NM|GLU||••.•|mmol/L|3.9-6.1|••\rZ01|•••\r"
        );
    }
}
