//! IPAQ short form.

use super::{SCALE, whole};
use crate::model::common::PURE;
use crate::model::input::{InputSpec, Unit, unit};
use crate::model::{Category, Cause, Evaluation, Inputs, Level, Method, Model, Stop, Verification};
use crate::scale::{ActivityLevel, IpaqDays, ipaq_short};

const MINUTES: &[Unit] = &[unit("分钟", 1.0)];
const fn days(code: &'static str, name: &'static str) -> InputSpec {
    InputSpec::whole(code, name, PURE, (0.0, 7.0), "询问最近 7 天中有几天")
}
const fn minutes(code: &'static str, name: &'static str) -> InputSpec {
    InputSpec::number(code, name, MINUTES, (0.0, 1440.0), "询问这样的一天通常多少分钟")
}

/// IPAQ short.
pub static IPAQ_SHORT: Model = Model {
    id: "ipaq_short",
    name: "国际体力活动问卷短卷（IPAQ）",
    source: "IPAQ 计分指南（记忆，待核对）：步行 3.3、中等 4.0、高强度 8.0 MET",
    verification: Verification::Unverified,
    default_on: false,
    population: "15–69 岁",
    limits: &["每类活动每天超过 180 分钟按 180 分钟计，不足 10 分钟不计", "自我报告，常偏高"],
    inputs: &[
        days("vigorous_days", "高强度活动天数"),
        minutes("vigorous_minutes", "高强度活动每天分钟数"),
        days("moderate_days", "中等强度活动天数"),
        minutes("moderate_minutes", "中等强度活动每天分钟数"),
        days("walking_days", "步行天数"),
        minutes("walking_minutes", "步行每天分钟数"),
    ],
    example: r#"{"vigorous_days": 1, "vigorous_minutes": 30, "moderate_days": 2, "moderate_minutes": 40, "walking_days": 5, "walking_minutes": 30}"#,
    method: Method::Path,
    compute: |x, _| {
        let of = |days: &'static str, minutes: &'static str| -> Result<IpaqDays, Stop> {
            let days = whole(x.number(days)?).and_then(|d| u8::try_from(d).ok()).unwrap_or(u8::MAX);
            Ok(IpaqDays { days, minutes: x.number(minutes)? })
        };
        result(x, of)
    },
    ..SCALE
};

fn result(
    _: &Inputs,
    of: impl Fn(&'static str, &'static str) -> Result<IpaqDays, Stop>,
) -> Result<Evaluation, Stop> {
    let ipaq = ipaq_short(
        of("vigorous_days", "vigorous_minutes")?,
        of("moderate_days", "moderate_minutes")?,
        of("walking_days", "walking_minutes")?,
    )
    .map_err(|why| Stop::not_applicable(Cause::OutOfRange, why))?;
    let (code, label, level) = match ipaq.level {
        ActivityLevel::Low => ("low", "低体力活动", Level::Yellow),
        ActivityLevel::Moderate => ("moderate", "中等体力活动", Level::Green),
        ActivityLevel::High => ("high", "高体力活动", Level::Green),
    };
    Ok(Evaluation::of(ipaq.met_minutes, "MET-min/周")
        .output("met_minutes", ipaq.met_minutes)
        .output("level", code)
        .category(Category { code: code.to_owned(), label: label.to_owned(), level }))
}
