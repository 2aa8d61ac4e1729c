//! What comes in is filed once, corrected when corrected, withdrawn when withdrawn.

use super::*;
use crate::file::{
    ComponentIn, ConditionIn, EncounterClass, EncounterIn, EncounterStatus, ObservationStatus, OtherIn,
    ProcedureIn, ReportIn,
};
use crate::read;
use kernel::testing::on_both;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_twice_changes_nothing_and_tells_nobody() {
    on_both(crate::all_migrations, async |app, tenant| {
        let first = file_person(&app, tenant, "HIS", wang("1")).await;
        assert!(first.is_new());
        let id = first.id();
        let lipids = || {
            vec![
                FactIn::Observation(result("r1", "tc", "总胆固醇", "8.02↑", "mmol/L", "3.1-5.7")),
                FactIn::Observation(result("r2", "tg", "甘油三酯", "1.02", "mmol/L", "0.6-1.7")),
            ]
        };
        let filed = file_facts(&app, tenant, "HIS", id, lipids()).await;
        assert!(filed.iter().all(|f| f.is_new()));
        let before = told(&app, tenant, id).await;
        assert_eq!(before, ["patient.created", "observation.recorded"]);
        assert!(!file_person(&app, tenant, "HIS", wang("1")).await.changed());
        let again = file_facts(&app, tenant, "HIS", id, lipids()).await;
        assert!(again.iter().zip(&filed).all(|(a, b)| !a.changed() && a.id() == b.id()));
        assert_eq!(told(&app, tenant, id).await, before);
        let values = read::measurements(app.db.read(), &system(tenant), &[id], &[], None).await.unwrap();
        assert_eq!(values.len(), 2);
        let tc = values.iter().find(|m| m.metric == "tc").unwrap();
        assert_eq!((tc.value, tc.flag.as_str(), tc.basis.as_str()), (Some(8.02), "high", "report_range"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_result_replaces_the_value_and_keeps_the_old_one_in_the_event() {
    on_both(crate::all_migrations, async |app, tenant| {
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let k = result("k", "potassium", "钾", "6.9", "mmol/L", "3.5-5.3");
        let filed = file_facts(&app, tenant, "LIS", id, vec![FactIn::Observation(k.clone())]).await;
        let right =
            ObservationIn { value_text: "4.6".into(), status: ObservationStatus::Corrected, ..k.clone() };
        let again = file_facts(&app, tenant, "LIS", id, vec![FactIn::Observation(right)]).await;
        assert_eq!(again[0], Filed::Updated(filed[0].id()));
        let values =
            read::measurements(app.db.read(), &system(tenant), &[id], &["potassium"], None).await.unwrap();
        assert_eq!(
            values.iter().map(|m| (m.value, m.flag.as_str())).collect::<Vec<_>>(),
            [(Some(4.6), "normal")]
        );
        let events = kernel::event::of_patient(app.db.read(), &system(tenant), id, 10).await.unwrap();
        let newest = events.iter().max_by_key(|e| e.seq).unwrap();
        assert_eq!(newest.payload["before"][0]["value_text"], json!("6.9"));
        assert_eq!(newest.payload["title"], json!("结果更正：钾"));
        let void = ObservationIn { status: ObservationStatus::EnteredInError, ..k };
        file_facts(&app, tenant, "LIS", id, vec![FactIn::Observation(void)]).await;
        assert!(
            read::measurements(app.db.read(), &system(tenant), &[id], &[], None).await.unwrap().is_empty()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blood_pressure_is_one_result_and_two_values() {
    on_both(crate::all_migrations, async |app, tenant| {
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let part = |metric: &str, value: &str| ComponentIn {
            metric: Some(metric.into()),
            code: metric.into(),
            value_text: value.into(),
            unit: "mmHg".into(),
            ..ComponentIn::default()
        };
        let bp = ObservationIn {
            key: "bp1".into(),
            at: ago(0),
            code: "85354-9".into(),
            name: "血压".into(),
            components: vec![part("sbp", "152"), part("dbp", "96")],
            ..ObservationIn::default()
        };
        let typed = ObservationIn {
            key: "bp2".into(),
            metric: Some("bp".into()),
            value_text: "138/88".into(),
            name: "血压".into(),
            at: ago(2),
            ..ObservationIn::default()
        };
        let filed =
            file_facts(&app, tenant, "HIS", id, vec![FactIn::Observation(bp), FactIn::Observation(typed)])
                .await;
        assert_eq!(filed.len(), 2);
        let sbp = read::measurements(app.db.read(), &system(tenant), &[id], &["sbp"], None).await.unwrap();
        assert_eq!(sbp.iter().map(|m| m.value.unwrap()).collect::<Vec<_>>(), [138.0, 152.0]);
        assert_eq!(sbp[1].flag, "high");
        let events = kernel::event::of_patient(app.db.read(), &system(tenant), id, 10).await.unwrap();
        assert_eq!(events[0].payload["detail"], json!("血压 152/96 mmHg ↑"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_mapped_or_converted_is_kept_but_never_judged() {
    on_both(crate::all_migrations, async |app, tenant| {
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let unknown = ObservationIn { metric: None, ..result("u", "x", "溶血程度", "9.00", "", "0-30") };
        let no_unit = result("n", "fpg", "葡萄糖", "5.6", "", "");
        let odd = result("o", "creatinine", "肌酐", "57", "furlong", "");
        let all = [unknown, no_unit, odd].into_iter().map(FactIn::Observation).collect();
        let filed = file_facts(&app, tenant, "LIS", id, all).await;
        assert!(filed.iter().all(|f| f.is_new()));
        let values = read::measurements(app.db.read(), &system(tenant), &[id], &[], None).await.unwrap();
        assert_eq!(values.len(), 2, "the unmapped result has no value of the dictionary");
        assert!(values.iter().all(|m| m.value.is_none() && m.flag == "unknown"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stay_begins_and_ends_once() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let stay = EncounterIn {
            key: "E1".into(),
            class: EncounterClass::Inpatient,
            department: Some("心内科".into()),
            doctor: Some("周敏".into()),
            start: ago(8),
            ..EncounterIn::default()
        };
        let left = EncounterIn { status: EncounterStatus::Finished, end: Some(ago(1)), ..stay.clone() };
        file_facts(&app, tenant, "HIS", id, vec![FactIn::Encounter(stay)]).await;
        file_facts(&app, tenant, "HIS", id, vec![FactIn::Encounter(left.clone())]).await;
        file_facts(&app, tenant, "HIS", id, vec![FactIn::Encounter(left)]).await;
        assert_eq!(
            told(&app, tenant, id).await,
            ["patient.created", "encounter.recorded", "encounter.discharged"]
        );
        // The department and the attending doctor may see the person now.
        let head = staff(
            tenant,
            home.other,
            Role::DepartmentHead,
            Reach::Department(home.cardiology),
            Level::Clinical,
        );
        assert!(crate::patient::header(app.db.read(), &head, id, app.clock.now()).await.is_ok());
        let doctor = staff(tenant, home.doctor, Role::Doctor, Reach::Own(home.doctor), Level::Clinical);
        assert!(crate::patient::header(app.db.read(), &doctor, id, app.clock.now()).await.is_ok());
        let stranger = manager(tenant, home.other);
        assert!(crate::patient::header(app.db.read(), &stranger, id, app.clock.now()).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_and_an_exam_report_are_told_by_name() {
    on_both(crate::all_migrations, async |app, tenant| {
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let operation = ProcedureIn {
            key: "op".into(),
            at: ago(3),
            code: "51.2300".into(),
            name: "腹腔镜下胆囊切除术".into(),
            ..ProcedureIn::default()
        };
        let diagnosis = ConditionIn {
            key: "d".into(),
            at: ago(3),
            code: "K80.1".into(),
            name: "胆囊结石伴慢性胆囊炎".into(),
            ..ConditionIn::default()
        };
        let exam = ReportIn {
            key: "x".into(),
            at: ago(2),
            name: "年度体检报告".into(),
            exam: true,
            ..ReportIn::default()
        };
        file_facts(
            &app,
            tenant,
            "HIS",
            id,
            vec![FactIn::Procedure(operation), FactIn::Condition(diagnosis), FactIn::Report(exam)],
        )
        .await;
        let events = told(&app, tenant, id).await;
        assert_eq!(
            events,
            [
                "patient.created",
                "condition.recorded",
                "procedure.recorded",
                "report.recorded",
                "exam.completed"
            ]
        );
        let all = kernel::event::of_patient(app.db.read(), &system(tenant), id, 10).await.unwrap();
        let operation = all.iter().find(|e| e.kind == "procedure.recorded").unwrap();
        assert_eq!(operation.payload["code"], json!("51.2300"));
        let row = read::procedures(app.db.read(), &system(tenant), &[id]).await.unwrap();
        assert_eq!(json!(row[0].id), operation.payload["procedure_id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_resources_and_stored_rows_come_back_as_they_were() {
    on_both(crate::all_migrations, async |app, tenant| {
        let scope = system(tenant);
        let resource = json!({"resourceType": "Organization", "name": "心血管中心", "extension": [{"url": "x", "valueDecimal": 1.10}]});
        let given = OtherIn { resource_type: "Organization".into(), key: "org1".into(), resource: resource.clone(), ..OtherIn::default() };
        let twice = vec![given.clone(), given.clone()];
        let filed = app.write(async |tx| file::others(&tx, &scope, "FHIR", twice).await).await.unwrap();
        assert!(filed[0].is_new() && filed[0].id() == filed[1].id());
        let person = PersonIn { resource: Some(json!({"resourceType": "Patient", "id": "p"})), ..wang("1") };
        file_person(&app, tenant, "FHIR", person).await;
        let query = read::StoredQuery { shelf: "Organization", limit: 10, ..Default::default() };
        let (rows, total) = read::stored(app.db.read(), &scope, &query).await.unwrap();
        assert_eq!((total, rows[0].resource.clone()), (1, Some(resource)));
        let query = read::StoredQuery { shelf: "person", keys: Some(vec!["1".into()]), limit: 10, ..Default::default() };
        let (rows, _) = read::stored(app.db.read(), &scope, &query).await.unwrap();
        assert_eq!(rows[0].resource, Some(json!({"resourceType": "Patient", "id": "p"})));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_files_under_another_tenants_person() {
    on_both(crate::all_migrations, async |app, tenant| {
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let foreign = TenantId::new();
        let fact = FactIn::Observation(result("r", "tc", "总胆固醇", "5", "mmol/L", ""));
        let tried =
            app.write(async |tx| file::facts(&tx, &system(foreign), "HIS", id, vec![fact]).await).await;
        assert!(matches!(tried, Err(kernel::Error::Missing)));
        assert!(read::people(app.db.read(), &system(foreign), &[id]).await.unwrap().is_empty());
    })
    .await;
}
