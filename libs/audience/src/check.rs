//! Whether a rule makes sense here: names that exist, limits that can be met, sizes a person can read.

use crate::{Dictionary, Leaf, MAX_DEPTH, MAX_NODES, Rule, What, render};
use serde::{Deserialize, Serialize};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}（{path}）")]
pub struct RuleError {
    /// The node, as a JSON pointer into the rule; empty is the whole rule.
    pub path: String,
    /// The node in Chinese.
    #[serde(default)]
    pub sentence: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

/// Checks a rule against what exists here. All errors are named, each at its node.
///
/// # Errors
/// Everything found wrong, in the order of the rule.
pub fn check(rule: &Rule, dictionary: &Dictionary) -> Result<(), Vec<RuleError>> {
    let mut check = Check { dictionary, errors: Vec::new(), nodes: 0, path: String::new(), node: rule };
    let everybody = matches!(rule, Rule::All(rules) if rules.is_empty());
    if !everybody {
        check.node(rule, 1);
    }
    if check.errors.is_empty() { Ok(()) } else { Err(check.errors) }
}

pub(crate) struct Check<'d> {
    pub(crate) dictionary: &'d Dictionary,
    errors: Vec<RuleError>,
    nodes: usize,
    path: String,
    node: &'d Rule,
}

impl<'d> Check<'d> {
    pub(crate) fn refuse(&mut self, message: impl Into<String>) {
        let sentence = render::node(self.node, self.dictionary);
        self.errors.push(RuleError { path: self.path.clone(), sentence, message: message.into() });
    }

    fn node(&mut self, rule: &'d Rule, depth: usize) {
        self.node = rule;
        self.nodes += 1;
        if self.nodes == MAX_NODES + 1 {
            self.refuse(format!("条件超过{MAX_NODES}个，请拆成多个人群"));
        }
        if depth > MAX_DEPTH {
            return self.refuse(format!("条件嵌套超过{MAX_DEPTH}层，请简化"));
        }
        if self.nodes > MAX_NODES {
            return;
        }
        match rule {
            Rule::All(rules) | Rule::Any(rules) if rules.is_empty() => self.refuse("这一组里还没有条件"),
            Rule::Is(leaf) => self.leaf(leaf),
            _ => {
                for (step, child) in rule.children() {
                    let parent = self.path.len();
                    self.path.push_str(&step);
                    self.node(child, depth + 1);
                    self.path.truncate(parent);
                }
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf) {
        let d = self.dictionary;
        match leaf {
            Leaf::Age(is) => self.range(*is, 0, 150, "年龄"),
            Leaf::AgeDays(is) => self.range(*is, 0, 55_000, "日龄"),
            Leaf::Sex(_) => {}
            Leaf::Grade(grades) => self.some(grades.len(), "风险分级"),
            Leaf::Tag(tags) => self.known(tags, &d.tags, "标签"),
            Leaf::Site(sites) => self.known(sites, &d.sites, "院区"),
            Leaf::CareTeam(rule) => {
                self.some(rule.member.len() + rule.role.len(), "照护团队成员或角色");
                self.exist(&rule.member, &d.staff, "人员");
                self.exist(&rule.role, &d.care_roles, "照护角色");
            }
            Leaf::Metric(m) => self.metric(&m.code, Some(m.is), m.within_days),
            Leaf::MetricText(m) => {
                self.metric(&m.code, None, m.within_days);
                self.texts(&m.any_of, "要查找的文字");
            }
            Leaf::MetricStat(m) => self.metric(&m.code, Some(m.is), Some(m.days)),
            Leaf::Condition(c) => self.disease(c.icd.len(), &c.snomed, &c.text),
            Leaf::Family(f) => {
                self.disease(f.icd.len(), &f.snomed, &f.text);
                self.exist(&f.relation, &d.relations, "亲属关系");
            }
            Leaf::Taking(drug) => self.coded(&drug.code, &drug.name, "药品"),
            Leaf::Had(rule) => {
                self.what(&rule.of);
                if let Some((from, to)) = rule.days_ago {
                    self.days(Some(to));
                    if from > to {
                        self.refuse("起始天数大于结束天数");
                    }
                }
            }
            Leaf::Absent(rule) => {
                self.what(&rule.of);
                self.days(rule.days);
            }
            Leaf::Count(rule) => {
                self.what(&rule.of);
                self.days(rule.days);
                self.range(rule.is, 0, 1_000_000, "次数");
            }
            Leaf::Spend(rule) => {
                self.days(Some(rule.days));
                self.money(rule.is);
                self.encounter(&rule.of);
            }
            Leaf::FormScore(f) => self.form_score(&f.form, f.is, f.within_days),
            Leaf::FormAnswer(f) => self.form_answer(f),
            Leaf::Consent(purpose) => self.known(std::slice::from_ref(purpose), &d.purposes, "授权用途"),
            Leaf::Pathway(rule) => self.known(std::slice::from_ref(&rule.pathway), &d.pathways, "路径"),
            Leaf::Contract(rule) => self.days(rule.ends_within_days),
            Leaf::Segment(id) => self.known(std::slice::from_ref(id), &d.segments, "人群"),
            Leaf::Reachable(channels) => self.known(channels, &d.channels, "渠道"),
            Leaf::Trend(rule) => self.trend(rule),
            Leaf::Run(rule) => self.run(rule),
            Leaf::AgeOn(_) | Leaf::Birthday(_) | Leaf::Season(_) | Leaf::SolarTerm(_) => self.calendar(leaf),
            Leaf::Supply(_) | Leaf::Appointment(_) | Leaf::Rfm(_) => self.ahead(leaf),
        }
    }

    fn what(&mut self, what: &What) {
        let d = self.dictionary;
        match what {
            What::Metric(m) => self.metric(&m.code, m.is, None),
            What::Procedure(m) => self.coded(&m.code, &m.name, "手术或操作"),
            What::Encounter(m) => self.encounter(m),
            What::Form(form) => self.form(form),
            What::Message(m) => {
                self.exist(&m.class, &d.message_classes, "消息类别");
                self.exist(&m.channel, &d.channels, "渠道");
            }
            What::Medication(drug) => self.coded(&drug.code, &drug.name, "药品"),
            What::FormSent(rule) => self.form(&rule.form),
            What::Appointment(rule) => self.appointment(rule),
        }
    }
}
