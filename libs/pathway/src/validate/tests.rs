//! What a head nurse hears when her plan cannot work.

use serde_json::{Value, json};

use super::*;

fn plan(nodes: &Value) -> Definition {
    let json = json!({
        "code": "post_stent", "name": "支架术后", "clinical": true, "verified": true,
        "entry": {"events": [{"kind": "procedure.recorded"}], "key": "{event.id}"},
        "nodes": nodes
    });
    parse(&json).unwrap()
}

fn says(def: &Definition, words: &str) -> bool {
    validate(def).iter().any(|p| p.message.contains(words))
}

#[test]
fn a_sound_plan_has_no_problems() {
    let def = plan(&json!([
        {"id": "d7", "name": "第7天康复问卷", "when": {"day": 7}, "window": 3, "kind": "form",
         "form": "post_op_recovery", "template": "stent_day7", "channels": ["wechat_template", "sms_service"]},
        {"id": "w7", "name": "等回答", "when": {"after": {"node": "d7"}}, "kind": "wait_answer",
         "node": "d7", "timeout_days": 2, "on_timeout": "call"},
        {"id": "call", "name": "电话随访", "kind": "phone_task", "script": "您好", "role": "health_manager", "window": 3}
    ]));
    assert_eq!(validate(&def), vec![]);
}

#[test]
fn a_sensitive_node_may_not_be_sent_by_machine() {
    let def = plan(&json!([{"id": "a", "name": "病理结果告知", "when": {"day": 1}, "sensitive": true,
        "kind": "message", "template": "t"}]));
    assert!(says(&def, "不得自动发送"));
    let by_hand = plan(&json!([{"id": "a", "name": "病理结果告知", "when": {"day": 1}, "sensitive": true,
        "kind": "phone_task", "script": "您好", "role": "doctor"}]));
    assert_eq!(validate(&by_hand), vec![]);
}

#[test]
fn a_branch_into_nothing_is_named() {
    let def = plan(&json!([{"id": "b", "name": "是否达标", "when": {"day": 1}, "kind": "branch",
        "test": {"rule": {"op": "true"}}, "then": "nowhere"}]));
    assert!(says(&def, "去向“nowhere”不存在"));
}

#[test]
fn a_loop_without_time_is_refused_and_one_with_time_is_not() {
    let round = |days: u32| {
        plan(&json!([
            {"id": "m", "name": "提醒", "when": {"day": 1}, "kind": "message", "template": "t"},
            {"id": "w", "name": "再提醒", "when": {"after": {"node": "m", "days": days}}, "kind": "branch",
             "test": {"rule": {"op": "true"}}, "then": "m"}
        ]))
    };
    assert!(says(&round(0), "没有时间间隔的环"));
    assert!(!says(&round(7), "没有时间间隔的环"));
}

#[test]
fn missing_parts_are_asked_for() {
    let def = plan(&json!([
        {"id": "m", "name": "提醒", "when": {"day": 1}, "kind": "message", "template": " "},
        {"id": "c", "name": "电话", "when": {"day": 2}, "kind": "phone_task", "script": "", "role": ""},
        {"id": "x", "name": "孤立", "kind": "exit", "reason": ""}
    ]));
    for words in ["缺少消息模板", "缺少话术", "缺少负责的岗位", "永远不会发生", "缺少结束原因"]
    {
        assert!(says(&def, words), "{words}");
    }
}

#[test]
fn a_marketing_text_by_template_message_is_stopped_while_writing() {
    let def =
        plan(&json!([{"id": "m", "name": "优惠", "when": {"day": 1}, "kind": "message", "template": "t",
        "class": "marketing", "channels": ["wechat_template"]}]));
    assert!(says(&def, "不得经微信模板消息发送"));
    assert!(says(&def, "临床路径不得发送营销消息"));
}

#[test]
fn a_window_longer_than_the_cadence_is_refused() {
    let def =
        plan(&json!([{"id": "m", "name": "每月提醒", "when": {"day": 0}, "window": 40, "kind": "message",
        "template": "t", "repeat": {"every": {"months": 1}}}]));
    assert!(says(&def, "前后两次会重叠"));
}

#[test]
fn a_misspelt_field_is_not_silently_ignored() {
    let json = json!({"code": "a", "name": "b", "entry": {"manual": true, "key": "{patient}"},
        "nodes": [{"id": "m", "name": "提醒", "when": {"day": 1}, "windw": 3, "kind": "message", "template": "t"}]});
    let problems = parse(&json).unwrap_err();
    assert_eq!(problems[0].message, "不认识的字段“nodes/0/windw”。");
}

#[test]
fn a_time_of_day_is_written_as_on_a_clock() {
    let json = json!({"code": "a", "name": "b", "entry": {"manual": true, "key": "{patient}"},
        "nodes": [{"id": "m", "name": "提醒", "when": {"day": 1}, "time": "上午", "kind": "message", "template": "t"}]});
    assert!(parse(&json).unwrap_err()[0].message.contains("应写作 09:00"));
}

#[test]
fn the_way_in_and_the_key_must_be_clear() {
    let json = json!({"code": "a", "name": "b", "entry": {"key": "{visit}"}, "nodes": []});
    let def = parse(&json).unwrap();
    for words in ["没有入组方式", "没有节点", "“{visit}”不认识"] {
        assert!(says(&def, words), "{words}");
    }
}
