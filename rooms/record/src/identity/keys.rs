//! Under which keys is a person found? Everything typed at a desk becomes a prefix or an equality on one indexed
//! column: the name from any of its characters, full pinyin and initials in every reading, telephone, ID number,
//! the last four of both, card and record numbers.

use nq_cnid::{Phone, fold, pinyin_keys};

/// What a key is; its text is stored and tells the searcher by what a person was found.
pub(crate) const NAME: &str = "name";
pub(crate) const PINYIN: &str = "pinyin";
pub(crate) const INITIALS: &str = "initials";
pub(crate) const PHONE: &str = "phone";
pub(crate) const PHONE_TAIL: &str = "phone_tail";
pub(crate) const ID_CARD: &str = "id_card";
pub(crate) const ID_TAIL: &str = "id_tail";
pub(crate) const CARD: &str = "card";
pub(crate) const NUMBER: &str = "number";

/// The word shown behind a hit.
pub(crate) fn label(kind: &str) -> &'static str {
    match kind {
        NAME => "姓名",
        PINYIN => "拼音",
        INITIALS => "拼音首字母",
        PHONE => "手机号",
        PHONE_TAIL => "手机号后四位",
        ID_CARD => "身份证号",
        ID_TAIL => "身份证号后四位",
        CARD => "健康卡号",
        _ => "病历号/就诊卡号",
    }
}

/// What is known of the person to be found.
pub(crate) struct Known<'a> {
    pub name: &'a str,
    pub phones: &'a [String],
    pub id_number: Option<&'a str>,
    pub card_no: Option<&'a str>,
    pub numbers: Vec<&'a str>,
}

/// All keys of a person with their kinds, without doubles.
pub(crate) fn keys(known: &Known<'_>) -> Vec<(String, &'static str)> {
    let mut out: Vec<(String, &'static str)> = Vec::new();
    let mut add = |key: String, kind: &'static str| {
        if !key.is_empty() && !out.iter().any(|(k, d)| *k == key && *d == kind) {
            out.push((key, kind));
        }
    };
    let folded = fold(known.name);
    let letters: Vec<char> = folded.chars().collect();
    // 建国 finds 王建国; a name in letters is found from the beginning of each word.
    if letters.len() <= 8 && letters.iter().any(|c| !c.is_ascii()) {
        for at in 0..letters.len() {
            add(letters.iter().skip(at).collect(), NAME);
        }
    } else {
        add(folded.clone(), NAME);
        for word in known.name.split([' ', '·', ',', '^']).skip(1) {
            add(fold(word), NAME);
        }
    }
    let spelt = pinyin_keys(known.name);
    for full in spelt.full.into_iter().take(8).filter(|full| *full != folded) {
        add(full, PINYIN);
    }
    for initials in spelt.initials.into_iter().take(8).filter(|i| i.len() > 1) {
        add(initials, INITIALS);
    }
    for phone in known.phones.iter().filter_map(|p| Phone::parse(p)) {
        add(phone.national().to_owned(), PHONE);
        add(phone.last4().to_owned(), PHONE_TAIL);
    }
    if let Some(id) = known.id_number {
        let id = id.to_lowercase();
        add(id.get(14..).unwrap_or_default().to_owned(), ID_TAIL);
        add(id, ID_CARD);
    }
    add(known.card_no.map(fold).unwrap_or_default(), CARD);
    for number in &known.numbers {
        add(fold(number), NUMBER);
    }
    out
}

/// What was typed, as a key to look for; None if nothing searchable was typed.
pub(crate) fn query(typed: &str) -> Option<String> {
    let key =
        Phone::parse(typed).filter(Phone::is_mobile).map_or_else(|| fold(typed), |p| p.national().to_owned());
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, typed: &str) -> Option<&'static str> {
        let phones = vec!["13812345678".to_owned()];
        let known = Known {
            name,
            phones: &phones,
            id_number: Some("11010519491231002X"),
            card_no: Some("NQ000123"),
            numbers: vec!["P-0042"],
        };
        let query = query(typed)?;
        keys(&known).into_iter().find(|(key, _)| key.starts_with(&query)).map(|(_, kind)| kind)
    }

    #[test]
    fn whatever_the_desk_types_finds_the_person() {
        for (typed, kind) in [
            ("曾晓明", NAME),
            ("晓明", NAME),
            ("曾", NAME),
            ("zengxiao", PINYIN),
            ("ZXM", INITIALS),
            ("cxm", INITIALS),
            ("138 1234 5678", PHONE),
            ("+86 138-1234-5678", PHONE),
            ("5678", PHONE_TAIL),
            ("11010519491231002x", ID_CARD),
            ("002X", ID_TAIL),
            ("nq0001", CARD),
            ("p0042", NUMBER),
        ] {
            assert_eq!(found("曾晓明", typed), Some(kind), "{typed}");
        }
        assert_eq!(found("曾晓明", "李"), None);
        assert_eq!(query("  "), None);
    }
}
