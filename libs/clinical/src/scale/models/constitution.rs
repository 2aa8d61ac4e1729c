//! TCM constitution as models: nine types from raw sums, and the 33 questions of 65+.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{SCALE, whole, whole_points};
use crate::model::input::InputSpec;
use crate::model::{Category, Cause, Evaluation, Family, Kind, Level, Method, Model, Stop};
use crate::scale::{Constitution, Membership, TcmType, elderly33, nine_types};

/// Nine types.
pub static TCM9: Model = Model {
    id: "tcm9",
    name: "中医体质九分法",
    family: Family::Tcm,
    version: "ZYYXH/T157-2009",
    source: "ZYYXH/T157—2009《中医体质分类与判定》；规则在四处以上实现中一致",
    licence: "67 题文字为中华中医药学会标准文本，须许可；产品只带计分规则",
    population: "15 岁及以上",
    limits: &[
        "按未四舍五入的转化分判断：39.9 为倾向是",
        "湿热质按一人应答的 6 题计（另 1 题分性别）",
        "三个月内不重复",
    ],
    inputs: &[InputSpec::of(
        "raw_scores_after_reverse",
        "各体质原始分（平和质反向题已换算）",
        Kind::NumberMap {
            keys: &["平和质", "气虚质", "阳虚质", "阴虚质", "痰湿质", "湿热质", "血瘀质", "气郁质", "特禀质"],
            range: (0.0, 40.0),
        },
        "完成体质问卷全部条目",
    )],
    example: r#"{"raw_scores_after_reverse": {"平和质": 27, "气虚质": 12, "阳虚质": 9, "阴虚质": 17, "痰湿质": 20, "湿热质": 9, "血瘀质": 22, "气郁质": 12, "特禀质": 11}}"#,
    method: Method::Path,
    compute: |x, _| {
        let given = x.map("raw_scores_after_reverse")?;
        let raw: BTreeMap<TcmType, i64> =
            TcmType::ALL.iter().filter_map(|k| Some((*k, whole(*given.get(k.zh())?)?))).collect();
        let judged = nine_types(&raw).ok_or_else(|| {
            let why = "各体质原始分应为整数，且不低于该体质题数、不高于题数的 5 倍，请核对";
            Stop::not_applicable(Cause::OutOfRange, why)
        })?;
        let scores = judged.scores.iter().map(|(k, v)| (k.zh().to_owned(), two_decimals(*v))).collect();
        Ok(result(&judged).output("transformed", Json::Object(scores)))
    },
    ..SCALE
};

/// 33 questions.
pub static TCM_ELDERLY33: Model = Model {
    id: "tcm_elderly33",
    name: "老年人中医体质辨识（33 项）",
    family: Family::Tcm,
    source: "国家基本公共卫生服务规范（第三版）老年人中医药健康管理服务记录表附件 2",
    licence: "政府公开表格",
    population: "65 岁及以上",
    limits: &["各题不能空项", "第 9、28 题按 BMI 和腹围填写", "结果矛盾时须由中医师复核"],
    inputs: &[InputSpec::of(
        "answers_1_to_33",
        "33 题得分",
        Kind::Numbers { len: (33, 33), range: (1.0, 5.0), whole: true, gaps: true },
        "记录表所列问题不能空项，须全部询问填写",
    )],
    example: r#"{"answers_1_to_33": [5,2,1,1,1,1,1,1,1,2,1,1,1,2,1,1,2,2,1,1,2,1,1,1,1,1,1,2,1,2,1,1,1]}"#,
    method: Method::Path,
    compute: |x, _| {
        let given: Option<Vec<i64>> = whole_points(x.numbers("answers_1_to_33")?).into_iter().collect();
        let answers = given.ok_or(Stop::Missing(vec!["answers_1_to_33"]))?;
        let judged = elderly33(&answers)
            .ok_or_else(|| Stop::not_applicable(Cause::OutOfRange, "33 题得分应为 1～5 的整数"))?;
        let scores: Map<String, Json> =
            judged.scores.iter().map(|(k, v)| (k.zh().to_owned(), whole(*v).into())).collect();
        Ok(result(&judged).output("scores", scores))
    },
    ..SCALE
};

fn result(judged: &Constitution) -> Evaluation {
    let word = |kind: &TcmType| judged.judged.get(kind).copied().unwrap_or(Membership::No);
    let balanced = word(&TcmType::Balanced);
    let biased: Map<String, Json> =
        TcmType::ALL.iter().skip(1).map(|k| (k.zh().to_owned(), word(k).zh().into())).collect();
    let mut names: Vec<String> = judged
        .order
        .iter()
        .map(|k| if word(k) == Membership::Yes { k.zh().to_owned() } else { format!("倾向{}", k.zh()) })
        .collect();
    match balanced {
        Membership::Yes => names.insert(0, "平和质".to_owned()),
        Membership::Mostly => names.insert(0, "基本是平和质".to_owned()),
        _ => {}
    }
    let label = if names.is_empty() { "未能判定".to_owned() } else { names.join("、") };
    let main = judged.order.first().filter(|_| balanced == Membership::No).map_or("平和质", |k| k.zh());
    let level = if balanced == Membership::No { Level::Yellow } else { Level::Green };
    let mut out = Evaluation::without_value()
        .output("pinghe", balanced.zh())
        .output("biased", biased)
        .category(Category { code: main.to_owned(), label, level });
    for kind in TcmType::ALL {
        let score = judged.scores.get(&kind).copied().unwrap_or_default();
        out = out.step(kind.zh(), kind.zh(), format!("{score:.2} 分，{}", word(&kind).zh()));
    }
    match &judged.doubt {
        Some(doubt) => out.note(doubt.clone()),
        None => out,
    }
}

/// As printed: two decimals, a half to the even digit.
fn two_decimals(value: f64) -> Json {
    format!("{value:.2}").parse::<f64>().map_or(Json::Null, Json::from)
}
