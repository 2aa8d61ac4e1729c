//! Which metric of the dictionary a FHIR code means. Pure.

use nq_clinical::{Lookup, Metric, dictionary};
use nq_fhir::facts::Concept;

const LOINC: &str = "http://loinc.org";

/// LOINC codes of the same quantity by another property or method than the dictionary's own code, mostly mass instead of
/// substance concentration: (LOINC, metric, unit to convert from if the sent unit alone would mislead). Names and
/// properties as in LOINC 2.67 (NLM).
const SAME: &[(&str, &str, &str)] = &[
    ("2093-3", "tc", ""),
    ("2571-8", "tg", ""),
    ("2085-9", "hdl_c", ""),
    ("18262-6", "ldl_c", ""),
    ("13457-7", "ldl_c", ""),
    ("2089-1", "ldl_c", ""),
    ("43396-1", "non_hdl_c", ""),
    ("1558-6", "fpg", ""),
    ("2339-0", "glucose_random", ""),
    ("2345-7", "glucose_random", ""),
    ("41653-7", "glucose_capillary", ""),
    ("17856-6", "hba1c", ""),
    ("2160-0", "creatinine", ""),
    ("38483-4", "creatinine", ""),
    ("3094-0", "urea", "mg/dL(BUN)"),
    ("6299-2", "urea", "mg/dL(BUN)"),
    ("3084-1", "uric_acid", ""),
    ("2947-0", "sodium", ""),
    ("6298-4", "potassium", ""),
    ("2069-3", "chloride", ""),
    ("17861-6", "calcium", ""),
    ("49765-1", "calcium", ""),
    ("1975-2", "tbil", ""),
    ("1968-7", "dbil", ""),
    ("14959-1", "uacr", ""),
    ("20570-8", "hematocrit", ""),
    ("8331-1", "body_temp", ""),
];

/// The metric a concept means and the unit to read its value in; `None` if it is not certain.
pub fn of(concept: &Concept, unit: &str) -> Option<(&'static Metric, String)> {
    let dictionary = dictionary();
    if let Some(code) = concept.code_in(LOINC) {
        if let Some(metric) = dictionary.by_loinc(code) {
            return Some((metric, unit.to_owned()));
        }
        let (_, metric, special) = SAME.iter().find(|(loinc, ..)| *loinc == code)?;
        let unit = if special.split('(').next() == Some(unit) { special } else { unit };
        return Some((dictionary.get(metric)?, unit.to_owned()));
    }
    // A code of another well-known system is not read by its English name; local names are.
    if concept
        .codings
        .iter()
        .any(|c| c.system.as_deref().is_some_and(|s| s.starts_with("http://snomed.info")))
    {
        return None;
    }
    match dictionary.by_name(concept.label()?, unit) {
        Lookup::One { metric, unit } => Some((metric, unit)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nq_fhir::facts::Coding;

    fn concept(system: &str, code: &str, text: &str) -> Concept {
        let coding = Coding { system: Some(system.into()), code: Some(code.into()), display: None };
        Concept { codings: vec![coding], text: Some(text.into()) }
    }

    #[test]
    fn mass_and_substance_codes_of_one_quantity_meet_in_one_metric() {
        for (loinc, unit, metric, value, canonical) in [
            ("2093-3", "mg/dL", "tc", 200.0, 5.172),
            ("6299-2", "mg/dL", "urea", 14.0, 4.998),
            ("38483-4", "mg/dL", "creatinine", 1.0, 88.4),
            ("4548-4", "%", "hba1c", 6.1, 6.1),
            ("8480-6", "mm[Hg]", "sbp", 152.0, 152.0),
        ] {
            let concept = concept(LOINC, loinc, "");
            let (found, unit) = of(&concept, unit).unwrap();
            assert_eq!(found.code, metric);
            assert!((found.convert(value, &unit).unwrap() - canonical).abs() < 0.001, "{loinc}");
        }
        for (_, code, _) in SAME {
            assert!(dictionary().get(code).is_some(), "{code}");
        }
    }

    #[test]
    fn a_local_chinese_name_is_read_and_an_unknown_code_is_left_alone() {
        assert_eq!(
            of(&concept("urn:his", "0012", "收缩压"), "mmHg").map(|(m, _)| m.code.as_str()),
            Some("sbp")
        );
        assert!(of(&concept(LOINC, "72514-3", "Pain severity"), "{score}").is_none());
        assert!(
            of(&concept(LOINC, "33914-3", "Estimated Glomerular Filtration Rate"), "mL/min/{1.73_m2}")
                .is_none()
        );
    }
}
