//! What time alone changes, and what an event missed: windows open and close, late work is handed up, a step whose
//! wake-up was lost is scheduled again, and the pathways of the box are there.
use crate::enrolment::{self, RUNNING, entity as enrolments};
use crate::react::{News, begin_one};
use crate::task::{OPEN, entity as tasks};
use crate::{obligation, pathway};
use chrono::Duration;
use kernel::reaction::Look;
use kernel::{App, Result, Scope, TenantId, Visible, clock};
use nq_pathway::calendar::add_days;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Days after its window at which a task is handed up.
const HANDED_UP_AFTER: i64 = 3;
/// Minutes after which a due step without a job counts as lost.
const LOST_AFTER: i64 = 10;

/// The look.
pub const LOOK: Look = Look {
    name: "care.calendar",
    every: std::time::Duration::from_secs(30),
    run: |app| {
        Box::pin(async move {
            for tenant in access::tenants(app.db.read()).await? {
                look(&app, tenant).await?;
            }
            Ok(())
        })
    },
};

/// One look at one tenant; idempotent.
pub async fn look(app: &App, tenant: TenantId) -> Result<()> {
    stock(app, tenant).await?;
    obligation::sweep(app, tenant).await?;
    hand_up(app, tenant).await?;
    find_missed(app, tenant).await?;
    find_lost(app, tenant).await
}

/// Lets in the members of a segment whose event was missed: the same door, the same key, so that nobody enters twice.
async fn find_missed(app: &App, tenant: TenantId) -> Result<()> {
    let scope = Scope::system(tenant, "care");
    for live in pathway::live(app.db.read(), tenant).await? {
        let Some(code) = live.def.entry.segment.as_deref() else { continue };
        let there = enrolment::people_of(app.db.read(), &scope, &live.def.code).await?;
        for member in understand::members_of(app.db.read(), &scope, code).await? {
            // Somebody who was on this path before is left to the key: it says whether a year has gone by.
            if there.get(&member.patient).is_some_and(|last| *last >= member.since) {
                continue;
            }
            let payload = serde_json::json!({"code": code, "title": format!("进入人群：{}", member.segment)});
            let news = News {
                tenant,
                id: member.id,
                kind: "segment.entered",
                at: member.since,
                payload: &payload,
                cause: None,
            };
            begin_one(app, news, member.patient, &live).await?;
        }
    }
    Ok(())
}

/// Puts the pathways of the box there. A hospital publishes clinical content itself; the demo shows it at work,
/// marked 未核实.
pub(crate) async fn stock(app: &App, tenant: TenantId) -> Result<()> {
    let (scope, publish) = (Scope::system(tenant, "care"), app.config.demo);
    if pathway::lacks_ready(app.db.read(), &scope).await? {
        app.write(async |tx| pathway::install_ready(&tx, &scope, publish).await).await?;
    }
    Ok(())
}

async fn hand_up(app: &App, tenant: TenantId) -> Result<()> {
    let limit = add_days(clock::local_day(app.clock.now()), -HANDED_UP_AFTER);
    app.write(async |tx| {
        tasks::Entity::update_many()
            .col_expr(tasks::Column::Escalated, true.into())
            .filter(tasks::Column::TenantId.eq(tenant))
            .filter(tasks::Column::State.eq(OPEN))
            .filter(tasks::Column::Escalated.eq(false))
            .filter(tasks::Column::DueTo.lt(limit))
            .exec(&*tx)
            .await?;
        Ok(())
    })
    .await
}

async fn find_lost(app: &App, tenant: TenantId) -> Result<()> {
    let limit = app.clock.now() - Duration::minutes(LOST_AFTER);
    let lost = enrolments::Entity::unscoped()
        .filter(enrolments::Column::TenantId.eq(tenant))
        .filter(enrolments::Column::State.eq(RUNNING))
        .filter(enrolments::Column::NextAt.lt(limit))
        .limit(500)
        .all(app.db.read())
        .await?;
    for row in lost {
        if !enrolment::has_job(app.db.read(), tenant, row.id).await? {
            app.write(async |tx| enrolment::poke(&tx, tenant, row.id).await).await?;
        }
    }
    Ok(())
}
