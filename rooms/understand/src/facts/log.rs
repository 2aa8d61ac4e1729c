//! What rooms above this one do with a person (pathways, messages) is known here only as it was told to the log; family
//! history lies among the resources without a table of their own.
use super::{Gather, family};
use kernel::{Result, Visible, event};
use nq_audience::{Direction, Enrolment, EnrolmentState, Message, Origin};
use record::{read, source_label};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use std::collections::BTreeSet;

const ENROLMENT: &[&str] = &["enrolment.started", "enrolment.ended"];
const MESSAGE: &[&str] = &["message.accepted", "message.delivered", "answer.filed", "reading.filed"];

impl<C: ConnectionTrait> Gather<'_, C> {
    /// What was told: family history, enrolments, messages.
    pub(super) async fn told(&mut self) -> Result<()> {
        if self.wanted.kind("family") {
            self.families().await?;
        }
        let mut kinds: Vec<&str> = Vec::new();
        if self.wanted.kind("pathway") {
            kinds.extend(ENROLMENT);
        }
        if self.wanted.kind("message") {
            kinds.extend(MESSAGE);
        }
        if kinds.is_empty() {
            return Ok(());
        }
        let events = event::entity::Entity::visible(self.scope)
            .filter(event::entity::Column::PatientId.is_in(self.patients.iter().copied()))
            .filter(event::entity::Column::Kind.is_in(kinds))
            .order_by_asc(event::entity::Column::Seq)
            .all(self.conn)
            .await?;
        let mut seen = BTreeSet::new();
        for event in events {
            let Some(facts) =
                event.patient_id.and_then(|id| self.all.get_mut(&id)).map(|known| &mut known.facts)
            else {
                continue;
            };
            match event.kind.as_str() {
                "enrolment.started" => facts.enrolments.extend(enrolment(&event)),
                "enrolment.ended" => end(&mut facts.enrolments, &event),
                "message.accepted" | "message.delivered" => {
                    // Accepted and delivered are two words about one message.
                    if seen.insert(text(&event.payload, "message_id")) {
                        facts.messages.push(message(&event));
                    }
                }
                _ => answered(&mut facts.messages, &event),
            }
        }
        Ok(())
    }

    async fn families(&mut self) -> Result<()> {
        for row in read::resources(self.conn, self.scope, self.patients, "FamilyMemberHistory").await? {
            let Some(facts) = row.patient.and_then(|id| self.of(id)) else { continue };
            let at = row.at.unwrap_or(row.recorded_at);
            let origin = Origin { at, source: source_label(&row.source), id: Some(row.id.to_string()) };
            facts.family.extend(family::read(&row.resource, &origin));
        }
        Ok(())
    }
}

fn text(payload: &Value, key: &str) -> String {
    payload.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The id under which an enrolment is known to the log.
fn enrolment_id(event: &event::Event) -> String {
    text(&event.payload, "enrolment_id")
}

fn enrolment(event: &event::Event) -> Option<Enrolment> {
    let pathway = text(&event.payload, "pathway");
    let origin =
        Origin { at: event.occurred_at, source: "随访路径".to_owned(), id: Some(enrolment_id(event)) };
    (!pathway.is_empty()).then_some(Enrolment { pathway, state: EnrolmentState::Active, origin })
}

fn end(enrolments: &mut [Enrolment], event: &event::Event) {
    let id = enrolment_id(event);
    // `ended` is the word of the ledger for a pathway that came to its end or goal; the others break it off.
    let finished = text(&event.payload, "reason") == "ended";
    let state = if finished { EnrolmentState::Completed } else { EnrolmentState::Left };
    for enrolment in enrolments.iter_mut().filter(|e| e.origin.id.as_deref() == Some(id.as_str())) {
        enrolment.state = state;
    }
}

fn message(event: &event::Event) -> Message {
    Message {
        direction: Direction::Sent,
        class: text(&event.payload, "class"),
        channel: text(&event.payload, "channel"),
        answered: false,
        // No sender tells yet whether a message was opened.
        opened: false,
        origin: Origin {
            at: event.occurred_at,
            source: "触达记录".to_owned(),
            id: Some(text(&event.payload, "message_id")),
        },
    }
}

/// An answer that names its message answers that one; a reply also is a message from the person.
fn answered(messages: &mut Vec<Message>, event: &event::Event) {
    let id = text(&event.payload, "message_id");
    for message in
        messages.iter_mut().filter(|m| !id.is_empty() && m.origin.id.as_deref() == Some(id.as_str()))
    {
        message.answered = true;
    }
    if text(&event.payload, "kind") == "reply" {
        let origin = Origin {
            at: event.occurred_at,
            source: source_label(&event.source),
            id: Some(text(&event.payload, "answer_id")),
        };
        let (class, channel) = (String::new(), text(&event.payload, "via"));
        messages.push(Message {
            direction: Direction::Received,
            class,
            channel,
            answered: false,
            opened: false,
            origin,
        });
    }
}
