//! The leaf conditions of the rule language. Each is one comparison on one list of facts.

use crate::{Cmp, Direction, EnrolmentState, Grade, IcdRange, Sex};
use serde::{Deserialize, Serialize};

/// One condition. In JSON an object with one key: `{"age":{"ge":45}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaf {
    /// Age in completed years today.
    Age(Cmp),
    /// Age in days today (for infants).
    AgeDays(Cmp),
    /// Sex.
    Sex(Sex),
    /// The grade in force is one of these.
    Grade(Vec<Grade>),
    /// Carries one of these tags.
    Tag(Vec<String>),
    /// Belongs to one of these sites.
    Site(Vec<String>),
    /// Has such a member in the care team.
    CareTeam(CareTeamIs),
    /// The latest value of a metric compares so.
    Metric(MetricIs),
    /// The latest value of a metric in words contains one of these.
    MetricText(MetricTextIs),
    /// The least, greatest or mean value of a metric in a window compares so.
    MetricStat(MetricStatIs),
    /// Has such a diagnosis.
    Condition(ConditionIs),
    /// A relative has such a disease.
    Family(FamilyIs),
    /// Takes such a medicine now.
    Taking(DrugMatch),
    /// Such a fact happened (so many days ago).
    Had(Had),
    /// No such fact happened in the last days.
    Absent(Absent),
    /// So many such facts happened in the last days.
    Count(Count),
    /// The money paid for encounters in the last days compares so, in yuan.
    Spend(SpendIs),
    /// The latest score of a form compares so.
    FormScore(FormScoreIs),
    /// The latest answer to a question is so.
    FormAnswer(FormAnswerIs),
    /// Has a consent in force for this purpose.
    Consent(String),
    /// Stands so in a pathway.
    Pathway(PathwayIs),
    /// Has a family-doctor contract in force.
    Contract(ContractIs),
    /// Belongs to another segment.
    Segment(String),
}

/// A dated fact to look for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A reading of a metric.
    Metric(MetricMatch),
    /// A procedure.
    Procedure(ProcedureMatch),
    /// An encounter.
    Encounter(EncounterMatch),
    /// An answer to a form, by its code.
    Form(String),
    /// A message.
    Message(MessageMatch),
    /// A medicine prescribed or dispensed.
    Medication(DrugMatch),
}

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

/// Latest value of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricIs {
    /// Metric code.
    pub code: String,
    /// The comparison, in the metric's canonical unit.
    pub is: Cmp,
    /// Older values count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
}

/// Latest value of a metric in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricTextIs {
    /// Metric code.
    pub code: String,
    /// The text contains one of these.
    pub any_of: Vec<String>,
    /// Older values count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
}

/// A statistic over a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricStatIs {
    /// Metric code.
    pub code: String,
    /// Which statistic.
    pub stat: Stat,
    /// The last days, today included.
    pub days: u32,
    /// The comparison.
    pub is: Cmp,
}

/// Which statistic. Counting is [`Count`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stat {
    /// 最低
    Min,
    /// 最高
    Max,
    /// 平均; censored values do not enter
    Mean,
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

/// Presence of a dated fact, at any time or in a span of days counted from the fact: `[7,30]` is the 7th to 30th day after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Had {
    /// What.
    pub of: What,
    /// Least and greatest number of days since; 0 is the day itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_ago: Option<(u32, u32)>,
}

/// Absence of a dated fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// What.
    pub of: What,
    /// In the last days; absent means never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Number of dated facts in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// What.
    pub of: What,
    /// In the last days; absent means ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Count facts or different days.
    #[serde(default, skip_serializing_if = "CountBy::is_default")]
    pub by: CountBy,
    /// How many.
    pub is: Cmp,
}

/// What a count counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountBy {
    /// 次
    #[default]
    Fact,
    /// 不同的天
    Day,
}

impl CountBy {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == CountBy::Fact
    }
}

/// Readings of a metric, all or those that compare so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricMatch {
    /// Metric code.
    pub code: String,
    /// Only readings that compare so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Cmp>,
}

/// Procedures: the code begins with one of these, or the name contains one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProcedureMatch {
    /// Code prefixes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
    /// Parts of the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<String>,
}

/// Encounters of a class and in a department; an empty list means any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EncounterMatch {
    /// Class codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<String>,
    /// Department ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub department: Vec<String>,
}

/// Messages; an empty list means any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageMatch {
    /// Which way.
    #[serde(skip_serializing_if = "Direction::is_sent")]
    pub direction: Direction,
    /// Class codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<String>,
    /// Channel codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel: Vec<String>,
    /// Only answered or only unanswered ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
}

/// Medicines: the code begins with one of these, or the name contains one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DrugMatch {
    /// Code prefixes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
    /// Parts of the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<String>,
}

/// Money paid for encounters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpendIs {
    /// In the last days, today included.
    pub days: u32,
    /// The comparison, in yuan.
    pub is: Cmp,
}

/// Latest score of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormScoreIs {
    /// Form code.
    pub form: String,
    /// The comparison.
    pub is: Cmp,
    /// Older answers count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
}

/// Latest answer to a question: a number that compares so, or one of these texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormAnswerIs {
    /// Form code.
    pub form: String,
    /// Question code.
    pub question: String,
    /// A comparison of the number answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Cmp>,
    /// The answer is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
    /// Older answers count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
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
