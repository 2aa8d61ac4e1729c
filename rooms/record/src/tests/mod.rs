//! Stories of the record, on both databases.

mod at_once;
mod desk;
mod filing;
mod http;
mod identity;
mod page;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use kernel::{
    Act, Actor, App, DepartmentId, Level, PatientId, Reach, Role, Scope, SiteId, StaffId, TenantId,
};
use std::collections::BTreeSet;
use uuid::Uuid;

use crate::file::{self, FactIn, Filed, IdentifierIn, ObservationIn, PersonIn, Sex};

pub(crate) fn system(tenant: TenantId) -> Scope {
    Scope::system(tenant, "test")
}

pub(crate) fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// Days before the story's begin, at nine in the morning.
pub(crate) fn ago(days: i64) -> DateTime<Utc> {
    kernel::testing::story_begin() - Duration::days(days)
}

/// A small hospital.
pub(crate) struct House {
    pub site: SiteId,
    pub cardiology: DepartmentId,
    pub doctor: StaffId,
    pub manager: StaffId,
    pub other: StaffId,
}

pub(crate) async fn house(app: &App, tenant: TenantId) -> House {
    let scope = system(tenant);
    app.write(async |tx| {
        let site = access::organisation::open_site(&tx, &scope, "本部").await?;
        let cardiology =
            access::organisation::open_department(&tx, &scope, site, "心内科", "cardiology").await?;
        let mut staff = Vec::new();
        for (name, role) in
            [("周敏", Role::Doctor), ("陈静", Role::HealthManager), ("赵磊", Role::HealthManager)]
        {
            let new = access::staff::NewStaff {
                name: name.to_owned(),
                login: format!("u{}", Uuid::now_v7().simple()),
                role,
                site,
                department: Some(cardiology),
                phone: "0731-88880000".to_owned(),
                password_hash: "x".to_owned(),
            };
            staff.push(access::staff::hire(&tx, &scope, new).await?);
        }
        Ok(House { site, cardiology, doctor: staff[0], manager: staff[1], other: staff[2] })
    })
    .await
    .unwrap()
}

/// A member of staff with the acts of the role's table.
pub(crate) fn staff(tenant: TenantId, id: StaffId, role: Role, reach: Reach, level: Level) -> Scope {
    let acts: BTreeSet<Act> = access::role::matrix::acts(role).iter().copied().collect();
    Scope {
        tenant,
        actor: Actor::Staff { id, name: "陈静".to_owned(), role },
        reach,
        level,
        acts,
        aggregate: false,
    }
}

pub(crate) fn manager(tenant: TenantId, id: StaffId) -> Scope {
    staff(tenant, id, Role::HealthManager, Reach::Own(id), Level::Clinical)
}

pub(crate) fn wang(key: &str) -> PersonIn {
    PersonIn {
        key: key.to_owned(),
        identifiers: vec![
            IdentifierIn {
                system: "id_card".into(),
                value: "430481198206236374".into(),
                kind: String::new(),
            },
            IdentifierIn { system: "mrn:HIS".into(), value: format!("P{key}"), kind: "病历号".into() },
        ],
        name: "王建国".into(),
        sex: Some(Sex::Male),
        birth_date: Some(day(1982, 6, 23)),
        phones: vec!["13812345678".into()],
        address: Some("湖南省长沙市岳麓区麓山南路1号".into()),
        ..PersonIn::default()
    }
}

pub(crate) async fn file_person(
    app: &App,
    tenant: TenantId,
    source: &str,
    person: PersonIn,
) -> Filed<PatientId> {
    app.write(async |tx| file::person(&tx, &system(tenant), source, person).await).await.unwrap()
}

pub(crate) async fn file_facts(
    app: &App,
    tenant: TenantId,
    source: &str,
    patient: PatientId,
    facts: Vec<FactIn>,
) -> Vec<Filed<Uuid>> {
    app.write(async |tx| file::facts(&tx, &system(tenant), source, patient, facts).await).await.unwrap()
}

pub(crate) fn result(
    key: &str,
    metric: &str,
    name: &str,
    value: &str,
    unit: &str,
    range: &str,
) -> ObservationIn {
    ObservationIn {
        key: key.to_owned(),
        at: ago(1),
        metric: Some(metric.to_owned()),
        code: metric.to_owned(),
        name: name.to_owned(),
        value_text: value.to_owned(),
        unit: unit.to_owned(),
        ref_text: Some(range.to_owned()),
        ..ObservationIn::default()
    }
}

/// Kinds of the events of a person, oldest first.
pub(crate) async fn told(app: &App, tenant: TenantId, patient: PatientId) -> Vec<String> {
    let mut events = kernel::event::of_patient(app.db.read(), &system(tenant), patient, 200).await.unwrap();
    events.sort_by_key(|e| e.seq);
    events.into_iter().map(|e| e.kind).collect()
}
