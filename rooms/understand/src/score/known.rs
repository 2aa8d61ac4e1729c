//! What the record knows of a disease, a medicine, a relative, a place: the inputs that nobody measures. Pure.
use super::{
    fill::{Subject, latest, sex_code},
    filled::Filled,
    history::{self, Said},
    region,
};
use nq_audience::{Origin, PersonFacts};
use nq_clinical::model::{InputSpec, Kind, Model};
use serde_json::Value;

/// What the record knows of a disease, a medicine, a relative, a place.
pub(super) fn known(model: &Model, spec: &InputSpec, subject: Subject<'_>) -> Option<Filled> {
    use history::{
        ANTIHYPERTENSIVES, ASCVD, ATRIAL_FIBRILLATION, CKD_3_4, GLUCOSE_LOWERING, HEART_FAILURE,
        HYPERTENSION, STATINS, STROKE, TIA, VASCULAR,
    };
    let (facts, now) = (subject.facts, subject.at.now);
    let said = match spec.code {
        "sex" => {
            let origin = Origin::new(now, "建档信息");
            return Some(Filled { at: None, ..Filled::new(spec, sex_code(facts.sex?).into(), "", &origin) });
        }
        "family_history" | "first_degree_crc" => return relatives(model, spec, facts),
        "north" | "urban" => return place(spec, subject),
        "setting" => return setting(spec, subject),
        "diabetes" | "known_diabetes" => diabetes(subject),
        "bp_treated" | "antihypertensive_medication" => ANTIHYPERTENSIVES.taken(facts, now),
        "statin" => STATINS.taken(facts, now),
        "glucose_treated" => GLUCOSE_LOWERING.taken(facts, now),
        "hypertension" => HYPERTENSION.of(facts),
        "ascvd" => ASCVD.of(facts),
        "ckd34" => CKD_3_4.of(facts),
        "af" | "atrial_fibrillation" => ATRIAL_FIBRILLATION.of(facts),
        "congestive_heart_failure" | "heart_failure" => HEART_FAILURE.of(facts),
        "stroke" | "prior_stroke" | "stroke_tia_thromboembolism" => STROKE.of(facts),
        "prior_tia" => TIA.of(facts),
        "vascular_disease" => VASCULAR.of(facts),
        _ => None,
    };
    if !matches!(spec.kind, Kind::Bool) {
        return None;
    }
    Some(match said? {
        Said::Sure(yes, origin) => Filled::new(spec, yes.into(), "", &origin),
        Said::Likely(yes, why, at) => Filled::assumed(spec, yes.into(), why, at),
    })
}

/// A diagnosis says yes; a fasting glucose below 7.0 without a diagnosis says no, inferred.
fn diabetes(subject: Subject<'_>) -> Option<Said> {
    match history::DIABETES.of(subject.facts) {
        Some(Said::Sure(yes, origin)) => Some(Said::Sure(yes, origin)),
        other => match latest(subject.facts, "fpg", subject.at) {
            Some(fpg) if fpg.value.exact()?.to_f64() < 7.0 => {
                Some(Said::Likely(false, "无糖尿病诊断，空腹血糖<7.0，推定", Some(fpg.origin.at)))
            }
            // A high value without a diagnosis is for a person to judge.
            Some(_) => None,
            None => other,
        },
    }
}

fn relatives(model: &Model, spec: &InputSpec, facts: &PersonFacts) -> Option<Filled> {
    let disease = match (spec.code, model.id) {
        ("first_degree_crc", _) => &history::COLORECTAL_CANCER,
        (_, "cdrs" | "findrisc") => &history::DIABETES,
        _ => &history::ASCVD,
    };
    let (near, origin) = disease.in_family(facts)?;
    let value = match spec.kind {
        Kind::Bool => Value::from(near == Some(true)),
        Kind::Choice(_) => Value::from(match near {
            Some(true) => "first_degree",
            Some(false) => "second_degree",
            None => "none",
        }),
        _ => return None,
    };
    Some(Filled::new(spec, value, "", &origin))
}

fn place(spec: &InputSpec, subject: Subject<'_>) -> Option<Filled> {
    let address = subject.address?;
    let yes = if spec.code == "north" { region::north(address) } else { region::urban(address) }?;
    Some(Filled { at: None, ..Filled::new(spec, yes.into(), "", &Origin::new(subject.at.now, "住址")) })
}

/// A pressure that the patient sent was measured at home.
fn setting(spec: &InputSpec, subject: Subject<'_>) -> Option<Filled> {
    let pressure = latest(subject.facts, "sbp", subject.at)?;
    let home = pressure.origin.source == "患者自测";
    let value = if home { "home" } else { "office" };
    Some(Filled::new(spec, value.into(), "", &pressure.origin))
}

/// Why a model that scores the course of one disease is not for this person: it is run only where the disease is.
pub(crate) fn not_for(model: &Model, facts: &PersonFacts) -> Option<&'static str> {
    let has = |disease: &history::Disease| matches!(disease.of(facts), Some(Said::Sure(true, _)));
    match model.id {
        "cha2ds2vasc" | "has_bled" if !has(&history::ATRIAL_FIBRILLATION) => {
            Some("只用于心房颤动患者；档案中没有心房颤动诊断")
        }
        "htn_risk_2018" if !has(&history::HYPERTENSION) => Some("只用于高血压患者；档案中没有高血压诊断"),
        _ => None,
    }
}
