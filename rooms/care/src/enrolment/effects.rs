//! Carrying out what a step decided, in its transaction: ledger, outbox, tasks, tags.
use super::{ENDED, entity};
use crate::ObligationId;
use crate::obligation::{self, NewObligation, Of};
use crate::task::{self, NewTask};
use chrono::{DateTime, Utc};
use kernel::event::{self, NewEvent};
use kernel::{Error, PatientId, ReceiptId, Result, Scope, Tx, clock};
use nq_pathway::gate::{Channel, Class};
use nq_pathway::ledger::{Closing, Happening};
use nq_pathway::step::{Effect, Line, Outcome};
use reach::message::{FormRef, NewMessage};
use record::patient::{NextDue, TagIn, TagKind};
use serde_json::json;

/// Carries out every effect of a step, in order.
pub(super) async fn carry_out(
    tx: &Tx,
    scope: &Scope,
    row: &entity::Model,
    out: &Outcome,
    receipts: &[(Line, ReceiptId)],
) -> Result<()> {
    let hand = Hand { tx, scope, row, receipts };
    for effect in &out.effects {
        hand.carry(effect).await?;
    }
    Ok(())
}

struct Hand<'a> {
    tx: &'a Tx,
    scope: &'a Scope,
    row: &'a entity::Model,
    receipts: &'a [(Line, ReceiptId)],
}

struct Letter<'a> {
    node: &'a str,
    occurrence: u32,
    template: &'a str,
    class: Class,
    channels: &'a [Channel],
    not_after: DateTime<Utc>,
    form: Option<&'a str>,
}

