//! The pathways that come in the box, as data files. Clinical content is 未核实 until a clinician signs it.
use nq_pathway::Definition;

/// The files.
const FILES: &[&str] = &[
    include_str!("../../data/post_stent.json"),
    include_str!("../../data/exam_bp.json"),
    include_str!("../../data/family_colours.json"),
    include_str!("../../data/dm_high_risk.json"),
    include_str!("../../data/low_satisfaction.json"),
];

/// The definitions, in the order of the library page.
pub fn ready() -> Vec<Definition> {
    FILES.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pathway_in_the_box_is_sound_and_says_where_it_comes_from() {
        assert_eq!(ready().len(), FILES.len(), "a file cannot be read");
        for text in FILES {
            let json = serde_json::from_str(text).unwrap();
            let def = nq_pathway::validate::parse(&json).unwrap();
            let blocking: Vec<_> = nq_pathway::validate(&def).into_iter().filter(|p| p.blocks).collect();
            assert_eq!(blocking, vec![], "{}", def.code);
            assert!(!def.source.is_empty() && !def.about.is_empty(), "{}", def.code);
            assert!(!def.verified, "nobody has signed {} yet", def.code);
        }
    }

    #[test]
    fn every_template_and_form_a_pathway_names_is_in_the_box_too() {
        for def in ready() {
            let (templates, forms) = def.references();
            for form in forms {
                assert!(reach::form::ready::ready_form(form).is_some(), "{} names form {form}", def.code);
            }
            for template in templates {
                assert!(
                    super::super::store::template_in_box(template),
                    "{} names template {template}",
                    def.code
                );
            }
        }
    }

    #[test]
    fn every_rule_in_the_box_is_of_the_rule_language() {
        for def in ready() {
            for rule in def.rules().into_iter().map(|(_, r)| r).chain(&def.entry.rule) {
                let read = serde_json::from_value::<nq_audience::Rule>(rule.clone());
                assert!(read.is_ok(), "{}: {rule} {read:?}", def.code);
            }
        }
    }
}
