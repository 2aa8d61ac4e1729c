//! The values a text is filled with, for one person at one time.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::clock::local_day;
use kernel::config::Config;

use super::render::Values;
use crate::contact::Contact;
use crate::form::FormDef;

/// Stands for the personal link until the moment of sending: the link itself is never stored.
pub const LINK: &str = "［专属链接］";

/// 3月5日
pub fn month_day(day: NaiveDate) -> String {
    day.format("%-m月%-d日").to_string()
}

/// What is known of the person and the house at `at`; `given` (from the pathway or the caller) wins.
pub fn values(contact: &Contact, config: &Config, at: DateTime<Utc>, given: &Values) -> Values {
    let mut values = Values::new();
    let mut put = |key: &str, value: &str| {
        if !value.trim().is_empty() {
            values.insert(key.to_owned(), value.to_owned());
        }
    };
    put("patient.name", &contact.name);
    put("patient.title", &contact.title);
    put("hospital.name", &config.hospital);
    put("team.nurse", contact.nurse.as_ref().map_or("", |n| n.name.as_str()));
    put("team.doctor", contact.doctor.as_ref().map_or("", |d| d.name.as_str()));
    let desk = contact.nurse.as_ref().map_or("", |n| n.phone.as_str());
    put("team.phone", if desk.trim().is_empty() { &config.phone } else { desk });
    put("date", &month_day(local_day(at)));
    values.extend(given.iter().map(|(k, v)| (k.clone(), v.clone())));
    values
}

/// The values of a form invitation.
pub fn form_values(values: &mut Values, def: &FormDef, until: DateTime<Utc>) {
    values.insert("form.title".to_owned(), def.title.clone());
    values.insert("form.link".to_owned(), LINK.to_owned());
    values.insert("form.minutes".to_owned(), def.minutes.unwrap_or(3).to_string());
    values.insert("form.until".to_owned(), month_day(local_day(until)));
}
