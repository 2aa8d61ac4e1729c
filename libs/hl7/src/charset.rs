//! From bytes to text by MSH-18, and back.
//!
//! A declared character set is believed and a violation is an error, never silently replaced. Where nothing usable is
//! declared (missing, `UNICODE`, `ASCII` with other bytes, the country code put in the wrong field) strict UTF-8 is tried
//! first, because Chinese text in GB18030 is practically never valid UTF-8; then the default of the feed.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};

/// A character set we can read and answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// GB18030 and its subsets GBK and GB2312.
    Gb18030,
    /// Big5.
    Big5,
    /// ISO 8859-1.
    Latin1,
}

/// What MSH-18 says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declared {
    /// One of ours.
    Known(Charset),
    /// Nothing, or something that does not settle the bytes (`UNICODE`, `ASCII`, `CHN`, `8859/1`).
    Unsettled,
}

/// Text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text without byte order mark.
    pub text: String,
    /// What the bytes turned out to be; answers go back in the same.
    pub charset: Charset,
}

/// The bytes are not what they were said to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CharsetError {
    /// MSH-18 names a character set and the bytes violate it.
    #[error("消息声明字符集为“{declared}”，但内容不是有效的{readable}编码")]
    NotAsDeclared {
        /// MSH-18 as sent.
        declared: String,
        /// The name for people.
        readable: &'static str,
    },
    /// Nothing is declared and neither UTF-8 nor the default of the feed fits.
    #[error("消息未声明字符集，内容既不是有效的 UTF-8，也不是有效的{readable}编码")]
    Undecidable {
        /// The default that was tried.
        readable: &'static str,
    },
}

impl Charset {
    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Gb18030 => GB18030,
            Self::Big5 => BIG5,
            Self::Latin1 => WINDOWS_1252,
        }
    }

    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => " UTF-8 ",
            Self::Gb18030 => " GB18030 ",
            Self::Big5 => " Big5 ",
            Self::Latin1 => " ISO 8859-1 ",
        }
    }

    /// Encodes an answer. What the set cannot express becomes a numeric reference, which cannot happen with UTF-8 and GB18030.
    pub fn encode(self, text: &str) -> Vec<u8> {
        self.encoding().encode(text).0.into_owned()
    }

    fn strict(self, bytes: &[u8]) -> Option<String> {
        self.encoding()
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
    }
}

/// Reads the value of MSH-18 (table 0211 and what is really written).
pub fn declared(label: &str) -> Declared {
    let plain: String =
        label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    match plain.as_str() {
        "UNICODEUTF8" | "UTF8" | "TUF8" | "UTF8BOM" | "65001" => Declared::Known(Charset::Utf8),
        "BIG5" => Declared::Known(Charset::Big5),
        label if label.starts_with("GB18030") || label.starts_with("GBK") || label.starts_with("GB2312") => {
            Declared::Known(Charset::Gb18030)
        }
        "CP936" | "MS936" | "936" => Declared::Known(Charset::Gb18030),
        _ => Declared::Unsettled,
    }
}

/// Decodes one message by its own MSH-18; `default` is the feed's choice where nothing settles it.
///
/// # Errors
/// [`CharsetError`] when the bytes do not fit.
pub fn decode(bytes: &[u8], default: Charset) -> Result<Decoded, CharsetError> {
    if let Some(text) = utf16(bytes) {
        return Ok(Decoded { text, charset: Charset::Utf8 });
    }
    let (bytes, has_bom) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let label = label(bytes);
    let strictly = |charset: Charset| charset.strict(bytes).map(|text| Decoded { text, charset });
    let settled = if has_bom { Declared::Known(Charset::Utf8) } else { declared(&label) };
    match settled {
        Declared::Known(charset) => strictly(charset)
            .ok_or_else(|| CharsetError::NotAsDeclared { declared: label, readable: charset.name() }),
        Declared::Unsettled => {
            let fallback = if label.contains("8859") { Charset::Latin1 } else { default };
            strictly(Charset::Utf8)
                .or_else(|| strictly(fallback))
                .ok_or(CharsetError::Undecidable { readable: fallback.name() })
        }
    }
}

/// Decodes as well as possible, for showing a broken message to a person: every violation becomes `�`.
pub fn decode_for_display(bytes: &[u8]) -> String {
    if let Ok(decoded) = decode(bytes, Charset::Gb18030) {
        return decoded.text;
    }
    let charset = match declared(&label(bytes)) {
        Declared::Known(charset) => charset,
        Declared::Unsettled => Charset::Utf8,
    };
    charset.encoding().decode_without_bom_handling(bytes).0.into_owned()
}

