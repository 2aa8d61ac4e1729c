//! The public FHIR sets, read whole: every resource parses, survives a round trip, passes the minimum check, and yields
//! the counts and facts that independent scripts found. Needs the shared data: `NUANQIAO_SHARED` or `../shared`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test may panic; the reason stands in its output"
)]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::FixedOffset;
use nq_fhir::facts::{self, Deceased, Value};
use nq_fhir::{Bundle, BundleKind, Json, ndjson, parse, resource, validate};

fn shared() -> PathBuf {
    let from_env = std::env::var("NUANQIAO_SHARED").map(PathBuf::from);
    let found = from_env.unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    assert!(
        found.join("data/fhir").is_dir(),
        "shared data not found at {}; set NUANQIAO_SHARED",
        found.display()
    );
    found
}

/// Unpacks an archive into a fresh folder under the build's temp folder.
fn unpacked(name: &str) -> PathBuf {
    let into = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&into));
    fs::create_dir_all(&into).unwrap();
    let archive = shared().join(format!("data/fhir/{name}.tar.xz"));
    assert!(Command::new("tar").arg("xJf").arg(archive).arg("-C").arg(&into).status().unwrap().success());
    into
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn truth(name: &str) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(shared().join("data/expected").join(name)).unwrap()).unwrap()
}

fn by_type(truth: &serde_json::Value) -> BTreeMap<String, u64> {
    let counts = truth["by_type"].as_object().unwrap();
    counts.iter().map(|(kind, count)| (kind.clone(), count.as_u64().unwrap())).collect()
}

fn utc() -> FixedOffset {
    FixedOffset::east_opt(0).unwrap()
}

fn is_round_trip_exact(document: &Json) {
    assert_eq!(&parse(&document.to_string()).unwrap(), document);
}

#[test]
fn a_hundred_synthea_bundles_give_the_counts_of_the_manifest() {
    let truth = truth("fhir_synthea_r4.json");
    let mut types = BTreeMap::new();
    let (mut quantities, mut panels, mut components, mut rows) = (0, 0, 0, 0);
    let mut conditions: BTreeMap<String, u64> = BTreeMap::new();
    let mut patients = HashMap::new();
    for path in files(&unpacked("synthea_r4_100_transaction_bundles"), "json") {
        let document = parse(&fs::read_to_string(&path).unwrap()).unwrap();
        is_round_trip_exact(&document);
        let bundle = Bundle::read(document).unwrap();
        assert_eq!(bundle.kind, BundleKind::Transaction);
        let names = bundle.names().unwrap();
        assert_eq!(bundle.unresolved(&names), [], "{}", path.display());
        for entry in &bundle.entries {
            let found = entry.resource.as_ref().unwrap();
            let kind = resource::kind(found);
            assert_eq!(validate::check(found), [], "{}", path.display());
            *types.entry(kind.to_owned()).or_insert(0_u64) += 1;
            match kind {
                "Observation" => {
                    let seen = facts::observation(found, utc());
                    assert!(seen.when().is_some());
                    quantities += u64::from(matches!(seen.value, Some(Value::Quantity(_))));
                    panels += u64::from(!seen.components.is_empty());
                    components += seen.components.len() as u64;
                    rows += seen.measurements().len() as u64;
                }
                "Condition" => {
                    let seen = facts::condition(found, utc());
                    let coding = seen.code.coding().unwrap().clone();
                    let label = format!("{} {}", coding.code.unwrap(), coding.display.unwrap());
                    *conditions.entry(label).or_default() += 1;
                }
                "Patient" => {
                    patients.insert(resource::id(found).unwrap().to_owned(), facts::patient(found, utc()));
                }
                _ => assert!(
                    facts::other(found, utc()).person.is_some()
                        || matches!(kind, "Organization" | "Practitioner")
                ),
            }
        }
    }
    assert_eq!(types, by_type(&truth));
    for (name, count) in [
        ("observation_with_valueQuantity", quantities),
        ("observation_with_components", panels),
        ("observation_components", components),
        ("measurement_rows_if_components_expanded", rows),
    ] {
        assert_eq!(truth[name].as_u64(), Some(count), "{name}");
    }
    for (label, count) in truth["top_conditions"].as_object().unwrap() {
        assert_eq!(conditions.get(label).copied(), count.as_u64(), "{label}");
    }
    each_person_is_as_the_truth_says(&patients);
}

