//! Scales whose licence is not open: the scoring rule only.

use super::{LICENSED, band_label, by_answers, by_points, evaluation, number, whole};
use crate::model::common::PURE;
use crate::model::input::{Choice, InputSpec, choice};
use crate::model::{Cause, Evaluation, Inputs, Kind, Model, Stop, Verification};
use crate::scale::{Answer, Answers, scale};

const RAW: InputSpec =
    InputSpec::whole("raw_total", "粗分", PURE, (20.0, 80.0), "20 题得分相加（反向题已换算）").optional();

/// Standard score and level from a raw total, or from the answers as printed.
fn zung(code: &str, x: &Inputs) -> Result<Evaluation, Stop> {
    let Some(raw) = x.maybe("raw_total").and_then(whole) else {
        let s = by_points(code, "responses", x, None)?;
        return Ok(evaluation(&s)
            .output("raw", s.raw)
            .output("standard", s.total)
            .output("level", band_label(&s)));
    };
    let s = scale(code).ok_or_else(|| Stop::Table(format!("缺少量表{code}")))?;
    let total = s.total_of(raw);
    let level = s.band(total, None).map(|b| b.label.clone());
    Ok(Evaluation::of(number(total), "分")
        .output("raw", raw)
        .output("standard", total)
        .output("level", level))
}

const RESPONSES20: InputSpec = InputSpec::of(
    "responses",
    "各题得分（按卷面，未反向）",
    Kind::Numbers { len: (20, 20), range: (1.0, 4.0), whole: true, gaps: true },
    "请逐题询问，不要漏题",
)
.needed_if(|x| !x.has("raw_total"));

/// SDS.
pub static SDS: Model = Model {
    id: "sds",
    name: "抑郁自评量表（SDS）",
    source: "Zung 计分与中国常模（记忆，待核对）",
    limits: &["标准分=粗分×1.25 取整：<53 无，53–62 轻，63–72 中，≥73 重", "版权状态不明，不带题目文字"],
    inputs: &[RAW, RESPONSES20],
    example: r#"{"raw_total": 50}"#,
    compute: |x, _| zung("sds", x),
    ..LICENSED
};

/// SAS.
pub static SAS: Model = Model {
    id: "sas",
    name: "焦虑自评量表（SAS）",
    source: "Zung 计分与中国常模（记忆，待核对）",
    limits: &["标准分=粗分×1.25 取整：<50 无，50–59 轻，60–69 中，≥70 重", "版权状态不明，不带题目文字"],
    inputs: &[RAW, RESPONSES20],
    example: r#"{"raw_total": 50}"#,
    compute: |x, _| zung("sas", x),
    ..LICENSED
};

const UNABLE: &[Choice] =
    &[choice("unable", "不能"), choice("needs_help", "需要帮助"), choice("independent", "独立")];
const DEPENDENT: &[Choice] =
    &[choice("dependent", "依赖"), choice("needs_help", "需要帮助"), choice("independent", "独立")];
const CONTINENCE: &[Choice] = &[
    choice("incontinent", "失禁"),
    choice("occasional_accident", "偶尔失禁"),
    choice("continent", "能控制"),
];
const BATHING: &[Choice] = &[choice("dependent", "依赖"), choice("independent", "独立")];
const GROOMING: &[Choice] = &[choice("needs_help", "需要帮助"), choice("independent", "独立")];
const MOBILITY: &[Choice] = &[
    choice("immobile", "不能活动"),
    choice("wheelchair_independent", "独立使用轮椅"),
    choice("walks_with_help", "在帮助下行走"),
    choice("independent", "独立"),
];
const TRANSFERS: &[Choice] = &[
    choice("unable", "不能"),
    choice("major_help", "需要大量帮助"),
    choice("minor_help", "需要少量帮助"),
    choice("independent", "独立"),
];

const fn activity(code: &'static str, name: &'static str, choices: &'static [Choice]) -> InputSpec {
    InputSpec::one_of(code, name, choices, "由医护人员观察评定")
}

