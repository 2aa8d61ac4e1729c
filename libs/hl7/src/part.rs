//! A value inside a segment, at any depth.

use std::borrow::Cow;

use crate::delimiters::Delimiters;
use crate::escape::unescape;

/// A field, or a repetition, component or sub-component of one.
#[must_use]
#[derive(Clone, Copy, Debug)]
pub struct Part<'m> {
    raw: &'m str,
    delimiters: &'m Delimiters,
}

impl<'m> Part<'m> {
    pub(crate) fn new(raw: &'m str, delimiters: &'m Delimiters) -> Self {
        Self { raw, delimiters }
    }

    /// As received, escapes and all.
    pub fn raw(&self) -> &'m str {
        self.raw
    }

    /// The value with escapes resolved and blanks at both ends removed.
    pub fn text(&self) -> Cow<'m, str> {
        match unescape(self.raw, self.delimiters) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// The value, `None` when nothing was sent or when it was explicitly emptied (`""`).
    pub fn value(&self) -> Option<String> {
        (!self.is_null()).then(|| self.text()).filter(|text| !text.is_empty()).map(Cow::into_owned)
    }

    /// Nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.raw.trim().is_empty()
    }

    /// `""`: the sender says that the value is to be emptied.
    pub fn is_null(&self) -> bool {
        self.raw.trim() == "\"\""
    }

    /// The repetitions; an empty field has one empty repetition.
    pub fn repetitions(&self) -> impl Iterator<Item = Part<'m>> + use<'m> {
        let delimiters = self.delimiters;
        pieces(self.raw, delimiters.repetition).map(move |raw| Part { raw, delimiters })
    }

    /// A component (of the first repetition).
    pub fn component(&self, position: usize) -> Part<'m> {
        let first = pieces(self.raw, self.delimiters.repetition).next().unwrap_or("");
        self.piece(first, Some(self.delimiters.component), position)
    }

    /// A sub-component (of the first component).
    pub fn subcomponent(&self, position: usize) -> Part<'m> {
        let first = pieces(self.raw, Some(self.delimiters.component)).next().unwrap_or("");
        self.piece(first, self.delimiters.subcomponent, position)
    }

    fn piece(&self, text: &'m str, separator: Option<char>, position: usize) -> Part<'m> {
        let raw = position.checked_sub(1).and_then(|index| pieces(text, separator).nth(index)).unwrap_or("");
        Part { raw, delimiters: self.delimiters }
    }
}

/// `str::split` by a separator that may not exist; then the whole is one piece.
fn pieces(text: &str, separator: Option<char>) -> impl Iterator<Item = &str> {
    let by = move |c: char| Some(c) == separator;
    text.split(by)
}
