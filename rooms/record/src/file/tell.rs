//! Tells what happened to a person, in the words of the timeline.

use chrono::{DateTime, Utc};
use kernel::event::{self, NewEvent};
use kernel::{PatientId, Result, Scope, Tx};
use serde_json::Value;

/// Appends an event about a person.
pub(crate) async fn tell(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    kind: &str,
    at: DateTime<Utc>,
    payload: Value,
) -> Result<()> {
    let event = NewEvent { patient: Some(patient), kind, occurred_at: at, source, payload, cause: None };
    event::append(tx, scope, event).await?;
    Ok(())
}

/// The word for a source.
pub fn source_label(source: &str) -> String {
    let word = match source.to_ascii_lowercase().as_str() {
        "staff" => "员工录入",
        "patient" => "患者自测",
        "system" | "understand" | "care" => "系统",
        "reach" => "消息服务",
        "desk" => "前台建卡",
        "his" | "hl7" | "adt" => "医院信息系统",
        "lis" => "检验系统",
        "pacs" | "ris" => "影像系统",
        "emr" => "电子病历",
        "exam" | "pes" => "体检系统",
        "fhir" => "FHIR 接口",
        "sheet" | "csv" | "xlsx" | "import" => "表格导入",
        _ => return source.to_owned(),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::source_label;

    #[test]
    fn a_nurse_reads_the_name_of_a_system_not_its_code() {
        assert_eq!(source_label("his"), "医院信息系统");
        assert_eq!(source_label("HIS"), "医院信息系统");
        assert_eq!(source_label("reach"), "消息服务");
        assert_eq!(source_label("体检系统"), "体检系统");
    }
}
