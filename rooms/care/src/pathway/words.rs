//! How does a pathway read? Its day table and its way in, in Chinese.
use nq_pathway::definition::{Act, Definition, Every, Node, When};
use nq_pathway::entry::{Compare, Condition, EventEntry};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What codes are called here: forms, templates, segments, tags.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Form code → title.
    pub forms: BTreeMap<String, String>,
    /// Template code → name.
    pub templates: BTreeMap<String, String>,
    /// Segment code → name.
    pub segments: BTreeMap<String, String>,
}

fn called<'a>(names: &'a BTreeMap<String, String>, code: &'a str) -> &'a str {
    names.get(code).map_or(code, String::as_str)
}

/// One row of the day table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayRow {
    /// `第7天`, `“…”之后2天`, `按分支`.
    pub day: String,
    /// Days from day nought, where that is fixed.
    pub offset: Option<i32>,
    /// The node.
    pub node: String,
    /// Kind of node.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// What happens, in a sentence.
    pub detail: String,
}

/// The day table, in the order of the days; rows without a fixed day follow the row that leads to them.
pub fn days(def: &Definition, words: &Words) -> Vec<DayRow> {
    let mut rows: Vec<(i32, usize, DayRow)> = Vec::new();
    for (place, node) in def.nodes.iter().enumerate() {
        let before = rows.last().map_or(0, |(day, ..)| *day);
        let (order, offset) = match node.when {
            When::Day(n) => (n, Some(n)),
            When::Month(n) => (n.saturating_mul(30), None),
            When::After { .. } | When::Called => (before, None),
        };
        let row = DayRow {
            day: day(def, node),
            offset,
            node: node.id.clone(),
            kind: node.act.code().to_owned(),
            title: node.name.clone(),
            detail: detail(def, node, words),
        };
        rows.push((order, place, row));
    }
    rows.sort_by_key(|(order, place, _)| (*order, *place));
    rows.into_iter().map(|(.., row)| row).collect()
}

fn day(def: &Definition, node: &Node) -> String {
    let first = match &node.when {
        When::Day(n) if *n < 0 => format!("前{}天", -n),
        When::Day(n) => format!("第{n}天"),
        When::Month(n) => format!("第{n}月"),
        When::After { node: of, days: 0 } => format!("“{}”之后", name(def, of)),
        When::After { node: of, days } => format!("“{}”之后{days}天", name(def, of)),
        When::Called => "按分支".to_owned(),
    };
    let track = def.tracks.iter().flat_map(|t| &t.names).find(|t| Some(&t.code) == node.track.as_ref());
    let track = track.map(|t| format!("{} ", t.name)).unwrap_or_default();
    let again = node.repeat.as_ref().map(|r| match r.every {
        Every::Days(n) => format!("，每{n}天一次"),
        Every::Months(n) => format!("，每{n}个月一次"),
    });
    format!("{track}{first}{}", again.unwrap_or_default())
}

fn name(def: &Definition, id: &str) -> String {
    def.node(id).map_or_else(|| id.to_owned(), |n| n.name.clone())
}

fn detail(def: &Definition, node: &Node, words: &Words) -> String {
    let to = |id: &Option<String>| {
        id.as_deref().map_or_else(|| "不再处理".to_owned(), |id| format!("转“{}”", name(def, id)))
    };
    let window = if node.window > 0 { format!("，窗口{}天", node.window) } else { String::new() };
    match &node.act {
        Act::Message { template, class, .. } => {
            let template = called(&words.templates, template);
            format!("发送消息“{template}”（{}）{window}。", class.word())
        }
        Act::Form { form, class, .. } => {
            format!("发送问卷“{}”（{}）{window}。", called(&words.forms, form), class.word())
        }
        Act::PhoneTask { role, .. } => format!("由{}电话随访{window}。", role_word(role)),
        Act::HomeVisit { role, .. } => format!("由{}上门随访{window}。", role_word(role)),
        Act::Tag { add, remove } => {
            let part = |word: &str, tags: &[String]| {
                if tags.is_empty() { String::new() } else { format!("{word}{}", tags.join("、")) }
            };
            format!("{}{}。", part("添加标签", add), part("去除标签", remove))
        }
        Act::WaitAnswer { node: of, timeout_days, on_answer, on_timeout } => format!(
            "等待“{}”的回答{timeout_days}天；有回答：{}；没有回答：{}。",
            name(def, of),
            to(on_answer),
            to(on_timeout)
        ),
        Act::Branch { then, otherwise, .. } => format!("是：{}；否：{}。", to(then), to(otherwise)),
        Act::Exit { reason } => format!("结束：{reason}"),
    }
}

fn role_word(code: &str) -> &str {
    match access::role::parse(code) {
        Some(role) => access::role::name(role),
        None => code,
    }
}

