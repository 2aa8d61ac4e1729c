//! The order of the task queue, and the reason of each place in words: a priority that is not explained is ignored.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, days_between};

/// Risk grade of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 红(高危).
    Red,
    /// 黄(中危).
    Yellow,
    /// 绿(低危).
    Green,
}

/// What the queue knows of one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// Breaks ties for good, so that the order never flickers.
    pub id: String,
    /// The person's grade, if assessed.
    pub grade: Option<Grade>,
    /// First day of the window.
    pub from: NaiveDate,
    /// Last day of the window.
    pub to: NaiveDate,
    /// It answers an alert raised at this instant that nobody has acknowledged.
    pub alert_since: Option<DateTime<Utc>>,
    /// A call back was promised for this instant.
    pub promised: Option<DateTime<Utc>>,
    /// Handed up to a supervisor.
    pub escalated: bool,
    /// Sensitive or high-value: a person has to do it.
    pub sensitive: bool,
    /// A complaint or a low satisfaction score stands behind it.
    pub complaint: bool,
    /// Attempts that reached nobody.
    pub attempts: u32,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            id: String::new(),
            grade: None,
            from: NaiveDate::MIN,
            to: NaiveDate::MAX,
            alert_since: None,
            promised: None,
            escalated: false,
            sensitive: false,
            complaint: false,
            attempts: 0,
        }
    }
}

/// A place in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Higher comes first. Points, see [`place`].
    pub points: i64,
    /// The chips on the row, most telling first.
    pub reasons: Vec<String>,
}

impl Place {
    /// The chips in one line: `红级 + 逾期3天`.
    pub fn sentence(&self) -> String {
        self.reasons.join(" + ")
    }
}

/// Points of one task. Our proposal: an unacknowledged alert outweighs all (2000), a promise whose hour has come 400, red 300,
/// yellow 120, escalated 250, complaint 200; lateness 40 a day up to 10 days; a window closing today 150, tomorrow 70;
/// sensitive 30. Each failed attempt takes 10, so that a person who does not answer does not block the queue.
pub fn place(work: &Work, site: &Calendar, now: DateTime<Utc>) -> Place {
    let mut chips: Vec<(i64, String)> = Vec::new();
    if let Some(since) = work.alert_since {
        chips.push((2000, format!("预警未处理{}", waited(now - since))));
    }
    if let Some(at) = work.promised {
        chips.push(promise(at, site, now));
    }
    match work.grade {
        Some(Grade::Red) => chips.push((300, "红级".to_owned())),
        Some(Grade::Yellow) => chips.push((120, "黄级".to_owned())),
        Some(Grade::Green) | None => {}
    }
    let flags = [
        (work.escalated, 250, "已上报督办"),
        (work.complaint, 200, "满意度低或投诉"),
        (work.sensitive, 30, "须专人沟通"),
    ];
    chips.extend(flags.into_iter().filter(|f| f.0).map(|(_, points, word)| (points, word.to_owned())));
    chips.push(lateness(work, site.date(now)));
    let tried = i64::from(work.attempts.min(5)) * 10;
    chips.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
    let points = chips.iter().map(|(p, _)| p).sum::<i64>() - tried;
    let mut reasons: Vec<String> = chips.into_iter().map(|(_, word)| word).collect();
    if work.attempts > 0 {
        reasons.push(format!("已拨{}次未接通", work.attempts));
    }
    Place { points, reasons }
}

fn lateness(work: &Work, today: NaiveDate) -> (i64, String) {
    let left = days_between(today, work.to);
    match left {
        i64::MIN..=-1 => (150 + 40 * (-left).min(10), format!("逾期{}天", -left)),
        0 => (150, "窗口今日关闭".to_owned()),
        1 => (70, "窗口明日关闭".to_owned()),
        _ if today == work.from => (40, "今日到期".to_owned()),
        _ if today > work.from => (20, format!("窗口还剩{left}天")),
        _ => (-100, format!("{}天后到期", days_between(today, work.from))),
    }
}

fn promise(at: DateTime<Utc>, site: &Calendar, now: DateTime<Utc>) -> (i64, String) {
    let clock = site.time(at).format("%H:%M");
    let days = days_between(site.date(now), site.date(at));
    match (at <= now, days) {
        (true, 0) => (400, format!("约定{clock}回电")),
        (true, _) => (450, format!("约定回电已过{}天", -days)),
        (false, 0) if at - now <= Duration::minutes(30) => (380, format!("约定{clock}回电")),
        (false, 0) => (60, format!("约定今日{clock}回电")),
        (false, n) => (-200, format!("约定{n}天后{clock}回电")),
    }
}

