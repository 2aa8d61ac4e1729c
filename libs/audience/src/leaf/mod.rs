//! The leaf conditions of the rule language. Each is one comparison on one list of facts.

mod calendar;
mod event;
mod form;
mod measure;
mod standing;
mod what;

pub use calendar::*;
pub use event::*;
pub use form::*;
pub use measure::*;
pub use standing::*;
pub use what::*;

use crate::{Cmp, Grade, Sex};
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
    /// Age on a given day.
    AgeOn(AgeOnIs),
    /// Has the birthday then.
    Birthday(BirthdayIs),
    /// It is one of these seasons; the same for everybody.
    Season(SeasonIs),
    /// It is one of these solar terms; the same for everybody.
    SolarTerm(SolarTermIs),
    /// A metric rises or falls so.
    Trend(TrendIs),
    /// A metric is so on days in a row.
    Run(RunIs),
    /// A medicine still lasts so long.
    Supply(SupplyIs),
    /// Has an appointment on one of the days to come.
    Appointment(AppointmentIs),
    /// Can be reached over one of these channels.
    Reachable(Vec<String>),
    /// Stands in this cell of recency, frequency and money.
    Rfm(RfmIs),
}