impl Hand<'_> {
    async fn carry(&self, effect: &Effect) -> Result<()> {
        match effect {
            Effect::OpenObligation { .. } => self.open(effect).await,
            Effect::CompleteObligation { node, occurrence, why } => {
                self.settle(node, *occurrence, Happening::Completed, why).await
            }
            Effect::CloseObligation { node, occurrence, closing, why } => {
                self.settle(node, *occurrence, Happening::Closed(*closing), why).await
            }
            Effect::SendMessage { node, occurrence, template, class, channels, not_after } => {
                let (occurrence, class, not_after) = (*occurrence, *class, *not_after);
                self.send(Letter { node, occurrence, template, class, channels, not_after, form: None }).await
            }
            Effect::SendForm { node, occurrence, form, template, class, channels, not_after } => {
                let (occurrence, class, not_after) = (*occurrence, *class, *not_after);
                self.send(Letter { node, occurrence, template, class, channels, not_after, form: Some(form) })
                    .await
            }
            Effect::OpenTask { .. } => self.task(effect).await,
            Effect::AddTag { tag, node, occurrence } => {
                let receipt = self.receipt(node, *occurrence);
                let tag = TagIn {
                    code: tag.clone(),
                    name: tag.clone(),
                    kind: TagKind::Medical,
                    expires_at: None,
                    receipt,
                };
                record::patient::set_tag(self.tx, self.scope, self.row.patient_id, tag).await.map(drop)
            }
            Effect::RemoveTag { tag, node, occurrence } => {
                let receipt = self.receipt(node, *occurrence);
                record::patient::unset_tag(self.tx, self.scope, self.row.patient_id, tag, receipt)
                    .await
                    .map(drop)
            }
            Effect::Park { .. } => Ok(()),
            Effect::Exit { closing, reason, keep } => self.exit(*closing, reason, *keep).await,
        }
    }

    fn receipt(&self, node: &str, occurrence: u32) -> Option<ReceiptId> {
        let of = |line: &Line| line.node.as_deref() == Some(node) && line.occurrence == Some(occurrence);
        self.receipts.iter().rev().find(|(line, _)| of(line)).map(|(_, id)| *id)
    }

    async fn open(&self, effect: &Effect) -> Result<()> {
        let Effect::OpenObligation { node, occurrence, kind, title, due_from, due_to } = effect else {
            return Ok(());
        };
        let of = Of {
            patient: self.row.patient_id,
            enrolment: self.row.id,
            pathway_code: self.row.pathway_code.clone(),
            pathway_name: self.row.pathway_name.clone(),
        };
        let new = NewObligation {
            node: node.clone(),
            occurrence: *occurrence,
            kind: kind.clone(),
            title: title.clone(),
            from: *due_from,
            to: *due_to,
        };
        obligation::open(self.tx, self.scope, &of, new).await.map(drop)
    }

    async fn obligation(&self, node: &str, occurrence: u32) -> Result<ObligationId> {
        let found = obligation::by_place(&**self.tx, self.scope, self.row.id, node, occurrence).await?;
        found.map(|o| o.id).ok_or_else(|| Error::fault(format!("no obligation {node}#{occurrence}")))
    }

    async fn settle(&self, node: &str, occurrence: u32, what: Happening, why: &str) -> Result<()> {
        let id = self.obligation(node, occurrence).await?;
        obligation::settle(self.tx, self.scope, id, what, why).await.map(drop)
    }

    async fn send(&self, letter: Letter<'_>) -> Result<()> {
        let obligation = self.obligation(letter.node, letter.occurrence).await?;
        let form = letter.form.map(|code| FormRef {
            code: code.to_owned(),
            obligation_id: Some(obligation.0),
            ..FormRef::default()
        });
        let message = NewMessage {
            patient: self.row.patient_id,
            template_code: letter.template.to_owned(),
            vars: reach::template::render::Values::default(),
            class: letter.class,
            channel_preference: letter.channels.to_vec(),
            dedupe_key: format!("{}:{}:{}", self.row.id, letter.node, letter.occurrence),
            not_before: self.tx.now,
            not_after: Some(letter.not_after),
            enrolment_id: Some(self.row.id.0),
            node: Some(letter.node.to_owned()),
            occurrence: Some(letter.occurrence),
            form,
            origin: Some(self.row.pathway_name.clone()),
        };
        reach::message::queue(self.tx, self.scope, message).await.map(drop)
    }

    async fn task(&self, effect: &Effect) -> Result<()> {
        let Effect::OpenTask {
            node,
            occurrence,
            kind,
            title,
            script,
            form,
            role,
            sensitive,
            due_from,
            due_to,
        } = effect
        else {
            return Ok(());
        };
        let desk = role == "service_desk";
        let kind = match (kind.as_str(), desk) {
            ("home_visit", _) => "home_visit",
            (_, true) => "ticket",
            (_, false) => "phone",
        };
        let line = self
            .receipts
            .iter()
            .rev()
            .find(|(l, _)| l.node.as_ref() == Some(node))
            .map(|(l, _)| l.why.clone());
        let new = NewTask {
            patient: self.row.patient_id,
            origin: format!("{}:{node}:{occurrence}", self.row.id),
            kind: kind.to_owned(),
            title: title.clone(),
            script: script.clone(),
            form_code: form.clone(),
            role: role.clone(),
            sensitive: *sensitive,
            complaint: desk,
            alert_since: None,
            enrolment_id: Some(self.row.id),
            obligation_id: Some(self.obligation(node, *occurrence).await?),
            pathway_name: Some(self.row.pathway_name.clone()),
            due_from: *due_from,
            due_to: *due_to,
            why: line.unwrap_or_else(|| title.clone()),
            rule: format!("pathway:{}", self.row.pathway_code),
            rule_version: self.row.version.to_string(),
        };
        task::open(self.tx, self.scope, new).await.map(drop)
    }

    async fn exit(&self, closing: Closing, reason: &str, keep: bool) -> Result<()> {
        if !keep {
            let why = format!("路径结束：{reason}");
            reach::message::cancel_of_enrolment(self.tx, self.scope, self.row.id.0, &why).await?;
        }
        let ended = NewEvent {
            patient: Some(self.row.patient_id),
            kind: "enrolment.ended",
            occurred_at: self.tx.now,
            source: "care",
            payload: json!({"title": format!("路径结束：{}", self.row.pathway_name), "detail": reason,
                "enrolment_id": self.row.id, "pathway": self.row.pathway_code, "reason": closing.code(), "state": ENDED}),
            cause: None,
        };
        event::append(self.tx, self.scope, ended).await.map(drop)
    }
}

/// Writes what is due next onto the person, for lists and headers.
pub(crate) async fn next_due(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<()> {
    let next = obligation::future(&**tx, scope, patient).await?.into_iter().next();
    let next =
        next.map(|o| NextDue { at: clock::local_instant(o.due_from, 9, 0), title: o.title, kind: o.kind });
    record::patient::set_next_due(tx, scope, patient, next).await
}
