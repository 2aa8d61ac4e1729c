//! Folding of item names and unit texts, so that `*总胆红素（TBIL）` and `总胆红素(TBIL)` are one.

use unicode_normalization::UnicodeNormalization;

/// Letters and digits, lower case; γ and a leading r- of γ are one; marks, blanks and brackets are gone.
pub(crate) fn fold(name: &str) -> String {
    let text: String = name
        .nfkc()
        .filter(|c| c.is_alphanumeric() || matches!(c, '%' | '#' | '/' | '+'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ϒ' | 'у' => 'γ',
            'α' => 'a',
            'β' => 'b',
            _ => c,
        })
        .collect();
    // Systems without Greek letters write r for γ.
    match text.strip_prefix('r') {
        Some(rest) if rest.starts_with('谷') || rest == "gt" => format!("γ{rest}"),
        _ => text,
    }
}

/// `白细胞计数(WBC)` → (`白细胞计数`, `WBC`); None without a bracket at the end.
pub(crate) fn split_bracket(name: &str) -> Option<(String, String)> {
    let text: String = name.nfkc().map(|c| if c == '[' || c == '【' { '(' } else { c }).collect();
    let trimmed = text.trim().trim_end_matches([')', ']', '】']);
    if trimmed.len() == text.trim().len() {
        return None;
    }
    let (head, inner) = trimmed.rsplit_once('(')?;
    (!head.trim().is_empty() && !inner.trim().is_empty()).then(|| (head.to_owned(), inner.to_owned()))
}
