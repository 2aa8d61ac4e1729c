//! The data types by which a person is known and reached: identifiers, names, contacts, addresses.

use super::{Concept, owned};
use crate::Json;

/// What an identifier identifies a person by, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeOfIdentifier {
    /// 居民身份证 (OID 2.16.156.10011.1.3, or v2-0203 `NI`/`NNCHN`).
    ResidentId,
    /// 健康档案号 (OID 2.16.156.10011.1.2).
    HealthRecord,
    /// 病案号 or hospital number (v2-0203 `MR`, or a `…mrn` system).
    MedicalRecord,
    /// 门诊号 (OID 2.16.156.10011.1.11).
    Outpatient,
    /// 住院号 (OID 2.16.156.10011.1.12).
    Inpatient,
    /// 健康卡 (OID 2.16.156.10011.1.19).
    HealthCard,
    /// 护照 (v2-0203 `PPN`).
    Passport,
    /// Anything else: the sender's own number, driver's licence, …
    Other,
}

/// A business identifier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identifier {
    /// `usual`, `official`, `temp`, `secondary` or `old`.
    pub use_code: Option<String>,
    /// Kind of identifier.
    pub kind: Option<Concept>,
    /// Who issued it, as URI.
    pub system: Option<String>,
    /// The value.
    pub value: Option<String>,
}

impl Identifier {
    /// Reads an Identifier.
    pub fn read(json: &Json) -> Self {
        Identifier {
            use_code: owned(json, "use"),
            kind: Concept::member(json, "type"),
            system: owned(json, "system"),
            value: json.text("value").map(|value| value.trim().to_owned()),
        }
    }

    /// What it identifies a person by. OIDs: WS/T 500-2016 (互联互通 CDA); letters: HL7 table 0203.
    pub fn meaning(&self) -> TypeOfIdentifier {
        let system = self.system.as_deref().unwrap_or("");
        let oid = system.strip_prefix("urn:oid:").unwrap_or(system);
        let letters = self.kind.as_ref().and_then(Concept::code).unwrap_or("");
        match (oid, letters) {
            ("2.16.156.10011.1.3", _) | (_, "NNCHN") => TypeOfIdentifier::ResidentId,
            ("2.16.156.10011.1.2", _) => TypeOfIdentifier::HealthRecord,
            ("2.16.156.10011.1.11", _) => TypeOfIdentifier::Outpatient,
            ("2.16.156.10011.1.12", _) => TypeOfIdentifier::Inpatient,
            ("2.16.156.10011.1.19", _) => TypeOfIdentifier::HealthCard,
            (_, "MR") => TypeOfIdentifier::MedicalRecord,
            (_, "PPN") => TypeOfIdentifier::Passport,
            _ if system.to_ascii_lowercase().ends_with("mrn") => TypeOfIdentifier::MedicalRecord,
            _ => TypeOfIdentifier::Other,
        }
    }
}

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HumanName {
    /// `official`, `usual`, `nickname`, `maiden`, `old` …
    pub use_code: Option<String>,
    /// The name as written in full.
    pub text: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// Given names in order.
    pub given: Vec<String>,
    /// Titles before the name.
    pub prefix: Vec<String>,
    /// Letters behind the name.
    pub suffix: Vec<String>,
}

impl HumanName {
    /// Reads a HumanName.
    pub fn read(json: &Json) -> Self {
        let list = |name: &str| json.items(name).iter().filter_map(Json::as_str).map(str::to_owned).collect();
        HumanName {
            use_code: owned(json, "use"),
            text: owned(json, "text"),
            family: owned(json, "family"),
            given: list("given"),
            prefix: list("prefix"),
            suffix: list("suffix"),
        }
    }

