//! Risk scores as facts: the latest result of each model, or the doctor's word above it, stands in the list of forms
//! under the model's code with `score_` before it, its class as the answer to `category` and its colour to `level`.
//! So every condition on forms speaks of scores too. A result beyond the range of its model says nothing here: nothing
//! automatic may rest on it.
use super::Gather;
use crate::score;
use chrono::Utc;
use kernel::Result;
use nq_audience::{FormEntry, FormResponse, Origin, Reading};
use nq_clinical::model::models;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// The code under which rules name a model's score.
pub(crate) fn form_code(model: &str) -> String {
    format!("score_{model}")
}

/// The names of all scores, for the dictionary of the rules.
pub(crate) fn names() -> impl Iterator<Item = (String, FormEntry)> {
    models().iter().map(|model| {
        let questions = [("category", "风险等级"), ("level", "风险颜色")];
        let entry = FormEntry {
            name: model.name.to_owned(),
            scored: true,
            questions: questions.iter().map(|(c, n)| ((*c).to_owned(), (*n).to_owned())).collect(),
        };
        (form_code(model.id), entry)
    })
}

/// A colour as rules name it.
fn colour(level: &str) -> Option<&'static str> {
    match level {
        "green" => Some("绿"),
        "yellow" => Some("黄"),
        "red" => Some("红"),
        _ => None,
    }
}

impl<C: ConnectionTrait> Gather<'_, C> {
    /// The scores in force.
    pub(super) async fn scores(&mut self, now: chrono::DateTime<Utc>) -> Result<()> {
        let words = score::store::words(self.conn, self.scope, self.patients, now).await?;
        let mut said: HashMap<_, _> = HashMap::new();
        for word in words {
            said.insert((word.patient_id, word.model.clone()), word);
        }
        for row in score::store::latest(self.conn, self.scope, self.patients).await? {
            let word = said.remove(&(row.patient_id, row.model.clone()));
            if row.status != "done" || (row.extrapolated && word.is_none()) {
                continue;
            }
            let origin =
                Origin {
                    at: row.created_at, source: "风险评估".to_owned(), id: Some(row.id.to_string())
                };
            let (value, label, level) = match word {
                Some(word) => {
                    let label = word.category_label.or(row.category_label);
                    (word.value.or(row.value), label, word.level.unwrap_or(row.level))
                }
                None => (row.value, row.category_label, row.level),
            };
            let mut answers = BTreeMap::new();
            answers.extend(label.map(|label| ("category".to_owned(), Reading::new(label))));
            answers.extend(colour(&level).map(|level| ("level".to_owned(), Reading::new(level))));
            let score = value.map(|value| Reading::new(format!("{value:.6}")));
            if let Some(facts) = self.of(row.patient_id) {
                facts.forms.push(FormResponse { form: form_code(&row.model), score, answers, origin });
            }
        }
        Ok(())
    }
}
