//! What a person answered to a form: its score, one of its questions.

use crate::{
    FormAnswerIs, FormScoreIs, Moment, PersonFacts, Reading, Truth,
    hits::{Fact, latest, responses},
    look::Finding,
};

pub(crate) fn score<'a>(rule: &FormScoreIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let scored = responses(facts, &rule.form).filter(|r| r.score.is_some());
    let last = latest(scored.map(Fact::Form).filter(|f| f.happened(at, 0, rule.within_days)));
    match last {
        Some(Fact::Form(response)) => {
            let truth = response.score.as_ref().map_or(Truth::Unknown, |score| rule.is.reading(score));
            Finding::by(truth, last)
        }
        _ => Finding::MISSING,
    }
}

pub(crate) fn answer<'a>(rule: &FormAnswerIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let answered = responses(facts, &rule.form).filter(|r| r.answers.contains_key(&rule.question));
    let last = latest(answered.map(Fact::Form).filter(|f| f.happened(at, 0, rule.within_days)));
    match last {
        Some(Fact::Form(response)) => {
            let truth = response.answers.get(&rule.question).map_or(Truth::Unknown, |a| answers(rule, a));
            Finding::by(truth, last)
        }
        _ => Finding::MISSING,
    }
}

fn answers(rule: &FormAnswerIs, answer: &Reading) -> Truth {
    let said = Truth::from(rule.any_of.iter().any(|text| text.trim() == answer.text().trim()));
    match rule.is {
        Some(is) if rule.any_of.is_empty() => is.reading(answer),
        Some(is) => said.or(is.reading(answer)),
        None => said,
    }
}
