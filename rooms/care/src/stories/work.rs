//! The queue of a nurse's day: who is in it, in which order, and what the results do.
use super::world::{House, ask, house, stranger};
use crate::task::{self, Completion, entity};
use crate::{TaskId, all_migrations};
use axum::http::StatusCode;
use chrono::Duration;
use kernel::{App, PatientId, Role, Scope, TenantId, testing};
use serde_json::{Value, json};

/// A patient whose nurse has to call today.
async fn with_call(house: &House, name: &str) -> (PatientId, entity::Model) {
    let patient = house.person(name).await;
    house.team(patient, house.nurse, Role::Nurse).await;
    house.enter(patient, "post_stent").await;
    house.days(9).await;
    let task = house.open_tasks(patient).await.remove(0);
    (patient, task)
}

async fn call(house: &House, scope: &Scope, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
    ask(&house.app, crate::router(), scope, method, path, body).await
}

fn result(code: &str) -> Completion {
    Completion {
        result_code: code.to_owned(),
        note: None,
        answers: None,
        next_at: None,
        confirmed: false,
        deceased_on: None,
    }
}

async fn complete(house: &House, scope: &Scope, id: TaskId, done: &Completion) -> kernel::Result<()> {
    house.app.write(async |tx| task::complete(&tx, scope, id, done).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nurse_sees_her_queue_with_reasons_and_the_next_task_opens_after_saving() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (_, first) = with_call(&house, "赵德胜").await;
        let nurse = house.as_staff(house.nurse, Role::Nurse);
        let (status, list) = call(&house, &nurse, "GET", "/api/tasks?view=mine", Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        assert_eq!(list["total"], 1);
        assert_eq!(list["items"][0]["patient"]["name"], "赵德胜");
        assert!(!list["items"][0]["reasons"].as_array().unwrap().is_empty());
        let (status, page) =
            call(&house, &nurse, "GET", &format!("/api/tasks/{}", first.id), Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(page["script"].as_array().unwrap().len() > 3);
        assert_eq!(page["form_code"], "post_op_recovery");
        assert!(!page["receipts"].as_array().unwrap().is_empty(), "为什么");
        assert!(!page["result_codes"].as_array().unwrap().is_empty());
        let body = json!({"result_code": "done", "note": "恢复良好"});
        let (status, after) =
            call(&house, &nurse, "POST", &format!("/api/tasks/{}/complete", first.id), body.clone()).await;
        assert_eq!((status, &after["next_task_id"]), (StatusCode::OK, &Value::Null), "{after}");
        let (status, again) =
            call(&house, &nurse, "POST", &format!("/api/tasks/{}/complete", first.id), body).await;
        assert!(matches!(status, StatusCode::CONFLICT | StatusCode::NOT_FOUND), "{again}");
        let ledger = house.ledger().await;
        assert_eq!((ledger.done, ledger.difference), (1, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_without_the_patient_finds_nothing() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (patient, task) = with_call(&house, "赵德胜").await;
        let other = stranger(&house);
        let (_, list) = call(&house, &other, "GET", "/api/tasks?view=team", Value::Null).await;
        assert_eq!(list["total"], 0);
        for path in [
            format!("/api/tasks/{}", task.id),
            format!("/api/patients/{patient}/future"),
            format!("/api/patients/{patient}/pathways"),
            format!("/api/enrolments/{}", task.enrolment_id.unwrap()),
        ] {
            let (status, body) = call(&house, &other, "GET", &path, Value::Null).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path} {body}");
        }
        let (status, _) = call(
            &house,
            &other,
            "POST",
            &format!("/api/tasks/{}/complete", task.id),
            json!({"result_code": "done"}),
        )
        .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_failed_calls_may_be_closed_as_lost_but_not_before() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (patient, task) = with_call(&house, "赵德胜").await;
        let nurse = house.as_staff(house.nurse, Role::Nurse);
        let early = complete(&house, &nurse, task.id, &result("lost")).await.unwrap_err();
        assert_eq!(early.code(), "fields.invalid");
        for _ in 0..3 {
            complete(&house, &nurse, task.id, &result("no_answer")).await.unwrap();
        }
        let (_, list) = call(&house, &nurse, "GET", "/api/tasks", Value::Null).await;
        let reasons = list["items"][0]["reasons"].to_string();
        assert!(reasons.contains("已拨3次未接通"), "{reasons}");
        complete(&house, &nurse, task.id, &result("lost")).await.unwrap();
        let book = house.book(patient).await;
        assert!(book.iter().any(|l| l.starts_with("d7_call") && l.ends_with("closed(lost)")), "{book:?}");
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promised_call_keeps_the_task_and_a_wrong_number_asks_the_desk() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (patient, task) = with_call(&house, "赵德胜").await;
        let nurse = house.as_staff(house.nurse, Role::Nurse);
        let without = complete(&house, &nurse, task.id, &result("callback")).await.unwrap_err();
        assert_eq!(without.to_string(), "请填写约定再联系的时间，须晚于现在。");
        let next_at = Some(house.app.clock.now() + Duration::hours(3));
        complete(&house, &nurse, task.id, &Completion { next_at, ..result("callback") }).await.unwrap();
        assert_eq!(house.open_tasks(patient).await[0].promised_at, next_at);
        complete(&house, &nurse, task.id, &result("wrong_number")).await.unwrap();
        let open = house.open_tasks(patient).await;
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].kind.as_str(), open[0].assignee), ("fill_record", Some(house.desk)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_moved_away_is_followed_up_no_more() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (patient, task) = with_call(&house, "赵德胜").await;
        let nurse = house.as_staff(house.nurse, Role::Nurse);
        let done = Completion { note: Some("搬到外省子女家".to_owned()), ..result("moved") };
        complete(&house, &nurse, task.id, &done).await.unwrap();
        house.work().await;
        let book = house.book(patient).await;
        assert_eq!(book.iter().filter(|l| l.ends_with("closed(moved)")).count(), 4, "{book:?}");
        assert_eq!(house.on(patient, "post_stent").await[0].state, "ended");
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_by_phone_page_need_not_be_called() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (patient, task) = with_call(&house, "赵德胜").await;
        let answer = record::answer::AnswerIn {
            form_code: Some("post_op_recovery".to_owned()),
            form_version: Some(1),
            ..record::answer::AnswerIn::new(
                patient,
                record::answer::AnswerKind::Form,
                record::answer::Via::H5,
                json!({"feeling": 4}),
                house.app.clock.now(),
            )
        };
        house.app.write(async |tx| record::answer::file(&tx, &house.scope, answer).await).await.unwrap();
        house.work().await;
        assert_eq!(house.open_tasks(patient).await.len(), 0);
        let book = house.book(patient).await;
        assert!(book.iter().any(|l| l.starts_with("d7_call") && l.ends_with("done")), "{book:?}");
        let closed = house.tasks(patient).await.into_iter().find(|t| t.id == task.id).unwrap();
        assert_eq!(closed.result_note.as_deref(), Some("患者已自行填写同一份问卷。"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_death_told_by_the_family_is_confirmed_recorded_and_ends_everything() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (patient, task) = with_call(&house, "赵德胜").await;
        let nurse = house.as_staff(house.nurse, Role::Nurse);
        let told = Completion { note: Some("女儿接的电话".to_owned()), ..result("deceased") };
        let first = complete(&house, &nurse, task.id, &told).await.unwrap_err();
        assert_eq!(first.code(), "fields.invalid", "it is asked once more");
        let person = async || {
            let all = record::read::people(house.app.db.read(), &house.scope, &[patient]).await.unwrap();
            all.into_iter().next().unwrap()
        };
        assert!(person().await.deceased_at.is_none());
        let sure = Completion { confirmed: true, ..told };
        complete(&house, &nurse, task.id, &sure).await.unwrap();
        house.work().await;
        assert!(person().await.deceased_at.is_some(), "in the record, by its own door");
        let book = house.book(patient).await;
        assert!(book.iter().all(|l| l.contains("closed(") || l.ends_with("done")), "{book:?}");
        assert!(book.iter().any(|l| l.ends_with("closed(died)")), "{book:?}");
        assert!(house.open_tasks(patient).await.is_empty());
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_flag_in_an_answer_comes_to_the_top_of_the_queue() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (_, late) = with_call(&house, "赵德胜").await;
        let sun = house.person("孙丽华").await;
        house.team(sun, house.nurse, Role::Nurse).await;
        let answer = record::answer::AnswerIn {
            form_code: Some("post_op_recovery".to_owned()),
            red_flags: vec!["患者报告胸痛，请立即联系。".to_owned()],
            title: Some("术后康复随访".to_owned()),
            ..record::answer::AnswerIn::new(
                sun,
                record::answer::AnswerKind::Form,
                record::answer::Via::H5,
                json!({"chest_pain": "yes"}),
                house.app.clock.now(),
            )
        };
        house.app.write(async |tx| record::answer::file(&tx, &house.scope, answer).await).await.unwrap();
        house.work().await;
        house.hear_it_all_again().await;
        let nurse = house.as_staff(house.nurse, Role::Nurse);
        let (_, list) = call(&house, &nurse, "GET", "/api/tasks", Value::Null).await;
        assert_eq!(list["total"], 2, "one task for one danger, however often it is heard");
        assert_eq!(list["items"][0]["title"], "红旗：术后康复随访");
        assert_eq!(list["items"][1]["id"], late.id.to_string());
        let (_, strip) = call(&house, &nurse, "GET", "/api/tasks/summary", Value::Null).await;
        assert_eq!(strip["red_alerts"], 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handed_over_task_opens_the_record_to_one_and_closes_it_to_the_other() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let patient = house.person("赵德胜").await;
        house.enter(patient, "post_stent").await;
        house.days(9).await;
        let task = house.open_tasks(patient).await.remove(0);
        assert_eq!(task.assignee, Some(house.nurse), "the least loaded nurse");
        let other = house.hire("周岚", Role::Nurse).await;
        let (first, second) = (house.as_staff(house.nurse, Role::Nurse), house.as_staff(other, Role::Nurse));
        let path = format!("/api/tasks/{}", task.id);
        assert_eq!(call(&house, &second, "GET", &path, Value::Null).await.0, StatusCode::NOT_FOUND);
        let (status, body) =
            call(&house, &first, "POST", &format!("{path}/assign"), json!({"staff_id": other})).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!(call(&house, &second, "GET", &path, Value::Null).await.0, StatusCode::OK);
        assert_eq!(call(&house, &first, "GET", &path, Value::Null).await.0, StatusCode::NOT_FOUND);
        let to = house.today() + Duration::days(2);
        let body = json!({"to": to, "reason": "患者今日住院检查"});
        let (status, body) = call(&house, &second, "POST", &format!("{path}/postpone"), body).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let book = house.obligations(patient).await;
        let call = book.iter().find(|o| o.node == "d7_call").unwrap();
        assert_eq!(call.due_to, to);
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_card_asks_for_a_doctor_until_there_is_one() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let wu = house.person("吴秀兰").await;
        let opened = kernel::event::NewEvent {
            patient: Some(wu),
            kind: "card.opened",
            occurred_at: house.app.clock.now(),
            source: "desk",
            payload: json!({"card_no": "NQ0001"}),
            cause: None,
        };
        house.app.write(async |tx| kernel::event::append(&tx, &house.scope, opened).await).await.unwrap();
        house.work().await;
        let kinds: Vec<String> = house.open_tasks(wu).await.into_iter().map(|t| t.kind).collect();
        assert_eq!(kinds, ["assign_doctor", "fill_record"]);
        let doctor = house.hire("王建华", Role::Doctor).await;
        house.team(wu, doctor, Role::Doctor).await;
        house.work().await;
        let kinds: Vec<String> = house.open_tasks(wu).await.into_iter().map(|t| t.kind).collect();
        assert_eq!(kinds, ["fill_record"]);
    })
    .await;
}