fn waited(long: Duration) -> String {
    match long.num_minutes().max(0) {
        m @ 0..60 => format!("{m}分钟"),
        m @ 60..1440 => format!("{}小时", m / 60),
        m => format!("{}天", m / 1440),
    }
}

/// Puts a queue in order: points, then the window that closes first, then the id.
pub fn order(works: &[Work], site: &Calendar, now: DateTime<Utc>) -> Vec<(String, Place)> {
    let mut rows: Vec<(&Work, Place)> = works.iter().map(|w| (w, place(w, site, now))).collect();
    rows.sort_by(|(a, p), (b, q)| {
        q.points.cmp(&p.points).then(a.to.cmp(&b.to)).then_with(|| a.id.cmp(&b.id))
    });
    rows.into_iter().map(|(w, p)| (w.id.clone(), p)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::add_days;

    fn now() -> DateTime<Utc> {
        "2025-11-21T01:00:00Z".parse().unwrap()
    }

    fn work(id: &str, grade: Option<Grade>, from: i64, to: i64) -> Work {
        let today: NaiveDate = "2025-11-21".parse().unwrap();
        Work {
            id: id.to_owned(),
            grade,
            from: add_days(today, from),
            to: add_days(today, to),
            ..Work::default()
        }
    }

    #[test]
    fn a_red_person_three_days_late_says_so_on_the_row() {
        let place = place(&work("a", Some(Grade::Red), -10, -3), &Calendar::default(), now());
        assert_eq!(place.sentence(), "红级 + 逾期3天");
    }

    #[test]
    fn an_unacknowledged_alert_comes_before_everything() {
        let late = Work { escalated: true, ..work("late", Some(Grade::Red), -30, -20) };
        let alert = Work { alert_since: Some(now() - Duration::minutes(20)), ..work("alert", None, 0, 3) };
        let row = order(&[late, alert], &Calendar::default(), now());
        assert_eq!(row[0].0, "alert");
        assert_eq!(row[0].1.sentence(), "预警未处理20分钟 + 今日到期");
    }

    #[test]
    fn a_window_closing_today_comes_before_one_with_time_left() {
        let row = order(
            &[work("b", Some(Grade::Yellow), -2, 5), work("a", Some(Grade::Yellow), -6, 0)],
            &Calendar::default(),
            now(),
        );
        assert_eq!(row[0].1.sentence(), "窗口今日关闭 + 黄级");
        assert_eq!(row[1].1.sentence(), "黄级 + 窗口还剩5天");
    }

    #[test]
    fn who_did_not_answer_steps_behind_an_equal_who_was_not_tried() {
        let tried = Work { attempts: 2, ..work("a", Some(Grade::Red), 0, 3) };
        let row = order(&[tried, work("b", Some(Grade::Red), 0, 3)], &Calendar::default(), now());
        assert_eq!(row[0].0, "b");
        assert!(row[1].1.sentence().ends_with("已拨2次未接通"));
    }

    #[test]
    fn a_promised_call_waits_for_its_hour_and_then_comes_up() {
        let at = |m| Some(now() + Duration::minutes(m));
        let soon = Work { promised: at(20), ..work("soon", None, -1, 6) };
        let later = Work { promised: at(600), ..work("later", Some(Grade::Yellow), -1, 6) };
        let row = order(&[later, soon], &Calendar::default(), now());
        assert_eq!(row[0].0, "soon");
    }

    proptest! {
        /// The queue does not depend on the order in which the database happened to give the rows.
        #[test]
        fn the_order_never_flickers(rows in prop::collection::vec((0u8..4, -10i64..10, 0i64..10, 0u32..4), 1..30), seed: u64) {
            let works: Vec<Work> = rows.iter().enumerate().map(|(i, (g, from, len, attempts))| {
                let grade = [None, Some(Grade::Red), Some(Grade::Yellow), Some(Grade::Green)][usize::from(*g)];
                Work { attempts: *attempts, ..work(&format!("{i:03}"), grade, *from, from + len) }
            }).collect();
            let mut shuffled = works.clone();
            let by = usize::try_from(seed % 29).unwrap() % works.len();
            shuffled.rotate_left(by);
            shuffled.reverse();
            let site = Calendar::default();
            prop_assert_eq!(order(&works, &site, now()), order(&shuffled, &site, now()));
            prop_assert!(order(&works, &site, now()).iter().all(|(_, p)| !p.reasons.is_empty()));
        }
    }
}
