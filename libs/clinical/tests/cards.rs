//! `docs/clinical` says what the registry says. `UPDATE_DOCS=1` rewrites it.

use std::collections::BTreeSet;
use std::path::Path;

use nq_clinical::model::{card, models};

#[test]
fn the_printed_cards_are_those_of_the_registry() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/clinical");
    let cards = models().iter().map(|m| (format!("{}.md", m.id), card::card(m)));
    let pages: Vec<(String, String)> = cards.chain([("README.md".to_owned(), card::index())]).collect();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in &pages {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    for (name, text) in &pages {
        let printed = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(printed == *text, "{name} is stale: UPDATE_DOCS=1 cargo test -p nq-clinical --test cards");
    }
    let there: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, pages.into_iter().map(|(name, _)| name).collect());
}
