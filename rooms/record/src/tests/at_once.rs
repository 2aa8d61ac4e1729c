//! Two sources meet the same person for the first time at the same moment.

use super::*;
use kernel::testing::on_both;

fn wang(key: &str, number: &str) -> PersonIn {
    PersonIn {
        key: key.to_owned(),
        identifiers: vec![IdentifierIn {
            system: "visit_card".to_owned(),
            value: number.to_owned(),
            kind: String::new(),
        }],
        name: "王秀英".to_owned(),
        birth_date: Some(day(1961, 5, 4)),
        phones: vec!["13900001111".to_owned()],
        ..PersonIn::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_sources_filing_one_person_at_once_make_one_record() {
    on_both(crate::all_migrations, async |app: App, _: TenantId| {
        for round in 0..10 {
            let tenant = TenantId::new();
            // First by a shared number; then, with different numbers, by name, birth date and telephone.
            let number = |source: &str| if round % 2 == 0 { "C1".to_owned() } else { format!("C-{source}") };
            let tasks = ["HIS", "体检", "LIS", "表格"].map(|source| {
                let (app, person) = (app.clone(), wang("1", &number(source)));
                tokio::spawn(async move {
                    let filed = app
                        .write(async |tx| {
                            let filed = file::person(&tx, &system(tenant), source, person.clone()).await?;
                            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                            Ok(filed)
                        })
                        .await;
                    filed.unwrap().id()
                })
            });
            let mut ids = BTreeSet::new();
            for task in tasks {
                ids.insert(task.await.unwrap());
            }
            assert_eq!(ids.len(), 1, "round {round}");
        }
    })
    .await;
}
