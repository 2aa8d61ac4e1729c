//! The fact behind a condition as a person would read it, or what is missing.

use crate::{
    Calendar, Decimal, Dictionary, Leaf, PersonFacts, Stat, Truth, birthday_key,
    dictionary::name,
    hits::Fact,
    look::Finding,
    sentence::{grade_name, sex_name, state_name},
    sentence_event,
};

/// The value for a reason: `52岁`, `25.3 kg/m²`, `6次，最近一次门诊`, `缺少资料：没有体质指数记录`.
pub(crate) fn words(leaf: &Leaf, finding: &Finding<'_>, facts: &PersonFacts, names: &Dictionary) -> String {
    if finding.truth == Truth::Unknown {
        return missing(leaf, finding, names);
    }
    let fact = finding.fact.map(|fact| describe(leaf, fact, names));
    match (leaf, finding.number, fact) {
        (Leaf::Age(_) | Leaf::AgeOn(_), Some(years), _) => format!("{years}岁"),
        (Leaf::AgeDays(_), Some(days), _) => format!("{days}天"),
        (Leaf::Sex(_), ..) => facts.sex.map_or("", sex_name).to_owned(),
        (Leaf::Count(_), Some(n), Some(last)) => format!("{n}{}，最近一次：{last}", times(leaf)),
        (Leaf::Count(_), Some(n), None) => format!("{n}{}", times(leaf)),
        (Leaf::Spend(_), Some(yuan), _) => format!("{yuan}元"),
        (Leaf::Birthday(rule), ..) => birthday(rule.calendar, facts),
        (Leaf::Season(_) | Leaf::SolarTerm(_), ..) => {
            if finding.truth.holds() { "是" } else { "不是" }.to_owned()
        }
        (Leaf::Trend(t), Some(n), Some(last)) => format!("{n}{}，最近一次：{last}", names.unit(&t.code)),
        (Leaf::Run(_), Some(n), Some(last)) => format!("最长连续{n}天，其最后一次：{last}"),
        (Leaf::Supply(_), Some(days), Some(drug)) if days >= Decimal::default() => {
            format!("{drug}，还可用{days}天")
        }
        (Leaf::Supply(_), Some(days), Some(drug)) => format!("{drug}，已用完{}天", days.negated()),
        (Leaf::MetricStat(m), Some(n), _) => format!("{n}{}", names.unit(&m.code)),
        (Leaf::Absent(rule), _, Some(last)) => match rule.days {
            Some(_) if finding.truth.holds() => format!("上一次：{last}"),
            _ => last,
        },
        (_, _, Some(fact)) => fact,
        (_, _, None) => "无记录".to_owned(),
    }
}

fn times(leaf: &Leaf) -> &'static str {
    match leaf {
        Leaf::Count(rule) if rule.by == crate::CountBy::Day => "天",
        _ => "次",
    }
}

fn missing(leaf: &Leaf, finding: &Finding<'_>, names: &Dictionary) -> String {
    if let Some(fact) = finding.fact {
        return format!("缺少资料：{}无法比较", describe(leaf, fact, names));
    }
    let within = |days: Option<u32>| days.map_or(String::new(), |days| format!("近{days}天内"));
    let what = match leaf {
        Leaf::Age(_) | Leaf::AgeDays(_) | Leaf::AgeOn(_) | Leaf::Birthday(_) => "没有出生日期".to_owned(),
        Leaf::Sex(_) => "没有性别".to_owned(),
        Leaf::Grade(_) => "尚未分级".to_owned(),
        Leaf::Family(_) => "没有采集家族史".to_owned(),
        Leaf::Metric(m) => format!("{}没有{}记录", within(m.within_days), names.metric_name(&m.code)),
        Leaf::MetricText(m) => format!("{}没有{}记录", within(m.within_days), names.metric_name(&m.code)),
        Leaf::MetricStat(m) => {
            let kind = if m.stat == Stat::Mean { "可计算的" } else { "" };
            format!("{}没有{kind}{}记录", within(Some(m.days)), names.metric_name(&m.code))
        }
        Leaf::Trend(t) => {
            format!("{}可计算的{}记录太少", within(Some(t.days)), names.metric_name(&t.code))
        }
        Leaf::Run(rule) => run(rule, names),
        Leaf::Supply(_) => "没有带天数的用药记录".to_owned(),
        Leaf::Rfm(rule) => format!("{}的就诊没有费用记录", within(Some(rule.window_days))),
        Leaf::Spend(rule) => format!("{}的就诊没有费用记录", within(Some(rule.days))),
        Leaf::FormScore(f) => format!("{}没有《{}》得分", within(f.within_days), names.form_name(&f.form)),
        Leaf::FormAnswer(f) => {
            format!("{}没有《{}》的这项回答", within(f.within_days), names.form_name(&f.form))
        }
        _ => "没有记录".to_owned(),
    };
    format!("缺少资料：{what}")
}

