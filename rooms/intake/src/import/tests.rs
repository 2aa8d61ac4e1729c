//! The public sets imported whole, twice. Needs the shared data: `NUANQIAO_SHARED` or `../shared`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::testing::{on_both, temp_folder};
use kernel::{App, Scope, TenantId};

use super::{Options, Summary, run};

pub(crate) fn shared() -> PathBuf {
    let from_env = std::env::var("NUANQIAO_SHARED").map(PathBuf::from);
    let found = from_env.unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    assert!(found.join("data").is_dir(), "shared data not found at {}; set NUANQIAO_SHARED", found.display());
    found
}

fn unpacked(name: &str) -> PathBuf {
    let into = temp_folder();
    let archive = shared().join(format!("data/fhir/{name}.tar.xz"));
    assert!(Command::new("tar").arg("xJf").arg(archive).arg("-C").arg(&into).status().unwrap().success());
    into
}

fn truth(name: &str) -> BTreeMap<String, u64> {
    let text = std::fs::read_to_string(shared().join("data/expected").join(name)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["by_type"].as_object().unwrap().iter().map(|(kind, n)| (kind.clone(), n.as_u64().unwrap())).collect()
}

async fn import(app: &App, tenant: TenantId, folder: &Path, dry_run: bool) -> Summary {
    let options = Options { source: "示范 HIS".to_owned(), dry_run };
    let begun = std::time::Instant::now();
    let told = run(app, &Scope::system(tenant, "import"), &[folder.to_owned()], &options).await.unwrap();
    eprintln!("{} {}: {:?} in {:?}", app.db.engine(), folder.display(), told.total, begun.elapsed());
    told
}

fn received(summary: &Summary) -> BTreeMap<String, u64> {
    summary.types.iter().map(|(kind, count)| (kind.clone(), count.total())).collect()
}

async fn is_imported_once(
    app: App,
    tenant: TenantId,
    folder: &Path,
    truth: &BTreeMap<String, u64>,
    distinct: u64,
) {
    let first = import(&app, tenant, folder, false).await;
    assert_eq!(first.quarantined, []);
    assert_eq!(&received(&first), truth);
    assert_eq!(first.total.created, distinct);
    let again = import(&app, tenant, folder, false).await;
    assert_eq!(&received(&again), truth);
    assert_eq!((again.total.created, again.total.updated), (0, 0), "{:?}", again.types);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_bundles_imported_twice_are_imported_once() {
    let folder = unpacked("synthea_r4_100_transaction_bundles");
    let truth = truth("fhir_synthea_r4.json");
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        // 27,030 resources, of which 326 repeat one that is there already.
        is_imported_once(app, tenant, &folder, &truth, 27_030 - 326).await;
    })
    .await;
    drop(std::fs::remove_dir_all(folder));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_export_imported_twice_is_imported_once() {
    let folder = unpacked("bulk_ndjson_10-patients");
    let truth = truth("fhir_bulk_10-patients.json");
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let tried = import(&app, tenant, &folder, true).await;
        assert_eq!(tried.total.created, 7_160);
        // The trial left nothing behind.
        is_imported_once(app, tenant, &folder, &truth, 7_160).await;
    })
    .await;
    drop(std::fs::remove_dir_all(folder));
}
