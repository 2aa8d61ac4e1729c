//! Messages 消息: the outbox. One row per promise to write to a person; the touch gate at the last moment; sent once,
//! and where the channel cannot promise that, given to a person to check (trust.md part D).

pub mod api;
mod attempt_entity;
mod cancel;
pub mod carrier;
mod decide;
pub(crate) mod entity;
mod outcome;
mod queue;
pub mod react;
mod send;
mod settle;
pub mod state;
mod tell;
#[cfg(test)]
mod tests;
mod view;

pub use cancel::{cancel, cancel_of_enrolment, cancel_of_patient};
pub use queue::{FormRef, NewMessage, queue, queue_text, unfilled};
pub use send::{QUEUE, work};
pub use settle::{receipt_arrived, resolve};
kernel::patient_scoped!(self::entity);
kernel::patient_scoped!(self::attempt_entity);

use kernel::{Error, Result, Scope, Tx, Visible};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use crate::ids::MessageId;
use state::{Act, Illegal, State, transition};

/// The state of a row; an unknown word is a fault of ours.
pub(crate) fn state_of(row: &entity::Model) -> Result<State> {
    State::parse(&row.state).ok_or_else(|| Error::fault(format!("message {} in state {}", row.id, row.state)))
}

/// The next state, or a sentence why not.
pub(crate) fn step(row: &entity::Model, act: Act) -> Result<State> {
    transition(state_of(row)?, act).map_err(|Illegal { from, .. }| {
        Error::conflict("message.state", format!("这条消息现在是“{}”，不能这样处理。", from.label()))
    })
}

/// The row, locked until the transaction ends.
pub(crate) async fn locked(tx: &Tx, scope: &Scope, id: MessageId) -> Result<entity::Model> {
    entity::Entity::visible(scope)
        .filter(entity::Column::Id.eq(id))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(Error::Missing)
}
