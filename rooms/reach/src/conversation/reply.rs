//! A reply of a person: filed in the record, and heard — 退订 ends the channel, danger words make somebody call.

use kernel::{PatientId, Result, Scope, Tx};
use nq_pathway::gate::Channel;
use record::answer::{AnswerIn, AnswerKind, Via, file};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;

use super::entity;
use crate::form::definition::Severity;
use crate::form::score::Raised;
use crate::ids::MessageId;
use crate::touch;

/// Words by which a person unsubscribes, alone in the reply (the usual ones of text messages in China).
const UNSUBSCRIBE: &[&str] = &["t", "td", "r", "n", "退订", "拒收", "取消订阅"];

/// Words that a person must look at at once, whatever else the reply says. Not a diagnosis: a reason to call.
const DANGER: &[&str] = &[
    "胸痛",
    "胸口痛",
    "胸闷",
    "喘不上气",
    "呼吸困难",
    "晕倒",
    "昏倒",
    "说话不清",
    "口齿不清",
    "大出血",
    "便血",
    "呕血",
    "不想活",
    "自杀",
    "活着没意思",
];

/// Takes a reply in. `message` is the one answered, if the channel tells.
pub async fn receive(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    channel: Channel,
    message: Option<MessageId>,
    text: &str,
) -> Result<()> {
    let text: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(1000).collect();
    if unsubscribes(&text) {
        touch::opt_out(tx, scope, patient, channel, &format!("回复“{text}”")).await?;
    }
    let answer = AnswerIn {
        message_id: message.map(|id| id.0),
        red_flags: danger(&text).into_iter().map(|flag| flag.task).collect(),
        title: Some("回复消息".to_owned()),
        ..AnswerIn::new(patient, AnswerKind::Reply, Via::Sandbox, json!({"text": text}), tx.now)
    };
    let answer = file(tx, scope, answer).await?;
    let row = entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        patient_id: Set(patient),
        message_id: Set(message),
        channel: Set(channel.code().to_owned()),
        text: Set(text),
        at: Set(tx.now),
        answer_id: Set(Some(answer.0)),
    };
    row.insert(&**tx).await?;
    Ok(())
}

fn unsubscribes(text: &str) -> bool {
    let word =
        text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || "。，！".contains(c));
    UNSUBSCRIBE.contains(&word.to_lowercase().as_str())
}

/// The finding of a reply with danger words.
pub(crate) fn danger(text: &str) -> Vec<Raised> {
    let heard: Vec<&str> = DANGER.iter().copied().filter(|w| text.contains(w)).collect();
    if heard.is_empty() {
        return Vec::new();
    }
    vec![Raised {
        id: "danger_words".to_owned(),
        severity: Severity::Urgent,
        task: format!("患者回复中提到“{}”，请立即电话核实。", heard.join("、")),
        due_hours: 2,
        advice: None,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_t_unsubscribes_and_a_sentence_with_t_does_not() {
        for yes in ["T", " td。", "退订", "拒收"] {
            assert!(unsubscribes(yes), "{yes}");
        }
        for no in ["体温 38.5", "不要退订", "好的，谢谢", "T恤"] {
            assert!(!unsubscribes(no), "{no}");
        }
    }

    #[test]
    fn a_reply_about_chest_pain_makes_somebody_call() {
        let found = danger("这两天有点胸闷，晚上喘不上气");
        assert_eq!(found[0].severity, Severity::Urgent);
        assert!(found[0].task.contains("胸闷、喘不上气"), "{}", found[0].task);
        assert!(danger("血压 130/80，挺好的").is_empty());
    }
}
