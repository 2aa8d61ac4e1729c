//! Follow-up 随访 by 国家基本公共卫生服务规范（第三版）: the forms of hypertension and type-2 diabetes as data, the four-way
//! classification with its action, referral and next date, and the yearly indicators. Pure; the day is handed in.

mod alcohol;
mod classify;
mod diabetes;
mod emergency;
mod form;
mod hypertension;
mod indicators;
mod models;
mod params;
#[cfg(test)]
mod tests;
mod visit;

pub use alcohol::{Drink, liquor_liang};
pub use diabetes::classify_diabetes;
pub use emergency::Emergency;
pub use form::{Field, FieldKind, FieldOption, FollowUpForm, form, forms};
pub use hypertension::classify_hypertension;
pub use indicators::{
    Disease, Ratio, VisitRecord, Year, control_rate, health_management_rate, is_controlled,
    is_managed_by_rule, standard_management_rate,
};
pub use models::MODELS;
pub use params::Params;
pub use visit::{
    Class, DiabetesVisit, Due, FollowUp, HypertensionVisit, Intervention, Previous, ReferralReason,
};
