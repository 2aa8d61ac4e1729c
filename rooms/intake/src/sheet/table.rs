//! Tables in files: CSV text of any encoding and the sheets of a workbook, read row by row. Pure but for decompression.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use calamine::{Data, DataType, Range, Reader};
use kernel::{Error, Result};

use super::cell::Cell;
use super::decode;

/// Largest workbook after decompression: 400 MB. A zip bomb declares more.
const MOST_UNPACKED: u64 = 400 << 20;
/// Most columns looked at.
const MOST_COLUMNS: usize = 512;

/// A row with the number a person sees beside it in the spreadsheet, from 1.
pub type Numbered = (u64, Vec<Cell>);

/// A table of a file, not yet interpreted.
pub struct Table {
    /// The sheet's name; for CSV the encoding.
    pub name: String,
    content: Content,
}

enum Content {
    Text { text: Bytes, separator: u8 },
    Sheet(Arc<Range<Data>>),
}

/// Reads all tables of a file that have at least one row.
pub fn tables(bytes: &[u8]) -> Result<Vec<Table>> {
    if is_workbook(bytes) {
        return workbook(bytes);
    }
    let (text, encoding) = decode::text_of(bytes);
    if text.contains('\0') {
        return Err(Error::refuse("sheet.unreadable", "这不是表格文件。请上传 CSV、XLSX 或 XLS 文件。"));
    }
    let separator = decode::separator(&text);
    Ok(vec![Table { name: encoding.to_owned(), content: Content::Text { text: text.into(), separator } }])
}

/// Whether the bytes begin like an XLSX (zip) or XLS (compound) file.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

fn workbook(bytes: &[u8]) -> Result<Vec<Table>> {
    if bytes.starts_with(b"PK") && declared_size(bytes) > MOST_UNPACKED {
        return Err(Error::refuse("sheet.too_large", "工作簿解压后超过 400 MB。请拆分后分批导入。"));
    }
    let unreadable =
        |_| Error::refuse("sheet.unreadable", "工作簿无法打开，可能已损坏或设有密码。请另存为 XLSX 后再试。");
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let mut tables = Vec::new();
    for (name, range) in book.worksheets() {
        if range.height() > 0 {
            tables.push(Table { name, content: Content::Sheet(Arc::new(range)) });
        }
    }
    if tables.is_empty() {
        return Err(Error::refuse("sheet.empty", "工作簿中没有数据。"));
    }
    Ok(tables)
}

/// The sum of unpacked sizes that a zip's directory declares.
fn declared_size(bytes: &[u8]) -> u64 {
    let mut total: u64 = 0;
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|window| window == b"PK\x01\x02") {
        let entry = rest.get(at..).unwrap_or_default();
        if let Some(&[a, b, c, d]) = entry.get(24..28) {
            total = total.saturating_add(u64::from(u32::from_le_bytes([a, b, c, d])));
        }
        rest = entry.get(46..).unwrap_or_default();
    }
    total
}

impl Table {
    /// The rows in order.
    pub fn rows(&self) -> Box<dyn Iterator<Item = Numbered> + Send> {
        match &self.content {
            Content::Text { text, separator } => {
                let reader = csv::ReaderBuilder::new()
                    .delimiter(*separator)
                    .has_headers(false)
                    .flexible(true)
                    .from_reader(Cursor::new(text.clone()));
                Box::new(reader.into_records().flatten().map(|row| {
                    let number = row.position().map_or(0, csv::Position::line);
                    (number, row.iter().take(MOST_COLUMNS).map(Cell::from_text).collect())
                }))
            }
            Content::Sheet(range) => {
                let range = Arc::clone(range);
                let first = range.start().map_or(0, |(row, _)| u64::from(row));
                let width = range.width().min(MOST_COLUMNS);
                Box::new((0..range.height()).zip(first + 1..).map(move |(row, number)| {
                    let cells = (0..width).map(|column| range.get((row, column)).map_or(Cell::Empty, cell));
                    (number, cells.collect())
                }))
            }
        }
    }

    /// The first `n` rows.
    pub fn head(&self, n: usize) -> Vec<Vec<Cell>> {
        self.rows().take(n).map(|(_, row)| row).collect()
    }
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Empty | Data::Error(_) => Cell::Empty,
        Data::String(text) => Cell::from_text(text),
        Data::Bool(yes) => Cell::Text(if *yes { "是" } else { "否" }.to_owned()),
        Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => {
            data.as_datetime().map_or_else(|| Cell::from_text(&data.to_string()), Cell::Date)
        }
        _ => data.as_f64().map_or_else(|| Cell::from_text(&data.to_string()), Cell::Number),
    }
}
