//! Are these two records one person? Points for what agrees, points off for what contradicts, each with a
//! reason a registrar can check. Tuned to China: family phones, pinyin twins, swapped day and month, newborns
//! under a mother's name. No rule here merges anything: `Same` may be linked, `Review` asks a person.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::name::fold;
use crate::pinyin_keys::pinyin_keys;
use crate::resident_id::Sex;
use crate::surnames::surname;

/// What is known of a person, already normalised (`ResidentId::as_str`, `Phone::national`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Name as stored.
    pub name: String,
    /// Sex, if known.
    pub sex: Option<Sex>,
    /// Birth date, if known.
    pub birth: Option<NaiveDate>,
    /// A checked ID number of 18 characters.
    pub id_number: Option<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Numbers of cards and records, each with its issuer: `院内卡:00012345`.
    pub cards: Vec<String>,
}

/// One ground of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// A sentence for the registrar.
    pub text: String,
    /// Points added or taken off.
    pub points: i32,
}

/// What to do with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One person; linking needs nobody.
    Same,
    /// A person must look at both.
    Review,
    /// Two persons.
    Different,
}

/// Result of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// 0–100.
    pub score: u8,
    /// What to do.
    pub verdict: Verdict,
    /// Grounds, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// How two names agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameMatch {
    /// The same characters.
    Exact,
    /// Other characters, the same pinyin (晓明, 小明).
    SamePinyin,
    /// One character more, less or other (of three or more), or the order of given names turned.
    OneCharacter,
    /// One of them is a newborn's provisional name (李梅之子).
    Newborn,
    /// One is missing.
    Unknown,
    /// Different names.
    Different,
}

/// Points from which a pair is linked without asking, and from which it is shown for review.
const SAME_FROM: i32 = 85;
const REVIEW_FROM: i32 = 45;

/// Compares two names.
pub fn compare_names(a: &str, b: &str) -> NameMatch {
    let (a, b) = (fold(a), fold(b));
    if a.is_empty() || b.is_empty() {
        return NameMatch::Unknown;
    }
    if a == b {
        return NameMatch::Exact;
    }
    if is_newborn(&a) || is_newborn(&b) {
        return NameMatch::Newborn;
    }
    if same_pinyin(&a, &b) {
        return NameMatch::SamePinyin;
    }
    let (ca, cb): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let long_enough = ca.len().max(cb.len()) >= 3 && ca.len().min(cb.len()) >= 2;
    if long_enough && (distance_at_most_one(&ca, &cb) || same_letters(&ca, &cb)) {
        return NameMatch::OneCharacter;
    }
    NameMatch::Different
}

