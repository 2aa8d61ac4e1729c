//! The forms that come in the box: data files of our own wording, and those built from the clinical library. Clinical limits in them are 未核实 until a
//! clinician of the hospital signs; the sources are named in `data/forms/README.md`.

use serde_json::Value;

/// The files, by code.
const FILES: &[(&str, &str)] = &[
    ("bp_family_followup", include_str!("../../data/forms/bp_family_followup.json")),
    ("post_op_recovery", include_str!("../../data/forms/post_op_recovery.json")),
    ("diabetes_lifestyle", include_str!("../../data/forms/diabetes_lifestyle.json")),
    ("satisfaction", include_str!("../../data/forms/satisfaction.json")),
    ("home_bp", include_str!("../../data/forms/home_bp.json")),
];

/// The definitions as JSON, in the order of the library page.
pub fn ready_forms() -> Vec<Value> {
    let own = FILES.iter().filter_map(|(_, text)| serde_json::from_str(text).ok());
    own.chain(super::official::official_forms()).collect()
}

/// One definition.
pub fn ready_form(code: &str) -> Option<Value> {
    let own = FILES.iter().find(|(c, _)| *c == code).and_then(|(_, text)| serde_json::from_str(text).ok());
    own.or_else(|| {
        super::official::official_forms().into_iter().find(|form| form.get("code").is_some_and(|c| c == code))
    })
}
