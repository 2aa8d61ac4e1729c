//! What the log is told about a message: enough for the timeline to read and for a room above to find its own row.

use kernel::{Result, Scope, Tx, event};
use nq_pathway::gate::Channel;
use serde_json::json;

use super::entity;
use super::state::State;
use crate::template::values::LINK;

/// Tells one thing about a message; `why` is its sentence.
pub(super) async fn tell(tx: &Tx, scope: &Scope, row: &entity::Model, kind: &str, why: &str) -> Result<()> {
    let sent = matches!(kind, "message.accepted" | "message.delivered");
    let about = row.origin.clone().or_else(|| row.template_code.clone());
    let word = word(kind, row);
    let told = event::NewEvent {
        patient: Some(row.patient_id),
        kind,
        occurred_at: tx.now,
        source: "system",
        payload: json!({
            "title": about.map_or_else(|| word.clone(), |about| format!("{word}：{about}")),
            "detail": if sent { row.text.replace(LINK, "［链接］") } else { why.to_owned() },
            "why": why, "message_id": row.id, "channel": row.channel, "class": row.class,
            "template_code": row.template_code, "state": row.state, "enrolment_id": row.enrolment_id, "node": row.node,
            "occurrence": row.occurrence, "session_id": row.session_id, "receipt_id": row.receipt_id,
            "ref": {"kind": "message", "id": row.id},
        }),
        cause: None,
    };
    event::append(tx, scope, told).await?;
    Ok(())
}

fn word(kind: &str, row: &entity::Model) -> String {
    let channel = Channel::of(&row.channel).map_or("消息", Channel::word);
    match kind {
        "message.accepted" if row.state != State::Delivered.as_str() => format!("{channel}已提交"),
        "message.accepted" | "message.delivered" => format!("{channel}已送达"),
        "message.failed" => format!("{channel}未送达"),
        "message.queued" => "消息已排队".to_owned(),
        "message.expired" => "消息已过期，未发送".to_owned(),
        "message.cancelled" => "消息已取消".to_owned(),
        "message.unknown" => "消息待人工核实".to_owned(),
        _ => "消息未发送".to_owned(),
    }
}
