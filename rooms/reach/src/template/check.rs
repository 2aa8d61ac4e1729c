//! May this template be saved? A small language only: text, `{{ variable }}` and
//! `{% if variable %}…{% else %}…{% endif %}`. Everything else a template engine can do is refused with its place,
//! so that no template can calculate, loop, read a file or name a field outside the dictionary. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dictionary::{Surface, VARIABLES, variable};
use super::render;

/// A fault with its place in the text, counted in characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TemplateFault)]
pub struct Fault {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
    /// The sentence.
    pub message: String,
}

/// A template that may be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The variables it needs, sorted.
    pub variables: BTreeSet<String>,
    /// The text with sample values, for the preview.
    pub preview: String,
}

/// Most characters of the source.
pub const MAX_SOURCE_CHARS: usize = 2000;
const MAX_IF_DEPTH: usize = 3;

/// Words that medical advertising law and our own care forbid in any message (广告法 第十六条：疗效断言与保证).
const FORBIDDEN: &[&str] =
    &["根治", "包治", "治愈率", "百分百有效", "无效退款", "保证疗效", "药到病除", "最佳疗效"];

/// Words that must not appear where others may read along.
const DISCREET: &[&str] = &["艾滋", "HIV", "梅毒", "精神科", "精神分裂", "抑郁症", "流产", "死胎", "癌"];

/// Checks a template for the surface it will be read on.
pub fn check_template(source: &str, surface: Surface) -> Result<Checked, Vec<Fault>> {
    let mut faults = Vec::new();
    if source.trim().is_empty() {
        faults.push(fault_at(source, 0, "模板还没有内容。"));
    }
    if source.chars().count() > MAX_SOURCE_CHARS {
        faults.push(fault_at(source, 0, format!("模板太长，最多 {MAX_SOURCE_CHARS} 个字。")));
        return Err(faults);
    }
    let mut scan = Scan { source, surface, faults, used: BTreeSet::new(), open: Vec::new() };
    scan.run();
    let Scan { mut faults, used, .. } = scan;
    faults.extend(check_words(source, surface));
    if !faults.is_empty() {
        return Err(faults);
    }
    let preview = render::with_samples(source).map_err(|e| vec![engine_fault(source, &e)])?;
    let length = preview.chars().count();
    if length > surface.max_chars() {
        let most = surface.max_chars();
        return Err(vec![fault_at(
            source,
            0,
            format!("填入变量后有 {length} 个字，最多 {most} 个，请写短一些。"),
        )]);
    }
    Ok(Checked { variables: used, preview })
}

/// Words that may not be written, in templates and in free text alike.
pub fn check_words(source: &str, surface: Surface) -> Vec<Fault> {
    let mut faults = words(source, FORBIDDEN, "这样的说法属于疗效保证，法规不允许，请改成客观的说法。");
    if surface == Surface::Open {
        faults.extend(words(source, DISCREET, "短信可能被旁人看到，请不要写这个词，详情放到问卷页面里。"));
    }
    faults
}

fn words(source: &str, list: &[&str], why: &str) -> Vec<Fault> {
    list.iter()
        .filter_map(|w| source.find(w).map(|offset| fault_at(source, offset, format!("“{w}”：{why}"))))
        .collect()
}

fn fault_at(source: &str, offset: usize, message: impl Into<String>) -> Fault {
    let before = source.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
    Fault { line, column, message: message.into() }
}

fn engine_fault(source: &str, error: &minijinja::Error) -> Fault {
    let offset = error.range().map_or(0, |r| r.start);
    let mut fault = fault_at(source, offset, format!("模板无法使用：{}", error.kind()));
    fault.line = error.line().unwrap_or(fault.line);
    fault
}

struct Scan<'a> {
    source: &'a str,
    surface: Surface,
    faults: Vec<Fault>,
    used: BTreeSet<String>,
    /// Open `{% if %}` blocks: where, and whether their `else` has come.
    open: Vec<(usize, bool)>,
}

impl Scan<'_> {
    fn fault(&mut self, offset: usize, message: impl Into<String>) {
        self.faults.push(fault_at(self.source, offset, message));
    }

    fn run(&mut self) {
        let mut at = 0;
        while let Some((offset, opener)) = next_marker(self.source, at) {
            let closer = match opener {
                "{{" => "}}",
                "{%" => "%}",
                "{#" => {
                    self.fault(offset, "模板里不支持注释 {# #}，请删掉。");
                    return;
                }
                stray => {
                    self.fault(offset, format!("这里多了一个 {stray}。"));
                    return;
                }
            };
            let start = offset.saturating_add(2);
            let rest = self.source.get(start..).unwrap_or_default();
            let Some(length) = rest.find(closer) else {
                self.fault(offset, format!("这里的 {opener} 没有写完，缺少 {closer}。"));
                return;
            };
            let inner = rest.get(..length).unwrap_or_default().trim();
            if opener == "{{" {
                self.print(offset, inner);
            } else {
                self.block(offset, inner);
            }
            at = start.saturating_add(length).saturating_add(2);
        }
        for (offset, _) in std::mem::take(&mut self.open) {
            self.fault(offset, "这里的 {% if %} 没有对应的 {% endif %}。");
        }
    }

    fn print(&mut self, offset: usize, inner: &str) {
        if is_path(inner) {
            self.name(offset, inner);
        } else {
            self.fault(offset, "双花括号里只能写一个变量名，不能写计算、引号或过滤器。");
        }
    }

    fn name(&mut self, offset: usize, key: &str) {
        match variable(key) {
            Some(v) if self.surface.allows(v) => {
                self.used.insert(key.to_owned());
            }
            Some(v) => self.fault(offset, format!("“{}”涉及健康信息，不能写进短信。", v.label)),
            None => {
                let known: Vec<&str> = VARIABLES.iter().take(4).map(|v| v.key).collect();
                self.fault(
                    offset,
                    format!("没有“{key}”这个变量。可用的有 {} 等，请从变量表里选。", known.join("、")),
                );
            }
        }
    }

    fn block(&mut self, offset: usize, inner: &str) {
        let mut words = inner.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("if"), Some(key), None) if is_path(key) => {
                self.name(offset, key);
                self.open.push((offset, false));
                if self.open.len() > MAX_IF_DEPTH {
                    self.fault(offset, "条件嵌套太深，最多三层。");
                }
            }
            (Some("else"), None, None) => match self.open.last_mut() {
                Some((_, seen @ false)) => *seen = true,
                _ => self.fault(offset, "这里的 {% else %} 没有对应的 {% if %}。"),
            },
            (Some("endif"), None, None) => {
                if self.open.pop().is_none() {
                    self.fault(offset, "这里的 {% endif %} 没有对应的 {% if %}。");
                }
            }
            _ => self.fault(offset, "这里只能写 {% if 变量 %}、{% else %} 和 {% endif %}。"),
        }
    }
}

/// The next opening or stray closing marker at or after `at`.
fn next_marker(source: &str, at: usize) -> Option<(usize, &'static str)> {
    ["{{", "{%", "{#", "}}", "%}", "#}"]
        .into_iter()
        .filter_map(|m| source.get(at..).and_then(|rest| rest.find(m)).map(|o| (o.saturating_add(at), m)))
        .min_by_key(|(offset, _)| *offset)
}

fn is_path(text: &str) -> bool {
    let word = |w: &str| {
        w.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && w.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    !text.is_empty() && text.len() <= 64 && text.split('.').all(word)
}
