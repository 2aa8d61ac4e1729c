//! What came by other doors than FHIR is found over FHIR, and follows a merge and its undoing.

use kernel::testing::on_both;
use kernel::{App, PatientId, Scope, TenantId, event};
use nq_fhir::Json;
use record::card::{DeskPerson, NewCard};
use record::file::{FactIn, IdentifierIn, ObservationIn, PersonIn};

use crate::fhir::{listing, read, search::Handling};

/// Lets the reaction read the log to its end, waiting for what the server still holds back.
async fn follow(app: &App) {
    for _ in 0..200 {
        let cursor = event::claim_cursor(&app.db, &app.clock, "t", "w").await.unwrap().unwrap();
        let events = event::after(app.db.read(), cursor.seq, 1000).await.unwrap();
        if let Some(last) = events.last().map(|event| event.seq) {
            let wanted = events.into_iter().filter(|event| super::REACTION.wants(&event.kind)).collect();
            (super::REACTION.run)(app.clone(), wanted).await.unwrap();
            app.write(async |tx| event::advance_cursor(&tx, &cursor, last).await).await.unwrap();
        }
        if !event::behind(app.db.read(), &["t"]).await.unwrap() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the log stays unread");
}

async fn search(app: &App, scope: &Scope, kind: &str, query: &str) -> Vec<Json> {
    let found =
        listing::searched(app.db.read(), scope, "http://x/fhir/R4", kind, query, Handling::Strict).await;
    found.unwrap().unwrap().items("entry").iter().filter_map(|entry| entry.get("resource").cloned()).collect()
}

async fn one(app: &App, scope: &Scope, id: PatientId) -> String {
    read::one(app.db.read(), scope, "Patient", &id.to_string()).await.unwrap().unwrap().0.to_string()
}

async fn file(app: &App, scope: &Scope, number: &str, name: &str, value: &str) -> PatientId {
    let person = PersonIn {
        key: number.to_owned(),
        identifiers: vec![IdentifierIn {
            system: "mrn:HIS".to_owned(),
            value: number.to_owned(),
            kind: String::new(),
        }],
        name: name.to_owned(),
        ..PersonIn::default()
    };
    app.write(async |tx| {
        let id = record::file::person(&tx, scope, "HIS", person.clone()).await?.id();
        let result = ObservationIn {
            key: format!("{number}-glucose"),
            at: tx.now,
            metric: Some("fpg".to_owned()),
            code: "GLU".to_owned(),
            name: "空腹血糖".to_owned(),
            value_text: value.to_owned(),
            unit: "mmol/L".to_owned(),
            ..ObservationIn::default()
        };
        record::file::facts(&tx, scope, "HIS", id, vec![FactIn::Observation(result)]).await?;
        Ok(id)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_whose_card_was_opened_at_the_desk_is_found_over_fhir_by_the_card_number() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let scope = Scope::system(tenant, "test");
        let typed = DeskPerson {
            name: "吴瑕珠".to_owned(),
            phone: "13900001111".to_owned(),
            birth_date: chrono::NaiveDate::from_ymd_opt(1961, 5, 4),
            ..DeskPerson::default()
        };
        let new = NewCard { person: Some(typed), ..NewCard::default() };
        let opened = app.write(async |tx| record::card::open(&tx, &scope, new.clone()).await).await.unwrap();
        follow(&app).await;
        let found = search(&app, &scope, "Patient", &format!("identifier={}", opened.card_no)).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text("id"), Some(opened.patient_id.to_string().as_str()));
        assert_eq!(found[0].items("name")[0].text("text"), Some("吴瑕珠"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_follow_a_merge_and_return_when_it_is_taken_back() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let scope = Scope::system(tenant, "test");
        let keep = file(&app, &scope, "P1", "王秀英", "5.1").await;
        let gone = file(&app, &scope, "P2", "王秀瑛", "6.2").await;
        follow(&app).await;
        let of = async |id: PatientId| search(&app, &scope, "Observation", &format!("patient={id}")).await;
        assert_eq!(
            (of(keep).await.len(), of(gone).await.len()),
            (1, 1),
            "filed by no FHIR door, found over FHIR"
        );
        app.write(async |tx| record::matches::merge_told(&tx, &scope, "HIS", keep, gone).await)
            .await
            .unwrap();
        for _ in 0..2 {
            follow(&app).await;
            let all = of(keep).await;
            assert_eq!(all.len(), 2);
            for result in &all {
                assert!(result.to_string().contains(&format!("Patient/{keep}")), "{result}");
            }
            let merged = one(&app, &scope, gone).await;
            assert!(
                merged.contains("replaced-by") && merged.contains(&format!("Patient/{keep}")),
                "{merged}"
            );
            assert!(merged.contains(r#""active":false"#), "{merged}");
        }
        let by_old_number = search(&app, &scope, "Patient", "identifier=P2").await;
        assert!(by_old_number.iter().any(|found| found.text("id") == Some(keep.to_string().as_str())));
        let only = crate::fhir::query::only(app.db.read(), &scope, "Patient", "identifier=P2").await.unwrap();
        assert_eq!(
            only.unwrap().unwrap().fhir_id,
            keep.to_string(),
            "a conditional reference means the one who stays"
        );
        let page = kernel::PageQuery::default();
        let pairs = record::matches::list(app.db.read(), &scope, "same", &page, app.clock.now()).await;
        let pair = pairs.unwrap().items.remove(0).id;
        app.write(async |tx| record::matches::undo(&tx, &scope, pair, "认错人").await).await.unwrap();
        follow(&app).await;
        assert_eq!((of(keep).await.len(), of(gone).await.len()), (1, 1));
        let back = of(gone).await.remove(0).to_string();
        assert!(back.contains(&format!("Patient/{gone}")) && back.contains("6.2"), "{back}");
        assert!(!one(&app, &scope, gone).await.contains("replaced-by"));
    })
    .await;
}
