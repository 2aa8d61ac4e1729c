//! What the stories of this room begin with: a hospital, a person, a worker that runs until nothing is due.

use std::sync::Arc;

use kernel::{App, PatientId, Scope, job};
use nq_pathway::gate::{Channel, Class};
use record::Sex;
use record::file::{PersonIn, person};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use crate::ids::MessageId;
use crate::message::carrier::{Carrier, Carriers};
use crate::message::{self, NewMessage, QUEUE, queue};

/// A tenant with one site, seen by the house itself.
pub async fn hospital(app: &App) -> Scope {
    app.write(async |tx| {
        let tenant = access::organisation::found(&tx, "暖桥示范医院").await?;
        let scope = Scope::system(tenant, "test");
        access::organisation::open_site(&tx, &scope, "本部").await?;
        Ok(scope)
    })
    .await
    .unwrap()
}

/// 王建国, 58, with a telephone.
pub async fn wang(app: &App, scope: &Scope) -> PatientId {
    someone(app, scope, "w001", "王建国", "13900000001").await
}

pub async fn someone(app: &App, scope: &Scope, key: &str, name: &str, phone: &str) -> PatientId {
    let new = PersonIn {
        key: key.to_owned(),
        name: name.to_owned(),
        sex: Some(Sex::Male),
        birth_date: chrono::NaiveDate::from_ymd_opt(1968, 5, 2),
        phones: vec![phone.to_owned()],
        ..PersonIn::default()
    };
    app.write(async |tx| person(&tx, scope, "his", new).await).await.unwrap().id()
}

/// The invitation of the seventh day, due now.
pub fn day7(app: &App, patient: PatientId, key: &str) -> NewMessage {
    NewMessage {
        patient,
        template_code: "stent_day7".to_owned(),
        vars: std::collections::BTreeMap::new(),
        class: Class::ClinicalRoutine,
        channel_preference: Vec::new(),
        dedupe_key: key.to_owned(),
        not_before: app.clock.now(),
        not_after: None,
        enrolment_id: None,
        node: Some("d7".to_owned()),
        occurrence: Some(0),
        form: None,
        origin: Some("冠脉支架术后康复".to_owned()),
    }
}

pub async fn promise(app: &App, scope: &Scope, new: NewMessage) -> MessageId {
    app.write(async |tx| queue(&tx, scope, new).await).await.unwrap()
}

/// Works as one sender until nothing is due.
pub async fn run(app: &App, carriers: &Carriers) {
    while step(app, carriers, "w1").await > 0 {}
}

/// One round of one sender; how many jobs it had.
pub async fn step(app: &App, carriers: &Carriers, worker: &str) -> usize {
    let jobs = job::claim(&app.db, &app.clock, QUEUE, worker, 10).await.unwrap();
    let count = jobs.len();
    for job in jobs {
        message::work(app, carriers, job).await.unwrap();
    }
    count
}

/// The lease of a sender that vanished runs out.
pub async fn lease_runs_out(app: &App) {
    let sql = "UPDATE job SET lease_until = '2000-01-01T00:00:00+00:00'";
    app.db.writer().execute_unprepared(sql).await.unwrap();
}

pub async fn message(app: &App, scope: &Scope, id: MessageId) -> message::entity::Model {
    use kernel::Visible;
    let query = message::entity::Entity::visible(scope).filter(message::entity::Column::Id.eq(id));
    query.one(app.db.read()).await.unwrap().unwrap()
}

/// The demo's channels, with another carrier for text messages.
pub fn with_sms(app: &App, carrier: Arc<dyn Carrier>) -> Carriers {
    Carriers::of(app).with(Channel::SmsService, carrier)
}

/// Kinds of events about a person, oldest first.
pub async fn told(app: &App, scope: &Scope, patient: PatientId) -> Vec<String> {
    let mut events = kernel::event::of_patient(app.db.read(), scope, patient, 100).await.unwrap();
    events.sort_by_key(|e| e.seq);
    events.into_iter().map(|e| e.kind).collect()
}
