//! PID-5 → the name as it is written and its pinyin. A rule file.

use nq_hl7::{Part, Segment};

/// A person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// 司马秀英; for a name in Latin letters, given name first.
    pub written: String,
    /// As the sender spells it.
    pub pinyin: Option<String>,
}

/// Reads the repetitions of PID-5: one may be ideographic (XPN.8 `I`), one phonetic (`P`).
pub fn name(pid: &Segment<'_>) -> Name {
    let all: Vec<(Part<'_>, Name)> = pid.field(5).repetitions().map(|part| (part, one(&part))).collect();
    let said = || all.iter().filter(|(_, name)| !name.written.is_empty());
    let Some((_, chinese)) = said().find(|(_, name)| has_han(&name.written)) else {
        return said().next().map(|(_, name)| name.clone()).unwrap_or_default();
    };
    // A phonetic repetition keeps the Chinese order: family name first.
    let phonetic = || said().find(|(_, name)| !has_han(&name.written)).map(|(part, _)| in_order(part, " "));
    Name { written: chinese.written.clone(), pinyin: chinese.pinyin.clone().or_else(phonetic) }
}

fn one(part: &Part<'_>) -> Name {
    let family = family(part);
    let given = part.component(2).text().into_owned();
    if !has_han(&family) && !has_han(&given) {
        return Name { written: western(part), pinyin: None };
    }
    // `张三丰^zhangsanfeng`: the whole name and its pinyin; `张三^男`: the whole name and the sex.
    if has_han(&family) && !given.is_empty() && !has_han(&given) {
        return Name { written: squeezed(&family), pinyin: Some(given) };
    }
    if matches!(given.as_str(), "男" | "女" | "未知") {
        return Name { written: squeezed(&family), pinyin: None };
    }
    Name { written: squeezed(&format!("{family}{given}")), pinyin: None }
}

fn family(part: &Part<'_>) -> String {
    part.component(1).subcomponent(1).text().into_owned()
}

fn in_order(part: &Part<'_>, between: &str) -> String {
    let words = [family(part), part.component(2).text().into_owned()];
    words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(between)
}

fn western(part: &Part<'_>) -> String {
    let words = [part.component(2).text().into_owned(), part.component(3).text().into_owned(), family(part)];
    words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// Chinese names are sometimes padded inside: `张  弛`.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A name of a doctor as XCN: `D0012^刘^医生`, `6371^张三`, `00223^张  弛`, `Doctor Wang`.
pub fn staff_name(part: &Part<'_>) -> Option<String> {
    let family = part.component(2).subcomponent(1).text().into_owned();
    let given = part.component(3).text().into_owned();
    if family.is_empty() && given.is_empty() {
        // Some send only a name where the code belongs.
        return part.component(1).value().filter(|text| !text.chars().all(|c| c.is_ascii_alphanumeric()));
    }
    if has_han(&family) {
        let is_title = matches!(
            given.as_str(),
            "主治" | "主任" | "副主任" | "住院" | "主治医师" | "主任医师" | "副主任医师"
        );
        let given = if is_title { String::new() } else { given };
        return Some(squeezed(&format!("{family}{given}")));
    }
    Some([given, family].iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" "))
}

/// Whether a text holds a Chinese character, rare ones included.
pub fn has_han(text: &str) -> bool {
    text.chars().any(
        |c| matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF),
    )
}

#[cfg(test)]
mod tests {
    use nq_hl7::Message;

    fn of(field: &str) -> (String, Option<String>) {
        let message = Message::parse(&format!("MSH|^~\\&|HIS\rPID|1||1||{field}")).unwrap();
        let name = super::name(&message.first("PID").unwrap());
        (name.written, name.pinyin)
    }

    fn doctor(field: &str) -> Option<String> {
        let message = Message::parse(&format!("MSH|^~\\&|HIS\rPV1|1|I|||||{field}")).unwrap();
        super::staff_name(&message.field("PV1", 7))
    }

    #[test]
    fn names_read_as_people_write_them() {
        for (field, written, pinyin) in [
            ("陈^明轩^^^^^L^I~CHEN^MINGXUAN^^^^^L^P", "陈明轩", Some("CHEN MINGXUAN")),
            ("ZHANG^WEI^^^^^L^P~张^伟^^^^^L^I", "张伟", Some("ZHANG WEI")),
            ("张三丰^zhangsanfeng", "张三丰", Some("zhangsanfeng")),
            ("张三^男", "张三", None),
            ("蔡明澈^^^^^1", "蔡明澈", None),
            ("买买提·^娜娜", "买买提·娜娜", None),
            ("𠮷^㼆^^^^^L^I", "𠮷㼆", None),
            ("王江晓^Wang Jiang Xiao", "王江晓", Some("Wang Jiang Xiao")),
            ("Wang Sanqiang", "Wang Sanqiang", None),
            ("DOE^JOHN^A^", "JOHN A DOE", None),
            ("pacs测试1", "pacs测试1", None),
            ("", "", None),
        ] {
            assert_eq!(of(field), (written.to_owned(), pinyin.map(str::to_owned)), "{field}");
        }
    }

    #[test]
    fn a_doctor_is_named_without_his_number() {
        assert_eq!(doctor("D0012^刘^医生").as_deref(), Some("刘医生"));
        assert_eq!(doctor("00223^张  弛").as_deref(), Some("张弛"));
        assert_eq!(doctor("1234^王医生^主治^^^").as_deref(), Some("王医生"));
        assert_eq!(doctor("Doctor Wang").as_deref(), Some("Doctor Wang"));
        assert_eq!(doctor("005112"), None);
    }
}
