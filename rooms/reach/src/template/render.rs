//! The text a person receives. Values are data: what looks like a template inside a name stays as it is. Pure.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};

use super::dictionary::VARIABLES;

/// Values by variable key (`patient.name`).
pub type Values = BTreeMap<String, String>;

/// Instructions one text may cost; a template of 2000 characters without loops needs far less.
const FUEL: u64 = 20_000;
/// Most characters of one value, so that a strange name cannot blow up a message.
const MAX_VALUE_CHARS: usize = 200;

/// Fills in the values. A variable without a value is an error where it is printed, and false where it is asked.
pub fn render(source: &str, values: &Values) -> Result<String, Error> {
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(16);
    let text = env.render_named_str("template", source, context(values))?;
    Ok(text.trim().to_owned())
}

/// Fills in the dictionary's samples, for the preview.
pub fn with_samples(source: &str) -> Result<String, Error> {
    let samples = VARIABLES.iter().map(|v| (v.key.to_owned(), v.sample.to_owned())).collect();
    render(source, &samples)
}

/// Of `needed`, the variables without a value.
pub fn missing<'a>(needed: impl IntoIterator<Item = &'a String>, values: &Values) -> Vec<&'a str> {
    let empty = |key: &str| values.get(key).is_none_or(|v| v.trim().is_empty());
    needed.into_iter().map(String::as_str).filter(|key| empty(key)).collect()
}

fn context(values: &Values) -> Value {
    let mut groups: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    let mut top: BTreeMap<String, Value> = BTreeMap::new();
    for variable in VARIABLES {
        // Every group exists, so that asking for an absent member is an undefined member, not an error.
        if let Some((group, _)) = variable.key.split_once('.') {
            groups.entry(group.to_owned()).or_default();
        }
    }
    for (key, value) in values.iter().filter(|(_, v)| !v.trim().is_empty()) {
        let value = Value::from(one_line(value));
        match key.split_once('.') {
            Some((group, member)) => {
                groups.entry(group.to_owned()).or_default().insert(member.to_owned(), value);
            }
            None => {
                top.insert(key.clone(), value);
            }
        }
    }
    top.extend(groups.into_iter().map(|(name, members)| (name, Value::from(members))));
    Value::from(top)
}

fn one_line(value: &str) -> String {
    value.trim().chars().filter(|c| !c.is_control()).take(MAX_VALUE_CHARS).collect()
}
