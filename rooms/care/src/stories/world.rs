//! What the stories begin with: a hospital, its staff, people, and a house that works until nothing is due.
use crate::enrolment::{self, entity as enrolments};
use crate::obligation::ledger::{LedgerFilter, LedgerView};
use crate::obligation::{self, Obligation};
use crate::task::{OPEN, entity as tasks};
use crate::{look, pathway};
use access::staff::NewStaff;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use kernel::event::{self, Event};
use kernel::reaction::{Reaction, Worker};
use kernel::{Actor, App, Level, PatientId, Reach, Role, Scope, SiteId, StaffId, Visible, clock, job};
use record::file::{FactIn, PersonIn, ProcedureIn};
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tower::ServiceExt;
use utoipa_axum::router::OpenApiRouter;

/// A hospital at work.
#[derive(Clone)]
pub(super) struct House {
    pub(super) app: App,
    pub(super) scope: Scope,
    pub(super) site: SiteId,
    pub(super) nurse: StaffId,
    pub(super) manager: StaffId,
    pub(super) desk: StaffId,
}

pub(super) async fn house(app: App) -> House {
    let mut house = app
        .clone()
        .write(async |tx| {
            let tenant = access::organisation::found(&tx, "暖桥示范医院").await?;
            let scope = Scope::system(tenant, "test");
            let site = access::organisation::open_site(&tx, &scope, "本部").await?;
            let app = app.clone();
            let id = StaffId::new();
            Ok(House { app, scope, site, nurse: id, manager: id, desk: id })
        })
        .await
        .unwrap();
    house.nurse = house.hire("刘静", Role::Nurse).await;
    house.manager = house.hire("陈晓", Role::HealthManager).await;
    house.desk = house.hire("何敏", Role::ServiceDesk).await;
    house.look().await;
    house
}

impl House {
    pub(super) async fn hire(&self, name: &str, role: Role) -> StaffId {
        let new = NewStaff {
            name: name.to_owned(),
            login: format!("u{}", uuid::Uuid::now_v7().simple()),
            role,
            site: self.site,
            department: None,
            phone: "0000-0000000".to_owned(),
            password_hash: "$none".to_owned(),
        };
        self.app.write(async |tx| access::staff::hire(&tx, &self.scope, new).await).await.unwrap()
    }

    /// The scope a member of staff works in.
    pub(super) fn as_staff(&self, id: StaffId, role: Role) -> Scope {
        let post = access::role::matrix::Post { staff: id, site: self.site, department: None };
        Scope {
            tenant: self.scope.tenant,
            actor: Actor::Staff { id, name: "员工".to_owned(), role },
            reach: access::role::matrix::reach(role, post),
            level: access::role::matrix::level(role),
            acts: access::role::matrix::acts(role).iter().copied().collect(),
            aggregate: access::role::matrix::aggregate(role),
        }
    }

    pub(super) async fn person(&self, name: &str) -> PatientId {
        let new = PersonIn {
            key: format!("{name}-{}", uuid::Uuid::now_v7()),
            name: name.to_owned(),
            sex: Some(record::Sex::Male),
            birth_date: NaiveDate::from_ymd_opt(1968, 5, 2),
            phones: vec!["13900000001".to_owned()],
            ..PersonIn::default()
        };
        let filed = self.app.write(async |tx| record::file::person(&tx, &self.scope, "his", new).await).await;
        filed.unwrap().id()
    }

    pub(super) async fn dies(&self, patient: PatientId) {
        let at = self.app.clock.now();
        let person =
            record::read::people(self.app.db.read(), &self.scope, &[patient]).await.unwrap().remove(0);
        let said = PersonIn {
            key: format!("death-{patient}"),
            name: person.name,
            sex: Some(person.sex),
            birth_date: person.birth_date,
            phones: vec!["13900000001".to_owned()],
            deceased_at: Some(at),
            ..PersonIn::default()
        };
        let filed =
            self.app.write(async |tx| record::file::person(&tx, &self.scope, "his", said).await).await;
        assert_eq!(filed.unwrap().id(), patient, "the same person");
    }

    pub(super) async fn file(&self, patient: PatientId, fact: FactIn) {
        let filed = self
            .app
            .write(async |tx| record::file::facts(&tx, &self.scope, "his", patient, vec![fact]).await);
        filed.await.unwrap();
    }

