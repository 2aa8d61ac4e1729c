//! Names: cleaning what was typed or sent, folding for comparison, masking for those who need not know.

use unicode_normalization::UnicodeNormalization;

/// Why a name cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Nothing left after cleaning.
    #[error("请填写姓名")]
    Empty,
    /// More than 64 characters.
    #[error("姓名过长，最多 64 个字")]
    TooLong,
    /// NUL or another control character.
    #[error("姓名中含有不可见的控制字符，请重新输入")]
    Control,
    /// Letters of several alphabets that look the same (Latin a and Cyrillic а).
    #[error("姓名中混用了外形相同的不同字母，请重新输入")]
    Confusable,
}

/// The form of a name to store: NFKC, radicals turned into characters, invisible marks removed, blanks single,
/// every kind of middle dot written `·`.
pub fn normalise_name(input: &str) -> Result<String, NameProblem> {
    let mut out = String::with_capacity(input.len());
    for c in input.nfkc().filter(|c| !is_invisible(*c)) {
        let c = plain(c);
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if c.is_control() {
            return Err(NameProblem::Control);
        } else {
            out.push(c);
        }
    }
    let name = out.trim().to_owned();
    if name.is_empty() {
        return Err(NameProblem::Empty);
    }
    if name.chars().count() > 64 {
        return Err(NameProblem::TooLong);
    }
    if looks_confusable(&name) { Err(NameProblem::Confusable) } else { Ok(name) }
}

/// The form for searching and comparing: as stored, lower case, without blanks, dots and other marks. Never fails;
/// what cannot be part of a name is left out.
pub fn fold(input: &str) -> String {
    input
        .nfkc()
        .map(plain)
        .filter(|c| c.is_alphanumeric() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether Latin letters are mixed with Cyrillic or Greek ones in the same text.
pub fn looks_confusable(text: &str) -> bool {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    let other = text.chars().any(|c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}'));
    latin && other
}

/// `张*`, `欧**娜`; a single character becomes `*`. Counts characters, not bytes.
pub fn mask_name(name: &str) -> String {
    let chars: Vec<char> = name.trim().chars().collect();
    let n = chars.len();
    chars
        .iter()
        .enumerate()
        .map(|(i, c)| if (i == 0 && n > 1) || (i + 1 == n && n > 2) { *c } else { '*' })
        .collect()
}

/// Zero-width, bidirectional and variation marks: seen by no one, and the cause of twin records.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Middle dots to one; radicals of the CJK supplement (which NFKC leaves alone) to their characters.
fn plain(c: char) -> char {
    match c {
        '•' | '‧' | '・' | '∙' | '⋅' | '●' | '。' | '˙' => '·',
        '\u{2e80}'..='\u{2eff}' => radical(c),
        _ => c,
    }
}

fn radical(c: char) -> char {
    const PAIRS: &[(char, char)] = &[
        ('⻁', '虎'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻧', '卤'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻬', '齐'),
        ('⻮', '齿'),
        ('⻰', '龙'),
        ('⻳', '龟'),
        ('⺟', '母'),
        ('⺠', '民'),
    ];
    PAIRS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}
