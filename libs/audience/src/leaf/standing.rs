//! Conditions on what is in force for a span.

use crate::{EnrolmentState, IcdRange};
use serde::{Deserialize, Serialize};

/// Care team: any of the members in any of the roles; an empty list means "whoever".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CareTeamIs {
    /// Staff ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub member: Vec<String>,
    /// Role codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role: Vec<String>,
}

/// A disease by code or name; any of the lists may fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConditionIs {
    /// ICD-10 codes or ranges.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub icd: Vec<IcdRange>,
    /// SNOMED CT codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snomed: Vec<String>,
    /// The name contains one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// Also diagnoses that have ended.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ever: bool,
}

/// A disease of a relative.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FamilyIs {
    /// ICD-10 codes or ranges.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub icd: Vec<IcdRange>,
    /// SNOMED CT codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snomed: Vec<String>,
    /// The name contains one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// Only these relatives; empty means any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relation: Vec<String>,
}

/// Place in a pathway; an empty list of states means "in progress".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathwayIs {
    /// Pathway id or code.
    pub pathway: String,
    /// States that fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<EnrolmentState>,
}

/// A contract in force, or one that ends soon.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContractIs {
    /// Only if its last day is at most so many days away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_within_days: Option<u32>,
}
