//! One message: its segments, and access by segment, field, repetition, component and sub-component.
//!
//! Access never fails: what is absent reads as empty. Positions count from 1, as in the standard.

use crate::delimiters::Delimiters;
use crate::header::Header;
use crate::part::Part;

/// Why a text is no HL7 message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StructureError {
    /// Nothing but blanks.
    #[error("内容为空，不是 HL7 消息")]
    Empty,
    /// The first line is no MSH segment.
    #[error("内容不以 MSH 段开头，不是 HL7 消息")]
    NoHeader,
}

/// A line that is neither a segment nor the continuation of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Name of the segment it follows.
    pub after: String,
    /// The line itself.
    pub text: String,
}

#[derive(Clone, Debug)]
struct Line {
    name: String,
    text: String,
}

/// A parsed message.
#[derive(Clone, Debug)]
pub struct Message {
    delimiters: Delimiters,
    lines: Vec<Line>,
    strays: Vec<Stray>,
    continuations: usize,
}

impl Message {
    /// Parses one message. Segments may end with CR, LF or CRLF; a line that is no segment continues the text of a
    /// preceding OBX or NTE (some senders break lines inside OBX-5), elsewhere it is kept as a [`Stray`].
    ///
    /// # Errors
    /// [`StructureError`] when the text does not begin with an MSH segment.
    pub fn parse(text: &str) -> Result<Self, StructureError> {
        let mut lines = text
            .split(['\r', '\n', '\u{b}', '\u{1c}'])
            .map(|line| line.trim_start_matches(['\u{feff}', ' ', '\t']))
            .filter(|line| !line.is_empty());
        let head = lines.next().ok_or(StructureError::Empty)?;
        let delimiters = Delimiters::of_header(head)
            .filter(|_| head.starts_with("MSH"))
            .ok_or(StructureError::NoHeader)?;
        let header = Line { name: "MSH".to_owned(), text: head.to_owned() };
        let mut message = Self { delimiters, lines: vec![header], strays: Vec::new(), continuations: 0 };
        for line in lines {
            message.take(line);
        }
        Ok(message)
    }

    fn take(&mut self, line: &str) {
        if let Some(name) = segment_name(line, self.delimiters.field) {
            self.lines.push(Line { name: name.to_owned(), text: line.to_owned() });
            return;
        }
        // `||||` with no name: an empty segment, nothing is lost by passing over it.
        if line.chars().all(|c| c == self.delimiters.field || c.is_whitespace()) {
            return;
        }
        let Some(last) = self.lines.last_mut() else { return };
        if carries_text(&last.name) {
            last.text.push('\n');
            last.text.push_str(line);
            self.continuations += 1;
        } else {
            self.strays.push(Stray { after: last.name.clone(), text: line.to_owned() });
        }
    }

    /// The separators this message declares.
    pub fn delimiters(&self) -> &Delimiters {
        &self.delimiters
    }

    /// All segments in order, MSH first.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        self.lines.iter().map(|line| Segment {
            name: &line.name,
            text: &line.text,
            delimiters: &self.delimiters,
        })
    }

    /// The first segment of this name.
    pub fn first(&self, name: &str) -> Option<Segment<'_>> {
        self.segments().find(|segment| segment.name == name)
    }

    /// Every segment of this name.
    pub fn all<'m>(&'m self, name: &'m str) -> impl Iterator<Item = Segment<'m>> {
        self.segments().filter(move |segment| segment.name == name)
    }

    /// A field of the first segment of this name; empty if either is absent.
    pub fn field(&self, segment: &str, position: usize) -> Part<'_> {
        self.first(segment).map_or(Part::new("", &self.delimiters), |s| s.field(position))
    }

    /// Lines that belong to no segment.
    pub fn strays(&self) -> &[Stray] {
        &self.strays
    }

    /// How many lines were joined to the text before them.
    pub fn continuation_lines(&self) -> usize {
        self.continuations
    }

    /// The fields of MSH by name.
    pub fn header(&self) -> Header {
        Header::of(self)
    }

    /// The message as one text with CR between segments: equal content gives an equal text whatever the line ends were.
    pub fn normalized(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            out.push_str(&line.text);
            out.push('\r');
        }
        for stray in &self.strays {
            out.push_str(&stray.text);
            out.push('\r');
        }
        out
    }
}

/// `PID` of `PID|1|…`: three capitals or digits, the first a capital, then the field separator or the end.
fn segment_name(line: &str, field: char) -> Option<&str> {
    let (name, rest) = line.split_at_checked(3)?;
    let mut letters = name.chars();
    let well_formed = letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let rest = rest.trim_start_matches(' ');
    (well_formed && (rest.is_empty() || rest.starts_with(field))).then_some(name)
}