    /// The name to show: the text if there is one; else family and given, without a blank if they are Chinese
    /// (张 + 秀英 = 张秀英), else in the order of the West (Brett Gottlieb). Titles are not part of a name.
    pub fn full(&self) -> Option<String> {
        if let Some(text) = self.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            return Some(text.to_owned());
        }
        let family = self.family.as_deref().unwrap_or("").trim();
        let chinese = !family.is_empty() && family.chars().all(is_han)
            || family.is_empty() && self.given.iter().any(|given| given.chars().any(is_han));
        let name = if chinese {
            format!("{family}{}", self.given.concat())
        } else {
            format!("{} {family}", self.given.join(" ")).trim().to_owned()
        };
        (!name.is_empty()).then_some(name)
    }
}

/// Whether a character is a Chinese ideograph, extensions included.
pub(super) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af | 0x3007)
}

/// A phone number, mail address and the like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactPoint {
    /// `phone`, `sms`, `email`, `fax` …
    pub system: Option<String>,
    /// The number or address.
    pub value: Option<String>,
    /// `home`, `work`, `mobile`, `old` …
    pub use_code: Option<String>,
}

impl ContactPoint {
    /// Reads a ContactPoint.
    pub fn read(json: &Json) -> Self {
        ContactPoint {
            system: owned(json, "system"),
            value: owned(json, "value"),
            use_code: owned(json, "use"),
        }
    }
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// In full.
    pub text: Option<String>,
    /// Street and house.
    pub lines: Vec<String>,
    /// 区县
    pub district: Option<String>,
    /// 市
    pub city: Option<String>,
    /// 省
    pub state: Option<String>,
    /// 邮编
    pub postal_code: Option<String>,
    /// 国家
    pub country: Option<String>,
}

impl Address {
    /// Reads an Address.
    pub fn read(json: &Json) -> Self {
        Address {
            text: owned(json, "text"),
            lines: json.items("line").iter().filter_map(Json::as_str).map(str::to_owned).collect(),
            district: owned(json, "district"),
            city: owned(json, "city"),
            state: owned(json, "state"),
            postal_code: owned(json, "postalCode"),
            country: owned(json, "country"),
        }
    }

    /// The address to show: the text; else 省市区 and street without blanks for Chinese parts, from small to large
    /// with commas for others.
    pub fn full(&self) -> Option<String> {
        if let Some(text) = &self.text {
            return Some(text.clone());
        }
        let large: Vec<&str> =
            [&self.state, &self.city, &self.district].into_iter().filter_map(|p| p.as_deref()).collect();
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        let chinese = large.iter().chain(&lines).any(|part| part.chars().any(is_han));
        let full = if chinese {
            // Direct cities repeat themselves: 北京市 北京市 东城区.
            let mut parts = large;
            parts.dedup();
            format!("{}{}", parts.concat(), lines.concat())
        } else {
            lines.into_iter().chain(large.into_iter().rev()).collect::<Vec<_>>().join(", ")
        };
        (!full.is_empty()).then_some(full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_is_written_without_a_blank_and_a_western_one_with() {
        let name = |family: &str, given: &[&str]| HumanName {
            family: (!family.is_empty()).then(|| family.to_owned()),
            given: given.iter().map(|g| (*g).to_owned()).collect(),
            ..HumanName::default()
        };
        assert_eq!(name("张", &["秀英"]).full().as_deref(), Some("张秀英"));
        assert_eq!(name("Gottlieb", &["Brett", "J."]).full().as_deref(), Some("Brett J. Gottlieb"));
        assert_eq!(name("", &["Jim"]).full().as_deref(), Some("Jim"));
        assert_eq!(name("", &["娜仁", "托娅"]).full().as_deref(), Some("娜仁托娅"));
        assert_eq!(name("", &[]).full(), None);
    }

    #[test]
    fn a_chinese_address_reads_from_large_to_small() {
        let address = Address {
            state: Some("北京市".into()),
            city: Some("北京市".into()),
            district: Some("东城区".into()),
            lines: vec!["和平里中街 8 号".into()],
            ..Address::default()
        };
        assert_eq!(address.full().as_deref(), Some("北京市东城区和平里中街 8 号"));
    }
}