/// Barthel.
pub static BARTHEL: Model = Model {
    id: "barthel",
    name: "Barthel 指数",
    source: "分值与 clincalc 0.4.0 逐例核对；分级（100/61–99/41–60/≤40）为国内常用，记忆",
    verification: Verification::Unverified,
    population: "成人，由医护评估",
    limits: &["不带题目文字", "分级待核对"],
    inputs: &[
        activity("bathing", "洗澡", BATHING),
        activity("bladder", "小便控制", CONTINENCE),
        activity("bowels", "大便控制", CONTINENCE),
        activity("dressing", "穿衣", DEPENDENT),
        activity("feeding", "进食", UNABLE),
        activity("grooming", "修饰", GROOMING),
        activity("mobility", "平地行走", MOBILITY),
        activity("stairs", "上下楼梯", UNABLE),
        activity("toilet_use", "如厕", DEPENDENT),
        activity("transfers", "床椅转移", TRANSFERS),
    ],
    example: r#"{"bathing": "independent", "bladder": "continent", "bowels": "continent", "dressing": "needs_help", "feeding": "independent", "grooming": "independent", "mobility": "walks_with_help", "stairs": "needs_help", "toilet_use": "independent", "transfers": "minor_help"}"#,
    compute: |x, _| {
        let mut answers = Answers::new();
        for spec in BARTHEL.inputs {
            answers.insert(spec.code.to_owned(), Answer::Value(x.choice(spec.code)?.to_owned()));
        }
        let s = by_answers("barthel", &answers, "bathing")?;
        let points: serde_json::Map<_, _> =
            s.items.iter().map(|i| (i.code.clone(), i.points.into())).collect();
        Ok(evaluation(&s).output("total", s.total).output("points", points).output("level", band_label(&s)))
    },
    ..LICENSED
};

/// Names as the openEHR form writes them, with the item of our definition.
const MORSE: [(&str, &str); 6] = [
    ("History of falling", "history_of_falling"),
    ("Secondary diagnosis", "secondary_diagnosis"),
    ("Ambulatory aid", "ambulatory_aid"),
    ("Intravenous therapy or heparin lock", "iv_or_heparin_lock"),
    ("Gait", "gait"),
    ("Mental status", "mental_status"),
];

/// Morse.
pub static MORSE_FALL: Model = Model {
    id: "morse_fall",
    name: "Morse 跌倒风险评估",
    source: "分值与 openEHR GDL2 用例核对；<25 低、25–45 中、>45 高",
    population: "住院成人",
    limits: &["不带题目文字", "45 分为中风险"],
    inputs: &[InputSpec::of(
        "item_points",
        "各项得分",
        Kind::NumberMap {
            keys: &[
                "History of falling",
                "Secondary diagnosis",
                "Ambulatory aid",
                "Intravenous therapy or heparin lock",
                "Gait",
                "Mental status",
            ],
            range: (0.0, 30.0),
        },
        "由护士逐项评定",
    )],
    example: r#"{"item_points": {"History of falling": 25, "Secondary diagnosis": 15, "Ambulatory aid": 0, "Intravenous therapy or heparin lock": 0, "Gait": 10, "Mental status": 0}}"#,
    compute: |x, _| {
        let mut answers = Answers::new();
        for (name, value) in x.map("item_points")? {
            let points = whole(*value);
            let item = MORSE.iter().find(|(n, _)| n == name).map(|(_, code)| (*code).to_owned());
            let (Some(item), Some(points)) = (item, points) else {
                return Err(Stop::not_applicable(
                    Cause::OutOfRange,
                    format!("“{name}”的得分 {value} 不在评分表内"),
                ));
            };
            answers.insert(item, Answer::Points(points));
        }
        let s = by_answers("morse_fall", &answers, "item_points")?;
        Ok(evaluation(&s).output("total", s.total).output("level", band_label(&s)))
    },
    ..LICENSED
};
