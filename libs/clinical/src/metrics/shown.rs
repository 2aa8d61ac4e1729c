//! Units as people read them: the dictionary speaks UCUM (`mm[Hg]`), a report says `mmHg`. The one place of the house.

/// A unit as it is written on a report: `mm[Hg]` → `mmHg`, `10*9/L` → `10⁹/L`, `/min` → `次/分`. A unit that is not
/// UCUM, or needs no other spelling, comes back as it is; a mere annotation such as `{ratio}` is not shown at all.
pub fn unit_shown(unit: &str) -> String {
    match unit.trim() {
        "mm[Hg]" => "mmHg",
        "/min" | "{beats}/min" | "{breaths}/min" => "次/分",
        "Cel" => "℃",
        "kg/m2" => "kg/m²",
        "10*9/L" => "10⁹/L",
        "10*12/L" => "10¹²/L",
        "umol/L" => "μmol/L",
        "ug/L" => "μg/L",
        "u[IU]/mL" => "μIU/mL",
        "m[IU]/L" => "mIU/L",
        "[IU]/L" => "IU/L",
        "mL/min/{1.73_m2}" => "mL/min/1.73m²",
        "[arb'U]/mL" => "U/mL",
        "{#}/(24.h)" => "步/日",
        "h" => "小时",
        "1" | "[pH]" => "",
        other if other.starts_with('{') => "",
        other => other,
    }
    .to_owned()
}

/// A value with its unit: `186 mmHg`, `6.1 %`, `阴性`.
pub fn value_shown(value: &str, unit: &str) -> String {
    format!("{} {}", value.trim(), unit_shown(unit)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_shown_a_bracket_of_ucum() {
        assert_eq!(value_shown("186", "mm[Hg]"), "186 mmHg");
        assert_eq!(value_shown("阴性", ""), "阴性");
        assert_eq!(unit_shown("mmol/L"), "mmol/L");
        for metric in crate::dictionary().all() {
            let shown = unit_shown(&metric.ucum);
            assert!(!shown.contains(['[', '{', '*']), "{}：{shown}", metric.name_zh);
        }
    }
}
