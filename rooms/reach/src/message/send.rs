//! Sends what is due. Three steps, and a crash between any two of them is told apart afterwards:
//! `claim` (gate, lease, link; one transaction) → hand over to the channel (no transaction) → `outcome` (one transaction).

use std::time::Duration as Wait;

use chrono::Duration;
use kernel::{App, Error, Result, Scope, Tx, job};
use nq_pathway::gate::{Answer, Channel};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

use super::carrier::{Carriers, Known, Outgoing, Sent};
use super::decide::{self, Decision};
use super::outcome::{self, Attempt};
use super::state::{Act, Recovery, State};
use super::{attempt_entity, cancel, entity, locked, state_of, step};
use crate::contact::{self, Contact};
use crate::ids::MessageId;
use crate::session;
use crate::template::values::{LINK, form_values, values};
use crate::template::{self, render::render};

/// The queue of due messages.
pub const QUEUE: &str = "message.send";
/// A channel that does not answer in this time is treated as having given no answer; shorter than the job lease.
const PATIENCE: Wait = Wait::from_secs(20);

/// What the claim found to do.
enum Next {
    /// Nothing (any more).
    Done,
    /// Hand this over.
    Send(Box<(Outgoing, Attempt)>),
    /// Ask the channel whether it has it.
    Query(Box<(entity::Model, Channel)>),
}

/// Handles one due message. `carriers` are given, so that a test can bring its own.
pub async fn work(app: &App, carriers: &Carriers, job: job::Job) -> Result<()> {
    let id: MessageId = job
        .payload
        .get("message_id")
        .and_then(|v| v.as_str())
        .unwrap_or_default()
        .parse()
        .map_err(Error::fault)?;
    let scope = Scope::system(job.tenant_id, "reach");
    let next = app.write(async |tx| claim(&tx, app, &scope, carriers, &job, id).await).await?;
    match next {
        Next::Done => Ok(()),
        Next::Send(order) => {
            let (outgoing, attempt) = *order;
            let sent = hand_over(app, carriers, &outgoing).await;
            app.write(async |tx| outcome::record(&tx, &scope, carriers, &job, &attempt, &sent).await).await
        }
        Next::Query(order) => {
            let (row, channel) = *order;
            let known = match carriers.get(channel) {
                Some(carrier) => carrier.query(app, &key(&row)).await,
                None => Known::CannotTell,
            };
            app.write(async |tx| outcome::queried(&tx, &scope, &job, row.id, &known).await).await
        }
    }
}

async fn hand_over(app: &App, carriers: &Carriers, outgoing: &Outgoing) -> Sent {
    let Some(carrier) = carriers.get(outgoing.channel) else {
        return Sent::Busy("没有配置这个渠道。".to_owned());
    };
    match tokio::time::timeout(PATIENCE, carrier.send(app, outgoing)).await {
        Ok(sent) => sent,
        Err(_) => Sent::Unsure("渠道在 20 秒内没有回应。".to_owned()),
    }
}

/// The same for every try: our id.
fn key(row: &entity::Model) -> String {
    row.id.to_string()
}

async fn claim(
    tx: &Tx,
    app: &App,
    scope: &Scope,
    carriers: &Carriers,
    job: &job::Job,
    id: MessageId,
) -> Result<Next> {
    let row = match locked(tx, scope, id).await {
        Err(Error::Missing) => return finish(tx, job).await,
        other => other?,
    };
    match state_of(&row)? {
        State::Pending => decide_and_take(tx, app, scope, carriers, job, row, Act::Claim).await,
        State::Sending => recover(tx, app, scope, carriers, job, row).await,
        State::Unknown => {
            let channel = Channel::of(&row.channel).unwrap_or(Channel::Inbox);
            Ok(Next::Query(Box::new((row, channel))))
        }
        _ => finish(tx, job).await,
    }
}

async fn finish(tx: &Tx, job: &job::Job) -> Result<Next> {
    job::done(tx, job).await?;
    Ok(Next::Done)
}

/// The lease of an earlier sender ran out while the channel may already have the message.
async fn recover(
    tx: &Tx,
    app: &App,
    scope: &Scope,
    carriers: &Carriers,
    job: &job::Job,
    row: entity::Model,
) -> Result<Next> {
    let channel = Channel::of(&row.channel).unwrap_or(Channel::Inbox);
    let Some(carrier) = carriers.get(channel) else {
        return lose(tx, scope, job, row, None).await;
    };
    match carrier.class().recovery() {
        Recovery::ResendSameKey => decide_and_take(tx, app, scope, carriers, job, row, Act::Reclaim).await,
        Recovery::QueryAfterSettling => lose(tx, scope, job, row, Some(carrier.settling())).await,
        Recovery::AskPerson => lose(tx, scope, job, row, None).await,
    }
}

async fn lose(
    tx: &Tx,
    scope: &Scope,
    job: &job::Job,
    row: entity::Model,
    settle: Option<Duration>,
) -> Result<Next> {
    let why = "发送途中服务中断，无法确认对方是否收到。";
    outcome::lost(tx, scope, row, why, settle).await?;
    finish(tx, job).await
}

