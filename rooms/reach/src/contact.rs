//! Who a person is to somebody who wants to write or call: name, number, team, consent, and what must not be
//! forgotten. The only file that asks `record` and `access` about a person on behalf of messages.

use std::collections::BTreeMap;

use access::consent::Purpose as Given;
use chrono::{DateTime, Utc};
use kernel::{Error, Level, PatientId, Result, Role, Scope, Tx};
use nq_pathway::gate::{Consent, Mute, Purpose};
use record::Sex;
use record::team::Member;
use sea_orm::ConnectionTrait;

/// A person as a writer knows him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub id: PatientId,
    /// Name; masked for viewers who may only count.
    pub name: String,
    /// 称呼: 王先生, 李女士.
    pub title: String,
    /// Preferred number, unmasked.
    pub phone: Option<String>,
    /// 已登记死亡.
    pub deceased: bool,
    /// 已迁出; the record does not know it yet.
    pub moved: bool,
    /// 免打扰 until.
    pub muted_until: Option<DateTime<Utc>>,
    /// The one to call: health manager, else nurse.
    pub nurse: Option<Member>,
    /// The responsible doctor.
    pub doctor: Option<Member>,
}

impl Contact {
    /// The silence the person asked for, if it lasts.
    pub fn mute(&self, now: DateTime<Utc>) -> Option<Mute> {
        self.muted_until.filter(|until| now < *until).map(|until| Mute { until: Some(until) })
    }
}

/// The person, within the viewer's scope.
pub async fn contact(conn: &impl ConnectionTrait, scope: &Scope, patient: PatientId) -> Result<Contact> {
    let found = record::read::people(conn, scope, &[patient]).await?;
    let person = found.into_iter().next().ok_or(Error::Missing)?;
    let team = record::team::of(conn, scope, patient).await?;
    let place = |role: Role| team.iter().find(|m| m.role == role).cloned();
    let masked = scope.level == Level::L0;
    Ok(Contact {
        id: person.id,
        title: if masked { nq_cnid::mask_name(&person.name) } else { title(&person.name, person.sex) },
        name: if masked { nq_cnid::mask_name(&person.name) } else { person.name },
        phone: person.phone,
        deceased: person.deceased_at.is_some(),
        moved: false,
        muted_until: person.muted_until,
        nurse: place(Role::HealthManager).or_else(|| place(Role::Nurse)),
        doctor: place(Role::Doctor),
    })
}

/// The family name with 先生 or 女士; the full name where that would be a guess.
fn title(name: &str, sex: Sex) -> String {
    let length = if nq_cnid::is_compound_surname(name) { 2 } else { 1 };
    let chinese = name.chars().next().is_some_and(|c| !c.is_ascii()) && name.chars().count() > length;
    let family: String = name.chars().take(length).collect();
    match sex {
        Sex::Male if chinese => format!("{family}先生"),
        Sex::Female if chinese => format!("{family}女士"),
        _ => name.to_owned(),
    }
}

/// The latest word on each purpose as the gate reads it. Follow-up needs none, so only a refusal is told; every
/// recorded yes carries its evidence, so it is one with proof. Greetings have no purpose of their own yet: nobody has
/// consented to them.
pub async fn consents(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<BTreeMap<Purpose, Consent>> {
    let given = access::consent::given(&**tx, scope.tenant, patient).await?;
    let said = |purpose| given.get(&purpose).copied();
    let mut out = BTreeMap::new();
    if said(Given::Followup) == Some(false) {
        out.insert(Purpose::FollowUp, Consent::Withdrawn);
    }
    if said(Given::Marketing) == Some(true) {
        out.insert(Purpose::Marketing, Consent::Granted { until: None, proof: true });
    }
    Ok(out)
}

/// Whether the person agreed to be called by a machine.
pub async fn allows_voice(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<bool> {
    let given = access::consent::given(&**tx, scope.tenant, patient).await?;
    Ok(given.get(&Given::AiCall).copied().unwrap_or(false))
}

/// Remembers that we were in touch.
pub async fn touched(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<()> {
    match record::patient::touch_contact(tx, scope, patient, tx.now).await {
        Err(Error::Missing) => Ok(()),
        other => other,
    }
}
