//! A segment as a sheet: only those within the viewer's sight who live and allowed the purpose; the first line says how
//! many were left out and why, and the audit says who took it.
use super::{api, ask, crowd, look, moment};
use crate::segment;
use access::consent::Purpose;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::IntoResponse,
};
use kernel::{Act, App, Error, Result, Scope, audit};
use record::patient::PatientRow;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// For what.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// Code of the purpose the sheet is for; `followup` if absent.
    purpose: Option<String>,
}

const HEAD: [&str; 8] = ["姓名", "性别", "年龄", "风险分级", "电话", "责任医生", "健康管理师", "最近联系"];

/// A cell that a spreadsheet would run as a formula is made plain text.
fn plain(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn line(row: PatientRow) -> [String; 8] {
    let sex = match row.sex {
        record::Sex::Male => "男",
        record::Sex::Female => "女",
        _ => "不详",
    };
    let contact = row.last_contact_at.map(|at| kernel::clock::local_day(at).to_string());
    [
        row.name,
        sex.to_owned(),
        row.age.map(|age| age.to_string()).unwrap_or_default(),
        row.grade.map(|grade| grade.zh().to_owned()).unwrap_or_default(),
        row.phone_masked.unwrap_or_default(),
        row.doctor.unwrap_or_default(),
        row.manager.unwrap_or_default(),
        contact.unwrap_or_default(),
    ]
    .map(plain)
}

/// The sheet. It begins with a byte order mark, without which a spreadsheet guesses the charset wrongly.
fn sheet(note: String, rows: Vec<PatientRow>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record([note]).map_err(Error::fault)?;
    writer.write_record(HEAD).map_err(Error::fault)?;
    for row in rows {
        writer.write_record(line(row)).map_err(Error::fault)?;
    }
    writer.into_inner().map_err(Error::fault)
}

/// A segment as a sheet (CSV, UTF-8).
#[utoipa::path(get, path = "/api/segments/{id}/export", operation_id = "export_segment", tag = "segment",
    params(("id" = Uuid, Path), ExportQuery), responses((status = 200, content_type = "text/csv", body = String)))]
pub async fn export_segment(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Query(query): Query<ExportQuery>,
) -> Result<impl IntoResponse> {
    scope.require(Act::SegmentRows)?;
    let row = segment::store::find(app.db.read(), &scope, id).await?;
    let rule = segment::store::rule(&row)?;
    let purpose = api::purpose(query.purpose.as_deref())?.unwrap_or(Purpose::Followup);
    let at = moment(&app, "as_of", None)?;
    let own = Scope { aggregate: false, ..scope.clone() };
    let (consent, rules) = (look::allowed(purpose), &rule);
    let (ids, out) = ask(&app, &own, &[rules, &consent], |crowd| {
        let (inside, out) = look::inside(crowd, rules, Some(purpose), at);
        (crowd::ids(crowd, inside.iter()), out)
    })
    .await?;
    let rows = record::patient::rows(app.db.read(), &own, &ids, app.clock.now()).await?;
    let out = api::left_out(out, Some(purpose));
    let out: Vec<_> = out.iter().map(|out| format!("{}{}人", out.words(), out.number())).collect();
    let out = if out.is_empty() { "无".to_owned() } else { out.join("，") };
    let note = format!("人群“{}”，用途“{}”，导出{}人；未导出：{out}", row.name, purpose.name(), rows.len());
    let entry = audit::Entry {
        act: "export_segment",
        object_kind: "segment",
        object_id: id.to_string(),
        reason: &note,
        ..Default::default()
    };
    app.write(async |tx| audit::write(&*tx, tx.now, &scope, entry).await).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"segment.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, sheet(note, rows)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_a_formula_does_not_run() {
        assert_eq!(plain("=HYPERLINK(1)".to_owned()), "'=HYPERLINK(1)");
        assert_eq!(plain("王建国".to_owned()), "王建国");
    }
}
