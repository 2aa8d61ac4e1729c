//! Inputs that many models share, so that one thing has one name, one unit and one sentence.

use super::input::{Choice, InputSpec, Unit, choice, unit};
use super::inputs::{Inputs, Value};
use crate::Sex;

/// Completed years.
pub const YEARS: &[Unit] = &[unit("岁", 1.0)];
/// Blood pressure.
pub const MMHG: &[Unit] = &[unit("mmHg", 1.0)];
/// Lengths of the body.
pub const CM: &[Unit] = &[unit("cm", 1.0)];
/// Body weight.
pub const KG: &[Unit] = &[unit("kg", 1.0)];
/// Body mass index.
pub const KG_M2: &[Unit] = &[unit("kg/m2", 1.0)];
/// A number without a unit.
pub const PURE: &[Unit] = &[unit("", 1.0)];
/// Cholesterol, computed in mg/dL; 38.67 is the guideline's factor.
pub const CHOL_MGDL: &[Unit] = &[unit("mg/dL", 1.0), unit("mmol/L", 38.67)];
/// Cholesterol, computed in mmol/L.
pub const CHOL_MMOL: &[Unit] = &[unit("mmol/L", 1.0), unit("mg/dL", 1.0 / 38.67)];
/// Triglycerides, computed in mmol/L.
pub const TG_MMOL: &[Unit] = &[unit("mmol/L", 1.0), unit("mg/dL", 1.0 / 88.57)];
/// Glucose, computed in mmol/L.
pub const GLUCOSE_MMOL: &[Unit] = &[unit("mmol/L", 1.0), unit("mg/dL", 1.0 / 18.0156)];
/// Creatinine, computed in µmol/L.
pub const CREATININE_UMOL: &[Unit] = &[unit("umol/L", 1.0), unit("mg/dL", 88.4)];

/// 男, 女.
pub const SEXES: &[Choice] = &[choice("male", "男"), choice("female", "女")];
/// Sex.
pub const SEX: InputSpec = InputSpec::one_of("sex", "性别", SEXES, "核对身份证或建档信息中的性别");
/// Age on the day of the measurement, completed years.
pub const AGE: InputSpec =
    InputSpec::number("age", "年龄", YEARS, (0.0, 120.0), "按出生日期计算测量当日的周岁");
/// Systolic pressure in the office.
pub const SBP: InputSpec =
    InputSpec::number("sbp", "收缩压", MMHG, (40.0, 300.0), "静坐 5 分钟后在诊室测量血压").metric("sbp");
/// Diastolic pressure in the office.
pub const DBP: InputSpec =
    InputSpec::number("dbp", "舒张压", MMHG, (20.0, 200.0), "静坐 5 分钟后在诊室测量血压").metric("dbp");
/// Whether blood-pressure drugs are taken.
pub const BP_TREATED: InputSpec =
    InputSpec::yes_no("bp_treated", "正在服用降压药", "询问最近两周是否服用降压药，并核对用药记录");
/// Smokes now.
pub const SMOKER: InputSpec = InputSpec::yes_no("smoker", "现在吸烟", "询问目前是否吸烟");
/// Diabetes.
pub const DIABETES: InputSpec =
    InputSpec::yes_no("diabetes", "糖尿病", "查阅诊断记录，或空腹静脉血糖是否 ≥7.0 mmol/L、是否使用降糖药");
/// Waist.
pub const WAIST: InputSpec =
    InputSpec::number("waist", "腰围", CM, (30.0, 250.0), "用软尺在肋下缘与髂嵴连线中点水平测量腰围")
        .metric("waist")
        .spelled(&[("waist_cm", "cm")]);
/// Body weight.
pub const WEIGHT: InputSpec = InputSpec::number("weight", "体重", KG, (0.5, 350.0), "穿单衣、脱鞋测量体重")
    .metric("weight")
    .spelled(&[("weight_kg", "kg")]);
/// Body mass index.
pub const BMI: InputSpec =
    InputSpec::number("bmi", "体质指数（BMI）", KG_M2, (5.0, 120.0), "测量身高和体重，计算 BMI")
        .metric("bmi");
