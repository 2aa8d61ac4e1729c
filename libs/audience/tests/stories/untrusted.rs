//! Rules nobody vouches for: bombs are refused while being read, mistakes are named at their node.

use crate::people::{dictionary, rule};
use nq_audience::{Decimal, Leaf, Rule, RuleError, check};
use std::time::{Duration, Instant};

fn refused(json: &str) -> String {
    serde_json::from_str::<Rule>(json).expect_err("must be refused").to_string()
}

#[test]
fn ten_thousand_conditions_are_refused_at_the_five_hundred_and_first() {
    let leaf = r#"{"sex":"male"}"#;
    let bomb = format!(r#"{{"all":[{}]}}"#, vec![leaf; 10_000].join(","));
    let start = Instant::now();
    assert!(refused(&bomb).contains("条件超过500个"), "{}", refused(&bomb));
    assert!(start.elapsed() < Duration::from_millis(200));
    let allowed = format!(r#"{{"all":[{}]}}"#, vec![leaf; 499].join(","));
    assert_eq!(rule(&allowed).leaves().len(), 499);
}

#[test]
fn a_thousand_levels_are_refused_without_falling_through_the_stack() {
    let deep = |n: usize| format!("{}{}{}", r#"{"not":"#.repeat(n), r#"{"sex":"male"}"#, "}".repeat(n));
    assert!(refused(&deep(1_000)).contains("嵌套超过20层"));
    assert!(refused(&deep(20)).contains("嵌套超过20层"));
    assert!(serde_json::from_str::<Rule>(&deep(19)).is_ok());
    // The same out of a ready JSON value, which no parser has limited.
    let mut value = serde_json::json!({"sex": "male"});
    for _ in 0..1_000 {
        value = serde_json::json!({ "not": value });
    }
    assert!(Rule::deserialize_value(&value).contains("嵌套超过20层"));
}

trait FromValue {
    fn deserialize_value(value: &serde_json::Value) -> String;
}

impl FromValue for Rule {
    fn deserialize_value(value: &serde_json::Value) -> String {
        <Rule as serde::Deserialize>::deserialize(value).expect_err("refused").to_string()
    }
}

#[test]
fn bombs_of_every_shape_are_refused_within_a_second() {
    let start = Instant::now();
    let run = r#"{"run":{"code":"sbp","days":3,"within_days":30,"mean":{"is":{"ge":140}}}}"#;
    assert!(refused(&format!(r#"{{"any":[{}]}}"#, vec![run; 10_000].join(","))).contains("条件超过500个"));
    let nested = |inside: &str| format!("{}{inside}{}", "[".repeat(1_000), "]".repeat(1_000));
    for json in [
        format!(r#"{{"tag":{}}}"#, nested(r#""a""#)),
        format!(r#"{{"birthday":{{"when":{}}}}}"#, nested("1")),
        format!(r#"{{"unknown":{}}}"#, nested("1")),
        format!(r#"{{"all":{}}}"#, nested(r#"{"sex":"male"}"#)),
        format!(r#"{{"run":{}}}"#, r#"{"mean":"#.repeat(1_000) + "1" + &"}".repeat(1_000)),
    ] {
        refused(&json);
    }
    let mut value = serde_json::json!("a");
    for _ in 0..1_000 {
        value = serde_json::json!([value]);
    }
    Rule::deserialize_value(&serde_json::json!({ "tag": value }));
    // A list is read, for reading it is cheap, and refused by the check.
    let long = rule(&format!(r#"{{"tag":[{}]}}"#, vec![r#""vip""#; 10_000].join(",")));
    assert!(check(&long, &dictionary()).is_err());
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn an_error_carries_the_sentence_of_its_node() {
    let errors = check(&rule(r#"{"all":[{"age":{"ge":450}}]}"#), &dictionary()).expect_err("refused");
    assert_eq!(errors[0].path, "/all/0");
    assert_eq!(errors[0].sentence, "年龄≥450岁");
}

#[test]
fn what_is_not_a_condition_is_refused() {
    for json in [
        "{}",
        "[]",
        "3",
        r#"{"all":3}"#,
        r#"{"not":[]}"#,
        r#"{"sex":"male","age":{"ge":3}}"#,
        r#"{"shoe_size":{"ge":42}}"#,
        r#"{"age":{"ge":"四十五"}}"#,
        r#"{"age":{"between":[1]}}"#,
        r#"{"metric":{"code":"bmi","is":{"ge":24},"whithin_days":3}}"#,
        r#"{"condition":{"icd":["高血压"]}}"#,
        r#"{"tag":"vip"}"#,
    ] {
        refused(json);
    }
}

fn errors(json: &str) -> Vec<(String, String)> {
    let errors = check(&rule(json), &dictionary()).expect_err("must be refused");
    errors.into_iter().map(|RuleError { path, message, .. }| (path, message)).collect()
}

#[test]
fn every_mistake_is_named_at_its_node() {
    let found = errors(
        r#"{"all":[
            {"age":{"ge":450}},
            {"any":[{"metric":{"code":"bmi","is":{"ge":240}}},{"metric":{"code":"shoe","is":{"ge":1}}}]},
            {"not":{"tag":["gone"]}},
            {"any":[]},
            {"metric":{"code":"hbsag","is":{"ge":1}}},
            {"age":{"between":[60,45]}},
            {"form_score":{"form":"diary","is":{"ge":1}}},
            {"form_answer":{"form":"diary","question":"q9","any_of":["是"]}},
            {"had":{"of":{"procedure":{}},"days_ago":[30,7]}},
            {"count":{"of":{"form":"diary"},"is":{"ge":1.5}}},
            {"run":{"code":"sbp","days":9,"within_days":7,"hours":[6,6],"mean":{"is":{"ge":140}}}},
            {"trend":{"code":"hbsag","of":"slope","days":0,"is":{"ge":1}}},
            {"birthday":{"when":{"in_days":[9,3]}}},
            {"solar_term":{"any_of":[]}},
            {"appointment":{"in_days":[0,7],"of":{"department":["d9"]}}},
            {"supply":{"of":{},"days_left":{"le":7}}},
            {"reachable":["pigeon"]},
            {"rfm":{"recent_days":180,"window_days":365,"visits":3,"yuan":3000}}]}"#,
    );
    let expected = [
        ("/all/0", "年龄450超出可用范围0至150"),
        ("/all/1/any/0", "240超出体质指数可能的范围8至80 kg/m²，请核对单位"),
        ("/all/1/any/1", "指标“shoe”不在指标字典中"),
        ("/all/2/not", "标签“gone”不存在"),
        ("/all/3", "这一组里还没有条件"),
        ("/all/4", "乙肝表面抗原不是数值指标，请改用文字条件"),
        ("/all/5", "范围的下限60大于上限45"),
        ("/all/6", "《症状日记》没有总分，请改用单题条件"),
        ("/all/7", "《症状日记》里没有题目“q9”"),
        ("/all/8", "请至少选择一项手术或操作的编码或名称"),
        ("/all/8", "起始天数大于结束天数"),
        ("/all/9", "次数只能是整数，不能是1.5"),
        ("/all/10", "近7天内不可能连续9天"),
        ("/all/10", "时段须在0至24时之间，且起止不同"),
        ("/all/11", "乙肝表面抗原不是数值指标，不能计算"),
        ("/all/11", "看变化至少需要1天以上的时间窗"),
        ("/all/12", "起始天数大于结束天数"),
        ("/all/13", "请至少选择一项节气"),
        ("/all/14", "科室“d9”不存在"),
        ("/all/15", "请至少选择一项药品的编码或名称"),
        ("/all/16", "渠道“pigeon”不存在"),
        ("/all/17", "请至少选择最近、次数、花费中的一项"),
    ];
    let expected: Vec<_> = expected.iter().map(|(p, m)| ((*p).to_owned(), (*m).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_tree_built_by_code_is_held_to_the_same_size() {
    let leaf = || Rule::Is(Leaf::Age(nq_audience::Cmp::Ge(Decimal::whole(1))));
    let wide = Rule::All((0..600).map(|_| leaf()).collect());
    assert!(check(&wide, &dictionary()).is_err());
    let mut deep = leaf();
    for _ in 0..30 {
        deep = Rule::Not(Box::new(deep));
    }
    assert!(check(&deep, &dictionary()).is_err());
}
