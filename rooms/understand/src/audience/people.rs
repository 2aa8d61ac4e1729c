//! A few people beside a number: masked, within the viewer's own sight, each with the reasons.
use crate::{rule::judge_at, segment::members::ReasonView, vocabulary};
use kernel::{Act, App, Level, PatientId, Result, Scope, clock};
use nq_audience::{Dictionary, Moment, Rule};
use record::read;
use serde::Serialize;
use utoipa::ToSchema;

/// People shown beside a number.
pub(crate) const SHOWN: usize = 5;

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Shown {
    /// Who.
    pub patient_id: PatientId,
    /// Name with all but the family name hidden.
    pub name_masked: String,
    /// Sex.
    pub sex: record::Sex,
    /// Completed years.
    pub age: Option<u32>,
    /// Colour of the grade, to those who may see it.
    pub grade: Option<String>,
    /// Why in, or why not.
    pub reasons: Vec<ReasonView>,
    /// Whether the person is outside.
    pub out: bool,
}

/// At most five of these people, as this viewer may see them; nobody to those who may not see rows. With a rule, the
/// reasons on which its answer rests.
pub(crate) async fn shown(
    app: &App,
    scope: &Scope,
    rule: Option<&Rule>,
    at: Moment,
    some: &[PatientId],
) -> Result<Vec<Shown>> {
    if some.is_empty() || !scope.may(Act::SegmentRows) {
        return Ok(Vec::new());
    }
    let conn = app.db.read();
    let mut people = read::people(conn, scope, some).await?;
    people.truncate(SHOWN);
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let verdicts = match rule {
        Some(rule) => {
            let names = words_for(app, scope, rule).await?;
            judge_at(conn, scope, rule, at, &ids, &names).await?
        }
        None => Vec::new(),
    };
    let view = |person: read::Person| {
        let verdict = verdicts.iter().find(|(id, _)| *id == person.id).map(|(_, verdict)| verdict);
        let reasons =
            verdict.into_iter().flat_map(nq_audience::Verdict::decisive).map(|r| ReasonView::of(r, scope));
        Shown {
            patient_id: person.id,
            name_masked: mask(&person.name),
            sex: person.sex,
            age: person.birth_date.and_then(|birth| clock::local_day(at.now).years_since(birth)),
            grade: (scope.level > Level::L0).then_some(person.grade),
            reasons: reasons.collect(),
            out: verdict.is_some_and(|verdict| !verdict.holds),
        }
    };
    Ok(people.into_iter().map(view).collect())
}

/// The house's words, and those of other rooms that the rule names.
pub(crate) async fn words_for(app: &App, scope: &Scope, rule: &Rule) -> Result<Dictionary> {
    let mut names = vocabulary(app.db.read(), scope).await?;
    vocabulary::admit(&mut names, rule);
    Ok(names)
}

/// The family name and stars.
fn mask(name: &str) -> String {
    let mut chars = name.chars();
    let first: String = chars.by_ref().take(1).collect();
    format!("{first}{}", "*".repeat(chars.count().clamp(1, 3)))
}
