//! The card of a model, in Chinese, from the registry: who it is for, what it reads, where it comes from, what it
//! cannot do. `docs/clinical` holds the printed cards; a test keeps them in step.

use super::definition::{Method, Model, Verification};
use super::input::{InputSpec, Kind, Need};
use super::registry::{models, table_of};

/// Markdown of one model's card.
pub fn card(model: &Model) -> String {
    let mut text = format!("# {}（`{}`）\n\n", model.name, model.id);
    let on = match (model.default_on, model.verification) {
        (true, _) => "默认启用",
        (false, Verification::Verified) => "默认关闭，机构按需启用",
        (false, Verification::Unverified) => "默认关闭，机构须具名说明理由后才能启用",
    };
    let table = table_of(model)
        .map_or_else(|e| e.to_string(), |t| format!("{}，{} 起用；{}", t.version, t.effective, t.source));
    let rows = [
        ("类别", model.family.zh().to_owned()),
        ("版本", model.version.to_owned()),
        ("规则表", table),
        ("来源", model.source.to_owned()),
        ("核实状态", format!("{}，{on}", model.verification.zh())),
        ("许可", model.licence.to_owned()),
        ("适用人群", model.population.to_owned()),
        ("谁能看到", model.audience.zh().to_owned()),
        ("解释方法", method(model)),
    ];
    text.push_str("| 项目 | 内容 |\n|---|---|\n");
    for (name, value) in rows {
        row(&mut text, &[name, &value]);
    }
    text.push_str("\n## 需要的信息\n\n| 代码 | 名称 | 填写 | 要求 | 怎样取得 |\n|---|---|---|---|---|\n");
    for spec in model.inputs {
        row(&mut text, &[&codes(spec), spec.name, &form(&spec.kind), need(spec), spec.measure]);
    }
    text.push_str("\n## 局限\n\n");
    for limit in model.limits {
        line(&mut text, &format!("- {limit}"));
    }
    if !model.levers.is_empty() {
        let levers = model.levers.iter().map(|l| l.label).collect::<Vec<_>>().join("；");
        line(&mut text, &format!("\n## 可以推算的改变\n\n{levers}。"));
    }
    line(
        &mut text,
        &format!("\n## 例\n\n```json\n{}\n```\n\n评估结果供健康管理参考，不能代替医生诊断。", model.example),
    );
    text
}

/// Markdown of the list of all models.
pub fn index() -> String {
    let mut text = "# 临床模型卡\n\n由 `UPDATE_DOCS=1 cargo test -p nq-clinical --test cards` 从模型登记生成，请勿手改。\n\
                    未核实的模型默认关闭。\n\n| 模型 | 类别 | 名称 | 版本 | 核实 | 默认 |\n|---|---|---|---|---|---|\n"
        .to_owned();
    for m in models() {
        let link = format!("[{0}]({0}.md)", m.id);
        let on = if m.default_on { "启用" } else { "关闭" };
        row(&mut text, &[&link, m.family.zh(), m.name, m.version, m.verification.zh(), on]);
    }
    text
}

fn row(text: &mut String, cells: &[&str]) {
    let cells = cells.iter().map(|c| c.replace('|', "\\|")).collect::<Vec<_>>();
    line(text, &format!("| {} |", cells.join(" | ")));
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn codes(spec: &InputSpec) -> String {
    let spelled = spec.spellings.iter().map(|(key, _)| *key).filter(|key| *key != spec.code);
    std::iter::once(spec.code).chain(spelled).map(|c| format!("`{c}`")).collect::<Vec<_>>().join(" ")
}

fn form(kind: &Kind) -> String {
    match kind {
        Kind::Number { units, low, high, whole } => {
            let units = units.iter().map(|u| u.name).filter(|n| !n.is_empty()).collect::<Vec<_>>();
            let what = if *whole { "整数" } else { "数值" };
            let units = if units.is_empty() { String::new() } else { format!("，{}", units.join(" 或 ")) };
            format!("{what}{units}（{low}～{high}）")
        }
        Kind::Bool => "是 / 否".to_owned(),
        Kind::Text => "文字".to_owned(),
        Kind::Choice(choices) => {
            choices.iter().map(|c| format!("{} {}", c.code, c.label)).collect::<Vec<_>>().join(" / ")
        }
        Kind::Numbers { len, range, .. } => format!("{}～{} 个数，各 {}～{}", len.0, len.1, range.0, range.1),
        Kind::NumberMap { keys, .. } => format!("逐项数值：{}", keys.join("、")),
    }
}

fn need(spec: &InputSpec) -> &'static str {
    match spec.need {
        Need::Always => "必填",
        Need::If(_) => "视情况必填",
        Need::Optional => "可选",
    }
}

fn method(model: &Model) -> String {
    match model.method {
        Method::Points => "各项得分".to_owned(),
        Method::Against { who, .. } => format!("与{who}相比的 Shapley 分摊"),
        Method::Sensitivity => "各数值单独升高 10% 时结果的变化".to_owned(),
        Method::Path => "判断步骤".to_owned(),
    }
}
