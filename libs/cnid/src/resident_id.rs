//! The citizen identity number of GB 11643-1999: region (6), birth date (8), sequence (3, odd = male), check (1).
//! The 15-digit form of before 1999 is read and lifted to 18 digits. Foreigners' permanent residence numbers
//! of 2023 (18 digits beginning with 9) follow the same layout and are accepted.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Sex as the 17th digit tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// The word a person reads.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }
}

/// Why a text is not an ID number; each displays as a sentence for the person at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdProblem {
    /// Neither 15 nor 18 characters.
    #[error("身份证号应为 18 位（老证 15 位），请核对位数")]
    Length,
    /// A letter where a digit belongs.
    #[error("身份证号只能是数字，最后一位可以是 X")]
    Character,
    /// Shown by a spreadsheet as 1.10101E+17: the last digits are gone.
    #[error("身份证号被表格软件改成了科学计数法，后几位已丢失，请从原系统按文本导出")]
    SpreadsheetDamaged,
    /// The first two digits name no province.
    #[error("身份证号前两位不是有效的省级代码")]
    Region,
    /// No such day, or a day to come.
    #[error("身份证号中的出生日期不存在或晚于今天")]
    Birth,
    /// The 18th character does not agree with the others.
    #[error("身份证号校验位不符，请核对是否抄错")]
    CheckDigit,
}

/// A checked ID number, always in its 18-character form with a capital X.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ResidentId {
    text: String,
    birth: NaiveDate,
    sex: Sex,
    legacy: bool,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

impl ResidentId {
    /// Reads what a card reader, a person or a file gives: full-width digits, blanks, a leading apostrophe and a
    /// small x are forgiven. `today` bounds the birth date.
    pub fn parse(input: &str, today: NaiveDate) -> Result<Self, IdProblem> {
        let text = tidy(input);
        if looks_like_float(&text) {
            return Err(IdProblem::SpreadsheetDamaged);
        }
        let (full, legacy) = match text.len() {
            18 => (text, false),
            15 => (lift_legacy(&text)?, true),
            _ => return Err(IdProblem::Length),
        };
        let body = full.get(..17).ok_or(IdProblem::Character)?;
        let last = full.get(17..).ok_or(IdProblem::Character)?;
        if !body.bytes().all(|b| b.is_ascii_digit()) || !last.bytes().all(|b| b.is_ascii_digit() || b == b'X')
        {
            return Err(IdProblem::Character);
        }
        province(body).ok_or(IdProblem::Region)?;
        let birth = birth_of(body).ok_or(IdProblem::Birth)?;
        if birth > today {
            return Err(IdProblem::Birth);
        }
        if check_character(body).map(String::from).as_deref() != Some(last) {
            return Err(IdProblem::CheckDigit);
        }
        let odd = body.as_bytes().get(16).is_some_and(|b| b % 2 == 1);
        Ok(Self { text: full, birth, sex: if odd { Sex::Male } else { Sex::Female }, legacy })
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// Birth date.
    pub fn birth(&self) -> NaiveDate {
        self.birth
    }
    /// Sex.
    pub fn sex(&self) -> Sex {
        self.sex
    }
    /// Whether it arrived in the 15-digit form (policy may want to see the new card).
    pub fn from_legacy(&self) -> bool {
        self.legacy
    }
    /// The six digits of the place of first registration.
    pub fn region(&self) -> &str {
        self.text.get(..6).unwrap_or_default()
    }
    /// Province name of the region code.
    pub fn province(&self) -> &'static str {
        province(&self.text).unwrap_or_default()
    }
    /// Last four characters, a search key at the desk.
    pub fn last4(&self) -> &str {
        self.text.get(14..).unwrap_or_default()
    }
    /// `430***********6374`.
    pub fn masked(&self) -> String {
        mask_document(&self.text)
    }
}

/// NFKC, no blanks, no apostrophe, no `="…"` of an Excel export, capital X.
fn tidy(input: &str) -> String {
    input
        .nfkc()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '\'' | '"' | '=' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        })
        .collect::<String>()
        .to_ascii_uppercase()
}

fn looks_like_float(text: &str) -> bool {
    text.contains("E+") && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'E' | '+'))
}

/// 15 digits → 18. Sequence 996–999 was kept for people a hundred years old, born in the 1800s.
fn lift_legacy(text: &str) -> Result<String, IdProblem> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdProblem::Character);
    }
    let (region, rest) = text.split_at_checked(6).ok_or(IdProblem::Character)?;
    let century = if rest.get(6..).is_some_and(|seq| seq >= "996") { "18" } else { "19" };
    let body = format!("{region}{century}{rest}");
    let check = check_character(&body).ok_or(IdProblem::Character)?;
    Ok(format!("{body}{check}"))
}

fn birth_of(body: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(body.get(6..14)?, "%Y%m%d").ok()
}

/// ISO 7064 MOD 11-2 over the first seventeen digits.
fn check_character(body: &str) -> Option<char> {
    let mut sum = 0u32;
    let mut count = 0;
    for (c, w) in body.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * w;
        count += 1;
    }
    if count != 17 {
        return None;
    }
    "10X98765432".chars().nth(usize::try_from(sum % 11).ok()?)
}

/// A number that passes every check, for demonstration data. `seq` (0–999) decides the sex: odd is male.
/// None when the area is not six digits or the sequence is too long.
pub fn generate(area: &str, birth: NaiveDate, seq: u16) -> Option<String> {
    if area.len() != 6 || !area.bytes().all(|b| b.is_ascii_digit()) || seq > 999 {
        return None;
    }
    let body = format!("{area}{:04}{:02}{:02}{seq:03}", birth.year(), birth.month(), birth.day());
    let check = check_character(&body)?;
    Some(format!("{body}{check}"))
}

/// Masks any document number: three first and four last characters stay of 11 or more; of shorter ones the first
/// and the last two; of five or fewer nothing but the last.
pub fn mask_document(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    let n = chars.len();
    let (head, tail) = match n {
        0..=5 => (0, 1.min(n)),
        6..=10 => (1, 2),
        _ => (3, 4),
    };
    chars.iter().enumerate().map(|(i, c)| if i < head || i + tail >= n { *c } else { '*' }).collect()
}

fn province(text: &str) -> Option<&'static str> {
    if text.starts_with('9') {
        return Some("外国人永久居留");
    }
    let name = match text.get(..2)? {
        "11" => "北京",
        "12" => "天津",
        "13" => "河北",
        "14" => "山西",
        "15" => "内蒙古",
        "21" => "辽宁",
        "22" => "吉林",
        "23" => "黑龙江",
        "31" => "上海",
        "32" => "江苏",
        "33" => "浙江",
        "34" => "安徽",
        "35" => "福建",
        "36" => "江西",
        "37" => "山东",
        "41" => "河南",
        "42" => "湖北",
        "43" => "湖南",
        "44" => "广东",
        "45" => "广西",
        "46" => "海南",
        "50" => "重庆",
        "51" => "四川",
        "52" => "贵州",
        "53" => "云南",
        "54" => "西藏",
        "61" => "陕西",
        "62" => "甘肃",
        "63" => "青海",
        "64" => "宁夏",
        "65" => "新疆",
        "71" | "83" => "台湾",
        "81" => "香港",
        "82" => "澳门",
        _ => return None,
    };
    Some(name)
}
