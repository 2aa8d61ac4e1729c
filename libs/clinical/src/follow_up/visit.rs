//! What is known of a visit, and what comes out of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::emergency::Emergency;

/// 此次随访分类, ordered by gravity: the gravest that holds is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// 1 控制满意
    #[serde(rename = "控制满意")]
    Satisfactory,
    /// 2 控制不满意
    #[serde(rename = "控制不满意")]
    Unsatisfactory,
    /// 3 不良反应
    #[serde(rename = "不良反应")]
    Adverse,
    /// 4 并发症
    #[serde(rename = "并发症")]
    Complication,
}

impl Class {
    /// The word of the form.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Satisfactory => "控制满意",
            Self::Unsatisfactory => "控制不满意",
            Self::Adverse => "不良反应",
            Self::Complication => "并发症",
        }
    }
    /// The number of the form.
    pub const fn code(self) -> u8 {
        match self {
            Self::Satisfactory => 1,
            Self::Unsatisfactory => 2,
            Self::Adverse => 3,
            Self::Complication => 4,
        }
    }
    /// From the word of the form.
    pub fn of_zh(text: &str) -> Option<Self> {
        [Self::Satisfactory, Self::Unsatisfactory, Self::Adverse, Self::Complication]
            .into_iter()
            .find(|c| c.zh() == text)
    }
}

/// 分类干预, ordered by gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intervention {
    /// Next visit within three months.
    Regular,
    /// Adjust the drugs, see again within two weeks.
    Adjust,
    /// Refer, ask about the referral within two weeks.
    Refer,
    /// Treat at once, refer, ask within two weeks.
    Emergency,
}

impl Intervention {
    /// The words shown.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Regular => "按期随访(≤3个月)",
            Self::Adjust => "调整用药,2周内随访",
            Self::Refer => "建议转诊,2周内随访转诊情况",
            Self::Emergency => "紧急处理后转诊,2周内随访转诊情况",
        }
    }
}

/// A visit to a patient with hypertension.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HypertensionVisit {
    /// Day of the visit.
    pub date: Option<NaiveDate>,
    /// Completed years on that day.
    pub age: Option<u32>,
    /// Systolic, mmHg.
    pub sbp: Option<f64>,
    /// Diastolic, mmHg.
    pub dbp: Option<f64>,
    /// A drug reaction.
    pub adverse: Option<bool>,
    /// A new complication, or an old one grown worse.
    pub new_complication: Option<bool>,
    /// The drug reaction is hard to control, in the doctor's judgement.
    pub adverse_hard_to_control: bool,
    /// Alarming findings asked and seen.
    pub emergencies: Vec<Emergency>,
}

/// A visit to a patient with type-2 diabetes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DiabetesVisit {
    /// Day of the visit.
    pub date: Option<NaiveDate>,
    /// Completed years on that day.
    pub age: Option<u32>,
    /// Fasting glucose, mmol/L.
    pub fpg: Option<f64>,
    /// Systolic, mmHg; only for the emergency.
    pub sbp: Option<f64>,
    /// Diastolic, mmHg.
    pub dbp: Option<f64>,
    /// Body temperature, Cel.
    pub temperature: Option<f64>,
    /// A drug reaction.
    pub adverse: Option<bool>,
    /// A new complication, or an old one grown worse.
    pub new_complication: Option<bool>,
    /// The drug reaction is hard to control, in the doctor's judgement.
    pub adverse_hard_to_control: bool,
    /// Alarming findings asked and seen.
    pub emergencies: Vec<Emergency>,
}

/// What is known of the visit before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its class.
    pub class: Class,
    /// Whether its pressure or glucose missed the goal; a graver class hides it. None: read from the class.
    #[serde(default)]
    pub goal_missed: Option<bool>,
}

impl Previous {
    pub(super) fn missed(self) -> bool {
        self.goal_missed.unwrap_or(self.class == Class::Unsatisfactory)
    }
}

/// Why to refer; the words of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReferralReason {
    /// An emergency.
    #[serde(rename = "危急情况")]
    Emergency,
    /// 连续两次控制不满意
    #[serde(rename = "连续两次控制不满意")]
    TwiceUnsatisfactory,
    /// 药物不良反应难以控制
    #[serde(rename = "药物不良反应难以控制")]
    AdverseHardToControl,
    /// 出现新的并发症或原有并发症加重
    #[serde(rename = "出现新的并发症或原有并发症加重")]
    Complication,
}

impl ReferralReason {
    /// The words of the form.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Emergency => "危急情况",
            Self::TwiceUnsatisfactory => "连续两次控制不满意",
            Self::AdverseHardToControl => "药物不良反应难以控制",
            Self::Complication => "出现新的并发症或原有并发症加重",
        }
    }
}

/// From when to when the next visit is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Earliest.
    pub from: NaiveDate,
    /// Latest.
    pub to: NaiveDate,
}

/// What a visit amounts to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// 此次随访分类; None while `missing` is not empty.
    pub class: Option<Class>,
    /// 分类干预.
    pub action: Option<Intervention>,
    /// Whether to refer.
    pub refer: bool,
    /// Why, gravest first.
    pub reasons: Vec<ReferralReason>,
    /// When to see again; None without the day of the visit.
    pub next: Option<Due>,
    /// Emergencies, given and derived; each is acted on at once, even in an unfinished form.
    pub emergencies: Vec<Emergency>,
    /// Whether pressure or glucose missed the goal.
    pub goal_missed: Option<bool>,
    /// Chinese names of what must still be filled in.
    pub missing: Vec<String>,
    /// Version of the parameters.
    pub version: u32,
}
