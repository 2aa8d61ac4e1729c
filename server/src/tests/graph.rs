//! The straight line of dependencies. Prints the graph, so that a failure shows it.
use std::{collections::BTreeMap, path::Path};

/// Each station may use those before it; `intake` and `understand` share a place and know nothing of each other.
const LINE: [&[&str]; 9] = [
    &["nq-clinical", "nq-audience", "nq-pathway", "nq-hl7", "nq-fhir", "nq-cnid"],
    &["kernel"],
    &["access"],
    &["record"],
    &["intake", "understand"],
    &["reach"],
    &["care"],
    &["insight"],
    &["server"],
];

fn place(name: &str) -> Option<usize> {
    LINE.iter().position(|names| names.contains(&name))
}

fn graph() -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = ["libs", "rooms"].iter().flat_map(|dir| std::fs::read_dir(root.join(dir)).unwrap());
    let mut manifests: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
    manifests.extend([root.join("kernel"), root.join("server")]);
    let read = |folder: &std::path::PathBuf| {
        let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let name = table["package"]["name"].as_str().unwrap().to_owned();
        let uses = table["dependencies"].as_table().unwrap().keys().filter(|key| place(key).is_some());
        (name, uses.cloned().collect())
    };
    manifests.iter().map(read).collect()
}

#[test]
fn the_rooms_stand_in_one_straight_line() {
    for (name, uses) in graph() {
        println!("{name} → {}", uses.join(", "));
        let own = place(&name).unwrap_or_else(|| panic!("{name} has no place in the line"));
        for used in uses {
            assert!(place(&used).unwrap() < own, "{name} must not use {used}");
        }
    }
}