    pub(super) async fn stent(&self, patient: PatientId, key: &str, at: DateTime<Utc>) {
        let operation = ProcedureIn {
            key: key.to_owned(),
            at,
            code: "36.07".to_owned(),
            system: "icd9cm3".to_owned(),
            name: "药物洗脱冠状动脉支架植入".to_owned(),
            ..ProcedureIn::default()
        };
        self.file(patient, FactIn::Procedure(operation)).await;
    }

    pub(super) async fn look(&self) {
        look::look(&self.app, self.scope.tenant).await.unwrap();
    }

    /// Every reaction and every due job, until nothing moves.
    pub(super) async fn work(&self) {
        loop {
            let mut busy = false;
            for reaction in reactions() {
                busy |= react(&self.app, &reaction).await;
            }
            for worker in workers() {
                busy |= run(&self.app, &worker).await;
            }
            if !busy {
                return;
            }
        }
    }

    /// Lets days pass, looking every morning at nine and every evening at nine.
    pub(super) async fn days(&self, n: i64) {
        for _ in 0..n * 2 {
            self.app.clock.advance(Duration::hours(12));
            self.look().await;
            self.work().await;
        }
    }

    /// Runs the reaction of care once more over everything that ever happened.
    pub(super) async fn hear_it_all_again(&self) {
        let events = heard(&self.app, 0).await;
        let reaction = crate::react::REACTION;
        let wanted: Vec<Event> = events.into_iter().filter(|e| reaction.wants(&e.kind)).collect();
        (reaction.run)(self.app.clone(), wanted).await.unwrap();
        self.work().await;
    }

    pub(super) async fn enrolments(&self, patient: PatientId) -> Vec<enrolments::Model> {
        let mut all = enrolment::of_patient(self.app.db.read(), &self.scope, patient).await.unwrap();
        all.reverse();
        all
    }

    pub(super) async fn on(&self, patient: PatientId, code: &str) -> Vec<enrolments::Model> {
        self.enrolments(patient).await.into_iter().filter(|e| e.pathway_code == code).collect()
    }

    pub(super) async fn obligations(&self, patient: PatientId) -> Vec<Obligation> {
        let mut all = Vec::new();
        for enrolment in self.enrolments(patient).await {
            all.extend(
                obligation::of_enrolment(self.app.db.read(), &self.scope, enrolment.id).await.unwrap(),
            );
        }
        all
    }

    /// `node due_from state(reason)` of everything owed.
    pub(super) async fn book(&self, patient: PatientId) -> Vec<String> {
        let line = |o: Obligation| {
            let reason = o.closed_reason.map(|r| format!("({r})")).unwrap_or_default();
            format!("{} {} {}{reason}", o.node, o.due_from, o.state)
        };
        self.obligations(patient).await.into_iter().map(line).collect()
    }

    pub(super) async fn tasks(&self, patient: PatientId) -> Vec<tasks::Model> {
        tasks::Entity::visible(&self.scope)
            .filter(tasks::Column::PatientId.eq(patient))
            .order_by_asc(tasks::Column::CreatedAt)
            .order_by_asc(tasks::Column::Id)
            .all(self.app.db.read())
            .await
            .unwrap()
    }

    pub(super) async fn open_tasks(&self, patient: PatientId) -> Vec<tasks::Model> {
        self.tasks(patient).await.into_iter().filter(|t| t.state == OPEN).collect()
    }

    pub(super) async fn ledger(&self) -> LedgerView {
        obligation::ledger::read(self.app.db.read(), &self.scope, &LedgerFilter::default()).await.unwrap()
    }

    pub(super) async fn events(&self, patient: PatientId, kind: &str) -> Vec<Event> {
        let mut all = event::of_patient(self.app.db.read(), &self.scope, patient, 1000).await.unwrap();
        all.retain(|e| e.kind == kind);
        all
    }

    pub(super) async fn team(&self, patient: PatientId, staff: StaffId, role: Role) {
        self.app
            .write(async |tx| record::team::assign(&tx, &self.scope, patient, staff, role).await)
            .await
            .unwrap();
    }

