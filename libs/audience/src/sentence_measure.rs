//! Conditions on the course of a metric and on the calendar, as a person would say them.

use crate::{
    BirthdayIs, BirthdayWhen, Calendar, DailyMean, Dictionary, RunIs, Season, SolarTerm, SolarTermIs,
    TrendIs, TrendOf,
    sentence::{last_days, list},
    sentence_event::days_ahead,
};

pub(crate) fn trend(rule: &TrendIs, names: &Dictionary) -> String {
    let (metric, unit) = (names.metric_name(&rule.code), names.unit(&rule.code));
    let of = match rule.of {
        TrendOf::Slope => "平均每30天的变化",
        TrendOf::Change => "末次与首次之差",
    };
    format!("{}{metric}{of}{}", last_days(Some(rule.days)), rule.is.words(&unit))
}

pub(crate) fn run(rule: &RunIs, names: &Dictionary) -> String {
    let hours = match rule.hours {
        None => String::new(),
        Some((from, to)) if from > to => format!("（{from}时至次日{to}时）"),
        Some((from, to)) => format!("（{from}时至{to}时）"),
    };
    let unit = names.unit(&rule.code);
    let mean = match &rule.mean {
        DailyMean::Is(is) => is.words(&unit),
        DailyMean::Over(b) => format!("高于本人{}超过{}{unit}", names.metric_name(&b.code), b.by),
        DailyMean::Under(b) => format!("低于本人{}超过{}{unit}", names.metric_name(&b.code), b.by),
    };
    let metric = names.metric_name(&rule.code);
    format!("{}{metric}{hours}连续{}天日均值{mean}", last_days(Some(rule.within_days)), rule.days)
}

pub(crate) fn birthday(rule: &BirthdayIs) -> String {
    let calendar = match rule.calendar {
        Calendar::Solar => "公历",
        Calendar::Lunar => "农历",
    };
    match rule.when {
        BirthdayWhen::ThisMonth => format!("{calendar}生日在本月"),
        BirthdayWhen::InDays(from, to) => format!("{calendar}生日在{}", days_ahead((from, to))),
    }
}

pub(crate) fn season(seasons: &[Season]) -> String {
    format!("时令为{}", list(seasons.iter().map(|season| season.name())))
}

pub(crate) fn solar_term(rule: &SolarTermIs) -> String {
    let terms = list(rule.any_of.iter().copied().map(SolarTerm::name));
    match rule.in_days {
        None => format!("正值{terms}节气"),
        Some(span) => format!("{}交{terms}", days_ahead(span)),
    }
}
