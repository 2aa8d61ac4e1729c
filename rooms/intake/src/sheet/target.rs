//! Where a column can go, and the names hospitals give such columns. Pure.

use nq_clinical::{Lookup, dictionary};

/// Where the values of a column go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// 姓名
    Name,
    /// 性别
    Sex,
    /// 出生日期
    BirthDate,
    /// 身份证号
    IdNumber,
    /// 证件类型: decides whether the number is a resident ID
    IdType,
    /// 联系电话
    Phone,
    /// 地址
    Address,
    /// 病案号、档案号、患者 ID
    RecordNo,
    /// 就诊卡号
    VisitCard,
    /// 医保号
    Insurance,
    /// 体检编码、就诊流水号
    VisitNo,
    /// 体检日期、检查日期、就诊日期
    Date,
    /// 检查时间
    Time,
    /// 科室
    Department,
    /// 医生
    Doctor,
    /// 诊断
    Diagnosis,
    /// 诊断日期
    DiagnosisDate,
    /// 过敏史
    Allergies,
    /// 项目名称
    ItemName,
    /// 结果
    ItemResult,
    /// 单位
    ItemUnit,
    /// 参考范围
    ItemRange,
    /// 提示
    ItemFlag,
    /// 血压, both values in one cell
    BloodPressure,
    /// A metric of the dictionary.
    Metric(String),
}

/// One fixed target: key, label, names of columns that mean it.
type Fixed = (Target, &'static str, &'static str, &'static [&'static str]);