/// Total cholesterol for models that compute in mg/dL.
pub const TC_MGDL: InputSpec =
    InputSpec::number("tc", "总胆固醇", CHOL_MGDL, (20.0, 2000.0), "抽血检测血脂四项")
        .metric("tc")
        .spelled(&[("tc_mgdl", "mg/dL"), ("tc_mmol", "mmol/L")]);
/// HDL cholesterol for models that compute in mg/dL.
pub const HDL_MGDL: InputSpec =
    InputSpec::number("hdl", "高密度脂蛋白胆固醇", CHOL_MGDL, (2.0, 400.0), "抽血检测血脂四项")
        .metric("hdl_c")
        .spelled(&[("hdl_mgdl", "mg/dL"), ("hdl_mmol", "mmol/L")]);
/// Total cholesterol for models that compute in mmol/L.
pub const TC_MMOL: InputSpec =
    InputSpec::number("tc", "总胆固醇", CHOL_MMOL, (0.5, 52.0), "抽血检测血脂四项")
        .metric("tc")
        .spelled(&[("tc_mmol", "mmol/L"), ("tc_mgdl", "mg/dL")]);
/// HDL cholesterol for models that compute in mmol/L.
pub const HDL_MMOL: InputSpec =
    InputSpec::number("hdl", "高密度脂蛋白胆固醇", CHOL_MMOL, (0.05, 10.0), "抽血检测血脂四项")
        .metric("hdl_c")
        .spelled(&[("hdl_mmol", "mmol/L"), ("hdl_mgdl", "mg/dL")]);
/// LDL cholesterol for models that compute in mmol/L.
pub const LDL_MMOL: InputSpec =
    InputSpec::number("ldl", "低密度脂蛋白胆固醇", CHOL_MMOL, (0.05, 30.0), "抽血检测血脂四项")
        .metric("ldl_c")
        .spelled(&[("ldl_mmol", "mmol/L"), ("ldl_mgdl", "mg/dL")]);
/// Triglycerides.
pub const TG: InputSpec = InputSpec::number("tg", "甘油三酯", TG_MMOL, (0.05, 100.0), "空腹抽血检测血脂四项")
    .metric("tg")
    .spelled(&[("tg_mmol", "mmol/L"), ("tg_mgdl", "mg/dL")]);
/// Serum creatinine.
pub const CREATININE: InputSpec =
    InputSpec::number("scr", "血肌酐", CREATININE_UMOL, (5.0, 5000.0), "抽血检测肾功能（血肌酐）")
        .metric("creatinine")
        .spelled(&[("scr_umol", "umol/L"), ("scr_mgdl", "mg/dL")]);
/// Fasting plasma glucose.
pub const FPG: InputSpec =
    InputSpec::number("fpg", "空腹静脉血糖", GLUCOSE_MMOL, (0.5, 100.0), "禁食 8 小时以上抽静脉血测空腹血糖")
        .metric("fpg")
        .spelled(&[("fpg_mmol", "mmol/L"), ("fpg_mgdl", "mg/dL")]);
/// Known atherosclerotic disease.
pub const ASCVD: InputSpec = InputSpec::yes_no(
    "ascvd",
    "已患动脉粥样硬化性心血管病",
    "询问并查阅病历：心肌梗死、缺血性卒中、冠脉支架或搭桥、外周动脉疾病",
);

/// Name of a group of numbers in a table.
pub const fn sex_key(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// 1 for yes, 0 for no: a term of a regression.
pub const fn one_if(yes: bool) -> f64 {
    if yes { 1.0 } else { 0.0 }
}

/// Stops smoking.
pub fn stop_smoking(x: &Inputs) -> Option<Inputs> {
    x.maybe_yes("smoker")?.then(|| x.with("smoker", Value::Bool(false)))
}

/// A number lowered to a target; None where it is there already.
pub fn lowered(x: &Inputs, code: &'static str, target: f64) -> Option<Inputs> {
    (x.maybe(code)? > target).then(|| x.with(code, Value::Number(target)))
}
