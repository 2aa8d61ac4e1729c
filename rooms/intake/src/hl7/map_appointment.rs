//! SCH with AIS, AIL and AIP → an appointment. A rule file.

use chrono::{DateTime, Utc};
use nq_hl7::Segment;
use record::file::AppointmentIn;
use serde_json::{Value, json};

use super::map_name::staff_name;
use super::map_result::instant;

/// What a SIU event does to an appointment: its state afterwards and the words for the timeline; `None` for events that
/// are about timetables and single resources.
pub fn step_of(event: &str) -> Option<(&'static str, &'static str)> {
    Some(match event {
        "S12" => ("booked", "预约登记"),
        "S13" => ("booked", "预约改期"),
        "S14" => ("booked", "预约变更"),
        "S15" => ("cancelled", "预约取消"),
        "S16" => ("cancelled", "预约中止"),
        "S17" => ("entered-in-error", "预约删除"),
        "S26" => ("noshow", "预约未到"),
        _ => return None,
    })
}

/// Maps one appointment. `None` when it bears no number: nobody could say later which one is changed.
pub fn appointment(
    event: &str,
    sch: &Segment<'_>,
    group: &[Segment<'_>],
    sender: &str,
    said_at: DateTime<Utc>,
) -> Option<AppointmentIn> {
    let (status, title) = step_of(event)?;
    let number = sch.field(2).component(1).value().or_else(|| sch.field(1).component(1).value())?;
    let find = |name: &str| group.iter().find(|segment| segment.name() == name);
    let service = find("AIS").or_else(|| find("AIG"));
    let timing = sch.field(11);
    let start = instant(&timing.component(4)).or_else(|| instant(&service?.field(4)));
    let end = instant(&timing.component(5));
    let named = |segment: &Segment<'_>, field: usize| {
        let part = segment.field(field);
        part.component(2).value().or_else(|| part.component(1).value())
    };
    let what = named(sch, 7).or_else(|| named(sch, 8)).or_else(|| named(service?, 3));
    let place = find("AIL").and_then(|ail| ail.field(3).component(1).value());
    let doctor = find("AIP").and_then(|aip| staff_name(&aip.field(3))).or_else(|| staff_name(&sch.field(16)));
    let day = start.map(|at| at.with_timezone(&kernel::clock::zone()).format("%Y-%m-%d %H:%M").to_string());
    let detail: Vec<String> =
        [day, what.clone(), place.clone(), doctor.clone()].into_iter().flatten().collect();
    let others: Vec<Value> =
        [doctor, place].into_iter().flatten().map(|name| json!({"actor": {"display": name}})).collect();
    let resource = json!({
        "resourceType": "Appointment",
        "identifier": [{"system": format!("urn:nuanqiao:appointment:{sender}"), "value": number}],
        "status": status,
        "description": what.unwrap_or_default(),
        "start": start,
        "end": end,
        "participant": others,
    });
    Some(AppointmentIn {
        key: format!("{sender}|{number}"),
        title: title.to_owned(),
        detail: detail.join(" · "),
        said_at,
        start,
        status: status.to_owned(),
        resource,
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use nq_hl7::Message;

    #[test]
    fn an_appointment_is_read_with_its_time_place_and_doctor() {
        let message = Message::parse(
            "MSH|^~\\&|HIS\rSCH|AP1|AP1||||ROUTINE^复诊|复诊^复诊||30|MIN|^^30^20260320090000^20260320093000|||||D0012^刘^医生\r\
             PID|1||P1\rAIS|1||复诊^复诊|20260320090000\rAIL|1||心血管内科^诊室3",
        )
        .unwrap();
        let segments: Vec<_> = message.segments().collect();
        let at = DateTime::parse_from_rfc3339("2026-03-01T08:00:00+08:00").unwrap().to_utc();
        let sch = message.first("SCH").unwrap();
        let found = super::appointment("S15", &sch, &segments, "HIS", at).unwrap();
        assert_eq!((found.key.as_str(), found.status.as_str()), ("HIS|AP1", "cancelled"));
        assert_eq!(found.start.unwrap().to_rfc3339(), "2026-03-20T01:00:00+00:00");
        assert!(found.detail.starts_with("2026-03-20 09:00 · 复诊 · 心血管内科"), "{}", found.detail);
        assert!(super::appointment("S18", &sch, &segments, "HIS", at).is_none());
    }
}