/// MSH-18 (first repetition) of undecoded bytes. The line is read as text first: `|` is also the second byte of some
/// GBK characters (国家标准 double-byte range 0x40–0xFE), so counting raw bytes would miscount behind a Chinese MSH-4.
fn label(bytes: &[u8]) -> String {
    let start = bytes.windows(3).position(|w| w == b"MSH").unwrap_or(0);
    let line: Vec<u8> =
        bytes.iter().skip(start).take_while(|b| !matches!(b, b'\r' | b'\n')).take(4096).copied().collect();
    let text = match std::str::from_utf8(&line) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(&line).0.into_owned(),
    };
    let Some(separator) = text.chars().nth(3) else { return String::new() };
    let field = text.split(separator).nth(17).unwrap_or("");
    field.split('~').next().unwrap_or("").trim().to_owned()
}

/// Text of UTF-16 bytes, told by the byte order mark or by the zero beside the `M` of MSH.
pub fn utf16(bytes: &[u8]) -> Option<String> {
    let (encoding, body) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => (UTF_16BE, rest),
        [b'M', 0, b'S', 0, ..] => (UTF_16LE, bytes),
        [0, b'M', 0, b'S', ..] => (UTF_16BE, bytes),
        _ => return None,
    };
    Some(encoding.decode_without_bom_handling(body).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Charset, CharsetError, Declared, declared, decode};

    fn message(charset: &str) -> String {
        format!(
            "MSH|^~\\&|HIS|耒阳市中医院|NQ|耒阳|2026||ADT^A04|1|P|2.4|||||CHN|{charset}\rPID|1||P1||买买提·娜娜\r"
        )
    }

    #[test]
    fn every_spelling_seen_is_understood() {
        for label in ["UNICODE UTF-8", "UTF-8", "utf8", "TUF-8"] {
            assert_eq!(declared(label), Declared::Known(Charset::Utf8), "{label}");
        }
        for label in ["GB 18030-2000", "GB18030", "GB2312", "GBK", "GB 2312-80", "cp936"] {
            assert_eq!(declared(label), Declared::Known(Charset::Gb18030), "{label}");
        }
        for label in ["", "UNICODE", "CHN", "ASCII", "1901090088"] {
            assert_eq!(declared(label), Declared::Unsettled, "{label}");
        }
    }

    #[test]
    fn a_declared_set_is_believed() {
        let bytes = Charset::Gb18030.encode(&message("GB 18030-2000"));
        let decoded = decode(&bytes, Charset::Utf8).unwrap();
        assert_eq!((decoded.text, decoded.charset), (message("GB 18030-2000"), Charset::Gb18030));
    }

    #[test]
    fn an_undeclared_set_is_found_out() {
        for charset in [Charset::Utf8, Charset::Gb18030] {
            let decoded = decode(&charset.encode(&message("")), Charset::Gb18030).unwrap();
            assert_eq!((decoded.text, decoded.charset), (message(""), charset));
        }
    }

    #[test]
    fn a_hospital_name_with_a_pipe_as_second_byte_does_not_hide_the_declaration() {
        // 鴟 is 0xF8 0x7C in GBK, its second byte is `|`.
        let text = message("GB18030").replace("耒阳市中医院", "鴟");
        let bytes = Charset::Gb18030.encode(&text);
        assert!(bytes.windows(2).any(|w| w[0] > 0x80 && w[1] == b'|'));
        assert_eq!(decode(&bytes, Charset::Utf8).unwrap().text, text);
    }

    #[test]
    fn bytes_that_break_the_declared_set_are_an_error() {
        let mut bytes = message("UNICODE UTF-8").into_bytes();
        bytes.extend([0xFF, 0xFE]);
        assert!(matches!(decode(&bytes, Charset::Gb18030), Err(CharsetError::NotAsDeclared { .. })));
    }

    #[test]
    fn a_byte_order_mark_is_taken_off_and_utf16_is_read() {
        let with_bom = [b"\xEF\xBB\xBF".as_slice(), message("").as_bytes()].concat();
        assert_eq!(decode(&with_bom, Charset::Gb18030).unwrap().text, message(""));
        let wide: Vec<u8> = message("").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide, Charset::Gb18030).unwrap().text, message(""));
    }
}
