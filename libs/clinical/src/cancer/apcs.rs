//! Asia-Pacific colorectal screening score (Gut 2011, SPEC 8).

use crate::Sex;
use crate::model::common::{AGE, SEX};
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// APCS.
pub static MODEL: Model = Model {
    id: "apcs",
    name: "亚太结直肠癌筛查评分（APCS）",
    family: Family::Cancer,
    version: "2011",
    source: "Yeoh 等，Gut 2011；三档切点见摘要，各项分值两处来源一致",
    licence: "公开发表的评分",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "无症状的亚洲成人",
    limits: &["有便血、排便习惯改变等症状者不用评分，应直接就诊", "高危建议结肠镜，中危先做粪便免疫化学检测"],
    inputs: &[
        AGE,
        SEX,
        InputSpec::yes_no("first_degree_crc", "父母、兄弟姐妹或子女患结直肠癌", "询问一级亲属是否患结直肠癌"),
        InputSpec::yes_no("ever_smoker", "现在或曾经吸烟", "询问吸烟史"),
    ],
    table: include_str!("../../data/models/apcs.json"),
    example: r#"{"age": 58, "sex": "male", "first_degree_crc": false, "ever_smoker": true}"#,
    method: Method::Points,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let when = |yes: bool, name: &str| if yes { t.number("points", name) } else { Ok(0.0) };
    let result = Evaluation::without_value()
        .points("age", "年龄", t.points("age", x.number("age")?)?)
        .points("sex", "男性", when(x.sex()? == Sex::Male, "male")?)
        .points("first_degree_crc", "一级亲属结直肠癌", when(x.yes("first_degree_crc")?, "first_degree_crc")?)
        .points("ever_smoker", "吸烟史", when(x.yes("ever_smoker")?, "ever_smoker")?)
        .totalled("total");
    let class = t.category("tier", result.sum())?;
    let next = t.text(&format!("next_{}", class.code))?.to_owned();
    Ok(result.output("tier", class.label.clone()).category(class).note(next))
}
