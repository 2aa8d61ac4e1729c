//! Solar terms (节气) and the seasons they divide the year into.

use super::{YEARS, after};
use crate::SolarTermIs;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use tyme4rs::tyme::solar as tyme;

/// 二十四节气, from 立春.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the Chinese names stand in TERMS")]
pub enum SolarTerm {
    LiChun,
    YuShui,
    JingZhe,
    ChunFen,
    QingMing,
    GuYu,
    LiXia,
    XiaoMan,
    MangZhong,
    XiaZhi,
    XiaoShu,
    DaShu,
    LiQiu,
    ChuShu,
    BaiLu,
    QiuFen,
    HanLu,
    ShuangJiang,
    LiDong,
    XiaoXue,
    DaXue,
    DongZhi,
    XiaoHan,
    DaHan,
}

use SolarTerm::*;

/// The terms in order with their names.
const TERMS: [(SolarTerm, &str); 24] = [
    (LiChun, "立春"),
    (YuShui, "雨水"),
    (JingZhe, "惊蛰"),
    (ChunFen, "春分"),
    (QingMing, "清明"),
    (GuYu, "谷雨"),
    (LiXia, "立夏"),
    (XiaoMan, "小满"),
    (MangZhong, "芒种"),
    (XiaZhi, "夏至"),
    (XiaoShu, "小暑"),
    (DaShu, "大暑"),
    (LiQiu, "立秋"),
    (ChuShu, "处暑"),
    (BaiLu, "白露"),
    (QiuFen, "秋分"),
    (HanLu, "寒露"),
    (ShuangJiang, "霜降"),
    (LiDong, "立冬"),
    (XiaoXue, "小雪"),
    (DaXue, "大雪"),
    (DongZhi, "冬至"),
    (XiaoHan, "小寒"),
    (DaHan, "大寒"),
];

impl SolarTerm {
    /// The Chinese name.
    pub fn name(self) -> &'static str {
        TERMS.iter().find(|(term, _)| *term == self).map_or("", |(_, name)| name)
    }

    /// The season it belongs to.
    pub fn season(self) -> Season {
        match self {
            t if t < LiXia => Season::Spring,
            t if t < LiQiu => Season::Summer,
            t if t < LiDong => Season::Autumn,
            _ => Season::Winter,
        }
    }

    /// The term that runs on a day; `None` outside of 1850 to 2200.
    pub fn on(day: NaiveDate) -> Option<SolarTerm> {
        terms_around(day)?.into_iter().rev().find(|(begin, _)| *begin <= day).map(|(_, term)| term)
    }
}

/// A season as the solar terms divide the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// 春：立春起
    Spring,
    /// 夏：立夏起
    Summer,
    /// 秋：立秋起
    Autumn,
    /// 冬：立冬起
    Winter,
}

impl Season {
    /// The Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Season::Spring => "春季",
            Season::Summer => "夏季",
            Season::Autumn => "秋季",
            Season::Winter => "冬季",
        }
    }
}

/// First days of the terms from the winter solstice before the year of `day` to the end of the year after.
pub(crate) fn terms_around(day: NaiveDate) -> Option<Vec<(NaiveDate, SolarTerm)>> {
    let year = Some(day.year()).filter(|year| YEARS.contains(year))?;
    let mut all = Vec::with_capacity(50);
    for index in 0_i16..50 {
        let first = tyme::SolarTerm::from_index(isize::try_from(year).ok()?, index.into()).get_solar_day();
        // The library counts from the winter solstice, this list from 立春, three terms later.
        let (term, _) = TERMS.iter().cycle().nth(usize::try_from(index).ok()? % 24 + 21)?;
        all.push((date(first.get_year(), first.get_month(), first.get_day())?, *term));
    }
    Some(all)
}

/// Whether a condition on the solar term holds on a day; `None` where the tables end.
pub(crate) fn term_holds(rule: &SolarTermIs, today: NaiveDate) -> Option<bool> {
    let Some((from, to)) = rule.in_days else {
        return SolarTerm::on(today).map(|term| rule.any_of.contains(&term));
    };
    let (from, to) = (after(today, from), after(today, to));
    let mut terms = terms_around(today)?.into_iter();
    Some(terms.any(|(begin, term)| begin >= from && begin <= to && rule.any_of.contains(&term)))
}

fn date(year: isize, month: usize, day: usize) -> Option<NaiveDate> {
    let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}
