//! What does a follow-up by the national standard amount to: class, action, referral, next date? Pure: answers in.

use chrono::NaiveDate;
use nq_clinical::follow_up::{
    Class, DiabetesVisit, Emergency, FollowUp, HypertensionVisit, Params, Previous, classify_diabetes,
    classify_hypertension,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::definition::Severity;
use super::official::{DIABETES, HYPERTENSION};
use super::score::Raised;

/// What a follow-up amounts to, for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FollowUpResult {
    /// 此次随访分类: 控制满意, 控制不满意, 不良反应, 并发症; null while something is missing.
    pub class: Option<String>,
    /// Number of the class on the record, 1 to 4.
    pub class_code: Option<u8>,
    /// 分类干预.
    pub action: Option<String>,
    /// Whether to refer.
    pub refer: bool,
    /// Why.
    pub reasons: Vec<String>,
    /// Emergencies to act on at once.
    pub emergencies: Vec<String>,
    /// Earliest day of the next visit.
    pub next_from: Option<NaiveDate>,
    /// Latest day of the next visit.
    pub next_to: Option<NaiveDate>,
    /// What must still be filled in.
    pub missing: Vec<String>,
}

/// Hours in which a referral is arranged; an emergency at once.
const REFER_HOURS: u32 = 48;
const EMERGENCY_HOURS: u32 = 1;

/// Classifies the answers to one of the follow-up forms; None for any other form.
pub fn classify(
    code: &str,
    answers: &Value,
    today: NaiveDate,
    birth: Option<NaiveDate>,
    previous: Option<Class>,
) -> Option<FollowUpResult> {
    let number = |key: &str| answers.get(key).and_then(Value::as_f64);
    let chosen = |key: &str| answers.get(key).and_then(Value::as_str);
    let yes = |key: &str| chosen(key).map(|value| value == "2");
    let date = chosen("visit_date").and_then(|d| d.parse().ok()).or(Some(today));
    let age = date.and_then(|day: NaiveDate| day.years_since(birth?));
    let emergencies = emergencies(answers);
    let previous = previous.map(|class| Previous { class, goal_missed: None });
    let params = Params::default();
    let (adverse, new_complication) = (yes("adverse"), yes("new_complication"));
    let adverse_hard_to_control = yes("adverse_hard") == Some(true);
    let (sbp, dbp) = (number("sbp"), number("dbp"));
    let outcome = match code {
        HYPERTENSION => {
            let visit = HypertensionVisit {
                date,
                age,
                sbp,
                dbp,
                adverse,
                new_complication,
                adverse_hard_to_control,
                emergencies,
            };
            classify_hypertension(&visit, previous.as_ref(), &params)
        }
        DIABETES => {
            let visit = DiabetesVisit {
                date,
                age,
                fpg: number("fpg"),
                sbp,
                dbp,
                temperature: None,
                adverse,
                new_complication,
                adverse_hard_to_control,
                emergencies,
            };
            classify_diabetes(&visit, previous.as_ref(), &params)
        }
        _ => return None,
    };
    Some(view(&outcome))
}

fn emergencies(answers: &Value) -> Vec<Emergency> {
    let list = answers.get("emergencies").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|one| serde_json::from_value(one.clone()).ok()).collect()
}

fn view(outcome: &FollowUp) -> FollowUpResult {
    FollowUpResult {
        class: outcome.class.map(|c| c.zh().to_owned()),
        class_code: outcome.class.map(Class::code),
        action: outcome.action.map(|a| a.zh().to_owned()),
        refer: outcome.refer,
        reasons: outcome.reasons.iter().map(|r| r.zh().to_owned()).collect(),
        emergencies: outcome.emergencies.iter().map(|e| e.zh().to_owned()).collect(),
        next_from: outcome.next.map(|due| due.from),
        next_to: outcome.next.map(|due| due.to),
        missing: outcome.missing.clone(),
    }
}

impl FollowUpResult {
    /// What a person must look at: an emergency at once, a referral within days.
    pub fn flags(&self) -> Vec<Raised> {
        let mut all = Vec::new();
        if !self.emergencies.is_empty() {
            all.push(Raised {
                id: "emergency".to_owned(),
                severity: Severity::Urgent,
                task: format!(
                    "随访发现危急情况（{}），请紧急处理后转诊，2周内随访转诊情况。",
                    self.emergencies.join("、")
                ),
                due_hours: EMERGENCY_HOURS,
                advice: None,
            });
        } else if self.refer {
            all.push(Raised {
                id: "refer".to_owned(),
                severity: Severity::High,
                task: format!("建议转诊（{}），2周内主动随访转诊情况。", self.reasons.join("、")),
                due_hours: REFER_HOURS,
                advice: None,
            });
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn say(answers: &Value, previous: Option<Class>) -> FollowUpResult {
        let day = "2026-03-04".parse().unwrap();
        classify(HYPERTENSION, answers, day, "1958-01-01".parse().ok(), previous).unwrap()
    }

    #[test]
    fn twice_not_satisfied_in_a_row_is_referred_and_seen_again_within_two_weeks() {
        let answers = json!({"visit_date": "2026-03-04", "sbp": 156, "dbp": 92, "adverse": "1",
            "new_complication": "1", "emergencies": ["none"]});
        let first = say(&answers, None);
        assert_eq!((first.class.as_deref(), first.refer), (Some("控制不满意"), false));
        assert_eq!(first.next_to, "2026-03-18".parse().ok());
        let second = say(&answers, Some(Class::Unsatisfactory));
        assert!(second.refer && second.reasons == ["连续两次控制不满意"], "{second:?}");
        assert_eq!(second.flags().len(), 1);
    }

    #[test]
    fn an_emergency_is_acted_on_even_if_the_rest_is_open() {
        let answers = json!({"sbp": 190, "dbp": 100, "emergencies": ["severe_headache"]});
        let result = say(&answers, None);
        assert!(
            result.emergencies.len() == 2 && result.flags()[0].severity == Severity::Urgent,
            "{result:?}"
        );
    }

    #[test]
    fn another_form_is_not_classified() {
        assert_eq!(classify("home_bp", &json!({}), "2026-03-04".parse().unwrap(), None, None), None);
    }
}
