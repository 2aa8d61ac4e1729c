//! The stories of the grade, on both databases.
use super::{api, store};
use crate::{
    all_migrations,
    review::react,
    tests::{file, hospital, person, settle, value},
};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Duration, Utc};
use kernel::{Act, Actor, App, PatientId, Role, Scope, StaffId, TenantId, testing, web::Body};

fn doctor(scope: &Scope) -> Scope {
    let actor = Actor::Staff { id: StaffId::new(), name: "陈医生".to_owned(), role: Role::Doctor };
    Scope { actor, acts: [Act::GradeOverride, Act::ClinicalRead].into(), ..scope.clone() }
}

async fn say(
    app: &App,
    scope: &Scope,
    patient: PatientId,
    grade: &str,
    until: Option<DateTime<Utc>>,
) -> kernel::Result<serde_json::Value> {
    let body = serde_json::from_value(
        serde_json::json!({"grade": grade, "reason": "近期胸闷，需密切随访", "until": until}),
    )
    .unwrap();
    let Json(view) =
        api::override_grade(State(app.clone()), doctor(scope), Path(patient), Body(body)).await?;
    Ok(serde_json::to_value(view).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_s_word_stands_above_the_rules_until_its_day_and_the_history_keeps_both() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let han = person(&app, &scope, "韩玉珍", "1966-01-01", record::Sex::Female).await;
        file(&app, &scope, han, vec![value("sbp", "118", "mmHg", app.clock.now())]).await;
        settle(&app).await;
        let until = app.clock.now() + Duration::days(30);
        let view = say(&app, &scope, han, "red", Some(until)).await.unwrap();
        assert_eq!(
            (view["grade"].as_str(), view["history"][0]["override"].as_bool()),
            (Some("red"), Some(true))
        );

        // A new good reading does not move it.
        app.clock.advance(Duration::days(10));
        file(&app, &scope, han, vec![value("sbp", "116", "mmHg", app.clock.now())]).await;
        settle(&app).await;
        assert_eq!(store::in_force(app.db.read(), &scope, &[han]).await.unwrap()[&han].grade, "red");

        app.clock.advance(Duration::days(20));
        (react::LOOK.run)(app.clone()).await.unwrap();
        let history = store::history(app.db.read(), &scope, han).await.unwrap();
        let spans: Vec<_> = history.iter().map(|row| (row.grade.as_str(), row.to_at.is_none())).collect();
        assert_eq!(spans, [("green", true), ("red", false), ("green", false)]);
        assert!(history[0].sentence.contains("医生调整到期"), "{}", history[0].sentence);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_without_reason_or_without_end_is_refused() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let yang = person(&app, &scope, "杨春生", "1966-01-01", record::Sex::Male).await;
        let late = app.clock.now() + Duration::days(400);
        assert!(say(&app, &scope, yang, "red", Some(late)).await.is_err());
        assert!(say(&app, &scope, yang, "none", None).await.is_err());
        assert!(say(&app, &scope, PatientId::new(), "red", None).await.is_err(), "not there");
        let nurse = Scope { acts: [Act::ClinicalRead].into(), ..doctor(&scope) };
        let body =
            serde_json::from_value(serde_json::json!({"grade": "red", "reason": "需要密切随访"})).unwrap();
        let refused = api::override_grade(State(app.clone()), nurse, Path(yang), Body(body)).await;
        assert_eq!(refused.unwrap_err().code(), "act.forbidden");
    })
    .await;
}
