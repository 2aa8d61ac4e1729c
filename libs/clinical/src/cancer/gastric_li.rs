//! Gastric cancer risk score of Li 2017 (SPEC 8): tiers read, item points recalled, so it is off until checked.

use crate::Sex;
use crate::model::common::{AGE, PURE, SEX};
use crate::model::input::unit;
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// Gastric cancer score.
pub static MODEL: Model = Model {
    id: "gastric_li",
    name: "胃癌筛查评分（2017 共识）",
    family: Family::Cancer,
    version: "2017",
    source: "中国早期胃癌筛查流程专家共识（2017）；三档切点与总分读得，各项分值凭记忆整理，合计与总分 23 相符",
    licence: "公开发表的评分",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Staff,
    population: "40 岁及以上且有一项胃癌危险因素的居民",
    limits: &["启用前须对照共识原表核对各项分值", "评分高者建议胃镜检查"],
    inputs: &[
        AGE,
        SEX,
        InputSpec::yes_no("hp_antibody", "幽门螺杆菌抗体阳性", "抽血检测幽门螺杆菌抗体"),
        InputSpec::number(
            "pgr",
            "胃蛋白酶原比值（PGⅠ/PGⅡ）",
            PURE,
            (0.0, 100.0),
            "空腹抽血检测胃蛋白酶原 Ⅰ、Ⅱ",
        ),
        InputSpec::number("g17", "胃泌素-17", &[unit("pmol/L", 1.0)], (0.0, 500.0), "空腹抽血检测胃泌素-17")
            .spelled(&[("g17_pmol", "pmol/L")]),
    ],
    table: include_str!("../../data/models/gastric_li.json"),
    example: r#"{"age": 62, "sex": "male", "hp_antibody": true, "pgr": 3.2, "g17_pmol": 4.1}"#,
    method: Method::Points,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let age = x.number("age")?;
    if age < 40.0 {
        return Err(Stop::not_applicable(Cause::OutOfRange, "胃癌筛查评分只用于 40 岁及以上"));
    }
    let when = |yes: bool, name: &str| if yes { t.number("points", name) } else { Ok(0.0) };
    let result = Evaluation::without_value()
        .points("age", "年龄", t.points("age", age)?)
        .points("sex", "男性", when(x.sex()? == Sex::Male, "male")?)
        .points("hp_antibody", "幽门螺杆菌抗体", when(x.yes("hp_antibody")?, "hp_antibody")?)
        .points("pgr", "胃蛋白酶原比值", t.points("pgr", x.number("pgr")?)?)
        .points("g17", "胃泌素-17", t.points("g17", x.number("g17")?)?)
        .totalled("total");
    let class = t.category("tier", result.sum())?;
    Ok(result.output("tier", class.label.clone()).category(class))
}
