//! The search parameters served for each resource type: one table for the search itself and for the CapabilityStatement,
//! so that what is claimed is what works. Pure.

/// How a parameter is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By tokens of this name.
    Token(&'static str),
    /// By words of this name, beginning first.
    Words(&'static str),
    /// By the time the resource is about.
    Date,
    /// By its status.
    Status,
    /// By the person it is about.
    Person,
    /// By the logical id.
    Id,
    /// By the time of the last change.
    LastUpdated,
}

impl How {
    /// The parameter type of FHIR.
    pub fn kind(self) -> &'static str {
        match self {
            How::Token(_) | How::Status | How::Id => "token",
            How::Words(_) => "string",
            How::Date | How::LastUpdated => "date",
            How::Person => "reference",
        }
    }
}

type Params = &'static [(&'static str, How)];

const EVERY: Params =
    &[("_id", How::Id), ("_lastUpdated", How::LastUpdated), ("identifier", How::Token("identifier"))];
const PERSON: Params = &[("patient", How::Person), ("subject", How::Person)];
const PATIENT: Params = &[("patient", How::Person)];

/// Types with parameters of their own, and those parameters; `true` if they know a subject beside the patient.
const OWN: &[(&str, Params, Params)] = &[
    (
        "Patient",
        &[],
        &[
            ("name", How::Words("name")),
            ("family", How::Words("family")),
            ("given", How::Words("given")),
            ("birthdate", How::Date),
            ("gender", How::Token("gender")),
            ("telecom", How::Token("telecom")),
            ("phone", How::Token("telecom")),
        ],
    ),
    (
        "Observation",
        PERSON,
        &[
            ("code", How::Token("code")),
            ("category", How::Token("category")),
            ("component-code", How::Token("component-code")),
            ("date", How::Date),
            ("status", How::Status),
        ],
    ),
    (
        "Encounter",
        PERSON,
        &[
            ("class", How::Token("class")),
            ("type", How::Token("type")),
            ("date", How::Date),
            ("status", How::Status),
        ],
    ),
    (
        "Condition",
        PERSON,
        &[
            ("code", How::Token("code")),
            ("category", How::Token("category")),
            ("clinical-status", How::Token("clinical-status")),
        ],
    ),
    ("Procedure", PERSON, &[("code", How::Token("code")), ("date", How::Date), ("status", How::Status)]),
    (
        "MedicationRequest",
        PERSON,
        &[("code", How::Token("code")), ("authoredon", How::Date), ("status", How::Status)],
    ),
    ("AllergyIntolerance", PATIENT, &[("code", How::Token("code"))]),
    (
        "Immunization",
        PATIENT,
        &[("vaccine-code", How::Token("vaccine-code")), ("date", How::Date), ("status", How::Status)],
    ),
    (
        "DiagnosticReport",
        PERSON,
        &[
            ("code", How::Token("code")),
            ("category", How::Token("category")),
            ("date", How::Date),
            ("status", How::Status),
        ],
    ),
    (
        "Practitioner",
        &[],
        &[("name", How::Words("name")), ("family", How::Words("family")), ("given", How::Words("given"))],
    ),
    ("Organization", &[], &[("name", How::Words("name"))]),
    ("Location", &[], &[("name", How::Words("name"))]),
    ("CarePlan", PERSON, &[("status", How::Status)]),
    ("DocumentReference", PERSON, &[("status", How::Status)]),
    ("Device", PATIENT, &[("status", How::Status)]),
    ("Claim", PATIENT, &[("status", How::Status)]),
    ("ExplanationOfBenefit", PATIENT, &[("status", How::Status)]),
];

/// Types that are described one by one in the CapabilityStatement.
pub fn described() -> impl Iterator<Item = &'static str> {
    OWN.iter().map(|(kind, ..)| *kind)
}

/// All parameters of a type.
pub fn of(kind: &str) -> Vec<(&'static str, How)> {
    let every = EVERY
        .iter()
        .filter(|(name, _)| *name != "identifier" || !matches!(kind, "Claim" | "ExplanationOfBenefit"));
    match OWN.iter().find(|(own, ..)| *own == kind) {
        Some((_, person, own)) => every.chain(*person).chain(*own).copied().collect(),
        None => every.chain(PATIENT).copied().collect(),
    }
}

/// The parameter of that name, if it is served for the type.
pub fn find(kind: &str, name: &str) -> Option<How> {
    of(kind).into_iter().find(|(known, _)| *known == name).map(|(_, how)| how)
}
