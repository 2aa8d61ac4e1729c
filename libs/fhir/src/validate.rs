//! The minimum a resource must bring to be kept: its type, the required elements and codes of the types 暖桥 computes
//! with, well-formed times and references. Elements it does not know are no fault. Source: the resource definitions of
//! FHIR R4 (4.0.1).

use crate::outcome::{Issue, IssueCode};
use crate::{Json, resource, time};

/// What a type needs beside the general rules.
struct Rule {
    kind: &'static str,
    /// Elements that must be there; alternatives are separated by `|`.
    required: &'static [&'static str],
    /// Code elements and the codes allowed.
    codes: &'static [(&'static str, &'static [&'static str])],
    /// Elements that must be a dateTime.
    times: &'static [&'static str],
    /// Elements that must be a CodeableConcept, Coding or Reference (an object).
    objects: &'static [&'static str],
}

const OBSERVATION_STATUS: &[&str] = &[
    "registered",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "cancelled",
    "entered-in-error",
    "unknown",
];
const ENCOUNTER_STATUS: &[&str] = &[
    "planned",
    "arrived",
    "triaged",
    "in-progress",
    "onleave",
    "finished",
    "cancelled",
    "entered-in-error",
    "unknown",
];
const EVENT_STATUS: &[&str] = &[
    "preparation",
    "in-progress",
    "not-done",
    "on-hold",
    "stopped",
    "completed",
    "entered-in-error",
    "unknown",
];
const REQUEST_STATUS: &[&str] =
    &["active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown"];
const REPORT_STATUS: &[&str] = &[
    "registered",
    "partial",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "appended",
    "cancelled",
    "entered-in-error",
    "unknown",
];
const INTENT: &[&str] = &[
    "proposal",
    "plan",
    "order",
    "original-order",
    "reflex-order",
    "filler-order",
    "instance-order",
    "option",
];

const RULES: &[Rule] = &[
    Rule {
        kind: "Patient",
        required: &[],
        codes: &[("gender", &["male", "female", "other", "unknown"])],
        times: &["deceasedDateTime"],
        objects: &["maritalStatus", "managingOrganization"],
    },
    Rule {
        kind: "Observation",
        required: &["status", "code"],
        codes: &[("status", OBSERVATION_STATUS)],
        times: &["effectiveDateTime", "issued", "valueDateTime"],
        objects: &[
            "code",
            "subject",
            "encounter",
            "valueQuantity",
            "valueCodeableConcept",
            "effectivePeriod",
        ],
    },
    Rule {
        kind: "Encounter",
        required: &["status", "class"],
        codes: &[("status", ENCOUNTER_STATUS)],
        times: &[],
        objects: &["class", "subject", "period", "serviceProvider"],
    },
    Rule {
        kind: "Condition",
        required: &["subject"],
        codes: &[],
        times: &["onsetDateTime", "abatementDateTime", "recordedDate"],
        objects: &["code", "subject", "encounter", "clinicalStatus", "verificationStatus"],
    },
    Rule {
        kind: "Procedure",
        required: &["status", "subject"],
        codes: &[("status", EVENT_STATUS)],
        times: &["performedDateTime"],
        objects: &["code", "subject", "encounter", "performedPeriod"],
    },
    Rule {
        kind: "MedicationRequest",
        required: &["status", "intent", "subject", "medicationCodeableConcept|medicationReference"],
        codes: &[("status", REQUEST_STATUS), ("intent", INTENT)],
        times: &["authoredOn"],
        objects: &["subject", "encounter", "medicationCodeableConcept", "medicationReference"],
    },
    Rule {
        kind: "AllergyIntolerance",
        required: &["patient"],
        codes: &[("criticality", &["low", "high", "unable-to-assess"])],
        times: &["onsetDateTime", "recordedDate"],
        objects: &["code", "patient", "clinicalStatus", "verificationStatus"],
    },
    Rule {
        kind: "Immunization",
        required: &["status", "vaccineCode", "patient", "occurrenceDateTime|occurrenceString"],
        codes: &[("status", &["completed", "entered-in-error", "not-done"])],
        times: &["occurrenceDateTime"],
        objects: &["vaccineCode", "patient", "encounter"],
    },
    Rule {
        kind: "DiagnosticReport",
        required: &["status", "code"],
        codes: &[("status", REPORT_STATUS)],
        times: &["effectiveDateTime", "issued"],
        objects: &["code", "subject", "encounter", "effectivePeriod"],
    },
];

