//! From bytes to text: which encoding and which separator a CSV file of a Chinese hospital uses. Pure.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file and the name of its encoding.
///
/// A byte order mark decides; else every second byte being zero means UTF-16; else what is valid UTF-8 is UTF-8; the rest
/// is GB18030, of which GBK and GB2312 are parts, so rare characters survive.
pub fn text_of(bytes: &[u8]) -> (String, &'static str) {
    let encoding = match bytes {
        [0xef, 0xbb, 0xbf, ..] => UTF_8,
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        _ => guess(bytes),
    };
    let (text, _, _) = encoding.decode(bytes);
    (text.into_owned(), encoding.name())
}

fn guess(bytes: &[u8]) -> &'static encoding_rs::Encoding {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let many = head.len() / 8;
    if many > 0 && zeros(1) > many {
        UTF_16LE
    } else if many > 0 && zeros(0) > many {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        GB18030
    }
}

/// The separator of a CSV text: the one that splits the first lines into the most columns most evenly.
pub fn separator(text: &str) -> u8 {
    let head: String = text.lines().take(30).collect::<Vec<_>>().join("\n");
    let score = |separator: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(head.as_bytes());
        let widths: Vec<usize> =
            reader.records().flatten().map(|row| row.len()).filter(|width| *width > 1).collect();
        let widest = widths.iter().copied().max().unwrap_or(0);
        widths.iter().filter(|width| **width * 10 >= widest * 9).count() * widest
    };
    // The first of equals wins, and the comma stands first.
    let mut best = (b',', score(b','));
    for candidate in [b'\t', b';', b'|'] {
        let found = score(candidate);
        if found > best.1 {
            best = (candidate, found);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_table_reads_the_same_in_every_encoding_hospitals_use() {
        let table = "姓名,性别\n张䶮,男\n";
        let (gb, ..) = GB18030.encode(table);
        let utf16: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_big: Vec<u8> = table.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with_bom = [&[0xff, 0xfe][..], &utf16].concat();
        let with_big_bom = [&[0xfe, 0xff][..], &utf16_big].concat();
        let bom8 = format!("\u{feff}{table}");
        for bytes in [table.as_bytes(), bom8.as_bytes(), &gb, &with_bom, &with_big_bom] {
            assert_eq!(text_of(bytes).0, table);
        }
        let ascii16: Vec<u8> =
            "name,phone\nWang,13800000000\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text_of(&ascii16).0, "name,phone\nWang,13800000000\n");
    }

    #[test]
    fn a_tab_separated_export_is_not_taken_for_commas() {
        assert_eq!(separator("姓名\t地址\n王芳\t北京市,东城区\n"), b'\t');
        assert_eq!(separator("姓名,备注\n王芳,\"a;b;c\"\n"), b',');
        assert_eq!(separator("姓名;性别;年龄\n王芳;女;30\n"), b';');
    }
}
