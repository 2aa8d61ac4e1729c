//! Outbound segments. Every value passes through [`escape`](crate::escape::escape), so no value can break the structure.

use crate::delimiters::Delimiters;
use crate::escape::escape;

/// Builds one segment with the standard delimiters.
#[derive(Debug)]
pub struct SegmentBuilder {
    text: String,
}

impl SegmentBuilder {
    /// Starts a segment. `MSH` begins with its own separators, so that the next field is MSH-3.
    pub fn new(name: &str) -> Self {
        let mut text = name.to_owned();
        if name == "MSH" {
            text.push(Delimiters::STANDARD.field);
            text.push_str(&Delimiters::STANDARD.encoding_characters());
        }
        Self { text }
    }

    /// The next field, a single value.
    #[must_use]
    pub fn field(self, value: &str) -> Self {
        self.components(&[value])
    }

    /// The next field, made of components; empty ones at the end are left out.
    #[must_use]
    pub fn components(mut self, values: &[&str]) -> Self {
        let escaped: Vec<String> = values.iter().map(|value| escape(value, &Delimiters::STANDARD)).collect();
        let joined = escaped.join(&Delimiters::STANDARD.component.to_string());
        self.text.push(Delimiters::STANDARD.field);
        self.text.push_str(joined.trim_end_matches(Delimiters::STANDARD.component));
        self
    }

    /// Skips fields.
    #[must_use]
    pub fn skip(mut self, count: usize) -> Self {
        self.text.extend(std::iter::repeat_n(Delimiters::STANDARD.field, count));
        self
    }

    /// The segment with its CR.
    pub fn finish(self) -> String {
        let mut text = self.text;
        let end = text.trim_end_matches(Delimiters::STANDARD.field).len();
        text.truncate(end);
        text.push('\r');
        text
    }
}
