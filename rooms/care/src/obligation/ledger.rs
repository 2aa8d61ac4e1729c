//! The accounting page: 应随访 = 完成 + 未到期(含待随访) + 逾期 + 有据关闭, and the difference that must be 0.
//! What is owed is counted in the book of openings, what became of it in the obligations: two sources, one sum.
use super::{entity, opening_entity};
use chrono::NaiveDate;
use kernel::{Error, Result, Scope, SiteId, StaffId, Visible, visible::patient_link};
use nq_pathway::ledger::{Balance, Closing, Standing};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Which part of the book.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LedgerFilter {
    /// First day on which a window opens; absent: from the beginning.
    pub from: Option<NaiveDate>,
    /// Last day on which a window opens; absent: without end.
    pub to: Option<NaiveDate>,
    /// Pathway code.
    pub pathway: Option<String>,
    /// Patients of a site.
    pub site_id: Option<SiteId>,
    /// Patients of a member of staff.
    pub staff_id: Option<StaffId>,
}

/// The page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerView {
    /// 应随访.
    pub should: u64,
    /// 完成.
    pub done: u64,
    /// 未到期, windows open now included.
    pub not_due: u64,
    /// Of these, windows open now (待随访).
    pub due: u64,
    /// 逾期.
    pub overdue: u64,
    /// 有据关闭.
    pub closed: u64,
    /// 账本差额; anything but 0 is an alarm.
    pub difference: i64,
    /// 有据关闭 by reason.
    pub closed_by: Vec<ClosedBy>,
    /// By pathway.
    pub rows: Vec<LedgerRow>,
}

/// One reason of closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClosedBy {
    reason: String,
    label: String,
    count: u64,
}

/// One pathway of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerRow {
    pathway: String,
    pathway_code: String,
    should: u64,
    done: u64,
    not_due: u64,
    overdue: u64,
    closed: u64,
    difference: i64,
}

/// The page for a part of the book, within the viewer's scope.
pub async fn read(conn: &impl ConnectionTrait, scope: &Scope, filter: &LedgerFilter) -> Result<LedgerView> {
    let owed = owed(conn, scope, filter).await?;
    let mut view = LedgerView::default();
    let mut by_path: BTreeMap<String, (String, Balance)> = owed
        .into_iter()
        .map(|(code, n)| (code, (String::new(), Balance { owed: n, ..Balance::default() })))
        .collect();
    for (code, name, state, reason, n) in standings(conn, scope, filter).await? {
        let standing =
            Standing::of(&state).ok_or_else(|| Error::fault(format!("obligation state {state}")))?;
        let entry = by_path.entry(code).or_default();
        entry.0 = name;
        entry.1.add(standing, n);
        if let Some(closing) =
            reason.as_deref().and_then(Closing::of).filter(|_| standing == Standing::Closed)
        {
            add_reason(&mut view.closed_by, closing, n);
        }
    }
    for (code, (name, sum)) in by_path {
        let difference = i64::try_from(sum.difference()).unwrap_or(i64::MAX);
        view.should += sum.owed;
        view.done += sum.done;
        view.due += sum.due;
        view.not_due += sum.scheduled + sum.due;
        view.overdue += sum.overdue;
        view.closed += sum.closed;
        view.difference = view.difference.saturating_add(difference);
        view.rows.push(LedgerRow {
            pathway: if name.is_empty() { code.clone() } else { name },
            pathway_code: code,
            should: sum.owed,
            done: sum.done,
            not_due: sum.scheduled + sum.due,
            overdue: sum.overdue,
            closed: sum.closed,
            difference,
        });
    }
    view.closed_by.sort_by_key(|c| std::cmp::Reverse(c.count));
    Ok(view)
}

fn add_reason(list: &mut Vec<ClosedBy>, closing: Closing, n: u64) {
    if let Some(known) = list.iter_mut().find(|c| c.reason == closing.code()) {
        known.count += n;
        return;
    }
    let (reason, label) = (closing.code().to_owned(), closing.word().to_owned());
    list.push(ClosedBy { reason, label, count: n });
}

/// Openings by pathway.
async fn owed(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &LedgerFilter,
) -> Result<Vec<(String, u64)>> {
    use opening_entity::{Column, Entity};
    let rows: Vec<(String, i64)> = Entity::visible(scope)
        .filter(part(scope, filter, Column::PathwayCode, Column::DueFrom, Column::PatientId))
        .select_only()
        .column(Column::PathwayCode)
        .column_as(Column::ObligationId.count(), "n")
        .group_by(Column::PathwayCode)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(code, n)| (code, u64::try_from(n).unwrap_or(0))).collect())
}

type Counted = (String, String, String, Option<String>, u64);

/// Obligations by pathway, state and reason.
async fn standings(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &LedgerFilter,
) -> Result<Vec<Counted>> {
    use entity::{Column, Entity};
    let rows: Vec<(String, String, String, Option<String>, i64)> = Entity::visible(scope)
        .filter(part(scope, filter, Column::PathwayCode, Column::DueFrom, Column::PatientId))
        .select_only()
        .columns([Column::PathwayCode, Column::PathwayName, Column::State, Column::ClosedReason])
        .column_as(Column::Id.count(), "n")
        .group_by(Column::PathwayCode)
        .group_by(Column::PathwayName)
        .group_by(Column::State)
        .group_by(Column::ClosedReason)
        .into_tuple()
        .all(conn)
        .await?;
    let counted = |(a, b, c, d, n): (String, String, String, Option<String>, i64)| {
        (a, b, c, d, u64::try_from(n).unwrap_or(0))
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// The filter, for either table.
pub(super) fn part(
    scope: &Scope,
    filter: &LedgerFilter,
    pathway: impl ColumnTrait,
    due_from: impl ColumnTrait,
    patient: impl ColumnTrait,
) -> Condition {
    let mut all = Condition::all();
    if let Some(code) = filter.pathway.as_ref().filter(|c| !c.is_empty()) {
        all = all.add(pathway.eq(code));
    }
    if let Some(from) = filter.from {
        all = all.add(due_from.gte(from));
    }
    if let Some(to) = filter.to {
        all = all.add(due_from.lte(to));
    }
    if let Some(site) = filter.site_id {
        all = all.add(linked(scope, patient, "site", site.0));
    }
    if let Some(staff) = filter.staff_id {
        all = all.add(linked(scope, patient, "staff", staff.0));
    }
    all
}

fn linked(scope: &Scope, patient: impl ColumnTrait, kind: &str, target: uuid::Uuid) -> SimpleExpr {
    use patient_link::{Column, Entity};
    let links = Entity::visible(scope)
        .select_only()
        .column(Column::PatientId)
        .filter(Column::Kind.eq(kind))
        .filter(Column::TargetId.eq(target));
    patient.in_subquery(links.into_query())
}
