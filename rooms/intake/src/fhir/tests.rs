//! The story of the slice: the steps of the shared scenario file, told over HTTP on both databases.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::{Extension, Router};
use kernel::testing::on_both;
use kernel::{Act, Actor, App, Level, PatientId, Reach, Scope, StaffId, TenantId};
use nq_fhir::{Json, parse};
use sea_orm::{ActiveModelTrait, Set};
use tower::ServiceExt;

use crate::import::tests::shared;

fn machine(tenant: TenantId) -> Scope {
    let acts = [Act::FhirRead, Act::FhirWrite].into();
    let actor = Actor::Interface { name: "示范 HIS".to_owned() };
    Scope { actor, acts, ..Scope::system(tenant, "test") }
}

fn doctor(tenant: TenantId) -> Scope {
    let id = StaffId::new();
    let actor = Actor::Staff { id, name: "李医生".to_owned(), role: kernel::Role::Doctor };
    let acts = [Act::FhirRead, Act::FhirWrite].into();
    Scope { actor, acts, reach: Reach::Own(id), level: Level::Clinical, ..Scope::system(tenant, "test") }
}

struct Door {
    router: Router,
}

#[derive(Debug)]
struct Told {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    text: String,
}

impl Told {
    fn json(&self) -> Json {
        parse(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
    fn id(&self) -> String {
        self.json().text("id").unwrap().to_owned()
    }
    fn total(&self) -> u64 {
        self.json()
            .get("total")
            .and_then(Json::as_number)
            .unwrap_or_else(|| panic!("{}", self.text))
            .parse()
            .unwrap()
    }
    fn is_outcome(&self) -> bool {
        self.json().text("resourceType") == Some("OperationOutcome")
    }
}

impl Door {
    fn new(app: &App, scope: Scope) -> Self {
        let (router, _) = super::router().split_for_parts();
        Self { router: router.layer(Extension(scope)).with_state(app.clone()) }
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Told {
        let mut request = Request::builder().method(method).uri(format!("/fhir/R4{path}"));
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/fhir+json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response =
            self.router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Told {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Told {
        self.send("GET", path, &[], "").await
    }
    async fn post(&self, path: &str, body: &str) -> Told {
        self.send("POST", path, &[], body).await
    }
    async fn put(&self, path: &str, body: &str) -> Told {
        self.send("PUT", path, &[], body).await
    }
}

fn scenario(step: &str) -> Json {
    let file = shared().join("protocols/vectors/fhir_scenarios.json");
    let steps = parse(&std::fs::read_to_string(file).unwrap()).unwrap();
    let Json::Array(steps) = steps else { panic!("a list of steps") };
    steps
        .into_iter()
        .find(|found| found.text("step") == Some(step))
        .unwrap_or_else(|| panic!("no step {step}"))
}

fn body_of(step: &str) -> String {
    let step = scenario(step);
    step.text("body_raw").map_or_else(|| step.get("body").unwrap().to_string(), str::to_owned)
}

const NUMBER: &str = "urn:oid:2.16.156.10011.1.3%7C430481197001014878";

fn statuses(told: &Told) -> Vec<String> {
    let json = told.json();
    let entries = json.items("entry").iter();
    entries.map(|e| e.at(&["response", "status"]).unwrap().as_str().unwrap()[..3].to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_is_filed_whole_pointed_right_and_not_doubled() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let told = door.post("", &body_of("transaction")).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text);
        assert_eq!(told.json().text("type"), Some("transaction-response"));
        assert_eq!(statuses(&told), ["201", "201", "201"]);
        let json = told.json();
        let first = json.items("entry")[0].get("response").unwrap();
        assert!(first.text("location").unwrap().ends_with("/_history/1"));
        assert_eq!(first.text("etag"), Some("W/\"1\""));
        let patient = first.text("location").unwrap().split('/').nth(1).unwrap().to_owned();
        let seen = door.get(&format!("/Observation?patient={patient}&code=http://loinc.org%7C85354-9")).await;
        assert_eq!(seen.total(), 1);
        assert!(seen.text.contains(&format!("\"reference\":\"Patient/{patient}\"")), "{}", seen.text);
        assert!(!seen.text.contains("urn:uuid:"));
        let again = door.post("", &body_of("transaction")).await;
        assert_eq!(statuses(&again), ["200", "201", "201"]);
        assert_eq!(door.get(&format!("/Patient?identifier={NUMBER}")).await.total(), 1);
        // The record learnt it: one person, two exams of the blood pressure, each one observation of two values.
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM patient").await, 1);
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM observation").await, 2);
        assert_eq!(
            count(&app, "SELECT COUNT(*) AS n FROM measurement WHERE metric = 'sbp' AND value = 162").await,
            2
        );
    })
    .await;
}

async fn count(app: &App, sql: &str) -> i64 {
    use sea_orm::ConnectionTrait;
    let row =
        app.db.read().query_one_raw(kernel::db::statement(app.db.read(), sql, Vec::new())).await.unwrap();
    row.unwrap().try_get::<i64>("", "n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_wrong_entry_undoes_the_whole_transaction_but_only_itself_in_a_batch() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let failed = door.post("", &body_of("atomic failure")).await;
        assert!(failed.status == 400 || failed.status == 422, "{}", failed.status);
        assert!(failed.is_outcome() && failed.text.contains("Bundle.entry[2]"), "{}", failed.text);
        let number = "urn:oid:2.16.156.10011.1.3%7CX430481197001014878";
        assert_eq!(door.get(&format!("/Patient?identifier={number}")).await.total(), 0);
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM patient").await, 0);
        let batch = door.post("", &body_of("batch mixed")).await;
        assert_eq!(batch.json().text("type"), Some("batch-response"));
        assert_eq!(statuses(&batch), ["201", "404"]);
        assert_eq!(door.get(&format!("/Patient?identifier={number}")).await.total(), 1);
        let lost = r#"{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Condition"},
            "resource":{"resourceType":"Condition","subject":{"reference":"urn:uuid:nobody"}}}]}"#;
        let told = door.post("", lost).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conditional_create_finds_none_one_or_many() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let body = scenario("conditional create 1 match").get("body").unwrap().to_string();
        let condition = [("if-none-exist", "identifier=urn:oid:2.16.156.10011.1.3|430481197001014878")];
        let first = door.send("POST", "/Patient", &condition, &body).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
        assert!(first.headers["location"].to_str().unwrap().ends_with(&format!("/Patient/{}/_history/1", first.id())));
        assert_eq!(first.headers["etag"], "W/\"1\"");
        let second = door.send("POST", "/Patient", &condition, &body).await;
        assert_eq!((second.status, second.id()), (StatusCode::OK, first.id()));
        for name in ["王芳", "赵敏"] {
            let twin = format!(
                r#"{{"resourceType":"Patient","identifier":[{{"system":"urn:x","value":"dup"}}],"name":[{{"text":"{name}"}}],"birthDate":"1980-0{}-01"}}"#,
                name.len() % 7 + if name == "王芳" { 1 } else { 2 }
            );
            assert_eq!(door.post("/Patient", &twin).await.status, StatusCode::CREATED);
        }
        let many = door.send("POST", "/Patient", &[("if-none-exist", "identifier=urn:x|dup")], &body).await;
        assert_eq!(many.status, StatusCode::PRECONDITION_FAILED);
        assert!(many.is_outcome());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_kept_guarded_and_end_with_a_deletion() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let body = |gender: &str, id: &str| {
            format!(r#"{{"resourceType":"Patient","id":"{id}","name":[{{"text":"张秀英"}}],"gender":"{gender}","birthDate":"1970-01-01"}}"#)
        };
        let id = door.post("/Patient", &body("female", "x").replace(r#""id":"x","#, "")).await.id();
        let path = format!("/Patient/{id}");
        assert_eq!(door.put(&path, &body("male", &id)).await.headers["etag"], "W/\"2\"");
        assert_eq!(door.put(&path, &body("female", &id)).await.headers["etag"], "W/\"3\"");
        // The same content again is no new version.
        assert_eq!(door.put(&path, &body("female", &id)).await.headers["etag"], "W/\"3\"");
        let stale = door.send("PUT", &path, &[("if-match", "W/\"1\"")], &body("male", &id)).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let fresh = door.send("PUT", &path, &[("if-match", "W/\"3\"")], &body("male", &id)).await;
        assert_eq!(fresh.status, StatusCode::OK);
        assert_eq!(door.put(&path, &body("male", "another")).await.status, StatusCode::BAD_REQUEST);
        let first = door.get(&format!("{path}/_history/1")).await;
        assert_eq!(first.json().text("gender"), Some("female"));
        assert_eq!(door.get(&format!("{path}/_history")).await.total(), 4);
        assert_eq!(door.get(&format!("{path}/_history/9")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(door.send("DELETE", &path, &[], "").await.status, StatusCode::NO_CONTENT);
        assert_eq!(door.send("DELETE", &path, &[], "").await.status, StatusCode::NO_CONTENT);
        let gone = door.get(&path).await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(gone.is_outcome());
        assert_eq!(door.get(&format!("{path}/_history/1")).await.status, StatusCode::OK);
        assert_eq!(door.get("/Patient?name=%E5%BC%A0").await.total(), 0);
        for lost in ["/Patient/does-not-exist", "/Foo", "/Foo/1", "/Patient/1/2/3"] {
            let told = door.get(lost).await;
            assert_eq!(told.status, StatusCode::NOT_FOUND, "{lost}");
            assert!(told.is_outcome(), "{lost}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_by_name_number_birth_date_and_code() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        door.post("", &body_of("transaction")).await;
        for (query, total) in [
            ("Patient?name=%E5%BC%A0", 1),
            ("Patient?family:exact=%E5%BC%A0", 1),
            ("Patient?name:contains=%E7%A7%80", 1),
            ("Patient?name=%E6%9D%8E", 0),
            ("Patient?birthdate=ge1969&birthdate=lt1971", 1),
            ("Patient?birthdate=1970-01", 1),
            ("Patient?birthdate=gt1970-01-01", 0),
            ("Patient?identifier=430481197001014878", 1),
            ("Patient?identifier=%7C430481197001014878", 0),
            ("Patient?gender=female&phone=13829155298", 1),
            ("Patient?gender=male,female", 1),
            ("Observation?code=85354-9&date=2026-03-01", 1),
            ("Observation?component-code=http://loinc.org%7C8480-6&category=vital-signs&status=final", 1),
            ("Observation?subject.identifier=430481197001014878", 1),
            ("Observation?patient=Patient/nobody", 0),
            ("Encounter?class=IMP&date=ge2026-02-20&date=le2026-03-31", 1),
            ("Encounter?date=lt2026-01-01", 0),
        ] {
            let told = door.get(&format!("/{query}")).await;
            assert_eq!(told.status, StatusCode::OK, "{query}: {}", told.text);
            assert_eq!(told.total(), total, "{query}");
        }
        let included = door
            .get("/Observation?code=http://loinc.org%7C85354-9&_include=Observation:subject")
            .await
            .json();
        let modes: Vec<&str> = included
            .items("entry")
            .iter()
            .map(|e| e.at(&["search", "mode"]).unwrap().as_str().unwrap())
            .collect();
        assert_eq!(modes, ["match", "include"]);
        let counted = door.get("/Patient?_summary=count").await;
        assert_eq!((counted.total(), counted.json().get("entry")), (1, None));
        let strict = door.send("GET", "/Patient?foo=1", &[("prefer", "handling=strict")], "").await;
        assert_eq!(strict.status, StatusCode::BAD_REQUEST);
        assert!(strict.is_outcome());
        let lenient = door.get("/Patient?foo=1&gender=female").await;
        assert_eq!(lenient.status, StatusCode::OK);
        let link = lenient.json().items("link")[0].text("url").unwrap().to_owned();
        assert!(link.ends_with("/fhir/R4/Patient?gender=female"), "{link}");
        for wrong in ["Patient?birthdate=yesterday", "Patient?gender:not=male", "Patient?_count=many"] {
            assert_eq!(door.get(&format!("/{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn walking_all_pages_meets_each_result_once_while_new_ones_arrive() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let one = |n: usize| {
            format!(r#"{{"resourceType":"Observation","status":"final","code":{{"text":"第{n}次"}}}}"#)
        };
        for n in 0..7 {
            assert_eq!(door.post("/Observation", &one(n)).await.status, StatusCode::CREATED);
        }
        let (mut met, mut path, mut more) = (Vec::new(), "/Observation?_count=2".to_owned(), 7);
        while !path.is_empty() {
            let page = door.get(&path).await.json();
            met.extend(
                page.items("entry")
                    .iter()
                    .map(|e| e.at(&["resource", "id"]).unwrap().as_str().unwrap().to_owned()),
            );
            if more < 9 {
                door.post("/Observation", &one(more)).await;
                more += 1;
            }
            let next = page.items("link").iter().find(|link| link.text("relation") == Some("next"));
            path = next
                .map(|link| link.text("url").unwrap().split("/fhir/R4").nth(1).unwrap().to_owned())
                .unwrap_or_default();
        }
        let distinct: std::collections::BTreeSet<&String> = met.iter().collect();
        assert_eq!((met.len(), distinct.len()), (9, 9));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_read_back_digit_by_digit() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let told = door.post("/Observation", &body_of("decimal precision")).await;
        assert_eq!(told.status, StatusCode::CREATED, "{}", told.text);
        assert!(door.get(&format!("/Observation/{}", told.id())).await.text.contains("\"value\":6.10,"));
        let partial = door.post("/Patient", &body_of("partial date")).await;
        assert_eq!(partial.status, StatusCode::CREATED, "{}", partial.text);
        assert!(door.get(&format!("/Patient/{}", partial.id())).await.text.contains("\"birthDate\":\"1970-03\""));
        let odd = r#"{"resourceType":"Patient","name":[{"text":"王芳"}],"birthDate":"1980-02-03","futureElement":{"b":1.50,"a":[]}}"#;
        let id = door.post("/Patient", odd).await.id();
        assert!(door.get(&format!("/Patient/{id}")).await.text.contains(r#""futureElement":{"b":1.50,"a":[]}"#));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_accepted_is_said_as_an_operation_outcome() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let deep = format!("{{\"resourceType\":\"Patient\",{}", "\"extension\":[{".repeat(100_000));
        for (body, status) in [
            (body_of("duplicate keys"), vec![400]),
            (body_of("bad code"), vec![400, 422]),
            (deep, vec![400]),
            ("{".to_owned(), vec![400]),
            (r#"{"resourceType":"Observation"}"#.to_owned(), vec![400]),
        ] {
            let told = door.post("/Patient", &body).await;
            assert!(status.contains(&told.status.as_u16()), "{}: {}", told.status, told.text);
            assert!(told.is_outcome());
        }
        let xml = door.send("GET", "/Patient", &[("accept", "application/fhir+xml")], "").await;
        assert_eq!(xml.status, StatusCode::NOT_ACCEPTABLE);
        let plain = door.send("POST", "/Patient", &[("content-type", "text/plain")], "{}").await;
        assert_eq!(plain.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let stranger = r#"{"resourceType":"Condition","subject":{"reference":"Patient/nobody"},"code":{"text":"高血压"}}"#;
        assert_eq!(door.post("/Condition", stranger).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (router, _) = super::router().split_for_parts();
        let nobody = Door { router: router.with_state(app.clone()) };
        let told = nobody.get("/Patient").await;
        assert_eq!(told.status, StatusCode::UNAUTHORIZED);
        assert!(told.is_outcome());
        assert_eq!(nobody.get("/metadata").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_sees_his_own_patients_and_nothing_tells_of_others() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let told = door.post("", &body_of("transaction")).await;
        let patient =
            told.json().items("entry")[0].at(&["response", "location"]).unwrap().as_str().unwrap().to_owned();
        let patient = patient.split('/').nth(1).unwrap().to_owned();
        let observation = door.get("/Observation").await.json().items("entry")[0]
            .at(&["resource", "id"])
            .unwrap()
            .to_string();
        let observation = observation.trim_matches('"').to_owned();
        let stranger = doctor(tenant);
        let other = Door::new(&app, stranger.clone());
        let unknown = other.get("/Patient/does-not-exist").await.status;
        for path in [
            format!("/Patient/{patient}"),
            format!("/Patient/{patient}/$everything"),
            format!("/Patient/{patient}/_history"),
            format!("/Patient/{patient}/_history/1"),
            format!("/Observation/{observation}"),
        ] {
            assert_eq!(other.get(&path).await.status, unknown, "{path}");
        }
        for query in ["Patient", "Observation?_include=Observation:subject", "Encounter?_summary=count"] {
            assert_eq!(other.get(&format!("/{query}")).await.total(), 0, "{query}");
        }
        let body = format!(r#"{{"resourceType":"Patient","id":"{patient}","name":[{{"text":"冒名"}}]}}"#);
        assert_eq!(other.put(&format!("/Patient/{patient}"), &body).await.status, StatusCode::NOT_FOUND);
        other.send("DELETE", &format!("/Patient/{patient}"), &[], "").await;
        assert_eq!(door.get(&format!("/Patient/{patient}")).await.status, StatusCode::OK);
        // Once in his care he sees the person and all that is about him.
        let person: uuid::Uuid = person(&app).await;
        let staff = stranger.staff().unwrap();
        let link = kernel::visible::patient_link::ActiveModel {
            tenant_id: Set(tenant),
            patient_id: Set(PatientId(person)),
            kind: Set("staff".to_owned()),
            target_id: Set(staff.0),
            reason: Set("care_team".to_owned()),
            since: Set(app.clock.now()),
        };
        app.write(async |tx| Ok(link.insert(&*tx).await?)).await.unwrap();
        assert_eq!(other.get(&format!("/Patient/{patient}")).await.status, StatusCode::OK);
        assert_eq!(other.get(&format!("/Patient/{patient}/$everything")).await.total(), 3);
        let foreign = Door::new(&app, machine(TenantId::new()));
        assert_eq!(foreign.get(&format!("/Patient/{patient}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(foreign.get("/Patient").await.total(), 0);
    })
    .await;
}

async fn person(app: &App) -> uuid::Uuid {
    use sea_orm::ConnectionTrait;
    let sql = "SELECT patient_id FROM fhir_resource WHERE kind = 'Patient'";
    let row =
        app.db.read().query_one_raw(kernel::db::statement(app.db.read(), sql, Vec::new())).await.unwrap();
    row.unwrap().try_get::<uuid::Uuid>("", "patient_id").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_claim_of_the_capability_statement_is_kept() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, machine(tenant));
        let statement = door.get("/metadata").await.json();
        assert_eq!(statement.text("fhirVersion"), Some("4.0.1"));
        let rest = &statement.items("rest")[0];
        assert_eq!(rest.items("resource").len(), 142);
        for entry in rest.items("resource") {
            let kind = entry.text("type").unwrap();
            for param in entry.items("searchParam") {
                let value = match param.text("type") {
                    Some("date") => "ge2020-01-01",
                    _ => "x",
                };
                let path = format!("/{kind}?{}={value}&_count=1", param.text("name").unwrap());
                let told = door.send("GET", &path, &[("prefer", "handling=strict")], "").await;
                assert_eq!(told.status, StatusCode::OK, "{path}: {}", told.text);
            }
        }
        // One resource of a type without parameters of its own goes through every interaction that is claimed.
        let flag = r#"{"resourceType":"Flag","status":"active","code":{"text":"跌倒风险"},"subject":{"display":"张秀英"}}"#;
        let id = door.post("/Flag", flag).await.id();
        let put = flag.replace(r#""resourceType":"Flag","#, &format!(r#""resourceType":"Flag","id":"{id}","#)).replace("active", "inactive");
        assert_eq!(door.put(&format!("/Flag/{id}"), &put).await.status, StatusCode::OK);
        assert_eq!(door.get(&format!("/Flag?_id={id}")).await.total(), 1);
        assert_eq!(door.get(&format!("/Flag/{id}/_history/1")).await.status, StatusCode::OK);
        assert_eq!(door.get(&format!("/Flag/{id}/_history")).await.total(), 2);
        let named = put.replace(&id, "his-77");
        assert_eq!(door.put("/Flag/his-77", &named).await.status, StatusCode::CREATED);
        assert_eq!(door.send("DELETE", "/Flag/his-77", &[], "").await.status, StatusCode::NO_CONTENT);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_hl7_is_found_over_fhir() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        use crate::message::receive::{Arrived, Through, receive};
        let scope = Scope::system(tenant, "mllp");
        let feed = app
            .write(async |tx| crate::feed::open(&tx, &scope, crate::feed::MLLP, "HL7").await)
            .await
            .unwrap();
        let through = Through { tenant, feed, dialect: crate::hl7::interpret::Dialect::default() };
        let message = |control: &str, value: &str, name: &str| {
            format!(
                "MSH|^~\\&|LIS|LYZYY|NQ|LYZYY|20260304080000||ORU^R01|{control}|P|2.4\r\
                 PID|1||P7001^^^LYZYY^PI||{name}||19610504|F\rPV1|1|O|检验科|||||||||||||||||V7001\r\
                 OBR|1||R7001|GLU^血糖|||20260304073000\r\
                 OBX|1|NM|14771-0^空腹血糖^LN||{value}|mmol/L|3.9-6.1|H|||F|||20260304073000\r"
            )
        };
        for (control, value, name) in [("1", "7.20", "吴瑕珠"), ("2", "7.25", "吴瑕珠")] {
            let bytes = bytes::Bytes::from(message(control, value, name));
            receive(&app, &through, Arrived::Whole(bytes)).await;
        }
        let door = Door::new(&app, machine(tenant));
        let people = door.get("/Patient?identifier=P7001").await;
        assert_eq!(people.total(), 1, "{}", people.text);
        let person = people.json().items("entry")[0].get("resource").unwrap().clone();
        assert_eq!(person.items("name")[0].text("text"), Some("吴瑕珠"));
        let id = person.text("id").unwrap();
        let results = door.get(&format!("/Observation?patient={id}&code=http://loinc.org%7C14771-0")).await;
        assert_eq!(results.total(), 1, "{}", results.text);
        assert!(results.text.contains("7.25"), "the corrected value, digits kept: {}", results.text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivered_document_finds_its_person_by_a_condition() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let folder = kernel::testing::temp_folder();
        let bundle = r#"{"resourceType":"Bundle","type":"transaction","entry":[
            {"resource":{"resourceType":"Condition","subject":{"reference":"Patient?identifier=urn:h|X1"},"code":{"text":"感冒"}},
             "request":{"method":"POST","url":"Condition"}},
            {"resource":{"resourceType":"Patient","identifier":[{"system":"urn:h","value":"X1"}],"name":[{"text":"王秀英"}]},
             "request":{"method":"POST","url":"Patient"}}]}"#;
        let later = r#"{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient?identifier=urn:h|X1"},"code":{"text":"咳嗽"}}"#;
        let options = crate::import::Options { source: "HIS".to_owned(), dry_run: false };
        let scope = Scope::system(tenant, "import");
        for (name, text) in [("a.json", bundle), ("b.json", later)] {
            let file = folder.join(name);
            std::fs::write(&file, text).unwrap();
            crate::import::run(&app, &scope, &[file], &options).await.unwrap();
        }
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM fact WHERE kind = 'condition'").await, 2);
        let door = Door::new(&app, machine(tenant));
        assert_eq!(door.get("/Condition?patient.identifier=urn:h%7CX1").await.total(), 2);
    })
    .await;
}
