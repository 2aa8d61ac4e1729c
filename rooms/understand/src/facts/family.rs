//! Family history, in the three shapes in which it comes: FHIR `FamilyMemberHistory` resources, diagnoses of the
//! chapter "family history of …" (ICD-10 Z80–Z84), and answers to a question called `family_history`.
use nq_audience::{Coded, FamilyHistory, FormResponse, IcdRange, Origin};
use serde_json::Value;

/// The diseases of one relative. A relative without a disease is still an answer: somebody asked.
pub(super) fn read(resource: &Value, origin: &Origin) -> Vec<FamilyHistory> {
    let relation = relation(resource.get("relationship"));
    let conditions = resource.get("condition").and_then(Value::as_array);
    let mut diseases: Vec<_> = conditions.into_iter().flatten().map(|c| coded(c.get("code"))).collect();
    if diseases.is_empty() {
        diseases.push(Coded::default());
    }
    diseases
        .into_iter()
        .map(|coded| FamilyHistory { relation: relation.clone(), coded, origin: origin.clone() })
        .collect()
}

/// What the chapter Z80–Z84 of ICD-10 says runs in the family, by the code of the disease itself.
const CHAPTER: &[(&str, &str)] = &[("Z80", "C80"), ("Z82.3", "I64"), ("Z82.4", "I25"), ("Z83.3", "E14")];

/// A diagnosis that speaks of the family and not of the person: `Z83.3 糖尿病家族史`.
pub(super) fn of_diagnosis(code: &str, name: &str) -> Option<Coded> {
    let within = |range: &str| IcdRange::try_from(range.to_owned()).is_ok_and(|range| range.contains(code));
    if !within("Z80-Z84") && !name.trim_end().ends_with("家族史") {
        return None;
    }
    let icd = CHAPTER.iter().find(|(z, _)| within(z)).map(|(_, disease)| (*disease).to_owned());
    Some(Coded { icd, snomed: None, text: name.to_owned() })
}

/// Choices of our own forms, by the code of the disease.
const CHOICES: &[(&str, &str, &str)] = &[
    ("diabetes", "E14", "糖尿病"),
    ("hypertension", "I10", "高血压"),
    ("stroke", "I64", "脑卒中"),
    ("chd", "I25", "冠心病"),
    ("cancer", "C80", "恶性肿瘤"),
];

/// The answer to the question `family_history` of any form. "None of these" is an answer too.
pub(super) fn of_answers(form: &FormResponse) -> Vec<FamilyHistory> {
    let Some(answer) = form.answers.get("family_history") else { return Vec::new() };
    let choices = answer.text().split('、').map(str::trim).filter(|choice| !choice.is_empty());
    choices
        .map(|choice| {
            let known = CHOICES.iter().find(|(value, _, name)| *value == choice || *name == choice);
            let coded = match (known, choice) {
                (Some((_, icd, name)), _) => {
                    Coded { icd: Some((*icd).to_owned()), snomed: None, text: (*name).to_owned() }
                }
                (None, "none" | "无" | "以上都没有") => Coded::default(),
                (None, other) => Coded { text: other.to_owned(), ..Coded::default() },
            };
            FamilyHistory { relation: "other".to_owned(), coded, origin: form.origin.clone() }
        })
        .collect()
}

