//! Who calls the FHIR door, in which media type, and what is noted about the call.

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::extract::rejection::BytesRejection;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use kernel::audit::{self, Entry};
use kernel::{Act, Actor, App, PatientId, Reach, Result, Scope, Tx};
use nq_fhir::{IssueCode, Json};

use super::answer::Refused;
use super::search::Handling;

/// Shown among the feeds.
const FEED: &str = "FHIR 接口";

/// Who calls, and as whom his documents are filed.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What he may see.
    pub scope: Scope,
    /// The same person filing: what he brings may concern people he does not care for himself.
    pub filing: Scope,
    /// Name of the source in the record.
    pub source: String,
    /// Base URL of the service.
    pub base: String,
    /// What to do with unknown search parameters.
    pub handling: Handling,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Refused> {
        accepts(&parts.headers, parts.uri.query().unwrap_or(""))?;
        let scope = Scope::from_request_parts(parts, app).await?;
        let source = match &scope.actor {
            Actor::Interface { name } => name.clone(),
            _ => "FHIR".to_owned(),
        };
        let prefer = parts.headers.get("prefer").and_then(|value| value.to_str().ok()).unwrap_or("");
        let handling = if prefer.contains("handling=strict") { Handling::Strict } else { Handling::Lenient };
        let filing = Scope { reach: Reach::Tenant, ..scope.clone() };
        Ok(Self { scope, filing, source, base: format!("{}/fhir/R4", app.config.public_url), handling })
    }
}

impl Caller {
    /// Counts what came in by this door.
    pub async fn note(&self, tx: &Tx, received: i64) -> Result<()> {
        crate::feed::note(tx, &self.filing, "fhir", FEED, (received, 0), None).await?;
        Ok(())
    }

    /// Counts something that was refused, with its reason. A refusal that cannot be counted is still a refusal.
    pub async fn note_refused(&self, app: &App, refused: &Refused) {
        let why: String = refused.outcome.sentence().chars().take(300).collect();
        let noted = app
            .write(async |tx: Tx| {
                crate::feed::note(&tx, &self.filing, "fhir", FEED, (1, 1), Some(&why)).await?;
                Ok(())
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "a refused FHIR request could not be counted");
        }
    }

    /// Refuses unless the caller holds the act.
    pub fn may(&self, act: Act) -> std::result::Result<(), Refused> {
        self.scope.require(act).map_err(Refused::from)
    }

    /// Writes down that data of people was read.
    pub async fn log(&self, app: &App, what: String, patient: Option<PatientId>) -> Result<()> {
        app.db
            .write(app.clock.now(), async move |tx: Tx| {
                let entry = Entry {
                    act: "read_fhir",
                    object_kind: "fhir",
                    object_id: what,
                    patient,
                    ..Entry::default()
                };
                audit::write(&*tx, tx.now, &self.scope, entry).await
            })
            .await
    }
}

/// Whether the caller can read what we write.
pub fn accepts(headers: &HeaderMap, query: &str) -> std::result::Result<(), Refused> {
    let format =
        nq_fhir::search::parse_query(query).into_iter().find(|param| param.name == "_format").map(|p| p.raw);
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let wanted = format.as_deref().unwrap_or(accept);
    if wanted.is_empty() || wanted.contains("json") || wanted.contains("*/*") {
        return Ok(());
    }
    let said = format!("只提供 application/fhir+json，不提供“{wanted}”");
    Err(Refused::new(StatusCode::NOT_ACCEPTABLE, IssueCode::NotSupported, said))
}

/// A JSON body, its media type checked.
pub fn body(
    headers: &HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> std::result::Result<Json, Refused> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if !matches!(
        media.split(';').next().unwrap_or("").trim(),
        "application/fhir+json" | "application/json" | "text/json"
    ) {
        let said = format!("请用 Content-Type: application/fhir+json 提交，收到的是“{media}”");
        return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, IssueCode::NotSupported, said));
    }
    let bytes =
        bytes.map_err(|error| Refused::new(error.status(), IssueCode::TooLong, "提交的内容过大或未收全"))?;
    let bad = |said: String| Refused::new(StatusCode::BAD_REQUEST, IssueCode::Structure, said);
    let text = std::str::from_utf8(&bytes).map_err(|_| bad("内容不是 UTF-8 文本".to_owned()))?;
    nq_fhir::parse(text).map_err(|error| bad(error.to_string()))
}
