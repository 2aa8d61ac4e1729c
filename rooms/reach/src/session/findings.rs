//! What in an answer of the record a person must look at: recomputed from the answer itself, with urgency, due time and
//! advice. For the room above that makes the tasks; the record keeps only the sentences.

use kernel::clock::local_day;
use kernel::{Error, Result, Scope};
use record::read::AnswerRow;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};

use crate::form;
use crate::form::accept::check_draft;
use crate::form::score::{Raised, read};

/// The findings of one answer, gravest first. A form that is no longer known finds nothing.
pub async fn findings(conn: &impl ConnectionTrait, scope: &Scope, answer: &AnswerRow) -> Result<Vec<Raised>> {
    let mut found = match (answer.kind.as_str(), &answer.form_code) {
        ("form", Some(code)) => {
            let def = match form::version(conn, scope, code, answer.form_version.unwrap_or(1)).await {
                Err(Error::Missing) => return Ok(Vec::new()),
                other => other?,
            };
            let empty = Map::new();
            let given = answer.answers.as_object().unwrap_or(&empty);
            read(&def, &check_draft(&def, given, local_day(answer.at)).answers).flags
        }
        ("reading", _) => of_pressure(conn, scope, &answer.answers).await?,
        ("reply", _) => crate::conversation::danger(
            answer.answers.get("text").and_then(Value::as_str).unwrap_or_default(),
        ),
        _ => Vec::new(),
    };
    found.sort_by_key(|f| std::cmp::Reverse(f.severity));
    Ok(found)
}

/// A pressure sent without a form, read as the form `home_bp` would read it: a dangerous one makes the same human
/// task, whichever page it came from.
pub(super) async fn of_pressure(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    said: &Value,
) -> Result<Vec<Raised>> {
    let (Some(sbp), Some(dbp)) = (said.get("sbp"), said.get("dbp")) else { return Ok(Vec::new()) };
    let def = form::definition(conn, scope, "home_bp").await?;
    let draft: Map<String, Value> =
        [("bp".to_owned(), json!({"sbp": sbp, "dbp": dbp}))].into_iter().collect();
    let draft = check_draft(&def, &draft, chrono::NaiveDate::default());
    if !draft.errors.is_empty() {
        return Err(super::submit::refusal(&draft.errors));
    }
    Ok(read(&def, &draft.answers).flags)
}