const FIXED: &[Fixed] = &[
    (
        Target::Name,
        "name",
        "姓名",
        &["患者姓名", "病人姓名", "受检者姓名", "体检人姓名", "客户姓名", "会员姓名"],
    ),
    (Target::Sex, "sex", "性别", &["患者性别"]),
    (Target::BirthDate, "birth_date", "出生日期", &["出生年月", "出生年月日", "生日", "出生日"]),
    (
        Target::IdNumber,
        "id_number",
        "身份证号",
        &["身份证", "身份证号码", "证件号", "证件号码", "居民身份证", "居民身份证号", "公民身份号码"],
    ),
    (Target::IdType, "id_type", "证件类型", &["证件类别", "证件种类"]),
    (
        Target::Phone,
        "phone",
        "联系电话",
        &["电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "移动电话", "本人电话", "联系人电话"],
    ),
    (
        Target::Address,
        "address",
        "地址",
        &["住址", "家庭住址", "现住址", "联系地址", "居住地址", "家庭地址", "通讯地址"],
    ),
    (
        Target::RecordNo,
        "record_no",
        "病案号/档案号",
        &[
            "病案号",
            "病历号",
            "档案号",
            "患者id",
            "病人id",
            "患者编号",
            "病人编号",
            "住院号",
            "门诊号",
            "门诊号/住院号",
            "健康档案号",
            "客户编号",
            "会员号",
            "patientid",
            "id",
            "编号",
            "patient_id",
        ],
    ),
    (Target::VisitCard, "visit_card", "就诊卡号", &["就诊卡", "诊疗卡号", "卡号", "会员卡号", "健康卡号"]),
    (Target::Insurance, "insurance", "医保号", &["医保卡号", "医保编号", "社保卡号", "医保个人编号"]),
    (
        Target::VisitNo,
        "visit_no",
        "体检/就诊编号",
        &["体检编码", "体检号", "体检编号", "就诊流水号", "就诊号", "登记号", "体检流水号", "流水号"],
    ),
    (
        Target::Date,
        "date",
        "日期",
        &[
            "体检日期",
            "检查日期",
            "就诊日期",
            "检验日期",
            "采样日期",
            "报告日期",
            "测量日期",
            "到检日期",
            "登记日期",
            "检查时间日期",
            "送检日期",
            "体检时间",
            "就诊时间",
            "测量时间",
            "采样时间",
            "报告时间",
        ],
    ),
    (Target::Time, "time", "时间", &["检查时间", "时刻"]),
    (Target::Department, "department", "科室", &["就诊科室", "申请科室", "科室名称"]),
    (Target::Doctor, "doctor", "医生", &["接诊医生", "主诊医生", "申请医生", "主管医生", "医生姓名"]),
    (
        Target::Diagnosis,
        "diagnosis",
        "诊断",
        &["诊断名称", "疾病名称", "主要诊断", "临床诊断", "出院诊断", "既往史", "疾病"],
    ),
    (Target::DiagnosisDate, "diagnosis_date", "诊断日期", &["确诊日期", "诊断时间", "发病日期"]),
    (Target::Allergies, "allergies", "过敏史", &["药物过敏史", "过敏药物", "过敏"]),
    (
        Target::ItemName,
        "item_name",
        "项目名称",
        &[
            "检验项目",
            "检查项目",
            "项目",
            "指标",
            "指标名称",
            "检验项目名称",
            "细项名称",
            "项目中文名称",
            "检测项目",
        ],
    ),
    (
        Target::ItemResult,
        "item_result",
        "结果",
        &["检验结果", "检查结果", "测定结果", "结果值", "测定值", "检测结果", "测量值"],
    ),
    (Target::ItemUnit, "item_unit", "单位", &["结果单位", "计量单位"]),
    (
        Target::ItemRange,
        "item_range",
        "参考范围",
        &["参考值", "参考区间", "正常值", "正常范围", "参考值范围", "正常参考值"],
    ),
    (
        Target::ItemFlag,
        "item_flag",
        "提示",
        &["异常提示", "异常标志", "结果提示", "高低标志", "标志", "异常"],
    ),
    (Target::BloodPressure, "blood_pressure", "血压（收缩压/舒张压）", &["血压", "血压值", "bp"]),
];

impl Target {
    /// Stable key, as used in mappings.
    pub fn key(&self) -> String {
        match self {
            Target::Metric(code) => format!("metric:{code}"),
            fixed => {
                FIXED.iter().find(|(target, ..)| target == fixed).map_or("", |(_, key, ..)| key).to_owned()
            }
        }
    }

    /// The target of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        match key.strip_prefix("metric:") {
            Some(code) => dictionary().get(code).map(|metric| Target::Metric(metric.code.clone())),
            None => FIXED.iter().find(|(_, known, ..)| *known == key).map(|(target, ..)| target.clone()),
        }
    }

    /// What to call it in Chinese.
    pub fn label(&self) -> String {
        match self {
            Target::Metric(code) => {
                dictionary().get(code).map_or_else(|| code.clone(), |metric| metric.name_zh.clone())
            }
            fixed => FIXED
                .iter()
                .find(|(target, ..)| target == fixed)
                .map_or("", |(_, _, label, _)| label)
                .to_owned(),
        }
    }

    /// All targets a person may choose from: the fixed ones, then the metrics in the order of the dictionary.
    pub fn all() -> Vec<Self> {
        let metrics = dictionary().all().iter().map(|metric| Target::Metric(metric.code.clone()));
        FIXED.iter().map(|(target, ..)| target.clone()).chain(metrics).collect()
    }
}

/// The target that a cleaned header means, with the unit named in it (empty if none).
pub fn of_header(name: &str, unit: &str) -> Option<(Target, String)> {
    let folded = fold(name);
    let fixed = FIXED
        .iter()
        .find(|(_, _, label, names)| fold(label) == folded || names.iter().any(|n| fold(n) == folded));
    if let Some((target, ..)) = fixed {
        return Some((target.clone(), String::new()));
    }
    match dictionary().by_name(name, unit) {
        Lookup::One { metric, unit } => Some((Target::Metric(metric.code.clone()), unit)),
        _ => None,
    }
}

fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：' | '*' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_exam_sheets_find_their_place() {
        for (header, key) in [
            ("姓名", "name"),
            ("身份证号", "id_number"),
            ("体检编码", "visit_no"),
            ("收缩压", "metric:sbp"),
            ("体重指数", "metric:bmi"),
            ("体检日期", "date"),
            ("电话", "phone"),
            ("档案号", "record_no"),
            ("疾病名称", "diagnosis"),
            ("项目名称", "item_name"),
        ] {
            assert_eq!(
                of_header(header, "").map(|(target, _)| target.key()).as_deref(),
                Some(key),
                "{header}"
            );
        }
        assert_eq!(of_header("婚否", ""), None);
        for target in Target::all() {
            assert_eq!(Target::from_key(&target.key()), Some(target.clone()), "{target:?}");
            assert!(!target.label().is_empty());
        }
    }
}
