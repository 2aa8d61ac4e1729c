//! What every handler is given: the application state and the viewer.
use crate::{Clock, Db, Error, Result, Scope, config::Config, parts};
use axum::{extract::FromRequestParts, http::request::Parts};
use std::sync::Arc;
use tokio::sync::Notify;

/// The application: cheap to clone, shared by handlers and workers.
#[derive(Clone, Debug)]
pub struct App {
    /// The databases.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// Settings.
    pub config: Arc<Config>,
    /// Rung after a write that others should look at, so that they need not wait for their next poll.
    pub wake: Arc<Notify>,
    /// What rooms keep in memory for the whole process.
    pub parts: parts::Parts,
}

impl App {
    /// Puts the parts together.
    pub fn new(db: Db, clock: Clock, config: Config) -> Self {
        Self { db, clock, config: Arc::new(config), wake: Arc::default(), parts: parts::Parts::default() }
    }

    /// One write transaction at the business time of now; rings the bell afterwards.
    pub async fn write<T, F, Fut>(&self, work: F) -> Result<T>
    where
        F: FnOnce(crate::Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let outcome = self.db.write(self.clock.now(), work).await;
        self.wake.notify_waiters();
        outcome
    }
}

/// The viewer is put into the request by the session layer of `access`; without one the answer is 401.
impl<S: Sync> FromRequestParts<S> for Scope {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Scope>().cloned().ok_or_else(Error::unauthenticated)
    }
}

/// JSON body whose refusal is one of ours: names the field and says what to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> axum::extract::FromRequest<S> for Body<T> {
    type Rejection = Error;
    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => {
                Err(Error::refuse("body.invalid", format!("提交的内容无法识别：{}", rejection.body_text())))
            }
        }
    }
}
