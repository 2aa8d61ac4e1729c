//! Conditions on what happened or is to happen, as a person would say them.

use crate::{
    AppointmentIs, AppointmentMatch, AppointmentState, Count, CountBy, Dictionary, Direction, DrugMatch,
    EncounterMatch, FormSentMatch, Had, MessageMatch, ProcedureMatch, RfmIs, SpendIs, What,
    dictionary::{either, name},
    sentence::{coded_or_named, last_days, list},
};

pub(crate) fn had(rule: &Had, names: &Dictionary) -> String {
    let of = what(&rule.of, names);
    match rule.days_ago {
        None => format!("有过{of}"),
        Some((0, to)) => format!("近{to}天内有{of}"),
        Some((from, to)) if from == to => format!("今天是{of}后第{from}天"),
        Some((from, to)) => format!("处于{of}后第{from}至{to}天"),
    }
}

/// The noun of a dated fact, for "没有…", "有…" and "…次数".
pub(crate) fn what(of: &What, names: &Dictionary) -> String {
    match of {
        What::Metric(m) => match m.is {
            None => format!("{}记录", names.metric_name(&m.code)),
            Some(is) => format!("{}{}的记录", names.metric_name(&m.code), is.words(&names.unit(&m.code))),
        },
        What::Procedure(ProcedureMatch { code, name }) => format!("{}手术或操作", coded_or_named(code, name)),
        What::Encounter(rule) => encounter(rule, names),
        What::Form(form) => format!("《{}》答卷", names.form_name(form)),
        What::FormSent(rule) => form_sent(rule, names),
        What::Message(rule) => message(rule, names),
        What::Medication(drug) => format!("{}用药记录", drugs(drug)),
        What::Appointment(rule) => appointment_noun(rule, names),
    }
}

pub(crate) fn drugs(rule: &DrugMatch) -> String {
    coded_or_named(&rule.code, &rule.name)
}

fn encounter(rule: &EncounterMatch, names: &Dictionary) -> String {
    let department = either(&names.departments, &rule.department);
    let class = if rule.class.is_empty() {
        "就诊".to_owned()
    } else {
        either(&names.encounter_classes, &rule.class)
    };
    format!("{}{department}{class}", doctor(&rule.doctor))
}

fn doctor(doctors: &[String]) -> String {
    if doctors.is_empty() { String::new() } else { format!("{}接诊的", doctors.join("或")) }
}

fn appointment_noun(rule: &AppointmentMatch, names: &Dictionary) -> String {
    let state = list(rule.state.iter().map(|s| state_name(*s)));
    let state = if state.is_empty() { state } else { format!("{state}的") };
    format!("{state}{}{}预约", doctor(&rule.doctor), either(&names.departments, &rule.department))
}

pub(crate) fn state_name(state: AppointmentState) -> &'static str {
    match state {
        AppointmentState::Booked => "待就诊",
        AppointmentState::Kept => "已到诊",
        AppointmentState::Missed => "爽约",
        AppointmentState::Cancelled => "已取消",
    }
}

fn form_sent(rule: &FormSentMatch, names: &Dictionary) -> String {
    let answered = match rule.answered {
        None => "已发送",
        Some(true) => "已发送并答复",
        Some(false) => "已发送未答复",
    };
    format!("{answered}的《{}》", names.form_name(&rule.form))
}

fn message(rule: &MessageMatch, names: &Dictionary) -> String {
    let channel = either(&names.channels, &rule.channel);
    let class = either(&names.message_classes, &rule.class);
    let opened = match rule.opened {
        None => "",
        Some(true) => "已打开的",
        Some(false) => "未打开的",
    };
    let answered = match rule.answered {
        None => "",
        Some(true) => "得到回复的",
        Some(false) => "未得到回复的",
    };
    match rule.direction {
        Direction::Sent => format!("{opened}{answered}{channel}{class}触达"),
        Direction::Received => format!("{channel}{class}来信"),
    }
}

pub(crate) fn count(rule: &Count, names: &Dictionary) -> String {
    let of = what(&rule.of, names);
    match rule.by {
        CountBy::Fact => format!("{}{of}次数{}", last_days(rule.days), rule.is.words("次")),
        CountBy::Day => format!("{}有{of}的天数{}", last_days(rule.days), rule.is.words("天")),
    }
}

pub(crate) fn spend(rule: &SpendIs, names: &Dictionary) -> String {
    let of = encounter(&rule.of, names);
    format!("{}{of}花费{}", last_days(Some(rule.days)), rule.is.words("元"))
}

/// A span of days to come.
pub(crate) fn days_ahead((from, to): (u32, u32)) -> String {
    match (from, to) {
        (0, 0) => "今天".to_owned(),
        (1, 1) => "明天".to_owned(),
        (0, to) => format!("未来{to}天内"),
        (from, to) if from == to => format!("{from}天后当天"),
        (from, to) => format!("{from}至{to}天后"),
    }
}

pub(crate) fn appointment(rule: &AppointmentIs, names: &Dictionary) -> String {
    format!("{}有{}", days_ahead(rule.in_days), appointment_noun(&rule.of, names))
}

pub(crate) fn reachable(channels: &[String], names: &Dictionary) -> String {
    let channels: Vec<_> = channels.iter().map(|code| name(&names.channels, code)).collect();
    format!("可以通过{}联系到", channels.join("或"))
}

pub(crate) fn rfm(rule: &RfmIs) -> String {
    let side = |side: Option<bool>, yes: String, no: String| side.map(|high| if high { yes } else { no });
    let (recent, window, visits, yuan) = (rule.recent_days, rule.window_days, rule.visits, rule.yuan);
    let parts = [
        side(rule.r, format!("近{recent}天内来过"), format!("近{recent}天内没有来过")),
        side(
            rule.f,
            format!("近{window}天内就诊不少于{visits}次"),
            format!("近{window}天内就诊不足{visits}次"),
        ),
        side(rule.m, format!("近{window}天内花费不少于{yuan}元"), format!("近{window}天内花费不足{yuan}元")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("、")
}
