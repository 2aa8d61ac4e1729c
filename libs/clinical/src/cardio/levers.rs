//! What a person can change in cardiovascular models. Waist is not among them: its coefficient is negative for men
//! in China-PAR, and a larger waist must never look like a gain.

use crate::model::common::{lowered, stop_smoking};
use crate::model::{Cause, Inputs, Lever, Stop};

/// Stops smoking.
pub const SMOKING: Lever = Lever { code: "stop_smoking", label: "戒烟", set: stop_smoking };
/// Systolic pressure to 130, treatment as it is.
pub const SBP_130: Lever =
    Lever { code: "sbp_130", label: "收缩压降到 130 mmHg", set: |x| lowered(x, "sbp", 130.0) };
/// Total cholesterol to 5.2 mmol/L, for models that compute in mg/dL.
pub const TC_200: Lever =
    Lever {
        code: "tc_200", label: "总胆固醇降到 5.2 mmol/L（200 mg/dL）", set: |x| lowered(x, "tc", 200.0)
    };
/// Total cholesterol to 5.2 mmol/L, for models that compute in mmol/L.
pub const TC_5_2: Lever =
    Lever { code: "tc_5_2", label: "总胆固醇降到 5.2 mmol/L", set: |x| lowered(x, "tc", 5.2) };
/// BMI below 24.
pub const BMI_24: Lever =
    Lever { code: "bmi_23_9", label: "BMI 降到 23.9", set: |x| lowered(x, "bmi", 23.9) };

/// Refuses a person who has the disease that is to be predicted.
pub fn no_ascvd(x: &Inputs) -> Result<(), Stop> {
    if x.maybe_yes("ascvd") == Some(true) {
        let reason = "已患动脉粥样硬化性心血管病，不再预测发病风险，应按血脂指南的极高危或超高危管理";
        return Err(Stop::not_applicable(Cause::AlreadyDiseased, reason));
    }
    Ok(())
}

/// Refuses a value outside the range a model is defined for, with a sentence.
pub fn inside(name: &str, value: f64, (low, high): (f64, f64), unit: &str) -> Result<(), Stop> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let reason = format!("本模型只适用于{name} {low}～{high} {unit}，本次为 {value:.1} {unit}");
    Err(Stop::not_applicable(Cause::OutOfRange, reason))
}