async fn decide_and_take(
    tx: &Tx,
    app: &App,
    scope: &Scope,
    carriers: &Carriers,
    job: &job::Job,
    row: entity::Model,
    act: Act,
) -> Result<Next> {
    crate::touch::lock(tx, scope, row.patient_id).await?;
    if let Some(why) = pointless(tx, scope, &row).await?.filter(|_| act == Act::Claim) {
        cancel::withdraw(tx, scope, row, why).await?;
        // Withdrawing ended the job.
        return Ok(Next::Done);
    }
    let contact = contact::contact(&**tx, scope, row.patient_id).await?;
    let who = decide::person(tx, scope, carriers, &contact, Some(row.id)).await?;
    let mut decision = decide::gate(&row, &who, &decide::policy(app), tx.now);
    if act == Act::Reclaim && decision.channel.code() != row.channel {
        // What may already be with one channel must not be handed to another.
        decision.verdict.answer = Answer::Not { why: "原渠道已不可用。".to_owned() };
    }
    match decision.verdict.answer.clone() {
        Answer::Send => take(tx, app, scope, carriers, row, &contact, &decision, act).await,
        Answer::Later { at, why } => {
            outcome::postponed(tx, scope, row, &decision, at, &why, act).await?;
            finish(tx, job).await
        }
        Answer::Not { .. } if act == Act::Reclaim => lose(tx, scope, job, row, None).await,
        Answer::OtherChannel { why, .. } | Answer::Not { why } => {
            outcome::suppressed(tx, scope, row, &decision, &why).await?;
            finish(tx, job).await
        }
    }
}

/// What makes a message senseless before any gate is asked: nobody to write to, or nothing left to ask.
async fn pointless(tx: &Tx, scope: &Scope, row: &entity::Model) -> Result<Option<&'static str>> {
    match contact::contact(&**tx, scope, row.patient_id).await {
        Err(Error::Missing) => return Ok(Some("这份档案已合并到另一份，不再单独发送。")),
        other => other?,
    };
    let Some(id) = row.session_id else { return Ok(None) };
    let filling = session::read(&**tx, scope, id).await?;
    Ok((filling.state == "done").then_some("问卷已经填写，不用再邀请。"))
}

/// The gate is open: takes the lease, makes the final text and the personal link.
#[expect(clippy::too_many_arguments, reason = "one step of the sender, handed on whole")]
async fn take(
    tx: &Tx,
    app: &App,
    scope: &Scope,
    carriers: &Carriers,
    row: entity::Model,
    contact: &Contact,
    decision: &Decision,
    act: Act,
) -> Result<Next> {
    let state = step(&row, act)?;
    let voice = decision.channel == Channel::AiVoice;
    let (stored, link) = final_text(tx, app, scope, contact, &row, voice).await?;
    let n = row.attempts.saturating_add(1);
    let sentence = format!("通过{}发送给{}。", decision.channel.word(), contact.title);
    let receipt = decide::write_receipt(tx, &row, decision, &sentence, "send").await?;
    let carrier = carriers.get(decision.channel).map_or("none", |c| c.name());
    let attempt = attempt_entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(row.tenant_id),
        patient_id: Set(row.patient_id),
        message_id: Set(row.id),
        n: Set(n),
        channel: Set(decision.channel.code().to_owned()),
        carrier: Set(carrier.to_owned()),
        started_at: Set(tx.now),
        ended_at: Set(None),
        outcome: Set("sending".to_owned()),
        detail: Set(String::new()),
    };
    attempt.insert(&**tx).await?;
    let outgoing = Outgoing {
        tenant: row.tenant_id,
        patient: row.patient_id,
        message: row.id,
        key: key(&row),
        channel: decision.channel,
        phone: contact.phone.clone(),
        to_name: contact.title.clone(),
        text: link.as_ref().map_or_else(|| stored.clone(), |url| stored.replace(LINK, &format!("{url} "))),
        link,
    };
    let order = Attempt { message: row.id, n, channel: decision.channel };
    let mut row = row.into_active_model();
    row.state = Set(state.as_str().to_owned());
    row.channel = Set(decision.channel.code().to_owned());
    row.text = Set(stored);
    row.attempts = Set(n);
    row.sent_at = Set(Some(tx.now));
    row.why = Set(sentence);
    row.receipt_id = Set(Some(receipt));
    row.update(&**tx).await?;
    Ok(Next::Send(Box::new((outgoing, order))))
}

/// The text as it will be stored (without the link's secret), and the link. A voice cannot carry one.
async fn final_text(
    tx: &Tx,
    app: &App,
    scope: &Scope,
    contact: &Contact,
    row: &entity::Model,
    voice: bool,
) -> Result<(String, Option<String>)> {
    let Some(code) = &row.template_code else {
        return Ok((row.text.clone(), None));
    };
    let template = template::find(&**tx, scope, code).await?;
    let mut filled = values(contact, &app.config, tx.now, &decide::vars(row));
    let mut link = None;
    if let Some(id) = row.session_id {
        let (def, until) = session::invited(tx, scope, id).await?;
        form_values(&mut filled, &def, until);
        if !voice {
            link =
                Some(session::link_for_message(tx, scope, &app.config.public_url, id, row.id, until).await?);
        }
    }
    let mut text = render(&template.body, &filled).map_err(|_| super::unfilled(&template, &filled))?;
    if voice {
        text = text.replace(LINK, "我们发给您的短信里的链接");
    } else if link.is_some() && !text.contains(LINK) {
        text = format!("{text} 请点开填写：{LINK}");
    }
    Ok((text, link))
}
