//! The last gate before a message leaves: consent, hours, budget, life and wishes as they are at this moment.
//! Decided under the person's lock, so that two messages cannot both take the last room of a day's budget.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use kernel::receipt::{self, Fact, NewReceipt};
use kernel::{App, ReceiptId, Result, Scope, Tx};
use nq_pathway::calendar::Calendar;
use nq_pathway::gate::{Answer, Ask, Channel, Class, Gate, Hours, Person, Policy, Verdict, decide};

use super::carrier::Carriers;
use super::entity;
use crate::contact::{self, Contact};
use crate::ids::MessageId;
use crate::touch;

/// The answer, and the channel it holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    pub channel: Channel,
    pub verdict: Verdict,
}

impl Decision {
    /// Whether the only thing in the way is that its last useful moment lies behind.
    pub fn expired(&self) -> bool {
        let failed: Vec<Gate> = self.verdict.gates.iter().filter(|g| !g.passed).map(|g| g.gate).collect();
        failed.contains(&Gate::Validity)
            && failed.iter().all(|g| matches!(g, Gate::Validity | Gate::Hours | Gate::Budget))
    }

    /// Whether death or a withdrawn consent is in the way: waiting will not change that.
    pub fn final_no(&self) -> bool {
        self.verdict
            .gates
            .iter()
            .any(|g| !g.passed && matches!(g.gate, Gate::Alive | Gate::Consent | Gate::Resident))
    }
}

/// The house's policy: the starter table with the configured quiet hours.
pub fn policy(app: &App) -> Policy {
    let (open, close) = (app.config.quiet_to_hour, app.config.quiet_from_hour);
    Policy { day: Hours::of(open, close), ..Policy::default() }
}

/// What the message asks of the gate.
fn ask(row: &entity::Model) -> Ask {
    let others = row.others.as_array().into_iter().flatten();
    Ask {
        class: Class::of(&row.class).unwrap_or(Class::Marketing),
        channel: Channel::of(&row.channel).unwrap_or(Channel::Inbox),
        others: others.filter_map(|c| c.as_str()).filter_map(Channel::of).collect(),
        sensitive: row.sensitive,
        promotional: row.promotional,
        requested: false,
        not_after: row.not_after,
    }
}

/// Everything the gate knows of the person, except the message that is asking.
pub(crate) async fn person(
    tx: &Tx,
    scope: &Scope,
    carriers: &Carriers,
    contact: &Contact,
    except: Option<MessageId>,
) -> Result<Person> {
    let mut reachable = BTreeSet::new();
    for channel in carriers.channels() {
        let there = match channel {
            Channel::Inbox => crate::session::has_valid_link(tx, scope, contact.id).await?,
            // A machine that calls needs a consent of its own.
            Channel::AiVoice => {
                contact.phone.is_some() && contact::allows_voice(tx, scope, contact.id).await?
            }
            _ => contact.phone.is_some(),
        };
        if there {
            reachable.insert(channel);
        }
    }
    let since = tx.now - Duration::days(8);
    Ok(Person {
        dead: contact.deceased,
        moved: contact.moved,
        mute: contact.mute(tx.now),
        bereaved_until: None,
        consents: contact::consents(tx, scope, contact.id).await?,
        opted_out: touch::opted_out(&**tx, scope, contact.id).await?,
        reachable,
        last_inbound: crate::conversation::last_inbound(&**tx, scope, contact.id).await?,
        touches: touch::since(&**tx, scope, contact.id, since, except).await?,
    })
}

/// Asks the gate, following it from channel to channel.
pub(super) fn gate(
    row: &entity::Model,
    who: &Person,
    policy: &Policy,
    now: chrono::DateTime<chrono::Utc>,
) -> Decision {
    let site = Calendar::china();
    let mut ask = ask(row);
    let mut verdict = decide(&ask, who, policy, &site, now);
    for _ in 0..Channel::ALL.len() {
        let Answer::OtherChannel { channel, .. } = verdict.answer else { break };
        ask.channel = channel;
        verdict = decide(&ask, who, policy, &site, now);
    }
    Decision { channel: ask.channel, verdict }
}

/// Writes why it was or was not sent.
pub(super) async fn write_receipt(
    tx: &Tx,
    row: &entity::Model,
    decision: &Decision,
    sentence: &str,
    outcome: &str,
) -> Result<ReceiptId> {
    let class = Class::of(&row.class).map_or_else(|| row.class.clone(), |c| c.word().to_owned());
    let fact = |name: &str, value: String| Fact {
        name: name.to_owned(),
        value,
        source: "消息".to_owned(),
        at: Some(row.created_at),
        holds: true,
    };
    let mut facts = vec![fact("消息类别", class), fact("渠道", decision.channel.word().to_owned())];
    if let Some(origin) = &row.origin {
        facts.push(fact("来由", origin.clone()));
    }
    if let Some(code) = &row.template_code {
        let house = Scope::system(row.tenant_id, "reach");
        let name = crate::template::find(&**tx, &house, code).await.map_or_else(|_| code.clone(), |t| t.name);
        facts.push(fact("模板", format!("{name} 第 {} 版", row.template_version.unwrap_or(0))));
    }
    let gates = decision.verdict.gates.iter().map(|g| receipt::Gate {
        gate: serde_json::to_value(g.gate)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default(),
        passed: g.passed,
        sentence: g.sentence.clone(),
    });
    let new = NewReceipt {
        patient: Some(row.patient_id),
        subject_kind: "message",
        subject_id: row.id.0,
        rule: "touch_gate".to_owned(),
        rule_version: "1".to_owned(),
        outcome: outcome.to_owned(),
        sentence: sentence.to_owned(),
        facts,
        gates: gates.collect(),
    };
    receipt::write(tx, row.tenant_id, new).await
}

/// The values a caller gave with the message.
pub(super) fn vars(row: &entity::Model) -> BTreeMap<String, String> {
    serde_json::from_value(row.vars.clone()).unwrap_or_default()
}
