//! Audiences 人群引擎: who is meant by a rule, now or on a past day, counted within the viewer's reach and with the
//! consent for the purpose; what those people are made of, and who came and left between two days.
pub mod api;
pub(crate) mod composition;
pub(crate) mod crowd;
pub mod export;
pub mod flow;
pub mod keep;
pub(crate) mod live;
pub(crate) mod look;
pub(crate) mod people;
pub(crate) mod read;
pub(crate) mod rows;
pub(crate) mod set;
pub(crate) mod shelf;

pub use keep::{Keeper, keep};
pub use shelf::{Standing, knows, standing};

use crate::facts::Wanted;
use crowd::Crowd;
use kernel::{App, Error, Result, Scope, clock};
use nq_audience::{Moment, Rule};
use rows::Rows;
use shelf::Shelf;

/// Asks a question of everybody: of the index where this process keeps one and it is ready, else of the database.
/// `rules` are all that the question will select by.
pub(crate) async fn ask<T>(
    app: &App,
    scope: &Scope,
    rules: &[&Rule],
    question: impl FnOnce(&dyn Crowd) -> T + Send,
) -> Result<T> {
    let question = match of_index(app, scope, question) {
        Ok(answer) => return Ok(answer),
        Err(question) => question,
    };
    let wanted = Wanted::by(rules.iter().copied());
    let rows = Rows::read(app.db.read(), scope, &wanted, app.clock.now()).await?;
    Ok(question(&rows))
}

/// The index's answer, or the question back if there is no index to ask.
fn of_index<T, Q: FnOnce(&dyn Crowd) -> T>(app: &App, scope: &Scope, question: Q) -> Result<T, Q> {
    match Shelf::of(app).place(scope.tenant) {
        Some(place) => place.ask(question, |live, question| question(&live.seen_by(scope, place.fresh_at()))),
        None => Err(question),
    }
}

/// The moment a question is asked for: now, or the end of a past day.
pub(crate) fn moment(app: &App, field: &str, day: Option<chrono::NaiveDate>) -> Result<Moment> {
    let now = app.clock.now();
    let today = clock::local_day(now);
    let end = |day: chrono::NaiveDate| {
        let next = day.succ_opt().unwrap_or(day);
        clock::local_instant(next, 0, 0) - chrono::TimeDelta::milliseconds(1)
    };
    match day {
        Some(day) if day > today => Err(Error::field(field, "日期不能晚于今天。")),
        Some(day) if day < today => Ok(Moment::new(end(day), clock::zone())),
        _ => Ok(Moment::new(now, clock::zone())),
    }
}

/// The living people a rule means at a moment, within the viewer's counting reach.
pub(crate) async fn meant(
    app: &App,
    scope: &Scope,
    rule: &Rule,
    at: Moment,
) -> Result<Vec<kernel::PatientId>> {
    ask(app, scope, &[rule], |crowd| {
        let (inside, _) = look::inside(crowd, rule, None, at);
        crowd::ids(crowd, inside.iter())
    })
    .await
}

#[cfg(test)]
mod golden;
#[cfg(test)]
mod stories;
