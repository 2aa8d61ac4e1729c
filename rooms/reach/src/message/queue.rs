//! Puts a message into the outbox: one row per dedupe key, in the transaction of the step that wants it.

use chrono::{DateTime, Utc};
use kernel::{Error, PatientId, Result, Scope, Tx, Visible, job};
use nq_pathway::gate::{Channel, Class};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::entity;
use super::send::QUEUE;
use super::state::State;
use crate::contact::{self, Contact};
use crate::ids::{MessageId, SessionId};
use crate::session::{self, LINK_LASTS, NewSession, Via};
use crate::template::render::{Values, missing, render};
use crate::template::values::{form_values, values};
use crate::template::{self, Template};

/// A form that goes with a message: the text carries a personal link to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormRef {
    /// Form code.
    pub code: String,
    /// The obligation that its answer fulfils.
    pub obligation_id: Option<Uuid>,
    /// The task that its answer fulfils.
    pub task_id: Option<Uuid>,
    /// Until when it may be filled; two weeks after sending if absent.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A message about to be promised.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// To whom.
    pub patient: PatientId,
    /// Template code.
    pub template_code: String,
    /// Values for variables that only the caller knows (`day`, `visit.date`).
    pub vars: Values,
    /// Message class; decides consent, hours and budget.
    pub class: Class,
    /// Channels, best first; a text message if empty. The H5 inbox is always the last resort.
    pub channel_preference: Vec<Channel>,
    /// Unique per tenant: a second call with the same key returns the first message and does nothing.
    pub dedupe_key: String,
    /// Not to be sent before.
    pub not_before: DateTime<Utc>,
    /// Not to be sent after.
    pub not_after: Option<DateTime<Utc>>,
    /// The pathway position that wants it.
    pub enrolment_id: Option<Uuid>,
    /// Its node.
    pub node: Option<String>,
    /// Which occurrence of the node.
    pub occurrence: Option<u32>,
    /// The form it invites to; the template's own form if absent.
    pub form: Option<FormRef>,
    /// Name of the pathway or reason, shown beside the message.
    pub origin: Option<String>,
}

/// Promises a message. Idempotent by `dedupe_key`.
pub async fn queue(tx: &Tx, scope: &Scope, new: NewMessage) -> Result<MessageId> {
    if let Some(known) = by_key(tx, scope, &new.dedupe_key).await? {
        return Ok(known);
    }
    let template = template::find(&**tx, scope, &new.template_code).await.map_err(|_| {
        Error::refuse("template.missing", format!("没有“{}”这个消息模板。", new.template_code))
    })?;
    let contact = contact::contact(&**tx, scope, new.patient).await?;
    let text = preview(tx, scope, &template, &contact, &new).await?;
    let draft = Draft {
        template_code: Some(template.code.clone()),
        template_version: Some(template.version),
        sensitive: template.sensitive,
        promotional: template.promotional,
        text,
    };
    let form = new
        .form
        .clone()
        .or_else(|| template.form_code.clone().map(|code| FormRef { code, ..FormRef::default() }));
    insert(tx, scope, new, draft, form).await
}

/// Promises a text written by a member of staff to one person.
pub async fn queue_text(
    tx: &Tx,
    scope: &Scope,
    new: NewMessage,
    text: &str,
    sensitive: bool,
) -> Result<MessageId> {
    if let Some(known) = by_key(tx, scope, &new.dedupe_key).await? {
        return Ok(known);
    }
    let draft = Draft {
        template_code: None,
        template_version: None,
        sensitive,
        promotional: false,
        text: text.trim().to_owned(),
    };
    insert(tx, scope, new, draft, None).await
}

/// The refusal that names the variables without a value.
pub fn unfilled(template: &Template, values: &Values) -> Error {
    let names: Vec<&str> = missing(&template.variables, values)
        .into_iter()
        .map(|key| template::dictionary::variable(key).map_or(key, |v| v.label))
        .collect();
    let message = format!("模板“{}”还缺少：{}。请补齐后再发送。", template.name, names.join("、"));
    Error::refuse("template.unfilled", message)
}

struct Draft {
    template_code: Option<String>,
    template_version: Option<i64>,
    sensitive: bool,
    promotional: bool,
    text: String,
}

async fn by_key(tx: &Tx, scope: &Scope, key: &str) -> Result<Option<MessageId>> {
    let row = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(scope.tenant))
        .filter(entity::Column::DedupeKey.eq(key))
        .one(&**tx)
        .await?;
    Ok(row.map(|row| row.id))
}

