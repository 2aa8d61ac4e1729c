//! What messages do when something happens to the person they are for, and what time alone changes.

use std::collections::BTreeSet;
use std::time::Duration;

use kernel::event::Event;
use kernel::reaction::{Look, Reaction, Worker};
use kernel::{App, PatientId, Result, Scope, TenantId, Visible};
use sea_orm::{ColumnTrait, QueryFilter};

use super::carrier::Carriers;
use super::decide;
use super::state::State;
use super::{entity, locked, state_of};

/// Wakes on death, and on a changed consent: what is queued and may never be sent is dropped with its receipt.
pub const REACTION: Reaction = Reaction {
    name: "reach.withdrawn",
    kinds: &["patient.deceased", "consent.changed"],
    run: |app, events| Box::pin(async move { on_events(&app, &events).await }),
};

/// Sends what is due.
pub const WORKER: Worker = Worker {
    queue: super::QUEUE,
    run: |app, job| Box::pin(async move { super::work(&app, &Carriers::of(&app), job).await }),
};

/// Finds messages that lost their job.
pub const LOOK: Look = Look {
    name: "reach.orphans",
    every: Duration::from_secs(60),
    run: |app| {
        Box::pin(async move {
            for tenant in access::tenants(app.db.read()).await? {
                super::settle::look(&app, &Scope::system(tenant, "reach")).await?;
            }
            Ok(())
        })
    },
};

async fn on_events(app: &App, events: &[Event]) -> Result<()> {
    let people: BTreeSet<(TenantId, PatientId)> =
        events.iter().filter_map(|e| e.patient_id.map(|p| (e.tenant_id, p))).collect();
    for (tenant, patient) in people {
        review(app, &Scope::system(tenant, "reach"), patient).await?;
    }
    Ok(())
}

/// Asks the gate about everything queued for a person; drops what waiting will not help.
pub(crate) async fn review(app: &App, scope: &Scope, patient: PatientId) -> Result<()> {
    let carriers = Carriers::of(app);
    app.write(async |tx| {
        let waiting = entity::Entity::visible(scope)
            .filter(entity::Column::PatientId.eq(patient))
            .filter(entity::Column::State.eq(State::Pending.as_str()))
            .all(&*tx)
            .await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let contact = crate::contact::contact(&*tx, scope, patient).await?;
        let who = decide::person(&tx, scope, &carriers, &contact, None).await?;
        for row in waiting {
            let row = locked(&tx, scope, row.id).await?;
            if state_of(&row)? != State::Pending {
                continue;
            }
            let decision = decide::gate(&row, &who, &decide::policy(app), row.due_at.max(tx.now));
            if let (true, nq_pathway::gate::Answer::Not { why }) =
                (decision.final_no(), decision.verdict.answer.clone())
            {
                let key = row.id.to_string();
                super::outcome::suppressed(&tx, scope, row, &decision, &why).await?;
                kernel::job::cancel(&tx, scope.tenant, super::QUEUE, &key).await?;
            }
        }
        Ok(())
    })
    .await
}
