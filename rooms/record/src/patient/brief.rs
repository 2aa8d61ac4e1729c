//! 接触前速览: what to know before dialling.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use kernel::clock::local_day;
use kernel::{PatientId, Result, Scope};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;

use super::header::{allergy_words, next_due, row};
use super::sight;
use crate::file::Sex;
use crate::file::source_label;
use crate::identity::entity::patient;
use crate::read;

/// One line of the brief, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BriefLine {
    /// `address`, `history`, `next`, `birthday`, `allergy`, `abnormal`.
    pub kind: &'static str,
    pub text: String,
    pub source: String,
    pub at: Option<DateTime<Utc>>,
}

/// What to know before dialling: how to address, what was done, what comes next, whether a birthday is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Brief {
    pub patient_id: PatientId,
    pub name: String,
    pub title: String,
    pub lines: Vec<BriefLine>,
}

/// The brief before a contact; only what this viewer may see.
pub async fn brief(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PatientId,
    now: DateTime<Utc>,
) -> Result<Brief> {
    let p = row(conn, scope, id).await?;
    let today = local_day(now);
    let age = sight::age(p.birth_date, today);
    let sex = Sex::parse(&p.sex);
    let name = sight::name(scope, &p.name);
    let title = sight::title(&name, sex, age);
    let mut lines = Vec::new();
    let who =
        [Some(sex.zh().to_owned()), age.map(|a| format!("{a} 岁"))].into_iter().flatten().collect::<Vec<_>>();
    let source = source_label(&p.source);
    lines.push(BriefLine {
        kind: "address",
        text: format!("{title} · {}", who.join(" · ")),
        source: source.clone(),
        at: None,
    });
    if sight::clinical(scope) {
        clinical_lines(conn, scope, id, today, &p, &mut lines).await?;
    }
    if let Some(due) = next_due(&p) {
        let text = format!("下一项：{}（{}）", due.title, local_day(due.at));
        lines.push(BriefLine { kind: "next", text, source: "随访计划".to_owned(), at: Some(due.at) });
    }
    if let Some(days) = p.birth_date.and_then(|b| days_to_birthday(b, today)).filter(|d| *d <= 14) {
        let text = if days == 0 { "今天生日".to_owned() } else { format!("{days} 天后生日") };
        lines.push(BriefLine { kind: "birthday", text, source, at: None });
    }
    Ok(Brief { patient_id: id, name, title, lines })
}

async fn clinical_lines(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PatientId,
    today: NaiveDate,
    p: &patient::Model,
    lines: &mut Vec<BriefLine>,
) -> Result<()> {
    let allergies = allergy_words(&read::allergies(conn, scope, &[id]).await?, p.allergies_text.as_deref());
    if !allergies.is_empty() {
        let text = format!("过敏：{}", allergies.join("、"));
        lines.push(BriefLine { kind: "allergy", text, source: source_label(&p.source), at: None });
    }
    if let Some(last) = read::procedures(conn, scope, &[id]).await?.pop() {
        let day = local_day(last.at);
        let text = format!("{} {}（{}）", ago(day, today), last.name, day);
        lines.push(BriefLine {
            kind: "history",
            text,
            source: source_label(&last.source),
            at: Some(last.at),
        });
    }
    let since = kernel::clock::local_instant(today - Duration::days(90), 0, 0);
    let recent = read::measurements(conn, scope, &[id], &[], Some(since)).await?;
    if let Some(m) = recent.iter().rev().find(|m| crate::file::is_abnormal(&m.flag)) {
        let name = nq_clinical::dictionary().get(&m.metric).map_or(m.metric.as_str(), |d| d.name_zh.as_str());
        let value = nq_clinical::value_shown(&m.value_text, &m.unit);
        let text = format!("最近异常：{name} {value}（{}）", local_day(m.at));
        lines.push(BriefLine { kind: "abnormal", text, source: source_label(&m.source), at: Some(m.at) });
    }
    Ok(())
}

/// 3 年前, 2 个月前, 5 天前.
fn ago(day: NaiveDate, today: NaiveDate) -> String {
    let days = (today - day).num_days();
    match days {
        i64::MIN..=0 => "今天".to_owned(),
        1..=59 => format!("{days} 天前"),
        60..=729 => format!("{} 个月前", days / 30),
        _ => format!("{} 年前", days / 365),
    }
}

/// Days until the next birthday; one born on 29 February has it on the 28th in common years.
fn days_to_birthday(birth: NaiveDate, today: NaiveDate) -> Option<i64> {
    let in_year = |year: i32| {
        NaiveDate::from_ymd_opt(year, birth.month(), birth.day())
            .or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
    };
    let this = in_year(today.year())?;
    let next = if this >= today { this } else { in_year(today.year() + 1)? };
    Some((next - today).num_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_on_leap_day_is_not_forgotten() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(days_to_birthday(day(1960, 2, 29), day(2026, 2, 20)), Some(8));
        assert_eq!(days_to_birthday(day(1960, 3, 1), day(2026, 3, 2)), Some(364));
        assert_eq!(ago(day(2023, 3, 1), day(2026, 3, 4)), "3 年前");
    }
}
