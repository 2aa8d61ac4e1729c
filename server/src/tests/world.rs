//! Two tenants, one patient with a story, and everybody who might ask about her.
use crate::{circuit, demo};
use access::{
    organisation, role,
    staff::{self, NewStaff},
};
use axum::{Extension, Router, body::Body, http::Request};
use kernel::{
    Actor, App, Clock, Db, Level, PatientId, Reach, Role, Scope, StaffId, config::Config, db::statement,
    event, job, schema, testing,
};
use record::file::{FactIn, IdentifierIn, ObservationIn, PersonIn, ProcedureIn, Sex};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::PathBuf};
use tower::ServiceExt;

/// The patient's name and number: seen anywhere they should not be, they are a leak.
const NAME: &str = "瑕珠";
const PHONE: &str = "19900007788";

/// One operation of the API document.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub text: String,
}

/// The world.
pub struct World {
    app: App,
    folder: PathBuf,
    ids: BTreeMap<&'static str, String>,
    pub manager: Scope,
    pub colleague: Scope,
    pub stranger: Scope,
    pub before: String,
}

impl Drop for World {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl World {
    /// All operations of the document.
    pub fn operations() -> Vec<Operation> {
        let document: Value = serde_json::from_str(&crate::http::openapi().to_json().unwrap()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let each = |(path, methods): (&String, &Value)| -> Vec<Operation> {
            let methods = methods.as_object().unwrap();
            let operation = |(method, operation): (&String, &Value)| Operation {
                id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
                method: method.clone(),
                path: path.clone(),
            };
            methods.iter().filter(|(_, o)| o.get("operationId").is_some()).map(operation).collect()
        };
        paths.iter().flat_map(each).collect()
    }

    /// Builds it: a hospital with a patient on a pathway, with a task, a message, a half-filled form; and another hospital.
    pub async fn build() -> Self {
        let folder = testing::temp_folder();
        let db = Db::connect(&format!("sqlite://{}?mode=rwc", folder.join("t.db").display())).await.unwrap();
        schema::migrate(&db, circuit::migrations).await.unwrap();
        let app =
            App::new(db, Clock::fixed(testing::story_begin()), Config { demo: true, ..Config::default() });
        let (house, manager, colleague) = hospital(&app, "甲医院", "a").await;
        let (_, stranger, _) = hospital(&app, "乙医院", "b").await;
        let patient = patient(&app, &house, manager.staff().unwrap()).await;
        let mut world =
            Self { app, folder, ids: BTreeMap::new(), manager, colleague, stranger, before: String::new() };
        world.stranger.reach = Reach::Tenant;
        world.ids.insert("patient", patient.to_string());
        world.ids.insert("staff", world.manager.staff().unwrap().to_string());
        world.ids.insert("absent", uuid::Uuid::now_v7().to_string());
        world.story().await;
        world.before = world.fingerprint().await;
        world
    }

    /// What the manager does with the patient, through the API.
    async fn story(&mut self) {
        self.settle().await;
        let patient = self.ids["patient"].clone();
        let enrolled = self
            .post(
                "/api/enrolments",
                json!({"patient_id": patient, "pathway_code": "post_stent", "reason": "医生要求"}),
            )
            .await;
        let message = json!({"patient_id": patient, "class": "clinical_routine", "text": "请按时测量血压。"});
        let message = self.post("/api/messages", message).await;
        let session =
            self.post("/api/form-sessions", json!({"patient_id": patient, "form_code": "home_bp"})).await;
        self.post("/api/cards", json!({"patient_id": patient})).await;
        self.settle().await;
        for (key, value) in [("enrolment", &enrolled), ("message", &message), ("session", &session)] {
            self.ids.insert(key, value["id"].as_str().unwrap_or_else(|| panic!("{key}: {value}")).to_owned());
        }
        let tasks = self.get("/api/tasks?view=mine").await;
        let future = self.get(&format!("/api/patients/{patient}/future")).await;
        let segments = self.get("/api/segments").await;
        let pathways = self.get("/api/pathways").await;
        let elders = json!({"age": {"ge": 60}});
        let tag = self.post("/api/tags", json!({"name": "老年随访", "rule": elders})).await;
        self.ids.insert("tag", text(&tag["code"], "tag"));
        let view = json!({"page": "patients", "name": "老年人", "rule": elders});
        let view = self.post("/api/views", view).await;
        self.ids.insert("view", text(&view["id"], "view"));
        self.ids.insert("task", text(&tasks["items"][0]["id"], "task"));
        self.ids.insert("obligation", text(&future[0]["obligation_id"], "obligation"));
        self.ids.insert("segment", text(&segments[0]["id"], "segment"));
        let pathway = text(&pathways[0]["id"], "pathway");
        let definition = self.get(&format!("/api/pathways/{pathway}")).await["definition"].to_string();
        self.ids.insert("pathway", pathway);
        self.ids.insert("definition", definition);
        let low = json!({"readings": [{"metric": "glucose_capillary", "value": "2.7"}]});
        self.post(&format!("/api/patients/{patient}/readings"), low).await;
        self.settle().await;
        let alerts = self.get(&format!("/api/alerts?patient_id={patient}")).await;
        self.ids.insert("alert", text(&alerts["items"][0]["id"], "alert"));
    }

    /// Runs reactions, looks and due jobs until nothing is left.
    async fn settle(&self) {
        for _ in 0..6 {
            for look in circuit::looks() {
                (look.run)(self.app.clone()).await.unwrap();
            }
            for reaction in circuit::reactions() {
                self.react(&reaction).await;
            }
            for worker in circuit::workers() {
                for job in job::claim(&self.app.db, &self.app.clock, worker.queue, "test", 100).await.unwrap()
                {
                    (worker.run)(self.app.clone(), job).await.unwrap();
                }
            }
        }
    }

    async fn react(&self, reaction: &kernel::reaction::Reaction) {
        let app = &self.app;
        let cursor = event::claim_cursor(&app.db, &app.clock, reaction.name, "test").await.unwrap().unwrap();
        let events = event::after(app.db.read(), cursor.seq, 10_000).await.unwrap();
        let Some(last) = events.last().map(|e| e.seq) else { return };
        let wanted: Vec<_> = events.into_iter().filter(|e| reaction.wants(&e.kind)).collect();
        (reaction.run)(app.clone(), wanted).await.unwrap();
        app.write(async |tx| event::advance_cursor(&tx, &cursor, last).await).await.unwrap();
    }

    fn router(&self, scope: Option<&Scope>) -> Router {
        let routes = circuit::routes().merge(demo::router()).split_for_parts().0;
        let routes = match scope {
            Some(scope) => routes.layer(Extension(scope.clone())),
            None => routes,
        };
        routes.with_state(self.app.clone())
    }

    async fn send(&self, scope: Option<&Scope>, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = Request::builder()
            .method(method.to_uppercase().as_str())
            .uri(path)
            .header("content-type", "application/json")
            .body(body)
            .unwrap();
        let response = self.router(scope).oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer { status, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.send(Some(&self.manager), "get", path, &Value::Null).await;
        assert!(answer.status < 300, "{path}: {} {}", answer.status, answer.text);
        serde_json::from_str(&answer.text).unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.send(Some(&self.manager), "post", path, &body).await;
        assert!(answer.status < 300, "{path}: {} {}", answer.status, answer.text);
        serde_json::from_str(&answer.text).unwrap_or(Value::Null)
    }

    /// Asks an operation with the world's ids in its path, query and body.
    pub async fn ask(
        &self,
        scope: Option<&Scope>,
        operation: &Operation,
        thing: &str,
        body: &Value,
    ) -> Answer {
        let mut path = operation.path.clone();
        for (place, with) in [
            ("{patient_id}", self.ids["patient"].as_str()),
            ("{purpose}", "marketing"),
            (
                "{code}",
                if operation.path.contains("metrics") {
                    "sbp"
                } else if operation.path.contains("/tags/") {
                    self.ids[if thing == "tag" { "tag" } else { "absent" }].as_str()
                } else if operation.path.contains("templates") {
                    "home_bp_invite"
                } else {
                    "home_bp"
                },
            ),
            ("{key}", "followup_done"),
            ("{model}", "bmi_cn"),
            ("{alert_id}", self.ids.get("alert").map_or("", String::as_str)),
            ("{table_id}", self.ids["absent"].as_str()),
            ("{token}", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("{id}", self.ids[thing].as_str()),
        ] {
            path = path.replace(place, with);
        }
        let filled: Value = serde_json::from_str(
            &body
                .to_string()
                .replace("PATIENT", &self.ids["patient"])
                .replace("\"DEFINITION\"", &self.ids["definition"])
                .replace("STAFF", &self.ids["staff"])
                .replace("MESSAGE", self.ids.get("message").map_or("", String::as_str))
                .replace("ENROLMENT", self.ids.get("enrolment").map_or("", String::as_str)),
        )
        .unwrap();
        if operation.method == "get" && filled.is_object() {
            let pairs = filled.as_object().unwrap().iter();
            let query: Vec<String> = pairs.map(|(k, v)| format!("{k}={}", v.as_str().unwrap())).collect();
            return self.send(scope, "get", &format!("{path}?{}", query.join("&")), &Value::Null).await;
        }
        self.send(scope, &operation.method, &path, &filled).await
    }

    /// What of the patient stands in an answer that should know nothing of her.
    pub fn leaks(&self, answer: &Answer, ids: bool) -> Option<String> {
        if answer.status >= 300 {
            return None;
        }
        let mut marks = vec![NAME, PHONE];
        if ids {
            marks.extend([
                self.ids["patient"].as_str(),
                self.ids["task"].as_str(),
                self.ids["enrolment"].as_str(),
            ]);
        }
        marks.iter().find(|mark| answer.text.contains(**mark)).map(|mark| (*mark).to_owned())
    }

    /// Everything the house holds about the patient, as one text: to see that no attempt changed it.
    pub async fn fingerprint(&self) -> String {
        let db = self.app.db.read();
        let mut all = String::new();
        for table in [
            "patient",
            "consent",
            "care_team",
            "enrolment",
            "obligation",
            "task",
            "message",
            "card",
            "measurement",
            "score",
            "alert",
            "staff",
            "segment",
            "tag_definition",
            "saved_view",
            "pathway",
        ] {
            let sql = format!("SELECT count(*) AS n FROM \"{table}\"");
            let row = db.query_one_raw(statement(db, &sql, vec![])).await.unwrap().unwrap();
            all.push_str(table);
            all.push_str(&row.try_get::<i64>("", "n").unwrap().to_string());
        }
        let sql = "SELECT state FROM task UNION ALL SELECT state FROM enrolment UNION ALL SELECT state FROM obligation UNION ALL \
                   SELECT grade FROM patient UNION ALL SELECT CAST(disabled AS TEXT) FROM staff";
        for row in db.query_all_raw(statement(db, sql, vec![])).await.unwrap() {
            all.push_str(&row.try_get::<String>("", "state").unwrap_or_default());
        }
        all
    }
}

fn text(value: &Value, what: &str) -> String {
    value.as_str().unwrap_or_else(|| panic!("the story yields no {what}: {value}")).to_owned()
}

/// A hospital with its own manager, who holds every right there is, and a colleague of hers, who does too.
async fn hospital(app: &App, name: &str, mark: &str) -> (Scope, Scope, Scope) {
    app.write(async |tx| {
        let tenant = organisation::found(&tx, name).await?;
        let house = Scope::system(tenant, "test");
        let site = organisation::open_site(&tx, &house, name).await?;
        let department = organisation::open_department(&tx, &house, site, "心血管内科", "cardiology").await?;
        let mut scopes = Vec::new();
        for person in ["manager", "colleague"] {
            let new = NewStaff {
                name: format!("{name}{person}"),
                login: format!("{person}.{mark}"),
                role: Role::HealthManager,
                site,
                department: Some(department),
                phone: "0571-80000120".to_owned(),
                password_hash: String::new(),
            };
            let id = staff::hire(&tx, &house, new).await?;
            scopes.push(mighty(&house, id, person));
        }
        let colleague = scopes.remove(1);
        Ok((house, scopes.remove(0), colleague))
    })
    .await
    .unwrap()
}

/// A member of staff with every act of every role, but with the reach of one's own patients.
fn mighty(house: &Scope, id: StaffId, name: &str) -> Scope {
    Scope {
        tenant: house.tenant,
        actor: Actor::Staff { id, name: name.to_owned(), role: Role::HealthManager },
        reach: Reach::Own(id),
        level: Level::Clinical,
        acts: role::NAMES.iter().flat_map(|(role, ..)| role::matrix::acts(*role)).copied().collect(),
        aggregate: false,
    }
}

async fn patient(app: &App, house: &Scope, manager: StaffId) -> PatientId {
    app.write(async |tx| {
        let person = PersonIn {
            key: "P1".to_owned(),
            identifiers: vec![IdentifierIn {
                system: "mrn:HIS".to_owned(),
                value: "B7788".to_owned(),
                kind: "病历号".to_owned(),
            }],
            name: format!("吴{NAME}"),
            sex: Some(Sex::Female),
            birth_date: chrono::NaiveDate::from_ymd_opt(1961, 5, 4),
            phones: vec![PHONE.to_owned()],
            ..Default::default()
        };
        let id = record::file::person(&tx, house, "HIS", person).await?.id();
        let at = tx.now - chrono::Duration::days(1);
        let facts = vec![
            FactIn::Observation(ObservationIn {
                key: "1".to_owned(),
                at,
                metric: Some("sbp".to_owned()),
                name: "收缩压".to_owned(),
                value_text: "156".to_owned(),
                unit: "mmHg".to_owned(),
                ..Default::default()
            }),
            FactIn::Procedure(ProcedureIn {
                key: "2".to_owned(),
                at,
                code: "36.07".to_owned(),
                system: "icd9cm3".to_owned(),
                name: "冠状动脉药物洗脱支架置入术".to_owned(),
                ..Default::default()
            }),
        ];
        record::file::facts(&tx, house, "HIS", id, facts).await?;
        record::team::assign(&tx, house, id, manager, Role::HealthManager).await?;
        Ok(id)
    })
    .await
    .unwrap()
}
