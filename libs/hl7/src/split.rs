//! One file or frame → its messages. A message starts at a line beginning `MSH`; FHS, BHS, BTS and FTS are the envelope.

use bytes::Bytes;

use crate::charset::utf16;
use crate::mllp::{FS, VT};

/// What a file or frame holds.
#[derive(Clone, Debug, Default)]
pub struct Parcel {
    /// Each message as bytes, from its MSH to the next header, envelope line or end.
    pub messages: Vec<Bytes>,
    /// Names of the envelope lines in order, e.g. `FHS BHS BTS FTS`.
    pub envelope: Vec<&'static str>,
    /// Places in `messages` of those whose MLLP frame began and never ended: their last value may be half a value.
    pub broken_off: Vec<usize>,
    /// Lines before the first message that are neither envelope nor blank.
    pub strays: usize,
}

impl Parcel {
    /// Whether a batch or file header was sent, so that the answer is a batch too.
    pub fn is_batch(&self) -> bool {
        self.envelope.iter().any(|name| matches!(*name, "FHS" | "BHS"))
    }

    /// How often an envelope line of this name occurs.
    pub fn envelope_count(&self, name: &str) -> usize {
        self.envelope.iter().filter(|found| **found == name).count()
    }
}

/// Splits without decoding: CR, LF, VT and FS are never part of a UTF-8 or GB18030 character.
pub fn split(input: &Bytes) -> Parcel {
    let owned;
    let input = match utf16(input) {
        Some(text) => {
            owned = Bytes::from(text);
            &owned
        }
        None => input,
    };
    let mut parcel = Parcel::default();
    let mut open: Option<usize> = None;
    for (start, end) in lines(input) {
        let (start, line) = content(input, start, end);
        match kind_of(line) {
            Kind::Header => {
                close(&mut parcel, input, open.replace(start), start);
            }
            Kind::Envelope(name) => {
                close(&mut parcel, input, open.take(), start);
                parcel.envelope.push(name);
            }
            Kind::Other if open.is_none() && line.iter().any(|b| !b.is_ascii_whitespace()) => {
                parcel.strays += 1;
            }
            Kind::Other => {}
        }
    }
    close(&mut parcel, input, open, input.len());
    parcel
}

fn close(parcel: &mut Parcel, input: &Bytes, start: Option<usize>, end: usize) {
    let Some(start) = start else { return };
    let message = input.slice(start..end);
    let before =
        input.get(..start).unwrap_or_default().iter().rfind(|b| matches!(**b, VT | FS | b'\r' | b'\n'));
    if before == Some(&VT) && !message.contains(&FS) {
        parcel.broken_off.push(parcel.messages.len());
    }
    let kept = message.iter().rposition(|b| !is_break(*b)).map_or(0, |last| last + 1);
    let mut message = message.slice(..kept);
    message.extend_cr();
    parcel.messages.push(message);
}

trait EndWithCr {
    fn extend_cr(&mut self);
}

impl EndWithCr for Bytes {
    /// The last segment ends with CR like the others; copied only here, where the break was cut off.
    fn extend_cr(&mut self) {
        let mut whole = Vec::with_capacity(self.len() + 1);
        whole.extend_from_slice(self);
        whole.push(b'\r');
        *self = Bytes::from(whole);
    }
}

enum Kind {
    Header,
    Envelope(&'static str),
    Other,
}

fn kind_of(line: &[u8]) -> Kind {
    let is = |name: &str| {
        line.strip_prefix(name.as_bytes()).is_some_and(|rest| {
            let mut rest = rest.iter().skip_while(|b| **b == b' ');
            rest.next().is_none_or(u8::is_ascii_punctuation)
        })
    };
    if is("MSH") && line.len() > 3 {
        return Kind::Header;
    }
    ["FHS", "BHS", "BTS", "FTS"].into_iter().find(|name| is(name)).map_or(Kind::Other, Kind::Envelope)
}

/// The line without byte order mark and blanks in front, and where that begins.
fn content(input: &[u8], start: usize, end: usize) -> (usize, &[u8]) {
    let line = input.get(start..end).unwrap_or_default();
    let without_bom = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let body = without_bom.trim_ascii_start();
    (start + (line.len() - body.len()), body)
}

fn lines(input: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = 0;
    input.split(|b| is_break(*b)).map(move |line| {
        let start = from;
        from += line.len() + 1;
        (start, start + line.len())
    })
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | VT | FS)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::split;

    fn texts(input: &str) -> Vec<String> {
        let parcel = split(&Bytes::from(input.to_owned()));
        parcel.messages.iter().map(|m| String::from_utf8(m.to_vec()).unwrap()).collect()
    }

    #[test]
    fn a_batch_file_gives_its_messages_and_its_envelope() {
        let file = "FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|A\rPID|1\rMSH|^~\\&|B\rBTS|2\rFTS|1\r";
        assert_eq!(texts(file), ["MSH|^~\\&|A\rPID|1\r", "MSH|^~\\&|B\r"]);
        let parcel = split(&Bytes::from(file));
        assert_eq!(parcel.envelope, ["FHS", "BHS", "BTS", "FTS"]);
        assert!(parcel.is_batch() && parcel.broken_off.is_empty());
    }

    #[test]
    fn a_recorded_mllp_stream_with_odd_ends_gives_its_messages() {
        let stream = "\u{b}MSH|^~\\&|A\rPID|1\r\u{1c}\u{1c}\u{1c}\r\u{b}MSH|^~\\&|B\rPID|2||截";
        assert_eq!(texts(stream), ["MSH|^~\\&|A\rPID|1\r", "MSH|^~\\&|B\rPID|2||截\r"]);
        assert_eq!(split(&Bytes::from(stream)).broken_off, [1]);
    }

    #[test]
    fn marks_blanks_and_line_ends_around_a_message_do_not_matter() {
        assert_eq!(texts("\u{feff}\r\n  MSH|^~\\&|A\r\nPID|1\r\n\r\n"), ["MSH|^~\\&|A\r\nPID|1\r"]);
    }

    #[test]
    fn a_file_without_messages_gives_none() {
        assert!(texts("").is_empty());
        assert!(texts("GET / HTTP/1.1\r\nHost: x").is_empty());
        assert_eq!(split(&Bytes::from("日志\r\n另一行")).strays, 2);
    }
}