/// 李梅之子, 李梅之女, 王芳之婴, 张丽婴儿.
fn is_newborn(name: &str) -> bool {
    ["之子", "之女", "之婴", "婴儿", "之长子", "之次子", "之大女", "之小女", "之大子", "之小子"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn same_pinyin(a: &str, b: &str) -> bool {
    let (ka, kb) = (pinyin_keys(a), pinyin_keys(b));
    // A shared spelling by a far reading proves little; the display spelling of one must be a spelling of the other.
    let hit = |x: &[String], y: &[String]| x.first().is_some_and(|first| y.contains(first));
    hit(&ka.full, &kb.full) || hit(&kb.full, &ka.full)
}

/// At most one insertion, deletion or substitution.
fn distance_at_most_one(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same_head = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let same_tail = short.iter().rev().zip(long.iter().rev()).take_while(|(x, y)| x == y).count();
    same_head + same_tail + 1 >= long.len()
}

fn same_letters(a: &[char], b: &[char]) -> bool {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    a == b
}

/// Compares two identities. Symmetric; more agreement never lowers the score.
pub fn match_score(a: &Identity, b: &Identity) -> Match {
    let mut reasons = Vec::new();
    let name = compare_names(&a.name, &b.name);
    let same_id = judge_id(a, b, &mut reasons);
    judge_name(name, a, b, &mut reasons);
    judge_birth(a, b, &mut reasons);
    judge_sex(a, b, &mut reasons);
    let shared_card = judge_numbers(a, b, &mut reasons);
    let raw: i32 = reasons.iter().map(|r| r.points).sum();
    reasons.sort_by_key(|r| -r.points.abs());
    let conflict = reasons.iter().any(|r| r.points <= -20);
    let verdict = match same_id {
        Some(true) if name == NameMatch::Different || conflict => Verdict::Review,
        Some(false) if raw < REVIEW_FROM => Verdict::Different,
        Some(false) => Verdict::Review,
        _ if raw >= SAME_FROM && !conflict => Verdict::Same,
        // A shared card or record number with another name is a mistake somewhere: let a person look.
        _ if raw >= REVIEW_FROM || (shared_card && conflict) => Verdict::Review,
        _ => Verdict::Different,
    };
    Match { score: u8::try_from(raw.clamp(0, 100)).unwrap_or(0), verdict, reasons }
}

fn add(reasons: &mut Vec<Reason>, points: i32, text: impl Into<String>) {
    reasons.push(Reason { text: text.into(), points });
}

/// `Some(true)` same number, `Some(false)` two different ones, None if one is missing.
fn judge_id(a: &Identity, b: &Identity, reasons: &mut Vec<Reason>) -> Option<bool> {
    let (x, y) = (a.id_number.as_ref()?, b.id_number.as_ref()?);
    if x == y {
        add(reasons, 70, "身份证号相同");
        return Some(true);
    }
    let differing = x.chars().zip(y.chars()).filter(|(p, q)| p != q).count();
    // One digit changed also changes the check character: two places differ.
    if x.len() == y.len() && differing <= 2 {
        add(reasons, -20, "身份证号只差一两位，可能抄错");
    } else {
        add(reasons, -90, "身份证号不同");
    }
    Some(false)
}

fn judge_name(name: NameMatch, a: &Identity, b: &Identity, reasons: &mut Vec<Reason>) {
    match name {
        NameMatch::Exact => add(reasons, 25, "姓名相同"),
        NameMatch::SamePinyin => add(reasons, 15, format!("姓名同音：{}、{}", a.name, b.name)),
        NameMatch::OneCharacter => add(reasons, 8, format!("姓名只差一个字：{}、{}", a.name, b.name)),
        NameMatch::Newborn => add(reasons, 0, "其中一个是新生儿临时姓名"),
        NameMatch::Unknown => {}
        NameMatch::Different => {
            let same = surname(&fold(&a.name)) == surname(&fold(&b.name));
            let points = if same { -25 } else { -30 };
            add(reasons, points, format!("姓名不同：{}、{}", a.name, b.name));
        }
    }
}

fn judge_birth(a: &Identity, b: &Identity, reasons: &mut Vec<Reason>) {
    let (Some(x), Some(y)) = (a.birth, b.birth) else { return };
    if x == y {
        add(reasons, 25, "出生日期相同");
    } else if x.year() == y.year() && x.month() == y.day() && x.day() == y.month() {
        add(reasons, 12, "出生日期的月和日互换");
    } else if one_digit_apart(x, y) {
        add(reasons, 8, "出生日期只差一位数字");
    } else if x.year() == y.year() && (is_placeholder(x) || is_placeholder(y)) {
        add(reasons, 5, "出生年份相同，其中一个只登记了年份");
    } else {
        add(reasons, -25, format!("出生日期不同：{x}、{y}"));
    }
}

fn one_digit_apart(x: NaiveDate, y: NaiveDate) -> bool {
    let (x, y) = (x.format("%Y%m%d").to_string(), y.format("%Y%m%d").to_string());
    x.chars().zip(y.chars()).filter(|(p, q)| p != q).count() == 1
}

/// 1 January is what a system writes when only the year is known.
fn is_placeholder(d: NaiveDate) -> bool {
    d.month() == 1 && d.day() == 1
}

fn judge_sex(a: &Identity, b: &Identity, reasons: &mut Vec<Reason>) {
    if let (Some(x), Some(y)) = (a.sex, b.sex) {
        if x == y {
            add(reasons, 2, "性别相同");
        } else {
            add(reasons, -20, "性别不同");
        }
    }
}

/// Phones and cards; tells whether a card is shared.
fn judge_numbers(a: &Identity, b: &Identity, reasons: &mut Vec<Reason>) -> bool {
    if a.phones.iter().any(|p| b.phones.contains(p)) {
        add(reasons, 20, "手机号相同（家人可能共用）");
    }
    let shared = a.cards.iter().find(|c| b.cards.contains(c));
    if let Some(card) = shared {
        let issuer = card.split(':').next().unwrap_or_default();
        add(reasons, 60, format!("{issuer}号码相同"));
    }
    shared.is_some()
}
