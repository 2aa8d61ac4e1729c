//! Pinyin as search keys: every reading of every character, with the surname's own reading first.

use pinyin::ToPinyinMulti;

use crate::name::fold;
use crate::surnames;

/// A name with many heteronyms would multiply; beyond this many spellings the rest is left out. The first ones
/// are the likeliest, so nothing a person would type is lost.
const MAX_SPELLINGS: usize = 32;

/// The spellings under which a name can be looked up; the first is the one to display and sort by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PinyinKeys {
    /// `zengxiaoming`, `cengxiaoming`.
    pub full: Vec<String>,
    /// `zxm`, `cxm`.
    pub initials: Vec<String>,
}

/// Pinyin keys of a name. Latin letters and digits stand for themselves; a character without a reading
/// (a rare one such as 𠮷) is skipped in pinyin and still found by writing it.
pub fn pinyin_keys(name: &str) -> PinyinKeys {
    let chars: Vec<char> = fold(name).chars().collect();
    let lead = surnames::leading(&chars);
    let syllables: Vec<Vec<String>> =
        chars.iter().enumerate().map(|(i, c)| readings(*c, lead.get(i))).filter(|r| !r.is_empty()).collect();
    let full = spell(&syllables);
    let first_letters: Vec<Vec<String>> = syllables.iter().map(|r| first_letters(r)).collect();
    PinyinKeys { full, initials: spell(&first_letters) }
}

/// All readings of a character, without tone; the surname's reading comes first.
fn readings(c: char, surname: Option<&Vec<&'static str>>) -> Vec<String> {
    let mut out = Vec::new();
    for r in surname.into_iter().flatten() {
        push_unique(&mut out, (*r).to_owned());
    }
    if let Some(multi) = c.to_pinyin_multi() {
        for p in multi {
            push_unique(&mut out, p.plain().replace('ü', "v"));
        }
    } else if c.is_ascii_alphanumeric() {
        out.push(c.to_string());
    }
    // lü and nü are typed lv by keyboards, lyu on passports and lu by everyone else.
    for base in out.clone() {
        if matches!(base.as_str(), "lv" | "nv" | "lve" | "nve") {
            push_unique(&mut out, base.replace('v', "yu"));
            push_unique(&mut out, base.replace('v', "u"));
        }
    }
    out
}

fn first_letters(readings: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for r in readings {
        push_unique(&mut out, r.chars().take(1).collect());
    }
    out
}

fn push_unique(list: &mut Vec<String>, item: String) {
    if !item.is_empty() && !list.contains(&item) {
        list.push(item);
    }
}

/// Every combination, the likeliest first, at most [`MAX_SPELLINGS`].
fn spell(syllables: &[Vec<String>]) -> Vec<String> {
    if syllables.is_empty() {
        return Vec::new();
    }
    let mut out = vec![String::new()];
    for choices in syllables {
        let room = (MAX_SPELLINGS / out.len()).max(1);
        let mut next = Vec::with_capacity(out.len() * choices.len());
        for choice in choices.iter().take(room) {
            for head in &out {
                next.push(format!("{head}{choice}"));
            }
        }
        out = next;
    }
    out
}
