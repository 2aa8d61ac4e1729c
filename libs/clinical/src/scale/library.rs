//! The scales that come with the product, parsed once.

use std::sync::LazyLock;

use super::definition::Scale;

const FILES: &[&str] = &[
    include_str!("../../data/scales/phq9.json"),
    include_str!("../../data/scales/phq2.json"),
    include_str!("../../data/scales/gad7.json"),
    include_str!("../../data/scales/gad2.json"),
    include_str!("../../data/scales/epds.json"),
    include_str!("../../data/scales/audit_c.json"),
    include_str!("../../data/scales/elder_selfcare5.json"),
    include_str!("../../data/scales/elder_cognition.json"),
    include_str!("../../data/scales/elder_mood.json"),
    include_str!("../../data/scales/tcm_elderly33.json"),
    include_str!("../../data/scales/nrs2002.json"),
    include_str!("../../data/scales/mmrc.json"),
    include_str!("../../data/scales/sds.json"),
    include_str!("../../data/scales/sas.json"),
    include_str!("../../data/scales/isi.json"),
    include_str!("../../data/scales/psqi.json"),
    include_str!("../../data/scales/barthel.json"),
    include_str!("../../data/scales/morse_fall.json"),
    include_str!("../../data/scales/mna_sf.json"),
];

/// All built-in scales, those without wording too (`ships` says which).
pub fn scales() -> &'static [Scale] {
    static SCALES: LazyLock<Vec<Scale>> = LazyLock::new(|| {
        // A file that cannot be read stops the first test.
        FILES
            .iter()
            .map(|text| Scale::from_built_in(text).unwrap_or_else(|e| panic!("data/scales: {e}")))
            .collect()
    });
    &SCALES
}

/// The built-in scale of a code.
pub fn scale(code: &str) -> Option<&'static Scale> {
    scales().iter().find(|s| s.code == code)
}
