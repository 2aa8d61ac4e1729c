//! Forms that are built from the clinical library and not written here: the scales whose wording may be shipped, and the
//! follow-up records of 国家基本公共卫生服务规范. One source, so that form and scoring cannot drift apart.

use nq_clinical::follow_up::{Field, FieldKind, FollowUpForm};
use nq_clinical::scale::scales;
use serde_json::{Map, Value, json};

/// Code of the follow-up form of hypertension.
pub const HYPERTENSION: &str = "ph_followup_htn";
/// Code of the follow-up form of diabetes.
pub const DIABETES: &str = "ph_followup_dm";

/// The follow-up form of the library behind one of our codes.
pub fn follow_up_form(code: &str) -> Option<&'static FollowUpForm> {
    match code {
        HYPERTENSION => nq_clinical::follow_up::form("hypertension"),
        DIABETES => nq_clinical::follow_up::form("diabetes"),
        _ => None,
    }
}

/// The definitions as JSON: scales first, in the order of the library.
pub(super) fn official_forms() -> Vec<Value> {
    let scales = scales().iter().filter(|s| s.ships).filter_map(|s| s.as_form().or_else(|| s.as_questions()));
    let follow_ups =
        [HYPERTENSION, DIABETES].into_iter().filter_map(|code| Some(follow_up(code, follow_up_form(code)?)));
    scales.chain(follow_ups).collect()
}

/// What the record does not ask and the classification needs.
const MORE_HYPERTENSION: &[(&str, &str)] = &[
    ("consciousness", "意识改变"),
    ("severe_headache", "剧烈头痛或头晕"),
    ("vomiting", "恶心呕吐"),
    ("vision", "视力模糊、眼痛"),
    ("chest", "心悸胸闷"),
    ("orthopnoea", "喘憋不能平卧"),
    ("pregnancy", "妊娠期或哺乳期血压高于正常"),
    ("other", "其他不能处理的情况"),
];
const MORE_DIABETES: &[(&str, &str)] = &[
    ("consciousness", "意识或行为改变"),
    ("ketotic_breath", "呼气有烂苹果样丙酮味"),
    ("palpitation_sweat", "心悸、出汗"),
    ("dehydration", "食欲减退、恶心呕吐、多饮多尿、腹痛"),
    ("deep_breathing", "深大呼吸、皮肤潮红"),
    ("tachycardia", "持续性心动过速（心率超过100次/分）"),
    ("fever", "体温超过39℃"),
    ("vision", "视物模糊"),
    ("pregnancy", "妊娠期或哺乳期血糖高于正常"),
    ("other", "其他不能处理的情况"),
];

fn follow_up(code: &str, form: &FollowUpForm) -> Value {
    let mut items: Vec<Value> = form.fields.iter().filter(|f| f.fills.is_none()).map(item).collect();
    let yes_no = json!([{"value": "1", "label": "无"}, {"value": "2", "label": "有"}]);
    items.push(json!({"id": "new_complication", "type": "single", "required": true,
        "text": "有没有新出现的并发症，或原有并发症加重？", "options": yes_no}));
    items.push(
        json!({"id": "adverse_hard", "type": "single", "text": "药物不良反应是否难以控制（医生判断）？",
        "show_if": {"item": "adverse", "op": "eq", "value": "2"}, "options": yes_no}),
    );
    let more = if code == HYPERTENSION { MORE_HYPERTENSION } else { MORE_DIABETES };
    let mut options: Vec<Value> = vec![json!({"value": "none", "label": "以上都没有", "alone": true})];
    options.splice(0..0, more.iter().map(|(value, label)| json!({"value": value, "label": label})));
    items.push(json!({"id": "emergencies", "type": "multi", "required": true,
        "text": "有没有下面的危急情况？", "options": options}));
    json!({"code": code, "version": form.version, "title": form.title, "purpose": "公卫随访",
        "intro": "分类、转诊建议和下次随访时间在提交后自动给出。", "minutes": 8, "items": items,
        "thanks": "已经记录本次随访。"})
}

fn item(field: &Field) -> Value {
    let mut item = Map::new();
    item.insert("id".to_owned(), field.code.clone().into());
    item.insert("text".to_owned(), field.label.clone().into());
    item.insert("required".to_owned(), field.required.into());
    if let Some(note) = &field.note {
        item.insert("hint".to_owned(), note.clone().into());
    }
    let more = match field.kind {
        FieldKind::Number => json!({"type": "number", "unit": field.unit.clone().unwrap_or_default(),
            "min": field.min.unwrap_or(0.0), "max": field.max.unwrap_or(100_000.0),
            "decimals": field.decimals.unwrap_or(0), "metric": field.metric}),
        FieldKind::Single => json!({"type": "single", "options": options(field)}),
        FieldKind::Multi => json!({"type": "multi", "options": options(field)}),
        FieldKind::Text => json!({"type": "text", "max_chars": 200}),
        FieldKind::Date => json!({"type": "date", "when": "past"}),
    };
    for (key, value) in more.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        item.insert(key.clone(), value.clone());
    }
    Value::Object(item)
}

fn options(field: &Field) -> Vec<Value> {
    let one = |o: &nq_clinical::follow_up::FieldOption| {
        let mut option = json!({"value": o.code, "label": o.label});
        if let (true, Some(map)) = (o.alone, option.as_object_mut()) {
            map.insert("alone".to_owned(), true.into());
        }
        option
    };
    field.options.iter().map(one).collect()
}
