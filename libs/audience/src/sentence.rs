//! A condition as a person would say it.

use crate::{
    CareTeamIs, ConditionIs, ContractIs, Dictionary, EnrolmentState, FamilyIs, FormAnswerIs, Grade, IcdRange,
    Leaf, PathwayIs, Sex, Stat,
    dictionary::{either, name},
    sentence_event::{self as event, drugs, what},
    sentence_measure as measure,
};

pub(crate) fn leaf(leaf: &Leaf, names: &Dictionary) -> String {
    match leaf {
        Leaf::Age(is) => format!("年龄{}", is.words("岁")),
        Leaf::AgeDays(is) => format!("日龄{}", is.words("天")),
        Leaf::Sex(sex) => format!("性别为{}", sex_name(*sex)),
        Leaf::Grade(grades) => format!("风险分级为{}", list(grades.iter().map(|g| grade_name(*g)))),
        Leaf::Tag(tags) => format!("带有标签“{}”", either(&names.tags, tags)),
        Leaf::Site(sites) => format!("属于{}", either(&names.sites, sites)),
        Leaf::CareTeam(rule) => care_team(rule, names),
        Leaf::Metric(m) => {
            let (within, unit) = (latest(m.within_days), names.unit(&m.code));
            format!("{within}{}{}", names.metric_name(&m.code), m.is.words(&unit))
        }
        Leaf::MetricText(m) => {
            format!("{}{}含“{}”", latest(m.within_days), names.metric_name(&m.code), m.any_of.join("”或“"))
        }
        Leaf::MetricStat(m) => {
            let (metric, unit) = (names.metric_name(&m.code), names.unit(&m.code));
            format!("{}{metric}{}{}", last_days(Some(m.days)), stat_name(m.stat), m.is.words(&unit))
        }
        Leaf::Condition(rule) => condition(rule),
        Leaf::Family(rule) => family(rule, names),
        Leaf::Taking(drug) => format!("正在使用{}", drugs(drug)),
        Leaf::Had(rule) => event::had(rule, names),
        Leaf::Absent(rule) => format!("{}没有{}", ever_or(rule.days), what(&rule.of, names)),
        Leaf::Count(rule) => event::count(rule, names),
        Leaf::Spend(rule) => event::spend(rule, names),
        Leaf::FormScore(f) => {
            format!("{}《{}》得分{}", latest(f.within_days), names.form_name(&f.form), f.is.words("分"))
        }
        Leaf::FormAnswer(f) => form_answer(f, names),
        Leaf::Consent(purpose) => format!("已授权用于“{}”", name(&names.purposes, purpose)),
        Leaf::Pathway(rule) => pathway(rule, names),
        Leaf::Contract(rule) => contract(rule),
        Leaf::Segment(id) => format!("属于人群“{}”", name(&names.segments, id)),
        Leaf::AgeOn(rule) => format!("到{}时年龄{}", rule.date, rule.is.words("岁")),
        Leaf::Birthday(rule) => measure::birthday(rule),
        Leaf::Season(seasons) => measure::season(seasons),
        Leaf::SolarTerm(rule) => measure::solar_term(rule),
        Leaf::Trend(rule) => measure::trend(rule, names),
        Leaf::Run(rule) => measure::run(rule, names),
        Leaf::Supply(rule) => format!("{}剩余药量{}", drugs(&rule.of), rule.days_left.words("天")),
        Leaf::Appointment(rule) => event::appointment(rule, names),
        Leaf::Reachable(channels) => event::reachable(channels, names),
        Leaf::Rfm(rule) => event::rfm(rule),
    }
}

pub(crate) fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join("或")
}

fn latest(within: Option<u32>) -> String {
    within.map_or_else(|| "最近一次".to_owned(), |days| format!("近{days}天内最近一次"))
}

pub(crate) fn last_days(days: Option<u32>) -> String {
    days.map_or_else(String::new, |days| format!("近{days}天内"))
}

fn ever_or(days: Option<u32>) -> String {
    days.map_or_else(|| "从来".to_owned(), |days| format!("近{days}天内"))
}

pub(crate) fn sex_name(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

pub(crate) fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::Green => "绿（低危）",
        Grade::Yellow => "黄（中危）",
        Grade::Red => "红（高危）",
    }
}

fn stat_name(stat: Stat) -> &'static str {
    match stat {
        Stat::Min => "最低值",
        Stat::Max => "最高值",
        Stat::Mean => "平均值",
    }
}

pub(crate) fn state_name(state: EnrolmentState) -> &'static str {
    match state {
        EnrolmentState::Active => "进行中",
        EnrolmentState::Paused => "已暂停",
        EnrolmentState::Completed => "已完成",
        EnrolmentState::Left => "已退出",
    }
}

fn care_team(rule: &CareTeamIs, names: &Dictionary) -> String {
    let who = either(&names.staff, &rule.member);
    let post = either(&names.care_roles, &rule.role);
    match (who.is_empty(), post.is_empty()) {
        (true, _) => format!("已有{post}"),
        (false, true) => format!("照护团队中有{who}"),
        (false, false) => format!("{post}是{who}"),
    }
}

/// `高血压（ICD I10-I15）`: names first, codes behind.
fn disease(icd: &[IcdRange], snomed: &[String], text: &[String]) -> String {
    let icd = icd.iter().map(|range| format!("ICD {}", range.text()));
    let codes: Vec<_> = icd.chain(snomed.iter().map(|code| format!("SNOMED {code}"))).collect();
    match (text.is_empty(), codes.is_empty()) {
        (true, _) => codes.join("或"),
        (false, true) => text.join("或"),
        (false, false) => format!("{}（{}）", text.join("或"), codes.join("、")),
    }
}

fn condition(rule: &ConditionIs) -> String {
    let which = disease(&rule.icd, &rule.snomed, &rule.text);
    let when = if rule.ever { "曾诊断" } else { "现患" };
    format!("{when}{which}")
}

fn family(rule: &FamilyIs, names: &Dictionary) -> String {
    let who = if rule.relation.is_empty() {
        "家族中".to_owned()
    } else {
        either(&names.relations, &rule.relation)
    };
    format!("{who}有人患{}", disease(&rule.icd, &rule.snomed, &rule.text))
}

pub(crate) fn coded_or_named(code: &[String], name: &[String]) -> String {
    let codes = code.iter().map(|code| format!("编码{code}"));
    name.iter().cloned().chain(codes).collect::<Vec<_>>().join("或")
}

fn form_answer(rule: &FormAnswerIs, names: &Dictionary) -> String {
    let question =
        names.forms.get(&rule.form).map_or(rule.question.as_str(), |f| name(&f.questions, &rule.question));
    let text = (!rule.any_of.is_empty()).then(|| format!("为“{}”", rule.any_of.join("”或“")));
    let number = rule.is.map(|is| is.words(""));
    let answer = text.into_iter().chain(number).collect::<Vec<_>>().join("或");
    format!("{}《{}》“{question}”的回答{answer}", latest(rule.within_days), names.form_name(&rule.form))
}

fn pathway(rule: &PathwayIs, names: &Dictionary) -> String {
    let states = list(rule.state.iter().map(|s| state_name(*s)));
    let states = if states.is_empty() { state_name(EnrolmentState::Active) } else { states.as_str() };
    format!("在路径“{}”中{states}", name(&names.pathways, &rule.pathway))
}

fn contract(rule: &ContractIs) -> String {
    match rule.ends_within_days {
        None => "家庭医生签约有效".to_owned(),
        Some(days) => format!("家庭医生签约将在{days}天内到期"),
    }
}