/// Who enters, in a sentence.
pub fn entry_sentence(def: &Definition, words: &Words) -> String {
    let mut ways: Vec<String> = def.entry.events.iter().map(|entry| event(entry, words)).collect();
    let segment = def.entry.segment.as_deref().map(|code| called(&words.segments, code));
    ways.extend(segment.map(|name| format!("进入人群“{name}”时")));
    if def.entry.manual {
        ways.push("由工作人员加入".to_owned());
    }
    let rule = if def.entry.rule.is_some() { "，且符合入组条件" } else { "" };
    format!("{}{rule}。", ways.join("，或"))
}

fn event(entry: &EventEntry, words: &Words) -> String {
    let filter: Vec<String> = entry.filter.iter().map(|c| condition(c, words)).collect();
    let filter = if filter.is_empty() { String::new() } else { format!("（{}）", filter.join("，")) };
    format!("{}{filter}时", event_word(&entry.kind))
}

/// A condition on what the event says, with the names of fields and of the values that are codes.
fn condition(condition: &Condition, words: &Words) -> String {
    let field = match condition.field.as_str() {
        "form_code" => "问卷",
        "score" => "得分",
        "code" => "编码",
        "name" => "名称",
        "status" => "状态",
        "department" => "科室",
        "metrics" => "指标",
        "class" => "就诊类型",
        "to" => "变为",
        "from" => "原为",
        other => other,
    };
    let word = |text: &str| match condition.field.as_str() {
        "form_code" => format!("“{}”", called(&words.forms, text)),
        "metrics" => nq_clinical::dictionary().get(text).map_or(text, |m| m.name_zh.as_str()).to_owned(),
        "to" | "from" => record::patient::Grade::parse(text).zh().to_owned(),
        _ => text.to_owned(),
    };
    let named = match &condition.is {
        Compare::Equals(Value::String(text)) => Compare::Equals(Value::String(word(text))),
        Compare::Contains(parts) => Compare::Contains(parts.iter().map(|p| word(p)).collect()),
        other => other.clone(),
    };
    match (condition.field.as_str(), &named) {
        ("form_code", Compare::Equals(Value::String(form))) => format!("{field}{form}"),
        ("metrics", _) => format!("含{}", named.words().trim_start_matches("包含")),
        _ => format!("{field}{}", named.words()),
    }
}

fn event_word(kind: &str) -> &str {
    match kind {
        "procedure.recorded" => "登记手术",
        "encounter.discharged" => "出院",
        "encounter.recorded" => "就诊",
        "exam.completed" => "体检完成",
        "observation.recorded" => "收到检验检查结果",
        "condition.recorded" => "登记诊断",
        "medication.recorded" => "开药",
        "answer.filed" => "收到问卷回答",
        "grade.changed" => "风险分级变化",
        "card.opened" => "建卡",
        "care_team.changed" => "责任团队变更",
        "reading.filed" => "收到自测数据",
        "segment.left" => "离开人群",
        "patient.updated" => "档案更新",
        "segment.entered" => "进入人群",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_of_a_stent_patient_reads_like_a_day_table() {
        let def = super::super::ready::ready().into_iter().find(|d| d.code == "post_stent").unwrap();
        let rows = days(&def, &Words::default());
        assert_eq!(rows[0].day, "第7天");
        assert!(rows.iter().any(|r| r.day == "第90天" && r.kind == "phone_task"));
        let sentence = entry_sentence(&def, &Words::default());
        assert!(sentence.starts_with("登记手术（编码以36.06、36.07开头）时"), "{sentence}");
    }

    #[test]
    fn no_code_of_ours_stands_in_a_sentence_for_people() {
        let forms = reach::form::ready::ready_forms().into_iter();
        let text = |v: &Value, key: &str| v.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let words = Words {
            forms: forms.map(|f| (text(&f, "code"), text(&f, "title"))).collect(),
            templates: reach::template::ready::ready_templates()
                .into_iter()
                .map(|t| (t.code, t.name))
                .collect(),
            segments: [("dm_high_risk".to_owned(), "糖尿病高风险人群".to_owned())].into(),
        };
        for def in super::super::ready::ready() {
            let mut said = vec![entry_sentence(&def, &words)];
            said.extend(days(&def, &words).into_iter().map(|row| format!("{} {}", row.day, row.detail)));
            for sentence in said {
                let code = sentence.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'));
                let code: Vec<_> = code.filter(|w| w.chars().any(|c| c.is_ascii_lowercase())).collect();
                assert!(code.is_empty(), "{}：{sentence}", def.name);
            }
        }
        let low = super::super::ready::ready().into_iter().find(|d| d.code == "low_satisfaction").unwrap();
        let sentence = entry_sentence(&low, &words);
        assert_eq!(sentence, "收到问卷回答（问卷“满意度回访”，得分低于3）时。");
    }
}