/// The text as known now; it is made again at the moment of sending, when team and numbers may have changed.
async fn preview(
    tx: &Tx,
    scope: &Scope,
    template: &Template,
    contact: &Contact,
    new: &NewMessage,
) -> Result<String> {
    let house = kernel::config::Config {
        hospital: "［医院］".to_owned(),
        phone: "［联系电话］".to_owned(),
        ..kernel::config::Config::default()
    };
    let mut filled = values(contact, &house, new.not_before, &new.vars);
    let form = new.form.as_ref().map(|f| &f.code).or(template.form_code.as_ref());
    if let Some(code) = form {
        let def = crate::form::definition(&**tx, scope, code)
            .await
            .map_err(|_| Error::refuse("form.missing", format!("没有“{code}”这份问卷。")))?;
        let until = new.form.as_ref().and_then(|f| f.expires_at).unwrap_or(new.not_before + LINK_LASTS);
        form_values(&mut filled, &def, until);
    }
    render(&template.body, &filled).map_err(|_| unfilled(template, &filled))
}

async fn insert(
    tx: &Tx,
    scope: &Scope,
    new: NewMessage,
    draft: Draft,
    form: Option<FormRef>,
) -> Result<MessageId> {
    let id = MessageId::new();
    let (channel, others) = channels(new.class, &new.channel_preference);
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(new.patient),
        dedupe_key: Set(new.dedupe_key.clone()),
        template_code: Set(draft.template_code),
        template_version: Set(draft.template_version),
        class: Set(new.class.code().to_owned()),
        channel: Set(channel.code().to_owned()),
        others: Set(json!(others.iter().map(|c| c.code()).collect::<Vec<_>>())),
        sensitive: Set(draft.sensitive),
        promotional: Set(draft.promotional),
        vars: Set(serde_json::to_value(&new.vars)?),
        text: Set(draft.text),
        origin: Set(new.origin.clone()),
        session_id: Set(None::<SessionId>),
        enrolment_id: Set(new.enrolment_id),
        node: Set(new.node.clone()),
        occurrence: Set(new.occurrence.map(i64::from)),
        state: Set(State::Pending.as_str().to_owned()),
        not_before: Set(new.not_before),
        not_after: Set(new.not_after),
        due_at: Set(new.not_before),
        created_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
        sent_at: Set(None),
        ended_at: Set(None),
        attempts: Set(0),
        why: Set("已排队，发送前会再核对授权、时段和打扰预算。".to_owned()),
        receipt_id: Set(None),
        provider_id: Set(None),
    };
    let same = [entity::Column::TenantId, entity::Column::DedupeKey];
    let inserted = entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    if inserted == 0 {
        return by_key(tx, scope, &new.dedupe_key).await?.ok_or(Error::Missing);
    }
    if let Some(form) = form {
        attach(tx, scope, id, &new, form).await?;
    }
    announce(tx, scope, id, &new).await?;
    Ok(id)
}

/// Opens the filling that the link of this message will lead to.
async fn attach(tx: &Tx, scope: &Scope, id: MessageId, new: &NewMessage, form: FormRef) -> Result<()> {
    let session = NewSession {
        patient: new.patient,
        form_code: form.code,
        via: Via::H5,
        message_id: Some(id),
        task_id: form.task_id,
        enrolment_id: new.enrolment_id,
        obligation_id: form.obligation_id,
        expires_at: form.expires_at,
    };
    let session = session::open(tx, scope, session).await?;
    let row = super::locked(tx, &Scope::system(scope.tenant, "reach"), id).await?;
    let mut row = row.into_active_model();
    row.session_id = Set(Some(session));
    row.update(&**tx).await?;
    Ok(())
}

/// Schedules the sending. The log is told only of what waits: what goes out now tells of itself.
async fn announce(tx: &Tx, scope: &Scope, id: MessageId, new: &NewMessage) -> Result<()> {
    if new.not_before > tx.now {
        let row = super::locked(tx, &Scope::system(scope.tenant, "reach"), id).await?;
        super::tell::tell(tx, scope, &row, "message.queued", &row.why).await?;
    }
    job::schedule(tx, scope.tenant, QUEUE, &id.to_string(), new.not_before, json!({"message_id": id})).await
}

/// The first channel and the ones to fall back to; the inbox disturbs nobody and closes the list.
fn channels(class: Class, wanted: &[Channel]) -> (Channel, Vec<Channel>) {
    let port = if class == Class::Marketing { Channel::SmsMarketing } else { Channel::SmsService };
    let mut all: Vec<Channel> = if wanted.is_empty() { vec![port] } else { wanted.to_vec() };
    if !all.contains(&Channel::Inbox) {
        all.push(Channel::Inbox);
    }
    let first = all.first().copied().unwrap_or(port);
    all.retain(|c| *c != first);
    (first, all)
}
