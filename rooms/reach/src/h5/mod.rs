//! The patient's own page, opened by the personal link of a message: fill the form, see what comes next, send a
//! reading, ask why a message came, ask for fewer. The link is the credential and makes a viewer who sees one person.

mod form;
mod today;
mod wish;

use chrono::{DateTime, Utc};
use kernel::{App, Error, Result};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::contact::Contact;
use crate::session::{self, Opened};

/// The routes that need no login, only a link.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(form::read_link))
        .routes(routes!(form::save_link_answers))
        .routes(routes!(form::submit_link))
        .routes(routes!(today::read_link_today))
        .routes(routes!(today::create_link_readings))
        .routes(routes!(wish::read_message_why))
        .routes(routes!(wish::ask_quiet))
}

/// Who writes: the one to call.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NurseView {
    name: String,
    role_name: String,
}

/// How the person is addressed; the page never shows more of an identity than that.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Addressed {
    title: String,
}

pub(crate) fn nurse(contact: &Contact) -> Option<NurseView> {
    contact.nurse.as_ref().map(|n| NurseView { name: n.name.clone(), role_name: n.role_name.clone() })
}

pub(crate) fn phone(app: &App, contact: &Contact) -> String {
    let desk = contact.nurse.as_ref().map_or("", |n| n.phone.trim());
    if desk.is_empty() { app.config.phone.clone() } else { desk.to_owned() }
}

/// The link, if it still opens anything.
pub(crate) async fn valid(app: &App, token: &str) -> Result<Opened> {
    let now: DateTime<Utc> = app.clock.now();
    let opened = session::opened(app.db.read(), token, now).await?;
    if opened.valid { Ok(opened) } else { Err(expired()) }
}

fn expired() -> Error {
    Error::conflict("link.expired", "这个链接已经过期。想填写或查看的话，请打电话给我们，我们会重新发一个。")
}
