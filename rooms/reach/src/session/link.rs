//! Personal links: 144 random bits that open one filling of one person until a date. Only the hash is stored; each try
//! of a message gets a link of its own, so that the secret never has to be kept for a resend.

use access::login::session::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, PatientId, Result, Scope, Tx, Visible};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Set,
};

use super::store::{NewSession, form_of, open, row};
use super::{entity, link_entity};
use crate::form::FormDef;
use crate::ids::{MessageId, SessionId};

/// How long a link lasts if nobody says otherwise.
pub const LINK_LASTS: Duration = Duration::days(14);

/// A link about to be given to the person; the only moment its secret is known.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address with the secret.
    pub url: String,
    /// The filling it opens.
    pub session: SessionId,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// A link that was found by its secret.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The viewer it makes: the patient himself, nobody else's rows.
    pub scope: Scope,
    /// The person.
    pub patient: PatientId,
    /// The filling.
    pub session: SessionId,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// Whether it still opens anything.
    pub valid: bool,
    /// Whether nobody has opened it before.
    pub first: bool,
}

/// Opens a filling and a link to it: for a link that is handed over by other means than a message of ours (QR code).
pub async fn open_link(tx: &Tx, scope: &Scope, public_url: &str, new: NewSession) -> Result<Link> {
    let until = new.expires_at.unwrap_or(tx.now + LINK_LASTS);
    let (patient, message) = (new.patient, new.message_id);
    let session = open(tx, scope, new).await?;
    let url = insert(tx, scope, public_url, patient, session, message, until).await?;
    Ok(Link { url, session, expires_at: until })
}

/// The form a message invites to, and until when it may be filled if it is sent now.
pub(crate) async fn invited(tx: &Tx, scope: &Scope, session: SessionId) -> Result<(FormDef, DateTime<Utc>)> {
    let filling = row(&**tx, scope, session).await?;
    let def = form_of(&**tx, scope, &filling).await?;
    Ok((def, filling.expires_at.unwrap_or(tx.now + LINK_LASTS)))
}

/// A fresh link for one try of a message.
pub(crate) async fn link_for_message(
    tx: &Tx,
    scope: &Scope,
    public_url: &str,
    session: SessionId,
    message: MessageId,
    until: DateTime<Utc>,
) -> Result<String> {
    let filling = row(&**tx, scope, session).await?;
    insert(tx, scope, public_url, filling.patient_id, session, Some(message), until).await
}

async fn insert(
    tx: &Tx,
    scope: &Scope,
    public_url: &str,
    patient: PatientId,
    session: SessionId,
    message: Option<MessageId>,
    until: DateTime<Utc>,
) -> Result<String> {
    let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 18]>());
    let link = link_entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        patient_id: Set(patient),
        token_hash: Set(digest(&secret)),
        session_id: Set(session),
        message_id: Set(message),
        created_at: Set(tx.now),
        expires_at: Set(until),
        revoked_at: Set(None),
        opened_at: Set(None),
    };
    link.insert(&**tx).await?;
    Ok(format!("{public_url}/h5/f/{secret}"))
}

/// Finds a link by its secret. The secret is the credential: tenant and person come from the row, never from the caller.
pub async fn opened(conn: &impl ConnectionTrait, secret: &str, now: DateTime<Utc>) -> Result<Opened> {
    if !(16..=64).contains(&secret.len()) {
        return Err(Error::Missing);
    }
    let found = link_entity::Entity::unscoped()
        .filter(link_entity::Column::TokenHash.eq(digest(secret)))
        .one(conn)
        .await?
        .ok_or(Error::Missing)?;
    Ok(Opened {
        scope: Scope::patient(found.tenant_id, found.patient_id),
        patient: found.patient_id,
        session: found.session_id,
        expires_at: found.expires_at,
        first: found.opened_at.is_none(),
        valid: found.revoked_at.is_none() && now < found.expires_at,
    })
}

/// Remembers that the person opened the link for the first time.
pub(crate) async fn mark_opened(tx: &Tx, secret: &str) -> Result<()> {
    let found = link_entity::Entity::unscoped()
        .filter(link_entity::Column::TokenHash.eq(digest(secret)))
        .one(&**tx)
        .await?;
    if let Some(link) = found.filter(|link| link.opened_at.is_none()) {
        let mut link = link.into_active_model();
        link.opened_at = Set(Some(tx.now));
        link.update(&**tx).await?;
    }
    Ok(())
}

/// A fresh link to another filling of the same person, ending no later than the one he holds.
pub(crate) async fn another_link(
    tx: &Tx,
    holder: &Opened,
    public_url: &str,
    session: SessionId,
) -> Result<String> {
    insert(tx, &holder.scope, public_url, holder.patient, session, None, holder.expires_at).await
}

/// Whether the person holds a link that still opens the hospital's page: only then is the inbox a way to reach anybody.
pub async fn has_valid_link(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<bool> {
    let one = link_entity::Entity::visible(scope)
        .filter(link_entity::Column::PatientId.eq(patient))
        .filter(link_entity::Column::RevokedAt.is_null())
        .filter(link_entity::Column::ExpiresAt.gt(tx.now))
        .limit(1)
        .one(&**tx)
        .await?;
    Ok(one.is_some())
}

/// Ends all links of a person (wrong number, death, transfer); returns how many.
pub async fn revoke(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<usize> {
    let rows = link_entity::Entity::visible(scope)
        .filter(link_entity::Column::PatientId.eq(patient))
        .filter(link_entity::Column::RevokedAt.is_null())
        .all(&**tx)
        .await?;
    let count = rows.len();
    for row in rows {
        let mut row = row.into_active_model();
        row.revoked_at = Set(Some(tx.now));
        row.update(&**tx).await?;
    }
    Ok(count)
}

/// Fillings a person was invited to and has not finished: 现在要做的事.
pub(crate) async fn to_do(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    now: DateTime<Utc>,
) -> Result<Vec<entity::Model>> {
    let links = link_entity::Entity::visible(scope)
        .filter(link_entity::Column::PatientId.eq(patient))
        .filter(link_entity::Column::RevokedAt.is_null())
        .filter(link_entity::Column::ExpiresAt.gt(now))
        .all(conn)
        .await?;
    let invited: Vec<SessionId> = links.into_iter().map(|link| link.session_id).collect();
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::Id.is_in(invited))
        .filter(entity::Column::State.eq("open"))
        .order_by_asc(entity::Column::CreatedAt)
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter(|r| r.expires_at.is_none_or(|until| now < until)).collect())
}