fn codings(concept: Option<&Value>) -> impl Iterator<Item = &Value> {
    concept.and_then(|c| c.get("coding")).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn coded(concept: Option<&Value>) -> Coded {
    let mut coded = Coded::default();
    for coding in codings(concept) {
        let code = Some(text(coding, "code").to_owned()).filter(|code| !code.is_empty());
        if text(coding, "system").contains("snomed") {
            coded.snomed = coded.snomed.or(code);
        } else {
            coded.icd = coded.icd.or(code);
        }
        if coded.text.is_empty() {
            text(coding, "display").clone_into(&mut coded.text);
        }
    }
    let own = concept.map_or("", |c| text(c, "text"));
    if !own.is_empty() {
        own.clone_into(&mut coded.text);
    }
    coded
}

/// HL7 v3 RoleCode families: FTH, MTH, SIB…, CHILD…, GRPRN….
fn relation(concept: Option<&Value>) -> String {
    let code = codings(concept).map(|c| text(c, "code")).next().unwrap_or_default().to_ascii_uppercase();
    let word = concept.map_or("", |c| text(c, "text"));
    let known = |codes: &[&str], words: &[&str]| codes.contains(&code.as_str()) || words.contains(&word);
    let relation = if known(&["FTH", "NFTH"], &["父亲", "爸爸", "父"]) {
        "father"
    } else if known(&["MTH", "NMTH"], &["母亲", "妈妈", "母"]) {
        "mother"
    } else if known(
        &["SIB", "NSIB", "BRO", "NBRO", "SIS", "NSIS"],
        &["兄弟", "姐妹", "兄弟姐妹", "哥哥", "弟弟", "姐姐", "妹妹"],
    ) {
        "sibling"
    } else if known(&["CHILD", "NCHILD", "SON", "DAU"], &["子女", "儿子", "女儿"]) {
        "child"
    } else if known(
        &["GRPRN", "GRFTH", "GRMTH", "MGRFTH", "MGRMTH", "PGRFTH", "PGRMTH"],
        &["祖父母", "祖父", "祖母", "外祖父", "外祖母"],
    ) {
        "grandparent"
    } else {
        "other"
    };
    relation.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_diabetic_father_is_read_from_fhir() {
        let origin = Origin::new("2026-03-04T01:00:00Z".parse().unwrap(), "体检系统");
        let resource = json!({
            "resourceType": "FamilyMemberHistory",
            "relationship": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "FTH"}]},
            "condition": [{"code": {"coding": [
                {"system": "http://snomed.info/sct", "code": "44054006"},
                {"system": "http://hl7.org/fhir/sid/icd-10", "code": "E11.9", "display": "2型糖尿病"}]}}]
        });
        let told = read(&resource, &origin);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].relation, "father");
        assert_eq!(told[0].coded.icd.as_deref(), Some("E11.9"));
        assert_eq!(told[0].coded.snomed.as_deref(), Some("44054006"));
        assert_eq!(told[0].coded.text, "2型糖尿病");
    }

    #[test]
    fn a_healthy_mother_is_an_answer_too() {
        let origin = Origin::new("2026-03-04T01:00:00Z".parse().unwrap(), "健康问卷");
        let told = read(&json!({"relationship": {"text": "母亲"}}), &origin);
        assert_eq!((told.len(), told[0].relation.as_str()), (1, "mother"));
        assert_eq!(told[0].coded, Coded::default());
    }

    #[test]
    fn a_family_history_coded_as_a_diagnosis_does_not_make_the_person_ill() {
        let told = of_diagnosis("Z83.300", "糖尿病家族史").unwrap();
        assert_eq!(told.icd.as_deref(), Some("E14"));
        assert!(of_diagnosis("", "高血压家族史").is_some());
        assert!(of_diagnosis("E11.9", "2型糖尿病").is_none());
    }

    #[test]
    fn an_answer_to_the_question_about_the_family_counts_also_when_it_is_no() {
        let mut form = FormResponse {
            form: "health_record".to_owned(),
            score: None,
            answers: [("family_history".to_owned(), "diabetes、痛风".into())].into(),
            origin: Origin::new("2026-03-04T01:00:00Z".parse().unwrap(), "健康问卷"),
        };
        let told: Vec<_> = of_answers(&form).into_iter().map(|f| (f.coded.icd, f.coded.text)).collect();
        assert_eq!(told, [(Some("E14".to_owned()), "糖尿病".to_owned()), (None, "痛风".to_owned())]);
        form.answers.insert("family_history".to_owned(), "none".into());
        assert_eq!(of_answers(&form)[0].coded, Coded::default());
    }
}
