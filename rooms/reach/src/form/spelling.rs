//! Is every key of a definition one that we know? Pure.

use serde_json::Value;

use super::check::{Problem, at};

/// Misspelt keys are faults: silently ignoring `requierd` would publish a form that is not what its author wrote.
pub(super) fn unknown_keys(json: &Value) -> Vec<Problem> {
    const FORM: &[&str] = &[
        "code",
        "version",
        "title",
        "purpose",
        "intro",
        "minutes",
        "thanks",
        "items",
        "scoring",
        "red_flags",
    ];
    const ITEM: &[&str] = &["id", "type", "text", "hint", "say", "required", "show_if"];
    let mut out = Vec::new();
    let mut look = |place: &str, value: &Value, known: &[&str], more: &[&str]| {
        for key in value.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !known.contains(&key.as_str()) && !more.contains(&key.as_str()) {
                out.push(at(place, format!("不认识的字段“{key}”。")));
            }
        }
    };
    look("form", json, FORM, &[]);
    for item in json.get("items").and_then(Value::as_array).into_iter().flatten() {
        let id = item.get("id").and_then(Value::as_str).unwrap_or("items");
        let more: &[&str] = match item.get("type").and_then(Value::as_str).unwrap_or_default() {
            "single" | "multi" => &["options"],
            "number" => &["unit", "min", "max", "decimals", "metric"],
            "text" => &["max_chars"],
            "date" => &["when"],
            "scale" => &["min", "max", "faces", "low_label", "high_label", "scored"],
            _ => &[],
        };
        look(id, item, ITEM, more);
        for option in item.get("options").and_then(Value::as_array).into_iter().flatten() {
            look(id, option, &["value", "label", "score", "alone"], &[]);
        }
    }
    for flag in json.get("red_flags").and_then(Value::as_array).into_iter().flatten() {
        look("red_flags", flag, &["id", "when", "severity", "task", "due_hours", "advice"], &[]);
    }
    out
}
