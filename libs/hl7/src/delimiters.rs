//! The five (since v2.7 six) characters a message declares for itself in MSH-1 and MSH-2.

/// Separators of one message. Some senders leave out a character: then that level does not exist in their messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiters {
    /// MSH-1, usually `|`.
    pub field: char,
    /// Usually `^`.
    pub component: char,
    /// Usually `~`.
    pub repetition: Option<char>,
    /// Usually `\`.
    pub escape: Option<char>,
    /// Usually `&`.
    pub subcomponent: Option<char>,
    /// Usually `#`, only since v2.7.
    pub truncation: Option<char>,
}

impl Delimiters {
    /// `|^~\&`, what nearly everybody uses and what we send.
    pub const STANDARD: Self = Self {
        field: '|',
        component: '^',
        repetition: Some('~'),
        escape: Some('\\'),
        subcomponent: Some('&'),
        truncation: None,
    };

    /// Reads the delimiters from a header line (`MSH…`, `FHS…`, `BHS…`).
    ///
    /// Answers `None` when the line is no header. Tolerates blanks before the first separator, a doubled character
    /// (`^~\\&`, seen from JSON-escaped senders) and a left-out one (`^~&`, `^\&`).
    pub fn of_header(line: &str) -> Option<Self> {
        let rest = ["MSH", "FHS", "BHS"].iter().find_map(|name| line.strip_prefix(name))?;
        let mut chars = rest.trim_start_matches(' ').chars();
        let field = chars.next().filter(|c| is_delimiter(*c))?;
        let declared: Vec<char> =
            chars.take_while(|c| *c != field && *c != '\r' && *c != '\n').filter(|c| *c != ' ').collect();
        Some(Self::of_encoding_characters(field, &declared))
    }

    fn of_encoding_characters(field: char, declared: &[char]) -> Self {
        let mut distinct: Vec<char> = Vec::new();
        for c in declared.iter().copied().filter(|c| is_delimiter(*c)) {
            if !distinct.contains(&c) {
                distinct.push(c);
            }
        }
        if let Some(by_meaning) = Self::with_one_left_out(field, &distinct) {
            return by_meaning;
        }
        let mut given = distinct.into_iter();
        match given.next() {
            None => Self { field, ..Self::STANDARD },
            Some(component) => Self {
                field,
                component,
                repetition: given.next(),
                escape: given.next(),
                subcomponent: given.next(),
                truncation: given.next(),
            },
        }
    }

    /// Three of the four standard characters in standard order: each keeps its usual meaning.
    fn with_one_left_out(field: char, distinct: &[char]) -> Option<Self> {
        let standard = ['^', '~', '\\', '&'];
        let mut remaining = standard.iter();
        let in_order = distinct.iter().all(|c| remaining.any(|s| s == c));
        if distinct.len() != 3 || !in_order || !distinct.contains(&'^') {
            return None;
        }
        let keep = |c: char| distinct.contains(&c).then_some(c);
        Some(Self {
            field,
            component: '^',
            repetition: keep('~'),
            escape: keep('\\'),
            subcomponent: keep('&'),
            truncation: None,
        })
    }

    /// MSH-2 as we would write it.
    pub fn encoding_characters(&self) -> String {
        [Some(self.component), self.repetition, self.escape, self.subcomponent, self.truncation]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Only ASCII punctuation can separate: letters and digits would tear values apart.
fn is_delimiter(c: char) -> bool {
    c.is_ascii_punctuation()
}

#[cfg(test)]
mod tests {
    use super::Delimiters;

    #[test]
    fn the_standard_header_declares_the_standard_characters() {
        assert_eq!(Delimiters::of_header("MSH|^~\\&|HIS"), Some(Delimiters::STANDARD));
    }

    #[test]
    fn a_doubled_backslash_from_a_json_sender_does_not_shift_the_meaning() {
        assert_eq!(Delimiters::of_header("MSH|^~\\\\&|SE050"), Some(Delimiters::STANDARD));
    }

    #[test]
    fn a_sender_that_leaves_out_one_character_keeps_the_meaning_of_the_others() {
        let no_escape = Delimiters::of_header("MSH|^~&|LIS").unwrap();
        assert_eq!((no_escape.escape, no_escape.subcomponent), (None, Some('&')));
        let no_repetition = Delimiters::of_header("MSH|^\\&|DPS").unwrap();
        assert_eq!((no_repetition.repetition, no_repetition.escape), (None, Some('\\')));
    }

    #[test]
    fn version_2_7_declares_a_truncation_character() {
        assert_eq!(Delimiters::of_header("MSH|^~\\&#|LAB").unwrap().truncation, Some('#'));
    }

    #[test]
    fn unusual_separators_are_taken_by_position() {
        let own = Delimiters::of_header("MSH$%!?@$HIS").unwrap();
        assert_eq!((own.field, own.component, own.repetition), ('$', '%', Some('!')));
        assert_eq!((own.escape, own.subcomponent), (Some('?'), Some('@')));
    }

    #[test]
    fn ordinary_text_is_no_header() {
        assert_eq!(Delimiters::of_header("MSHA|x"), None);
        assert_eq!(Delimiters::of_header("GET / HTTP/1.1"), None);
        assert_eq!(Delimiters::of_header("MSH"), None);
    }
}