fn carries_text(name: &str) -> bool {
    matches!(name, "OBX" | "NTE")
}

/// One segment.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'m> {
    name: &'m str,
    text: &'m str,
    delimiters: &'m Delimiters,
}

impl<'m> Segment<'m> {
    /// Its three-letter name.
    pub fn name(&self) -> &'m str {
        self.name
    }

    /// The segment as received.
    pub fn raw(&self) -> &'m str {
        self.text
    }

    /// A field by its number in the standard; in MSH, FHS and BHS field 1 is the separator itself.
    pub fn field(&self, position: usize) -> Part<'m> {
        let is_header = matches!(self.name, "MSH" | "FHS" | "BHS");
        if position == 0 || (is_header && position == 1) {
            return Part::new("", self.delimiters);
        }
        let index = if is_header { position - 1 } else { position };
        let raw = self.text.split(self.delimiters.field).nth(index).unwrap_or("");
        Part::new(raw, self.delimiters)
    }

    /// How many fields were sent after the name.
    pub fn field_count(&self) -> usize {
        self.text.matches(self.delimiters.field).count()
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, StructureError};

    const ADMISSION: &str = "MSH|^~\\&|HIS|耒阳|NQ|耒阳|20260301080000||ADT^A01^ADT_A01|NQ1|P|2.5.1\r\
        PID|1||P1^^^耒阳&1.2&ISO^PI~430481197001013207^^^GB11643^NNCHN||陈^明轩~CHEN^MX||\"\"|M\r";

    #[test]
    fn a_field_opens_down_to_the_subcomponent() {
        let message = Message::parse(ADMISSION).unwrap();
        let pid = message.first("PID").unwrap();
        assert_eq!(pid.field(3).component(4).subcomponent(2).text(), "1.2");
        let second = pid.field(3).repetitions().nth(1).unwrap();
        assert_eq!(second.component(1).text(), "430481197001013207");
        assert_eq!(pid.field(5).component(2).text(), "明轩");
        assert_eq!(pid.field(99).text(), "");
        assert_eq!(pid.field(0).text(), "");
    }

    #[test]
    fn the_header_counts_its_separator_as_the_first_field() {
        let message = Message::parse(ADMISSION).unwrap();
        assert_eq!(message.field("MSH", 9).component(2).text(), "A01");
        assert_eq!(message.field("MSH", 2).raw(), "^~\\&");
    }

    #[test]
    fn an_explicitly_emptied_value_differs_from_one_that_was_not_sent() {
        let message = Message::parse(ADMISSION).unwrap();
        assert!(message.field("PID", 7).is_null());
        assert_eq!(message.field("PID", 7).value(), None);
        assert!(message.field("PID", 6).is_empty() && !message.field("PID", 6).is_null());
    }

    #[test]
    fn lf_and_crlf_and_a_bom_read_like_cr() {
        for eol in ["\n", "\r\n", "\r\r\n"] {
            let other = format!("\u{feff}{}", ADMISSION.replace('\r', eol));
            assert_eq!(
                Message::parse(&other).unwrap().normalized(),
                Message::parse(ADMISSION).unwrap().normalized()
            );
        }
    }

    #[test]
    fn a_line_break_inside_a_result_text_stays_in_the_text() {
        let text = "MSH|^~\\&|RIS\rOBX|1|TX|1037^检查所见||双肺纹理清晰\n心影不大||||||F\rNTE|1||备注";
        let message = Message::parse(text).unwrap();
        assert_eq!(message.field("OBX", 5).text(), "双肺纹理清晰\n心影不大");
        assert_eq!(message.field("OBX", 11).text(), "F");
        assert_eq!(message.continuation_lines(), 1);
    }

    #[test]
    fn a_raw_line_break_inside_the_patient_makes_a_stray_line_and_no_segment() {
        let text = "MSH|^~\\&|HIS\rPID|1||P1||张\rOBX\\F\\9\\F\\ST^三||19940205|M\rPV1|1|I";
        let message = Message::parse(text).unwrap();
        assert!(message.first("OBX").is_none());
        assert_eq!(message.strays().len(), 1);
        assert_eq!(message.strays().first().unwrap().after, "PID");
    }

    #[test]
    fn what_is_not_hl7_is_said_so() {
        assert_eq!(Message::parse("  \r\n").unwrap_err(), StructureError::Empty);
        assert_eq!(Message::parse("GET / HTTP/1.1\r\nHost: x").unwrap_err(), StructureError::NoHeader);
        assert_eq!(Message::parse("PID|1").unwrap_err(), StructureError::NoHeader);
    }
}
