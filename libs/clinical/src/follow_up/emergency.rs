//! The alarming findings that the standard asks for at every visit, before anything else.

use serde::{Deserialize, Serialize};

/// Alarming findings of the first look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Emergency {
    /// From the pressure.
    VeryHighPressure,
    /// From the glucose.
    VeryHighGlucose,
    /// From the glucose.
    LowGlucose,
    /// 意识或行为改变
    Consciousness,
    /// 剧烈头痛或头晕
    SevereHeadache,
    /// 恶心呕吐
    Vomiting,
    /// 视力模糊、眼痛
    Vision,
    /// 心悸胸闷
    Chest,
    /// 喘憋不能平卧
    Orthopnoea,
    /// 妊娠期或哺乳期血压高于正常
    Pregnancy,
    /// 呼气有烂苹果样丙酮味
    KetoticBreath,
    /// 心悸、出汗
    PalpitationSweat,
    /// 食欲减退、恶心、呕吐、多饮、多尿、腹痛
    Dehydration,
    /// 深大呼吸、皮肤潮红
    DeepBreathing,
    /// 持续性心动过速（心率超过100次/分）
    Tachycardia,
    /// 体温超过39℃
    Fever,
    /// 其他不能处理的情况
    Other,
}

impl Emergency {
    /// The words of the standard.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::VeryHighPressure => "收缩压≥180或舒张压≥110 mmHg",
            Self::VeryHighGlucose => "血糖≥16.7 mmol/L",
            Self::LowGlucose => "血糖≤3.9 mmol/L",
            Self::Consciousness => "意识或行为改变",
            Self::SevereHeadache => "剧烈头痛或头晕",
            Self::Vomiting => "恶心呕吐",
            Self::Vision => "视力模糊、眼痛",
            Self::Chest => "心悸、胸闷",
            Self::Orthopnoea => "喘憋不能平卧",
            Self::Pregnancy => "妊娠期或哺乳期血压高于正常",
            Self::KetoticBreath => "呼气有烂苹果样丙酮味",
            Self::PalpitationSweat => "心悸、出汗",
            Self::Dehydration => "食欲减退、恶心呕吐、多饮多尿、腹痛",
            Self::DeepBreathing => "深大呼吸、皮肤潮红",
            Self::Tachycardia => "持续性心动过速（>100次/分）",
            Self::Fever => "体温超过39℃或有其他突发异常",
            Self::Other => "存在不能处理的其他疾病",
        }
    }
}
