//! A person as a source describes him.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Administrative sex.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// 其他
    Other,
    /// 未知
    #[default]
    Unknown,
}

impl Sex {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
    /// From the stored text; anything else is unknown.
    pub fn parse(text: &str) -> Self {
        match text {
            "male" => Self::Male,
            "female" => Self::Female,
            "other" => Self::Other,
            _ => Self::Unknown,
        }
    }
    /// The word a person reads.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
            Self::Other => "其他",
            Self::Unknown => "未知",
        }
    }
}

/// One number by which a person is known somewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifierIn {
    /// `id_card`, `mrn:<source>`, `visit_card`, `insurance`, `passport`, or a FHIR system URI.
    pub system: String,
    /// As received, trimmed.
    pub value: String,
    /// Free label of the source (`MR`, `就诊卡`), only shown.
    pub kind: String,
}

/// A person as a source describes him. What is None is not known to the source and changes nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PersonIn {
    /// The source's own key of the person (PID-3, FHIR id, row key): unique per source.
    pub key: String,
    /// All numbers.
    pub identifiers: Vec<IdentifierIn>,
    /// Full name.
    pub name: String,
    /// Pinyin as the source spells it.
    pub name_pinyin: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// Telephone numbers as received, the preferred one first.
    pub phones: Vec<String>,
    /// Address.
    pub address: Option<String>,
    /// Time of death.
    pub deceased_at: Option<DateTime<Utc>>,
    /// Allergies as one text of the source.
    pub allergies_text: Option<String>,
    /// The resource as received, for the round trip.
    pub resource: Option<Value>,
    /// Whether an empty text clears what is stored (HL7 `""`).
    pub empty_clears: bool,
    /// When the source says this was so; an older statement never overwrites a newer one of the same source.
    pub said_at: Option<DateTime<Utc>>,
}
