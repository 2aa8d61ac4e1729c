//! The two rules on nights as models of the frame. The others need times beside values and are called by the rooms
//! with typed readings.

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::alert::Sample;
use super::limits::Limits;
use super::night::{Nights, whole};
use super::night_signal::night_signal;
use super::three_nights::{ThreeNights, three_nights};
use crate::model::input::{InputSpec, Unit, unit};
use crate::model::{
    Audience, Category, Cause, Evaluation, Family, Inputs, Kind, Level, Method, Model, Stop, Table,
    Verification,
};

/// The models of this family.
pub const MODELS: &[&Model] = &[&NIGHT_SIGNAL, &THREE_NIGHTS];

const NIGHTLY: InputSpec = InputSpec::of(
    "nightly_avg_hr",
    "每晚静息心率（按日期，缺测为空）",
    Kind::Numbers { len: (1, 4000), range: (20.0, 250.0), whole: false, gaps: true },
    "请患者夜间佩戴手环或手表",
);
const CELSIUS: &[Unit] = &[unit("Cel", 1.0)];

const NIGHT: Model = Model {
    id: "",
    name: "",
    family: Family::Monitoring,
    version: "1",
    source: "",
    licence: "",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "夜间佩戴手环或手表的成人",
    limits: &[],
    inputs: &[],
    table: include_str!("../../data/monitor/night_signal.json"),
    example: "{}",
    method: Method::Path,
    levers: &[],
    compute: |_, _| Err(Stop::Missing(Vec::new())),
};

/// NightSignal.
pub static NIGHT_SIGNAL: Model = Model {
    id: "night_rhr_nightsignal",
    name: "夜间静息心率 NightSignal",
    source: "Alavi 2022 Nature Medicine；斯坦福公开程序逐例核对（Apache-2.0）",
    licence: "Apache-2.0 方法，自行实现",
    limits: &[
        "基线随数据上移，持续升高若干晚后不再报警",
        "单独缺一晚且两侧有数据时用均值补齐；缺更多晚不补",
        "提示异常，不说明原因",
    ],
    inputs: &[NIGHTLY],
    example: r#"{"nightly_avg_hr": [60, 60, 60, 60, 60, 60, 60, 64, 64, 60]}"#,
    compute: |x, _| {
        let (nights, _) = nights(x)?;
        let states: Vec<i32> = night_signal(&nights).values().map(|s| s.code()).collect();
        let (code, label, level) = match states.last() {
            Some(2) => ("red", "红色预警", Level::Red),
            Some(1) => ("yellow", "黄色预警", Level::Yellow),
            _ => ("green", "无预警", Level::Green),
        };
        Ok(Evaluation::without_value().output("alerts_by_present_night", states).category(Category {
            code: code.to_owned(),
            label: label.to_owned(),
            level,
        }))
    },
    ..NIGHT
};

/// Three nights in a row.
pub static THREE_NIGHTS: Model = Model {
    id: "three_nights",
    name: "连续三晚夜间静息心率偏高",
    source: "自有规则：滞后基线（第 35～4 天前的中位数），租户医生签字后启用",
    licence: "自有",
    limits: &[
        "至少 14 个有效夜才有基线；没有数据不等于正常",
        "同期体温超过 37.3℃ 时不报警而给出感染建议（夜间心率超过 110 除外）",
        "列表最后一项为昨夜",
    ],
    inputs: &[
        NIGHTLY,
        InputSpec::number("temperature", "近日最高体温", CELSIUS, (30.0, 45.0), "测量体温").optional(),
    ],
    table: include_str!("../../data/monitor/three_nights.json"),
    example: r#"{"nightly_avg_hr": [60,60,60,60,60,60,60,60,60,60,60,60,60,60,60,60,60,60,60,60,75,75,75]}"#,
    compute: |x, t| {
        let (nights, now) = nights(x)?;
        let fever: Vec<Sample> =
            x.maybe("temperature").map(|value| Sample { at: now, value }).into_iter().collect();
        Ok(result(three_nights(&nights, &fever, now, None, &limits(t)?)))
    },
    ..NIGHT
};

/// The list as nights that end on an arbitrary day, and eight o'clock of that day.
fn nights(x: &Inputs) -> Result<(Nights, NaiveDateTime), Stop> {
    let series = x.numbers("nightly_avg_hr")?;
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default();
    let day = |n: u64| first.checked_add_days(Days::new(n)).unwrap_or(first);
    let nights: Nights = (0..).zip(series).filter_map(|(n, v)| Some((day(n), whole((*v)?)?))).collect();
    let last = u64::try_from(series.len().saturating_sub(1)).unwrap_or_default();
    let now = day(last).and_hms_opt(8, 0, 0);
    let why = || Stop::not_applicable(Cause::NotComputable, "日期超出范围");
    Ok((nights, now.ok_or_else(why)?))
}

fn limits(t: &Table) -> Result<Limits, Stop> {
    let mut limits = Limits::built_in().clone();
    let numbers = |name: &str| t.number("three_nights", name);
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "a cast of f64 saturates; days and nights are small"
    )]
    let days = |name: &str| numbers(name).map(|n| n as i64);
    let count = |name: &str| days(name).map(|n| usize::try_from(n).unwrap_or_default());
    let law = &mut limits.three_nights;
    law.baseline_from_days = days("baseline_from_days")?;
    law.baseline_to_days = days("baseline_to_days")?;
    law.baseline_min_nights = count("baseline_min_nights")?;
    law.rise = numbers("rise")?;
    law.rise_factor = numbers("rise_factor")?;
    law.high = numbers("high")?;
    law.very_high = numbers("very_high")?;
    law.yellow_nights = count("yellow_nights")?.max(1);
    law.red_nights = count("red_nights")?.max(1);
    law.gap_nights = days("gap_nights")?;
    law.fever = numbers("fever")?;
    law.refractory_hours = u32::try_from(days("refractory_hours")?).unwrap_or_default();
    Ok(limits)
}

fn result(found: ThreeNights) -> Evaluation {
    let of = |code: &str, label: &str, level| {
        Evaluation::without_value().output("state", code).category(Category {
            code: code.to_owned(),
            label: label.to_owned(),
            level,
        })
    };
    match found {
        ThreeNights::NoData => of("no_data", "昨夜无数据", Level::None).note("没有数据不等于正常"),
        ThreeNights::NoBaseline { nights, needed } => of("no_baseline", "基线不足", Level::None)
            .note(format!("已有 {nights} 个有效夜，需要 {needed} 个")),
        ThreeNights::Quiet { high_nights } => {
            of("quiet", "未达到预警", Level::Green).output("high_nights", high_nights)
        }
        ThreeNights::Fever { advice } => of("fever", "伴发热", Level::Yellow).note(advice),
        ThreeNights::Refractory => of("refractory", "已预警", Level::None),
        ThreeNights::Alert(alert) => {
            let level = match alert.level {
                super::Level::Yellow => Level::Yellow,
                super::Level::Red => Level::Red,
            };
            of("alert", &format!("{}色预警", alert.level.zh()), level)
                .output("level", alert.level.zh())
                .alert("three_nights", alert.sentence)
        }
    }
}
