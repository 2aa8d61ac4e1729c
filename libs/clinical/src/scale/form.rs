//! A scale as a form of the form engine (`rooms/reach/src/form`): the JSON that engine reads. Libraries may not know
//! rooms, so the shape is written here and a test over there reads it.

use serde_json::{Value, json};

use super::definition::{Scale, Severity};

impl Scale {
    /// The definition of a form with the same questions, points, bands and red flags. None where that engine cannot
    /// say the same: without wording, with bands of one sex, items of one sex, a transformed total or a law over
    /// groups. Such a scale is asked as a form without scoring ([`Scale::as_questions`]) and scored here.
    pub fn as_form(&self) -> Option<Value> {
        let simple = self.law.is_none()
            && self.transform.is_none()
            && self.skip.is_empty()
            && self.bands.iter().all(|b| b.sex.is_none())
            && self.items.iter().all(|i| i.only.is_none());
        if !simple {
            return None;
        }
        let mut form = self.as_questions()?;
        let bands: Vec<Value> = self
            .bands
            .iter()
            .map(|b| {
                let mut band = json!({"min": b.from, "max": b.to, "label": b.label, "severity": b.severity});
                if let (true, Some(advice), Some(map)) =
                    (b.severity >= Severity::High, &b.advice, band.as_object_mut())
                {
                    map.insert("task".to_owned(), format!("{}：{}，{advice}", self.title, b.label).into());
                }
                band
            })
            .collect();
        let counted: Vec<&str> = self.items.iter().filter(|i| i.counts).map(|i| i.code.as_str()).collect();
        form.as_object_mut()?.insert(
            "scoring".to_owned(),
            json!({"title": format!("{}得分", self.title), "items": counted, "bands": bands}),
        );
        Some(form)
    }

    /// The questions and red flags only; option values are those of the scale. None without wording.
    pub fn as_questions(&self) -> Option<Value> {
        if self.items.iter().any(|i| i.text.is_empty()) {
            return None;
        }
        let items: Vec<Value> = self
            .items
            .iter()
            .map(|item| {
                let range = self.points_range(item).unwrap_or_default();
                let turned = |score: i64| if item.reverse { range.0 + range.1 - score } else { score };
                let options: Vec<Value> = self
                    .options_of(item)
                    .iter()
                    .map(|o| {
                        let mut option = json!({"value": o.value, "label": o.text});
                        if let (true, Some(map)) = (item.counts, option.as_object_mut()) {
                            map.insert("score".to_owned(), turned(o.score).into());
                        }
                        option
                    })
                    .collect();
                json!({"id": item.code, "text": item.text, "required": !item.optional,
                       "type": "single", "options": options})
            })
            .collect();
        let flags: Vec<Value> = self
            .safety
            .iter()
            .filter_map(|s| {
                let item = self.item(&s.item)?;
                let range = self.points_range(item)?;
                let turned = |score: i64| if item.reverse { range.0 + range.1 - score } else { score };
                let values: Vec<&str> = self
                    .options_of(item)
                    .iter()
                    .filter(|o| turned(o.score) >= s.from)
                    .map(|o| o.value.as_str())
                    .collect();
                Some(json!({"id": s.code, "when": {"item": s.item, "op": "in", "value": values},
                            "severity": s.severity, "task": format!("{}。{}", s.reason, s.action),
                            "due_hours": s.due_hours}))
            })
            .collect();
        let mut form = json!({"code": self.code, "version": self.version, "title": self.title,
                              "purpose": "评估", "items": items});
        let map = form.as_object_mut()?;
        if !self.intro.is_empty() {
            map.insert("intro".to_owned(), self.intro.clone().into());
        }
        if !flags.is_empty() {
            map.insert("red_flags".to_owned(), flags.into());
        }
        Some(form)
    }
}