/// Checks one resource; an empty list means it can be kept.
pub fn check(document: &Json) -> Vec<Issue> {
    let kind = resource::kind(document);
    if !document.is_object() || kind.is_empty() {
        return vec![Issue::error(IssueCode::Structure, "", "内容不是 FHIR 资源：缺少 resourceType")];
    }
    if !resource::is_type(kind) {
        let said = format!("FHIR R4 没有资源类型“{kind}”");
        return vec![Issue::error(IssueCode::Structure, "resourceType", said)];
    }
    let mut issues = Vec::new();
    if let Some(id) = document.get("id")
        && !id.as_str().is_some_and(resource::is_id)
    {
        issues.push(Issue::error(
            IssueCode::Value,
            &format!("{kind}.id"),
            "id 只能由 1 至 64 个字母、数字、“-”和“.”组成",
        ));
    }
    shapes(document, kind, &mut issues);
    if kind == "Patient" {
        birth_date(document, &mut issues);
    }
    if let Some(rule) = RULES.iter().find(|rule| rule.kind == kind) {
        apply(rule, document, &mut issues);
    }
    issues
}

fn apply(rule: &Rule, document: &Json, issues: &mut Vec<Issue>) {
    let place = |name: &str| format!("{}.{name}", rule.kind);
    for required in rule.required {
        if !required.split('|').any(|name| document.get(name).is_some()) {
            let name = required.split('|').next().unwrap_or(required);
            issues.push(Issue::error(IssueCode::Required, &place(name), format!("缺少必填元素 {required}")));
        }
    }
    for (name, allowed) in rule.codes {
        if let Some(value) = document.get(name)
            && !value.as_str().is_some_and(|code| allowed.contains(&code))
        {
            let said = format!("“{}”不是允许的代码；可用：{}", shown(value), allowed.join("、"));
            issues.push(Issue::error(IssueCode::CodeInvalid, &place(name), said));
        }
    }
    for name in rule.times {
        if let Some(value) = document.get(name)
            && !value.as_str().is_some_and(time::is_date_time)
        {
            issues.push(Issue::error(
                IssueCode::Value,
                &place(name),
                format!("“{}”不是合法的日期时间", shown(value)),
            ));
        }
    }
    for name in rule.objects {
        if document.get(name).is_some_and(|value| !value.is_object()) {
            issues.push(Issue::error(IssueCode::Structure, &place(name), "此元素应为对象"));
        }
    }
    let amount = document.at(&["valueQuantity", "value"]);
    if amount.is_some_and(|value| value.as_number().is_none()) {
        issues.push(Issue::error(IssueCode::Value, &place("valueQuantity.value"), "数值应写成 JSON 数字"));
    }
}

fn birth_date(document: &Json, issues: &mut Vec<Issue>) {
    if let Some(value) = document.get("birthDate")
        && !value.as_str().is_some_and(time::is_date)
    {
        let said = format!("“{}”不是合法的日期，应为 1970、1970-03 或 1970-03-05 的形式", shown(value));
        issues.push(Issue::error(IssueCode::Value, "Patient.birthDate", said));
    }
}

/// Shapes that hold for every type: lists of objects are lists of objects, references are strings.
fn shapes(document: &Json, kind: &str, issues: &mut Vec<Issue>) {
    for name in ["identifier", "name", "telecom", "address", "component", "contained", "extension"] {
        // `name` is a string in Organization, Location and others.
        let plain_allowed = name == "name" && kind != "Patient" && kind != "Practitioner";
        match document.get(name) {
            Some(Json::Array(items)) if items.iter().all(Json::is_object) => {}
            None | Some(Json::Object(_)) => {}
            Some(Json::String(_)) if plain_allowed => {}
            Some(_) => {
                let said = format!("{name} 应为对象列表");
                issues.push(Issue::error(IssueCode::Structure, &format!("{kind}.{name}"), said));
            }
        }
    }
}

fn shown(value: &Json) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // Hostile input must not become a hostile log line.
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn faults(text: &str) -> Vec<String> {
        check(&parse(text).unwrap()).into_iter().map(|issue| issue.expression).collect()
    }

    #[test]
    fn a_gender_in_chinese_is_refused_with_its_place() {
        assert_eq!(faults(r#"{"resourceType":"Patient","gender":"男"}"#), ["Patient.gender"]);
        assert_eq!(faults(r#"{"resourceType":"Patient","gender":"male","birthDate":"1970-03"}"#), [""; 0]);
        assert_eq!(faults(r#"{"resourceType":"Patient","birthDate":"1970-13-01"}"#), ["Patient.birthDate"]);
    }

    #[test]
    fn an_observation_without_status_is_not_kept() {
        assert_eq!(
            faults(r#"{"resourceType":"Observation","code":{"text":"HbA1c"}}"#),
            ["Observation.status"]
        );
        assert_eq!(
            faults(
                r#"{"resourceType":"Observation","status":"done","code":{"text":"HbA1c"},"valueQuantity":{"value":"6.1"}}"#
            ),
            ["Observation.status", "Observation.valueQuantity.value"]
        );
    }

    #[test]
    fn an_unknown_type_is_named() {
        assert_eq!(faults(r#"{"resourceType":"Foo"}"#), ["resourceType"]);
        assert_eq!(faults(r#"{"id":"1"}"#), [""]);
        assert_eq!(
            faults(r#"{"resourceType":"Organization","name":"市一院","id":"a/b"}"#),
            ["Organization.id"]
        );
    }
}
