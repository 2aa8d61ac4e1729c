//! The story of a form, on both databases: begun by the patient, finished by the nurse, filed once; and the patient's
//! page as it answers over HTTP.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use chrono::Duration;
use kernel::{Act, Actor, App, Level, PatientId, Reach, Role, Scope, StaffId, TenantId, testing::on_both};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{NewSession, Via, open_link, revoke};
use crate::all_migrations;
use crate::story::{hospital, someone, told, wang};

fn house(app: &App) -> Router {
    crate::router().with_state(app.clone()).split_for_parts().0
}

/// Asks as this viewer, or as nobody.
async fn ask(app: &App, who: Option<&Scope>, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    if let Some(scope) = who {
        request = request.extension(scope.clone());
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    let response = house(app).oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn new(patient: PatientId, form: &str) -> NewSession {
    NewSession {
        patient,
        form_code: form.to_owned(),
        via: Via::H5,
        message_id: None,
        task_id: None,
        enrolment_id: None,
        obligation_id: None,
        expires_at: None,
    }
}

async fn link(app: &App, scope: &Scope, patient: PatientId, form: &str) -> String {
    let url = app.config.public_url.clone();
    let link = app.write(async |tx| open_link(&tx, scope, &url, new(patient, form)).await).await.unwrap();
    link.url.rsplit('/').next().unwrap().to_owned()
}

fn nurse(scope: &Scope, reach: Reach) -> Scope {
    Scope {
        tenant: scope.tenant,
        actor: Actor::Staff { id: StaffId::new(), name: "周敏".to_owned(), role: Role::Nurse },
        reach,
        level: Level::Clinical,
        acts: [
            Act::TaskDo,
            Act::FormRead,
            Act::MessageRead,
            Act::MessageSend,
            Act::ClinicalRead,
            Act::PatientRead,
        ]
        .into_iter()
        .collect(),
        aggregate: false,
    }
}

fn calm() -> Value {
    json!({"answers": {"bp": {"sbp": 132, "dbp": 84}, "drugs": "regular", "symptoms": ["none"]}})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_patient_began_the_nurse_finishes_on_the_phone_and_it_is_filed_once() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let token = link(&app, &scope, patient, "bp_family_followup").await;
        let path = format!("/api/h5/links/{token}");
        let half = json!({"answers": {"bp": {"sbp": 132, "dbp": 84}, "pulse": "七十"}});
        let (status, saved) = ask(&app, None, "PUT", &format!("{path}/answers"), half).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(saved["errors"][0]["item"], "pulse");
        let colleague = nurse(&scope, Reach::Tenant);
        let wish = json!({"patient_id": patient, "form_code": "bp_family_followup"});
        let (_, session) = ask(&app, Some(&colleague), "POST", "/api/form-sessions", wish).await;
        assert_eq!(session["answers"]["bp"]["sbp"], 132, "what he typed is there");
        let id = session["id"].as_str().unwrap();
        let submit = format!("/api/form-sessions/{id}/submit");
        let (status, done) = ask(&app, Some(&colleague), "POST", &submit, calm()).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        assert_eq!(done["red_flags"], json!([]));
        let (status, no) = ask(&app, Some(&colleague), "POST", &submit, calm()).await;
        assert_eq!((status, no["code"].as_str()), (StatusCode::CONFLICT, Some("form.done")));
        let (_, view) = ask(&app, None, "GET", &path, Value::Null).await;
        assert_eq!(view["state"], "done", "his own page knows");
        let filed = told(&app, &scope, patient).await.iter().filter(|k| *k == "answer.filed").count();
        assert_eq!(filed, 1);
        let values =
            record::read::measurements(app.db.read(), &scope, &[patient], &["sbp"], None).await.unwrap();
        assert_eq!(
            values.iter().map(|m| m.value).collect::<Vec<_>>(),
            [Some(132.0)],
            "and the pressure is on the chart"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dangerous_answer_tells_the_patient_what_to_do_and_the_record_what_to_look_at() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let token = link(&app, &scope, patient, "home_bp").await;
        let path = format!("/api/h5/links/{token}");
        let (_, view) = ask(&app, None, "GET", &path, Value::Null).await;
        assert_eq!(
            (view["state"].as_str(), view["patient"]["title"].as_str()),
            (Some("open"), Some("王先生"))
        );
        assert!(view["form"].get("red_flags").is_none(), "sentences for the nurse stay with the nurse");
        let swapped = json!({"answers": {"bp": {"sbp": 80, "dbp": 130}, "moment": "morning"}});
        let (status, no) = ask(&app, None, "POST", &format!("{path}/submit"), swapped).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(no["fields"][0]["field"], "bp");
        assert!(no["fields"][0]["message"].as_str().unwrap().contains("填反"));
        let high =
            json!({"answers": {"bp": {"sbp": 186, "dbp": 112}, "moment": "morning", "unwell": ["none"]}});
        let (status, done) = ask(&app, None, "POST", &format!("{path}/submit"), high).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        assert!(done["next"].as_str().unwrap().contains("120"));
        let answers = record::read::answers(app.db.read(), &scope, &[patient]).await.unwrap();
        assert!(serde_json::to_string(&answers[0].red_flags).unwrap().contains("180/110"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_one_persons_form_until_its_day_and_a_guessed_one_opens_nothing() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let token = link(&app, &scope, patient, "satisfaction").await;
        for guess in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAA", &"a".repeat(500), &token.to_lowercase()] {
            if guess != token {
                let (status, _) =
                    ask(&app, None, "GET", &format!("/api/h5/links/{guess}"), Value::Null).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{guess}");
            }
        }
        let path = format!("/api/h5/links/{token}");
        app.clock.advance(Duration::days(15));
        let (_, view) = ask(&app, None, "GET", &path, Value::Null).await;
        assert_eq!(view["state"], "expired");
        assert!(view["patient"].is_null() && view["answers"].is_null() && view["form"].is_null());
        for (method, rest) in [("PUT", "/answers"), ("POST", "/submit")] {
            let body = json!({"answers": {"overall": 5}});
            let (status, no) = ask(&app, None, method, &format!("{path}{rest}"), body).await;
            assert_eq!((status, no["code"].as_str()), (StatusCode::CONFLICT, Some("link.expired")));
        }
        let fresh = link(&app, &scope, patient, "satisfaction").await;
        app.write(async |tx| revoke(&tx, &scope, patient).await).await.unwrap();
        let (status, _) = ask(&app, None, "GET", &format!("/api/h5/links/{fresh}/today"), Value::Null).await;
        assert_eq!(status, StatusCode::CONFLICT, "a revoked link is over at once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn todays_page_shows_what_is_to_do_takes_a_reading_and_lets_one_ask_for_fewer() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let neighbour = someone(&app, &scope, "w009", "李强", "13900000009").await;
        link(&app, &scope, neighbour, "post_op_recovery").await;
        let token = link(&app, &scope, patient, "home_bp").await;
        link(&app, &scope, patient, "satisfaction").await;
        let path = format!("/api/h5/links/{token}");
        let (status, today) = ask(&app, None, "GET", &format!("{path}/today"), Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{today}");
        let titles: Vec<&str> = today["todo"].as_array().unwrap().iter().map(|t| t["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["家庭血压上报", "满意度回访"]);
        assert!(today["todo"][0]["link"].as_str().unwrap().ends_with(&token));
        let other = today["todo"][1]["link"].as_str().unwrap().rsplit('/').next().unwrap();
        let (_, view) = ask(&app, None, "GET", &format!("/api/h5/links/{other}"), Value::Null).await;
        assert_eq!(view["form"]["code"], "satisfaction");
        let at = app.clock.now();
        let readings = json!({"readings": [{"metric": "sbp", "value": 182, "at": at}, {"metric": "dbp", "value": 96, "at": at}]});
        let (status, filed) = ask(&app, None, "POST", &format!("{path}/readings"), readings).await;
        assert_eq!(status, StatusCode::OK, "{filed}");
        assert!(filed["advice"].as_str().unwrap().contains("120"));
        let lab = json!({"readings": [{"metric": "ldl_c", "value": 3.1}]});
        let (status, _) = ask(&app, None, "POST", &format!("{path}/readings"), lab).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "laboratory values are not the patient's to write");
        let (_, today) = ask(&app, None, "GET", &format!("{path}/today"), Value::Null).await;
        assert_eq!(today["readings"][0]["latest"]["value"], 182.0);
        let wish = json!({"mute_days": 7});
        let (status, said) = ask(&app, None, "POST", &format!("{path}/quiet"), wish).await;
        assert_eq!(status, StatusCode::OK, "{said}");
        let contact = crate::contact::contact(app.db.read(), &scope, patient).await.unwrap();
        assert_eq!(contact.muted_until, Some(app.clock.now() + Duration::days(7)));
        let (status, _) = ask(&app, None, "POST", &format!("{path}/quiet"), json!({"role": "admin"})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "unknown fields are refused");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_without_the_patient_sees_nothing_and_nobody_is_asked_to_log_in() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let mine = nurse(&scope, Reach::Tenant);
        let id = crate::story::promise(&app, &scope, crate::story::day7(&app, patient, "k")).await;
        let wish = json!({"patient_id": patient, "form_code": "home_bp"});
        let (_, session) = ask(&app, Some(&mine), "POST", "/api/form-sessions", wish.clone()).await;
        let session = session["id"].as_str().unwrap().to_owned();
        let send = json!({"patient_id": patient, "text": "您好", "class": "service"});
        let cases = [
            ("GET", format!("/api/messages/{id}"), Value::Null),
            ("POST", format!("/api/messages/{id}/cancel"), json!({"reason": "试试"})),
            ("POST", format!("/api/messages/{id}/resolve"), json!({"arrived": true, "note": "试试"})),
            ("POST", "/api/messages".to_owned(), send),
            ("GET", format!("/api/patients/{patient}/conversation"), Value::Null),
            ("POST", "/api/form-sessions".to_owned(), wish),
            ("GET", format!("/api/form-sessions/{session}"), Value::Null),
            ("PUT", format!("/api/form-sessions/{session}/answers"), calm()),
            ("POST", format!("/api/form-sessions/{session}/submit"), calm()),
        ];
        let stranger = nurse(&scope, Reach::Own(StaffId::new()));
        let elsewhere = Scope { tenant: TenantId::new(), ..nurse(&scope, Reach::Tenant) };
        for (method, path, body) in cases {
            let (status, _) = ask(&app, None, method, &path, body.clone()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path} as nobody");
            for viewer in [&stranger, &elsewhere] {
                let (status, _) = ask(&app, Some(viewer), method, &path, body.clone()).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}");
            }
        }
        let (_, list) = ask(&app, Some(&stranger), "GET", "/api/messages", Value::Null).await;
        assert_eq!(list["total"], 0, "not even as a number");
        let (_, list) =
            ask(&app, Some(&mine), "GET", "/api/messages?state=pending&page=1&size=5", Value::Null).await;
        assert_eq!(list["total"], 1);
        assert_eq!(list["items"][0]["patient_name"], "王建国");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_form_is_a_new_version_and_old_answers_keep_theirs() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let token = link(&app, &scope, patient, "satisfaction").await;
        let author = Scope {
            acts: [Act::FormRead, Act::FormWrite].into_iter().collect(),
            ..nurse(&scope, Reach::Tenant)
        };
        let mut def = crate::form::ready::ready_form("satisfaction").unwrap();
        def["items"][0]["text"] = json!("这次看病，您满意吗？");
        let (status, saved) =
            ask(&app, Some(&author), "POST", "/api/forms", json!({"definition": def})).await;
        assert_eq!((status, saved["version"].as_i64()), (StatusCode::OK, Some(2)), "{saved}");
        let (_, view) = ask(&app, None, "GET", &format!("/api/h5/links/{token}"), Value::Null).await;
        assert_eq!(view["form"]["version"], 1, "the form that was sent is the form that is filled");
        let (_, newest) = ask(&app, Some(&author), "GET", "/api/forms/satisfaction", Value::Null).await;
        assert_eq!(newest["items"][0]["text"], "这次看病，您满意吗？");
        def["items"][0]["min"] = json!(9);
        let (status, no) = ask(&app, Some(&author), "POST", "/api/forms", json!({"definition": def})).await;
        assert_eq!(
            (status, no["fields"][0]["field"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("overall"))
        );
        let (_, list) = ask(&app, Some(&author), "GET", "/api/forms", Value::Null).await;
        assert_eq!(
            list.as_array().unwrap().len(),
            crate::form::ready::ready_forms().len(),
            "a new version is no new form"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nurse_writes_to_her_patient_and_who_only_counts_people_does_not_read_it() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let mine = nurse(&scope, Reach::Tenant);
        let text = "王先生，您的复查约在周五上午九点。";
        let write = |text: &str, class: &str| json!({"patient_id": patient, "text": text, "class": class, "key": "page-1"});
        let (status, no) = ask(&app, Some(&mine), "POST", "/api/messages", write("本院治愈率最高", "service")).await;
        assert_eq!((status, no["fields"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("text")));
        let (status, _) = ask(&app, Some(&mine), "POST", "/api/messages", write(text, "marketing")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, made) = ask(&app, Some(&mine), "POST", "/api/messages", write(text, "service")).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        let (_, again) = ask(&app, Some(&mine), "POST", "/api/messages", write(text, "service")).await;
        assert_eq!(made["id"], again["id"], "pressing twice is one message");
        crate::story::run(&app, &crate::message::carrier::Carriers::of(&app)).await;
        let path = format!("/api/messages/{}", made["id"].as_str().unwrap());
        let (_, view) = ask(&app, Some(&mine), "GET", &path, Value::Null).await;
        assert_eq!((view["state"].as_str(), view["attempts"][0]["outcome"].as_str()), (Some("delivered"), Some("delivered")));
        assert_eq!(view["receipts"][0]["outcome"], "send");
        let (_, talk) = ask(&app, Some(&mine), "GET", &format!("/api/patients/{patient}/conversation"), Value::Null).await;
        assert_eq!((talk[0]["direction"].as_str(), talk[0]["text"].as_str()), (Some("out"), Some(text)));
        let counts = Scope { level: Level::L0, ..mine };
        let (_, list) = ask(&app, Some(&counts), "GET", "/api/messages", Value::Null).await;
        assert!(!list.to_string().contains("复查约在") && !list.to_string().contains("王建国"), "{list}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_findings_of_an_answer_can_be_made_again_from_the_record() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let token = link(&app, &scope, patient, "post_op_recovery").await;
        let ill = json!({"answers": {"feeling": 2, "pain": 8, "wound": "red", "fever": "no", "symptoms": ["chest_pain"],
            "drugs": "regular"}});
        let (status, done) = ask(&app, None, "POST", &format!("/api/h5/links/{token}/submit"), ill).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        let answers = record::read::answers(app.db.read(), &scope, &[patient]).await.unwrap();
        let found = super::findings(app.db.read(), &scope, &answers[0]).await.unwrap();
        let ids: Vec<&str> = found.iter().map(|f| f.id.as_str()).collect();
        assert_eq!(ids, ["danger_symptom", "wound_infection", "severe_pain"]);
        assert_eq!(found[0].due_hours, 2);
        assert_eq!(answers[0].red_flags.len(), 3);
    })
    .await;
}
