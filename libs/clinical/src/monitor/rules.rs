//! The list of monitoring rules: what each is called, where it comes from and whether it has been checked. An
//! unchecked one is switched on per tenant, by name and with a reason.

use serde::Serialize;

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Code, as alerts carry it.
    pub code: &'static str,
    /// Chinese name.
    pub title: &'static str,
    /// For whom.
    pub population: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Whether the source was read or run; else recalled, and off until a clinician switches it on.
    pub verified: bool,
}

const fn rule(
    code: &'static str,
    title: &'static str,
    population: &'static str,
    source: &'static str,
    verified: bool,
) -> Rule {
    Rule { code, title, population, source, verified }
}

const RULES: &[Rule] = &[
    rule(
        "three_nights",
        "连续三晚夜间静息心率偏高",
        "佩戴手环或手表的成人",
        "自有规则，租户医生签字后启用",
        true,
    ),
    rule(
        "home_bp_mean",
        "家庭血压平均值偏高",
        "高血压患者",
        "家庭血压 135/85（两个来源一致）；12 次的要求为记忆",
        true,
    ),
    rule("bp_ladder", "血压极高复测阶梯", "所有成人", "健康体检重要异常结果专家共识 2019：180/110", true),
    rule(
        "glucose",
        "血糖过低或过高",
        "糖尿病患者",
        "国家基本公共卫生服务规范：16.7/3.9；3.0 为低血糖 2 级",
        true,
    ),
    rule(
        "glucose_fasting",
        "空腹血糖反复偏高",
        "糖尿病患者",
        "国家基本公共卫生服务规范：空腹 7.0；14 天 3 次为自有规则",
        true,
    ),
    rule(
        "cgm",
        "动态血糖目标范围内时间不足",
        "使用动态血糖仪的糖尿病患者",
        "国际共识（记忆，待核对）",
        false,
    ),
    rule("spo2", "血氧饱和度偏低", "慢阻肺等呼吸疾病患者", "记忆，待核对；高海拔地区另设界值", false),
    rule("weight_gain", "心衰患者体重快速增加", "心力衰竭患者", "ESC 心衰指南（记忆，待核对）", false),
    rule(
        "irregular_pulse",
        "脉搏不规则提示",
        "佩戴手环或手表的成人",
        "自有规则（记忆，待核对），设备提示不是诊断",
        false,
    ),
    rule(
        "creatinine_rise",
        "血肌酐快速升高",
        "有两次以上肌酐结果者",
        "KDIGO 急性肾损伤（记忆，待核对）",
        false,
    ),
    rule(
        "egfr_decline",
        "eGFR 持续下降",
        "有三次以上同一公式 eGFR 者",
        "KDIGO 慢性肾病（记忆，待核对）",
        false,
    ),
    rule("hemoglobin_fall", "血红蛋白下降", "有两次以上血红蛋白结果者", "自有规则（记忆，待核对）", false),
    rule("adherence", "计划测量中断", "有测量计划者", "自有规则", true),
];

/// All rules.
pub fn rules() -> &'static [Rule] {
    RULES
}