fn each_person_is_as_the_truth_says(patients: &HashMap<String, facts::Patient>) {
    let table = fs::read_to_string(shared().join("data/expected/fhir_synthea_r4_patients.csv")).unwrap();
    let mut seen = 0;
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let person = &patients[cells[0]];
        assert_eq!(person.name().as_deref(), Some(format!("{} {}", cells[2], cells[1]).as_str()));
        assert_eq!(person.gender.as_deref(), Some(cells[3]));
        assert_eq!(person.birth_date.as_ref().map(|born| born.text.as_str()), Some(cells[4]));
        let died = match &person.deceased {
            Some(Deceased::At(at)) => at.text.clone(),
            _ => String::new(),
        };
        assert_eq!(died, cells[5]);
        assert_eq!(person.identifiers.len().to_string(), cells[6]);
        assert_eq!(person.phone(), Some(cells[7]));
        seen += 1;
    }
    assert_eq!(seen, 100);
}

#[test]
fn the_bulk_export_gives_the_counts_of_the_manifest_and_its_log_is_no_resource() {
    let truth = truth("fhir_bulk_10-patients.json");
    let mut types = BTreeMap::new();
    let mut classes: BTreeMap<String, u64> = BTreeMap::new();
    let mut strangers = 0;
    for path in files(&unpacked("bulk_ndjson_10-patients"), "ndjson") {
        for (line, found) in ndjson::lines(BufReader::new(fs::File::open(&path).unwrap())) {
            let found = found.unwrap();
            is_round_trip_exact(&found);
            if resource::kind(&found).is_empty() {
                strangers += 1;
                continue;
            }
            assert_eq!(validate::check(&found), [], "{}:{line}", path.display());
            *types.entry(resource::kind(&found).to_owned()).or_insert(0_u64) += 1;
            if resource::kind(&found) == "Encounter" {
                let seen = facts::encounter(&found, utc());
                assert!(seen.period.is_some_and(|period| period.start.is_some()));
                assert!(seen.service_provider_name.is_some());
                *classes.entry(seen.class.code.unwrap()).or_default() += 1;
            }
        }
    }
    assert_eq!(types, by_type(&truth));
    assert_eq!(strangers, 4, "the log of the export holds events, not resources");
    for (class, count) in truth["encounter_by_class"].as_object().unwrap() {
        assert_eq!(classes.get(class).copied(), count.as_u64(), "{class}");
    }
}

#[test]
fn eleven_hundred_us_core_patients_are_read_whole() {
    let truth = truth("fhir_patients_1144.json");
    let packed = shared().join("data/fhir/patients_1144_us_core.ndjson.xz");
    let text = Command::new("xz").arg("-dc").arg(packed).output().unwrap().stdout;
    let people: Vec<facts::Patient> =
        ndjson::lines(text.as_slice()).map(|(_, found)| facts::patient(&found.unwrap(), utc())).collect();
    let count =
        |test: &dyn Fn(&facts::Patient) -> bool| people.iter().filter(|person| test(person)).count() as u64;
    assert_eq!(Some(people.len() as u64), truth["patients"].as_u64());
    assert_eq!(Some(count(&|person| person.deceased.is_some())), truth["deceased"].as_u64());
    assert_eq!(Some(count(&|person| person.names.len() > 1)), truth["with_multiple_names"].as_u64());
    assert_eq!(Some(count(&|p| p.gender.as_deref() == Some("male"))), truth["gender"]["male"].as_u64());
    let passports =
        count(&|p| p.identifiers.iter().any(|i| i.meaning() == facts::TypeOfIdentifier::Passport));
    assert_eq!(Some(passports), truth["identifier_types"]["Passport Number"].as_u64());
}

#[test]
fn the_examples_of_the_specification_pass_and_the_chinese_name_is_read() {
    let truth = truth("fhir_r4_spec_examples.json");
    let mut types = BTreeMap::new();
    for path in files(&unpacked("hl7_r4_spec_examples"), "json") {
        let found = parse(&fs::read_to_string(&path).unwrap()).unwrap();
        is_round_trip_exact(&found);
        let kind = resource::kind(&found).to_owned();
        *types.entry(kind.clone()).or_insert(0_u64) += 1;
        assert_eq!(validate::check(&found), [], "{}", path.display());
        if kind == "Bundle" {
            assert!(Bundle::read(found).is_ok(), "{}", path.display());
        } else if resource::id(&found) == Some("ch-example") {
            assert_eq!(facts::patient(&found, utc()).name().as_deref(), Some("张无忌"));
        } else if resource::id(&found) == Some("decimal") {
            assert!(found.to_string().contains("1.0"), "digits of decimals are kept");
        }
    }
    assert_eq!(types, by_type(&truth));
}