    pub(super) async fn enter(&self, patient: PatientId, code: &str) -> enrolments::Model {
        let entered = self.app.write(async |tx| {
            enrolment::enter_by_hand(&tx, &self.scope, patient, code, None, "医生建议").await
        });
        let id = entered.await.unwrap();
        self.work().await;
        enrolment::find(self.app.db.read(), &self.scope, id).await.unwrap()
    }

    /// A doctor sets the grade; the rules do not take it back.
    pub(super) async fn grade(&self, patient: PatientId, grade: &str) {
        let doctor = Scope { reach: Reach::Tenant, ..self.as_staff(StaffId::new(), Role::Doctor) };
        let path = format!("/api/patients/{patient}/grade-override");
        let body = json!({"grade": grade, "reason": "门诊评估"});
        let (status, said) = ask(&self.app, understand::router(), &doctor, "POST", &path, body).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        self.work().await;
    }

    pub(super) async fn pathway_id(&self, code: &str) -> crate::PathwayId {
        pathway::by_code(self.app.db.read(), self.scope.tenant, code).await.unwrap().pathway
    }

    pub(super) fn today(&self) -> NaiveDate {
        clock::local_day(self.app.clock.now())
    }

    /// Rows of everything a step may write: for "nothing doubled".
    pub(super) async fn counts(&self) -> [u64; 4] {
        let db = self.app.db.read();
        let outbox = kernel::db::statement(db, "SELECT COUNT(*) AS n FROM message", vec![]);
        let outbox: i64 = db.query_one_raw(outbox).await.unwrap().unwrap().try_get("", "n").unwrap();
        [
            enrolments::Entity::unscoped().count(db).await.unwrap(),
            obligation::entity::Entity::unscoped().count(db).await.unwrap(),
            tasks::Entity::unscoped().count(db).await.unwrap(),
            u64::try_from(outbox).unwrap(),
        ]
    }
}

fn reactions() -> Vec<Reaction> {
    let mut all = understand::reactions();
    all.extend(reach::reactions());
    all.extend(crate::reactions());
    all
}

fn workers() -> Vec<Worker> {
    let mut all = reach::workers();
    all.extend(crate::workers());
    all
}

async fn react(app: &App, reaction: &Reaction) -> bool {
    let cursor = event::claim_cursor(&app.db, &app.clock, reaction.name, "w").await.unwrap().unwrap();
    let events = heard(app, cursor.seq).await;
    let Some(last) = events.last().map(|e| e.seq) else { return false };
    let wanted: Vec<Event> = events.into_iter().filter(|e| reaction.wants(&e.kind)).collect();
    if !wanted.is_empty() {
        (reaction.run)(app.clone(), wanted).await.unwrap();
    }
    app.write(async |tx| event::advance_cursor(&tx, &cursor, last).await).await.unwrap();
    true
}

/// The events after a place in the log, all of them: PostgreSQL holds events back while any older transaction of the
/// whole server is open, and other tests share the server.
pub(super) async fn heard(app: &App, seq: i64) -> Vec<Event> {
    let written = event::entity::Entity::unscoped().filter(event::entity::Column::Seq.gt(seq));
    let written = usize::try_from(written.count(app.db.read()).await.unwrap()).unwrap();
    for _ in 0..2000 {
        let events = event::after(app.db.read(), seq, 100_000).await.unwrap();
        if events.len() >= written {
            return events;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("events after {seq} stay hidden");
}

async fn run(app: &App, worker: &Worker) -> bool {
    let due = job::claim(&app.db, &app.clock, worker.queue, "w", 50).await.unwrap();
    let busy = !due.is_empty();
    for job in due {
        (worker.run)(app.clone(), job).await.unwrap();
    }
    busy
}

/// Asks an API as somebody.
pub(super) async fn ask(
    app: &App,
    router: OpenApiRouter<App>,
    scope: &Scope,
    method: &str,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let (router, _) = router.with_state(app.clone()).split_for_parts();
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let mut request = request.body(body).unwrap();
    request.extensions_mut().insert(scope.clone());
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// A nurse who sees nobody but her own.
pub(super) fn stranger(house: &House) -> Scope {
    let id = StaffId::new();
    Scope { reach: Reach::Own(id), level: Level::Clinical, ..house.as_staff(id, Role::Nurse) }
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
