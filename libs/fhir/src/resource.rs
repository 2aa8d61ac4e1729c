//! What every resource has: type, id, version, identifiers, and the patient it is about.

use crate::Json;
use crate::facts::Identifier;

/// The resource types of FHIR R4 (4.0.1).
pub const TYPES: &[&str] = &[
    "Account",
    "ActivityDefinition",
    "AdverseEvent",
    "AllergyIntolerance",
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "Basic",
    "Binary",
    "BiologicallyDerivedProduct",
    "BodyStructure",
    "Bundle",
    "CapabilityStatement",
    "CarePlan",
    "CareTeam",
    "CatalogEntry",
    "ChargeItem",
    "ChargeItemDefinition",
    "Claim",
    "ClaimResponse",
    "ClinicalImpression",
    "CodeSystem",
    "Communication",
    "CommunicationRequest",
    "CompartmentDefinition",
    "Composition",
    "ConceptMap",
    "Condition",
    "Consent",
    "Contract",
    "Coverage",
    "CoverageEligibilityRequest",
    "CoverageEligibilityResponse",
    "DetectedIssue",
    "Device",
    "DeviceDefinition",
    "DeviceMetric",
    "DeviceRequest",
    "DeviceUseStatement",
    "DiagnosticReport",
    "DocumentManifest",
    "DocumentReference",
    "EffectEvidenceSynthesis",
    "Encounter",
    "Endpoint",
    "EnrollmentRequest",
    "EnrollmentResponse",
    "EpisodeOfCare",
    "EventDefinition",
    "Evidence",
    "EvidenceVariable",
    "ExampleScenario",
    "ExplanationOfBenefit",
    "FamilyMemberHistory",
    "Flag",
    "Goal",
    "GraphDefinition",
    "Group",
    "GuidanceResponse",
    "HealthcareService",
    "ImagingStudy",
    "Immunization",
    "ImmunizationEvaluation",
    "ImmunizationRecommendation",
    "ImplementationGuide",
    "InsurancePlan",
    "Invoice",
    "Library",
    "Linkage",
    "List",
    "Location",
    "Measure",
    "MeasureReport",
    "Media",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationKnowledge",
    "MedicationRequest",
    "MedicationStatement",
    "MedicinalProduct",
    "MedicinalProductAuthorization",
    "MedicinalProductContraindication",
    "MedicinalProductIndication",
    "MedicinalProductIngredient",
    "MedicinalProductInteraction",
    "MedicinalProductManufactured",
    "MedicinalProductPackaged",
    "MedicinalProductPharmaceutical",
    "MedicinalProductUndesirableEffect",
    "MessageDefinition",
    "MessageHeader",
    "MolecularSequence",
    "NamingSystem",
    "NutritionOrder",
    "Observation",
    "ObservationDefinition",
    "OperationDefinition",
    "OperationOutcome",
    "Organization",
    "OrganizationAffiliation",
    "Parameters",
    "Patient",
    "PaymentNotice",
    "PaymentReconciliation",
    "Person",
    "PlanDefinition",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "RelatedPerson",
    "RequestGroup",
    "ResearchDefinition",
    "ResearchElementDefinition",
    "ResearchStudy",
    "ResearchSubject",
    "RiskAssessment",
    "RiskEvidenceSynthesis",
    "Schedule",
    "SearchParameter",
    "ServiceRequest",
    "Slot",
    "Specimen",
    "SpecimenDefinition",
    "StructureDefinition",
    "StructureMap",
    "Subscription",
    "Substance",
    "SubstanceNucleicAcid",
    "SubstancePolymer",
    "SubstanceProtein",
    "SubstanceReferenceInformation",
    "SubstanceSourceMaterial",
    "SubstanceSpecification",
    "SupplyDelivery",
    "SupplyRequest",
    "Task",
    "TerminologyCapabilities",
    "TestReport",
    "TestScript",
    "ValueSet",
    "VerificationResult",
    "VisionPrescription",
];

/// Whether R4 has a resource type of that name.
pub fn is_type(name: &str) -> bool {
    TYPES.contains(&name)
}

/// Whether a text is a logical id of R4: 1 to 64 letters, digits, `-` and `.`.
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

/// The resource type, `""` if there is none.
pub fn kind(resource: &Json) -> &str {
    resource.text("resourceType").unwrap_or("")
}

/// The logical id as received.
pub fn id(resource: &Json) -> Option<&str> {
    resource.text("id")
}

/// `meta.lastUpdated` as received.
pub fn last_updated(resource: &Json) -> Option<&str> {
    resource.at(&["meta", "lastUpdated"]).and_then(Json::as_str)
}

/// The business identifiers of a resource (a list, or the single one that a few types have).
pub fn identifiers(resource: &Json) -> Vec<Identifier> {
    resource.items("identifier").iter().map(Identifier::read).collect()
}

/// The reference to the person a resource is about: `subject`, `patient`, `beneficiary`, `for` or `individual`, the
/// first that is there. The resource itself may be a Patient; then there is none.
pub fn person_reference(resource: &Json) -> Option<&str> {
    if kind(resource) == "Patient" {
        return None;
    }
    ["subject", "patient", "beneficiary", "for", "individual"]
        .iter()
        .find_map(|name| resource.at(&[*name, "reference"]).and_then(Json::as_str))
        .or_else(|| appointment_patient(resource))
}

/// Appointments name the patient among the participants.
fn appointment_patient(resource: &Json) -> Option<&str> {
    resource
        .items("participant")
        .iter()
        .filter_map(|participant| participant.at(&["actor", "reference"]).and_then(Json::as_str))
        .find(|reference| reference.contains("Patient/"))
}

/// Gives the resource the id and version the server keeps it under.
pub fn stamp(resource: &mut Json, id: &str, version: u64, last_updated: &str) {
    resource.set_after("id", "resourceType", id.into());
    let mut meta = resource.remove("meta").filter(Json::is_object).unwrap_or(Json::Object(Vec::new()));
    meta.set("versionId", version.to_string().into());
    meta.set("lastUpdated", last_updated.into());
    resource.set_after("meta", "id", meta);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn the_person_of_a_claim_a_device_and_an_appointment_is_found() {
        for (text, expected) in [
            (r#"{"resourceType":"Claim","patient":{"reference":"Patient/1"}}"#, Some("Patient/1")),
            (r#"{"resourceType":"Coverage","beneficiary":{"reference":"Patient/4"}}"#, Some("Patient/4")),
            (r#"{"resourceType":"Organization","name":"x"}"#, None),
            (
                r#"{"resourceType":"Appointment","participant":[{"actor":{"reference":"Location/1"}},
                    {"actor":{"reference":"Patient/example"}}]}"#,
                Some("Patient/example"),
            ),
        ] {
            assert_eq!(person_reference(&parse(text).unwrap()), expected);
        }
    }

    #[test]
    fn a_stamped_resource_keeps_its_tags_and_shows_id_and_version_first() {
        let mut patient =
            parse(r#"{"resourceType":"Patient","gender":"male","meta":{"tag":[{"code":"t"}]}}"#).unwrap();
        stamp(&mut patient, "p1", 3, "2026-03-01T00:00:00.000Z");
        assert_eq!(
            patient.to_string(),
            r#"{"resourceType":"Patient","id":"p1","meta":{"tag":[{"code":"t"}],"versionId":"3","lastUpdated":"2026-03-01T00:00:00.000Z"},"gender":"male"}"#
        );
        assert_eq!(TYPES.len(), 146);
    }
}