fn run(rule: &crate::RunIs, names: &Dictionary) -> String {
    let metric = names.metric_name(&rule.code);
    let base = rule.baseline().map_or(String::new(), |b| format!("，或没有{}", names.metric_name(&b.code)));
    format!("近{}天内没有可计算的{metric}记录{base}", rule.within_days)
}

fn birthday(calendar: Calendar, facts: &PersonFacts) -> String {
    let key = facts.birth.and_then(|birth| birthday_key(calendar, birth)).unwrap_or_default();
    let label = if calendar == Calendar::Lunar { "农历" } else { "" };
    format!("{label}{}月{}日", key / 100, key % 100)
}

fn describe(leaf: &Leaf, fact: Fact<'_>, names: &Dictionary) -> String {
    let disease = |coded: &crate::Coded| {
        let code = coded.icd.as_deref().or(coded.snomed.as_deref()).unwrap_or_default();
        format!("{} {code}", coded.text).trim().to_owned()
    };
    match fact {
        Fact::Grade(g) => grade_name(g.grade).to_owned(),
        Fact::Named(n) => named(leaf, &n.code, names),
        Fact::Care(m) => format!("{}（{}）", name(&names.staff, &m.staff), name(&names.care_roles, &m.role)),
        Fact::Observation(o) => format!("{}{}", o.value.text().trim(), unit(o, names)),
        Fact::Condition(c) => disease(&c.coded),
        Fact::Family(f) => format!("{}：{}", name(&names.relations, &f.relation), disease(&f.coded)),
        Fact::Procedure(p) => format!("{} {}", p.name, p.code).trim().to_owned(),
        Fact::Encounter(e) => {
            let department = e.department.as_deref().map_or("", |d| name(&names.departments, d));
            format!("{department}{}", name(&names.encounter_classes, &e.class))
        }
        Fact::Medication(m) => format!("{} {}", m.name, m.code).trim().to_owned(),
        Fact::Form(response) => form(leaf, response, names),
        Fact::Message(m) => {
            format!("{}{}", name(&names.channels, &m.channel), name(&names.message_classes, &m.class))
        }
        Fact::FormRequest(f) => format!("《{}》", names.form_name(&f.form)),
        Fact::Appointment(a) => {
            let department = a.department.as_deref().map_or("", |d| name(&names.departments, d));
            format!("{department}预约（{}）", sentence_event::state_name(a.state))
        }
        Fact::Enrolment(e) => format!("{}{}", name(&names.pathways, &e.pathway), state_name(e.state)),
    }
}

/// A censored or wordy value keeps its text; the unit stands behind numbers only.
fn unit(observation: &crate::Observation, names: &Dictionary) -> String {
    match observation.value.number() {
        Some(_) => names.unit(&observation.metric),
        None => String::new(),
    }
}

fn named(leaf: &Leaf, code: &str, names: &Dictionary) -> String {
    let names = match leaf {
        Leaf::Tag(_) => &names.tags,
        Leaf::Reachable(_) => &names.channels,
        Leaf::Site(_) => &names.sites,
        Leaf::Consent(_) => &names.purposes,
        Leaf::Segment(_) => &names.segments,
        _ => return "已签约".to_owned(),
    };
    name(names, code).to_owned()
}

fn form(leaf: &Leaf, response: &crate::FormResponse, names: &Dictionary) -> String {
    match leaf {
        Leaf::FormScore(_) => {
            let score = response.score.as_ref();
            score.map_or(String::new(), |s| {
                format!("{}{}", s.text(), s.number().map_or("", |_: Decimal| "分"))
            })
        }
        Leaf::FormAnswer(rule) => response
            .answers
            .get(&rule.question)
            .map_or(String::new(), |answer| format!("“{}”", answer.text())),
        _ => format!("《{}》", names.form_name(&response.form)),
    }
}
