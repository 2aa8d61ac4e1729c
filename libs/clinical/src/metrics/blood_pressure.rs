//! Blood-pressure classes of 高血压基层诊疗指南（实践版·2019）table 1, in mmHg. 140/90 is the Chinese line; the
//! out-of-office lines are those two sources agree on (home 135/85; ambulatory 24 h 130/80, day 135/85, night 120/70).

use serde::{Deserialize, Serialize};

/// Class of an office reading; the higher of the systolic and the diastolic class counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// <120 and <80
    Normal,
    /// 120–139 and/or 80–89
    HighNormal,
    /// 140–159 and/or 90–99
    Grade1,
    /// 160–179 and/or 100–109
    Grade2,
    /// ≥180 and/or ≥110
    Grade3,
}

impl Class {
    /// The word of the guideline.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Normal => "正常",
            Self::HighNormal => "正常高值",
            Self::Grade1 => "1级",
            Self::Grade2 => "2级",
            Self::Grade3 => "3级",
        }
    }
}

/// Where and over what span it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// 诊室
    Office,
    /// 家庭 (a mean over days)
    Home,
    /// 动态 24 小时均值
    Ambulatory24h,
    /// 动态白天均值
    AmbulatoryDay,
    /// 动态夜间均值
    AmbulatoryNight,
}

/// Class of an office reading.
pub fn office_class(sbp: f64, dbp: f64) -> Class {
    let by = |value: f64, cuts: [f64; 4]| {
        let [high_normal, one, two, three] = cuts;
        match value {
            v if v >= three => Class::Grade3,
            v if v >= two => Class::Grade2,
            v if v >= one => Class::Grade1,
            v if v >= high_normal => Class::HighNormal,
            _ => Class::Normal,
        }
    };
    by(sbp, [120.0, 140.0, 160.0, 180.0]).max(by(dbp, [80.0, 90.0, 100.0, 110.0]))
}

/// 单纯收缩期高血压: ≥140 and <90.
pub fn isolated_systolic(sbp: f64, dbp: f64) -> bool {
    sbp >= 140.0 && dbp < 90.0
}

/// The line of hypertension in a setting, (systolic, diastolic) in mmHg; at or above either is elevated.
pub fn hypertension_line(setting: Setting) -> (f64, f64) {
    match setting {
        Setting::Office => (140.0, 90.0),
        Setting::Home | Setting::AmbulatoryDay => (135.0, 85.0),
        Setting::Ambulatory24h => (130.0, 80.0),
        Setting::AmbulatoryNight => (120.0, 70.0),
    }
}

/// Whether a reading reaches the line of hypertension of its setting.
pub fn is_elevated(sbp: f64, dbp: f64, setting: Setting) -> bool {
    let (systolic, diastolic) = hypertension_line(setting);
    sbp >= systolic || dbp >= diastolic
}
