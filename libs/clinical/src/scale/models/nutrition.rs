//! MNA-SF: five questions, then BMI, or the calf where BMI cannot be measured.

use super::{LICENSED, band_label, by_answers, evaluation, whole};
use crate::model::common::BMI;
use crate::model::input::InputSpec;
use crate::model::{Cause, Inputs, Kind, Model, Stop};
use crate::scale::{Answer, Answers};

/// Beginnings of the names that the openEHR form writes, and our items.
const NAMES: [(&str, &str); 6] = [
    ("Has food intake declined", "food_intake"),
    ("Weight loss", "weight_loss"),
    ("Mobility", "mobility"),
    ("Has suffered psychological stress", "stress_or_acute_disease"),
    ("Neuropsychological", "neuropsychological"),
    ("Calf circumference", CALF),
];
const CALF: &str = "calf";

/// MNA-SF.
pub static MNA_SF: Model = Model {
    id: "mna_sf",
    name: "微型营养评定简表（MNA-SF）",
    source: "分值与 openEHR GDL2 用例核对；12–14/8–11/0–7",
    population: "65 岁及以上",
    limits: &["不带题目文字", "能测 BMI 时不用小腿围"],
    inputs: &[
        BMI.needed_if(|x| x.maybe_yes("cannot_calculate_bmi") != Some(true)),
        InputSpec::yes_no("cannot_calculate_bmi", "无法测量 BMI", "能测身高体重时填否").optional(),
        InputSpec::of(
            "item_points",
            "各项得分",
            Kind::NumberMap { keys: &[], range: (0.0, 3.0) },
            "由护士或营养师逐项评定",
        ),
    ],
    example: r#"{"bmi": 21.5, "item_points": {"Has food intake declined": 2, "Weight loss during the last 3 months": 2, "Mobility": 2, "Has suffered psychological stress": 2, "Neuropsychological problems": 2}}"#,
    compute: |x, _| {
        let answers = answers(x)?;
        let s = by_answers("mna_sf", &answers, "item_points")?;
        Ok(evaluation(&s).output("score", s.total).output("level", band_label(&s)))
    },
    ..LICENSED
};

fn answers(x: &Inputs) -> Result<Answers, Stop> {
    let mut answers = Answers::new();
    for (name, value) in x.map("item_points")? {
        let item = NAMES.iter().find(|(start, code)| name.starts_with(start) || name == code);
        let (Some((_, item)), Some(points)) = (item, whole(*value)) else {
            return Err(Stop::not_applicable(
                Cause::OutOfRange,
                format!("“{name}”的得分 {value} 不在评分表内"),
            ));
        };
        answers.insert((*item).to_owned(), Answer::Points(points));
    }
    let calf = answers.remove(CALF);
    let last = if x.maybe_yes("cannot_calculate_bmi") == Some(true) {
        match calf {
            Some(Answer::Points(p)) if p == 0 || p == 3 => Answer::Points(p),
            Some(_) => {
                let why = "小腿围只能得 0 分（<31 cm）或 3 分（≥31 cm）";
                return Err(Stop::not_applicable(Cause::OutOfRange, why));
            }
            None => return Err(Stop::Missing(vec!["item_points"])),
        }
    } else {
        Answer::Points(match x.number("bmi")? {
            b if b < 19.0 => 0,
            b if b < 21.0 => 1,
            b if b < 23.0 => 2,
            _ => 3,
        })
    };
    answers.insert("bmi_or_calf".to_owned(), last);
    Ok(answers)
}
