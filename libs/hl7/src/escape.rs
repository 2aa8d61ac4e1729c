//! Escape sequences, both ways. `unescape(escape(s)) == s` for every string.

use std::borrow::Cow;

use crate::delimiters::Delimiters;

/// Makes a value safe to stand in a field: delimiters and every control character (CR, LF, VT, FS …) become sequences, so
/// that no value can start a segment or end a frame.
pub fn escape(value: &str, delimiters: &Delimiters) -> String {
    let Some(mark) = delimiters.escape else {
        return value.chars().filter(|c| !c.is_control() && !is_structural(*c, delimiters)).collect();
    };
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        let code = match c {
            c if c == mark => Some('E'),
            c if c == delimiters.field => Some('F'),
            c if c == delimiters.component => Some('S'),
            c if Some(c) == delimiters.repetition => Some('R'),
            c if Some(c) == delimiters.subcomponent => Some('T'),
            c if Some(c) == delimiters.truncation => Some('P'),
            _ => None,
        };
        if let Some(code) = code {
            out.extend([mark, code, mark]);
        } else if c.is_ascii_control() {
            out.extend([mark, 'X', hex_digit(u32::from(c) >> 4), hex_digit(u32::from(c)), mark]);
        } else {
            out.push(c);
        }
    }
    out
}

/// The lowest four bits as a capital hexadecimal digit.
fn hex_digit(value: u32) -> char {
    char::from_digit(value & 0xF, 16).unwrap_or('0').to_ascii_uppercase()
}

fn is_structural(c: char, d: &Delimiters) -> bool {
    c == d.field || c == d.component || Some(c) == d.repetition || Some(c) == d.subcomponent
}

/// Resolves escape sequences. What is no known sequence (a Windows path, a lone backslash) stays as it is.
pub fn unescape<'t>(raw: &'t str, delimiters: &Delimiters) -> Cow<'t, str> {
    let Some(mark) = delimiters.escape else { return Cow::Borrowed(raw) };
    if !raw.contains(mark) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once(mark) {
        out.push_str(before);
        let resolved =
            after.split_once(mark).and_then(|(code, tail)| Some((resolve(code, delimiters)?, tail)));
        if let Some((text, tail)) = resolved {
            out.push_str(&text);
            rest = tail;
        } else {
            out.push(mark);
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn resolve(sequence: &str, d: &Delimiters) -> Option<String> {
    let one = |c: Option<char>| c.map(String::from);
    match sequence {
        "F" => one(Some(d.field)),
        "S" => one(Some(d.component)),
        "R" => one(Some(d.repetition.unwrap_or('~'))),
        "T" => one(Some(d.subcomponent.unwrap_or('&'))),
        "E" => one(d.escape),
        "P" => one(d.truncation),
        // Highlighting on and off carry no text.
        "H" | "N" => Some(String::new()),
        _ => sequence.strip_prefix('.').map_or_else(|| hexadecimal(sequence), formatting),
    }
}

/// `\.br\` and its kin (HL7 2.7.2 formatted text). Indents and wrap switches carry no text.
fn formatting(command: &str) -> Option<String> {
    let name: String = command.chars().take(2).collect();
    let count = || command.get(2..).and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, 50);
    match name.as_str() {
        "br" | "ce" => Some("\n".to_owned()),
        "sp" => Some("\n".repeat(count())),
        "sk" => Some(" ".repeat(count())),
        "in" | "ti" | "fi" | "nf" => Some(String::new()),
        _ => None,
    }
}

/// `\X0D0A\`: bytes in hexadecimal, read as UTF-8 or, failing that, as GB18030.
fn hexadecimal(sequence: &str) -> Option<String> {
    let digits = sequence.strip_prefix('X')?;
    if digits.is_empty() || digits.len() % 2 != 0 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let bytes: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .filter_map(|pair| u8::from_str_radix(pair, 16).ok())
        .collect();
    String::from_utf8(bytes)
        .or_else(|not_utf8| {
            let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(not_utf8.as_bytes());
            if broken { Err(()) } else { Ok(text.into_owned()) }
        })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::{Delimiters, escape, unescape};

    fn plain(raw: &str) -> String {
        unescape(raw, &Delimiters::STANDARD).into_owned()
    }

    #[test]
    fn a_note_with_every_delimiter_reads_as_it_was_written() {
        assert_eq!(plain(r"建议复查\F\\T\\S\\R\ 请电话通知患者"), "建议复查|&^~ 请电话通知患者");
        assert_eq!(plain(r"10\S\9/L"), "10^9/L");
    }

    #[test]
    fn a_line_break_between_chinese_characters_neither_panics_nor_doubles_text() {
        assert_eq!(plain(r"中\.br\文"), "中\n文");
        assert_eq!(plain(r"A\T\B 备注\.br\换行"), "A&B 备注\n换行");
        assert_eq!(plain(r"\.sp2\续"), "\n\n续");
    }

    #[test]
    fn hexadecimal_bytes_are_read_as_utf8_or_gb18030() {
        assert_eq!(plain(r"第一行\X0D0A\第二行"), "第一行\r\n第二行");
        assert_eq!(plain(r"\XE5BCA0\"), "张");
        assert_eq!(plain(r"\XD5C5\"), "张");
    }

    #[test]
    fn what_is_no_sequence_stays_as_it_is() {
        for text in [r"C:\影像\CT.dcm", r"\", r"\\", r"a\b", r"\X0\", r"\XZZ\", r"\.\", r"半截\.b"] {
            assert_eq!(plain(text), text, "{text}");
        }
        assert_eq!(plain(r"路径\共享\F\1"), r"路径\共享|1");
    }

    #[test]
    fn outbound_values_cannot_start_a_segment_or_end_a_frame() {
        let hostile = "张\rOBX|9|ST|HACK\u{b}\u{1c}\r";
        let sent = escape(hostile, &Delimiters::STANDARD);
        assert!(!sent.contains(['\r', '|', '\u{b}', '\u{1c}']), "{sent}");
        assert_eq!(sent, r"张\X0D\OBX\F\9\F\ST\F\HACK\X0B\\X1C\\X0D\");
        assert_eq!(plain(&sent), hostile);
    }
}
