//! OperationOutcome: the one form in which FHIR answers that something went wrong (or well).

use crate::Json;

/// How grave an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The system failed.
    Fatal,
    /// The request was not carried out.
    Error,
    /// Carried out, but look at this.
    Warning,
    /// For information.
    Information,
}

/// The kind of an issue: the codes of `http://hl7.org/fhir/issue-type` that 暖桥 uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueCode {
    /// Not JSON, or not the shape FHIR asks for.
    Structure,
    /// A required element is missing.
    Required,
    /// A value is not allowed here.
    Value,
    /// A code is not in its code system.
    CodeInvalid,
    /// Content is invalid in another way.
    Invalid,
    /// No such resource.
    NotFound,
    /// The resource was deleted.
    Deleted,
    /// More than one match where one is needed.
    MultipleMatches,
    /// Changed meanwhile.
    Conflict,
    /// The operation or media type is not supported.
    NotSupported,
    /// The caller may not do this.
    Forbidden,
    /// The caller is not known.
    Login,
    /// A rule of the house says no.
    BusinessRule,
    /// Too large or too many.
    TooLong,
    /// Too many requests at once.
    Throttled,
    /// The server failed.
    Exception,
    /// Nothing wrong.
    Informational,
}

impl Severity {
    fn code(self) -> &'static str {
        match self {
            Severity::Fatal => "fatal",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        }
    }
}

impl IssueCode {
    /// The code of the issue-type code system.
    pub fn code(self) -> &'static str {
        match self {
            IssueCode::Structure => "structure",
            IssueCode::Required => "required",
            IssueCode::Value => "value",
            IssueCode::CodeInvalid => "code-invalid",
            IssueCode::Invalid => "invalid",
            IssueCode::NotFound => "not-found",
            IssueCode::Deleted => "deleted",
            IssueCode::MultipleMatches => "multiple-matches",
            IssueCode::Conflict => "conflict",
            IssueCode::NotSupported => "not-supported",
            IssueCode::Forbidden => "forbidden",
            IssueCode::Login => "login",
            IssueCode::BusinessRule => "business-rule",
            IssueCode::TooLong => "too-long",
            IssueCode::Throttled => "throttled",
            IssueCode::Exception => "exception",
            IssueCode::Informational => "informational",
        }
    }
}

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// How grave.
    pub severity: Severity,
    /// Of which kind.
    pub code: IssueCode,
    /// A Chinese sentence for the person who reads the log.
    pub diagnostics: String,
    /// The element it is about, as a FHIRPath such as `Observation.status`; empty if none.
    pub expression: String,
}

impl Issue {
    /// An error about an element (`""` for the whole).
    pub fn error(code: IssueCode, expression: &str, diagnostics: impl Into<String>) -> Self {
        Issue {
            severity: Severity::Error,
            code,
            diagnostics: diagnostics.into(),
            expression: expression.to_owned(),
        }
    }
}

/// What happened, as a list of issues.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// At least one when sent.
    pub issues: Vec<Issue>,
}

impl Outcome {
    /// One error that concerns the whole request.
    pub fn error(code: IssueCode, diagnostics: impl Into<String>) -> Self {
        Outcome { issues: vec![Issue::error(code, "", diagnostics)] }
    }

    /// The `OperationOutcome` resource.
    pub fn to_json(&self) -> Json {
        let issues = self.issues.iter().map(|issue| {
            let mut json = Json::object([
                ("severity", issue.severity.code().into()),
                ("code", issue.code.code().into()),
                ("diagnostics", issue.diagnostics.as_str().into()),
            ]);
            if !issue.expression.is_empty() {
                json.set("expression", vec![Json::from(issue.expression.as_str())].into());
            }
            json
        });
        Json::object([
            ("resourceType", "OperationOutcome".into()),
            ("issue", issues.collect::<Vec<_>>().into()),
        ])
    }

    /// The sentences of all issues in one line, for a quarantine list.
    pub fn sentence(&self) -> String {
        let parts: Vec<String> = self
            .issues
            .iter()
            .map(|issue| match issue.expression.as_str() {
                "" => issue.diagnostics.clone(),
                place => format!("{place}：{}", issue.diagnostics),
            })
            .collect();
        parts.join("；")
    }
}

impl From<Vec<Issue>> for Outcome {
    fn from(issues: Vec<Issue>) -> Self {
        Outcome { issues }
    }
}
