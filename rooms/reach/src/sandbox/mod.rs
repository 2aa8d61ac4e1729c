//! The telephones of the demo: stands where a provider would stand, keeps its rules (one text per idempotency key),
//! and lets one answer as the patient. Served in demo mode only.

pub mod api;
mod entity;

use kernel::{App, Error, Result, Scope, Visible};
use nq_pathway::gate::Channel;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ids::MessageId;
use crate::message::carrier::{Carrier, Outgoing, Sent};
use crate::message::state::ChannelClass;

kernel::patient_scoped!(self::entity);
pub use entity::Model as PhoneText;

/// The demo's routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(api::read_demo_phone)).routes(routes!(api::reply_demo_phone))
}

/// Class K: the same key twice is one text.
pub struct Sandbox;

#[async_trait::async_trait]
impl Carrier for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }
    fn class(&self) -> ChannelClass {
        ChannelClass::K
    }
    async fn send(&self, app: &App, message: &Outgoing) -> Sent {
        let Some(phone) = message.phone.clone() else {
            return Sent::Refused("没有手机号。".to_owned());
        };
        match deliver(app, message, phone).await {
            Ok(()) => Sent::Delivered(message.key.clone()),
            Err(Error::Refusal(no)) => Sent::Busy(no.message),
            Err(_) => Sent::Unsure("没有得到回音。".to_owned()),
        }
    }
}

async fn deliver(app: &App, message: &Outgoing, phone: String) -> Result<()> {
    let text = match message.channel {
        Channel::AiVoice => format!("（智能语音来电）{}：{}", app.config.hospital, message.text),
        Channel::SmsMarketing => format!("【{}】{}拒收请回复R", app.config.hospital, message.text),
        _ => format!("【{}】{}", app.config.hospital, message.text),
    };
    let row = |now| entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(message.tenant),
        patient_id: Set(message.patient),
        key: Set(message.key.clone()),
        message_id: Set(message.message),
        phone: Set(phone.clone()),
        to_name: Set(message.to_name.clone()),
        channel: Set(message.channel.code().to_owned()),
        text: Set(text.clone()),
        link: Set(message.link.clone()),
        at: Set(now),
    };
    app.write(async |tx| {
        let same = [entity::Column::TenantId, entity::Column::Key];
        entity::Entity::insert(row(tx.now))
            .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
            .exec_without_returning(&*tx)
            .await?;
        Ok(())
    })
    .await
}

/// The newest texts on one telephone, or on all.
pub async fn texts(
    app: &App,
    scope: &Scope,
    patient: Option<kernel::PatientId>,
    phone: Option<&str>,
) -> Result<Vec<PhoneText>> {
    let mut query = entity::Entity::visible(scope);
    if let Some(patient) = patient {
        query = query.filter(entity::Column::PatientId.eq(patient));
    }
    if let Some(phone) = phone {
        query = query.filter(entity::Column::Phone.eq(phone));
    }
    Ok(query
        .order_by_desc(entity::Column::At)
        .order_by_desc(entity::Column::Id)
        .limit(100)
        .all(app.db.read())
        .await?)
}

/// The text of one message.
pub async fn text_of(app: &App, scope: &Scope, message: MessageId) -> Result<PhoneText> {
    let row = entity::Entity::visible(scope)
        .filter(entity::Column::MessageId.eq(message))
        .one(app.db.read())
        .await?;
    row.ok_or(Error::Missing)
}
