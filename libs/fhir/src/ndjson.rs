//! Newline-delimited JSON, the form of FHIR Bulk Data: one resource a line, blank lines skipped, line numbers kept.

use std::io::{self, BufRead};

use crate::{Json, JsonError, parse};

/// Why a line could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The source failed.
    #[error("读取失败：{0}")]
    Io(#[from] io::Error),
    /// The line is not UTF-8.
    #[error("不是 UTF-8 文本")]
    Encoding,
    /// The line is not JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
}

/// Reads the lines one by one, so that a file of any size needs the memory of its longest line only.
/// Each item is the line number (from 1) and the document or the reason.
pub fn lines<R: BufRead>(source: R) -> Lines<R> {
    Lines { source, line: 0, buffer: Vec::new(), ended: false }
}

/// See [`lines`].
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    line: usize,
    buffer: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = (usize, Result<Json, LineError>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.buffer.clear();
            match self.source.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    // A broken source is told once; then it ends.
                    self.line += 1;
                    self.ended = true;
                    return Some((self.line, Err(error.into())));
                }
            }
            self.line += 1;
            let Ok(text) = std::str::from_utf8(&self.buffer) else {
                return Some((self.line, Err(LineError::Encoding)));
            };
            let text = text.trim_start_matches('\u{feff}').trim();
            if !text.is_empty() {
                return Some((self.line, parse(text).map_err(LineError::from)));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_does_not_hide_the_lines_after_it() {
        let text = "\u{feff}{\"resourceType\":\"Patient\",\"id\":\"1\"}\r\n\n{oops\n{\"id\":\"2\"}";
        let read: Vec<_> = lines(text.as_bytes()).map(|(line, json)| (line, json.is_ok())).collect();
        assert_eq!(read, [(1, true), (3, false), (4, true)]);
    }
}
