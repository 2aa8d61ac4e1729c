//! What a model says of itself: identity, source, licence, verification, who sees it, inputs, and its function.

use serde::Serialize;

use super::evaluation::Evaluation;
use super::input::InputSpec;
use super::inputs::Inputs;
use super::outcome::Stop;
use super::table::Table;

/// Whether the items were checked against their original document or an independent implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Verification {
    /// An independent implementation was run, or the source was read.
    #[serde(rename = "已核实")]
    Verified,
    /// Recalled, reconstructed, or with an open question: only switched on per tenant, by name and reason.
    #[serde(rename = "未核实")]
    Unverified,
}

impl Verification {
    /// The word shown.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Verified => "已核实",
            Self::Unverified => "未核实",
        }
    }
}

/// Who may see the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Staff, and the patient (category, modifiable factors, next step).
    Everyone,
    /// Health managers and doctors.
    Staff,
    /// Doctors only.
    Doctor,
}

impl Audience {
    /// The words shown.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Everyone => "医务人员与患者（患者端只显示等级、可改变因素和下一步）",
            Self::Staff => "医生与健康管理师",
            Self::Doctor => "仅医生",
        }
    }
}

/// What a model is about; it orders lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Family {
    /// 心血管
    #[serde(rename = "心血管风险")]
    Cardiovascular,
    /// 血压
    #[serde(rename = "血压")]
    BloodPressure,
    /// 糖尿病与代谢
    #[serde(rename = "糖尿病与代谢")]
    Metabolic,
    /// 肾脏
    #[serde(rename = "肾脏")]
    Kidney,
    /// 肝、骨、心律
    #[serde(rename = "肝、骨与心律")]
    LiverBoneRhythm,
    /// 卒中
    #[serde(rename = "卒中")]
    Stroke,
    /// 呼吸
    #[serde(rename = "呼吸")]
    Respiratory,
    /// 癌症筛查
    #[serde(rename = "癌症筛查")]
    Cancer,
    /// 体格
    #[serde(rename = "体格")]
    Body,
    /// 换算
    #[serde(rename = "单位换算")]
    Conversion,
    /// 量表
    #[serde(rename = "量表")]
    Scale,
    /// 中医
    #[serde(rename = "中医体质")]
    Tcm,
    /// 国家规范
    #[serde(rename = "国家随访规范")]
    Standard,
    /// 居家监测
    #[serde(rename = "居家监测")]
    Monitoring,
}

impl Family {
    /// The heading in lists.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Cardiovascular => "心血管风险",
            Self::BloodPressure => "血压",
            Self::Metabolic => "糖尿病与代谢",
            Self::Kidney => "肾脏",
            Self::LiverBoneRhythm => "肝、骨与心律",
            Self::Stroke => "卒中",
            Self::Respiratory => "呼吸",
            Self::Cancer => "癌症筛查",
            Self::Body => "体格",
            Self::Conversion => "单位换算",
            Self::Scale => "量表",
            Self::Tcm => "中医体质",
            Self::Standard => "国家随访规范",
            Self::Monitoring => "居家监测",
        }
    }
}

/// Which measure of a factor's share is honest for this model.
#[derive(Clone, Copy)]
pub enum Method {
    /// The points are the share.
    Points,
    /// Against a comparison person: every group of inputs that differs takes its Shapley value, so that the shares
    /// add up to exactly the difference.
    Against {
        /// Who the comparison person is, one sentence.
        who: &'static str,
        /// The comparison person of these inputs (age, sex, region kept).
        ideal: fn(&Inputs) -> Inputs,
        /// Inputs that move together (blood pressure with its treatment); at most 12 groups.
        groups: &'static [Group],
    },
    /// A formula without a comparison person: how the result moves if one number rises by a tenth.
    Sensitivity,
    /// A decision path: the factors of the evaluation are its steps.
    Path,
}

/// Inputs that are one thing for a person.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// Shown name.
    pub name: &'static str,
    /// Codes of its inputs; the first one names the group.
    pub codes: &'static [&'static str],
}

/// One thing a person can change.
#[derive(Clone, Copy)]
pub struct Lever {
    /// Code, stable.
    pub code: &'static str,
    /// What is done, as a nurse would say it: 戒烟, 收缩压降到 130 mmHg.
    pub label: &'static str,
    /// The inputs after it; None where there is nothing to change.
    pub set: fn(&Inputs) -> Option<Inputs>,
}

/// A model, scale, standard or rule.
pub struct Model {
    /// Stable id, as in the vectors.
    pub id: &'static str,
    /// Chinese name.
    pub name: &'static str,
    /// What it is about.
    pub family: Family,
    /// Version of the algorithm (the table has its own).
    pub version: &'static str,
    /// Publication and what was checked.
    pub source: &'static str,
    /// Terms of use.
    pub licence: &'static str,
    /// Checked or not.
    pub verification: Verification,
    /// Whether a tenant has it without asking for it.
    pub default_on: bool,
    /// Who sees the result.
    pub audience: Audience,
    /// For whom it was derived.
    pub population: &'static str,
    /// Limits, each a sentence for clinicians.
    pub limits: &'static [&'static str],
    /// What it reads.
    pub inputs: &'static [InputSpec],
    /// The built-in rule table, JSON text (see [`Table`]).
    pub table: &'static str,
    /// A complete example input, JSON text; documentation, tests and the benchmark use it.
    pub example: &'static str,
    /// How shares are measured.
    pub method: Method,
    /// What a person can change.
    pub levers: &'static [Lever],
    /// The computation. Required inputs are there; it must not panic on any values.
    pub compute: fn(&Inputs, &Table) -> Result<Evaluation, Stop>,
}

impl Model {
    /// The declared input of a code.
    pub fn input(&self, code: &str) -> Option<&'static InputSpec> {
        self.inputs.iter().find(|spec| spec.code == code)
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("id", &self.id).field("version", &self.version).finish_non_exhaustive()
    }
}
