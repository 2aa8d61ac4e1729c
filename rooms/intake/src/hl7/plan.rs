//! One parsed message → what is to be filed about whom. A rule file.

use chrono::{DateTime, NaiveDate, Utc};
use nq_hl7::{ErrorCode, Header, Location, Message, Problem, Segment, Timestamp};
use record::file::{AppointmentIn, FactIn, IdentifierIn, PersonIn};
use serde::Serialize;

use super::map_appointment::{self, appointment};
use super::map_clinical;
use super::map_identifier;
use super::map_order::{self, orders};
use super::map_person::{self, person};
use super::map_visit::{charges, step_of, visit};
use super::merge::is_merge;
use super::visit::{Said, Step};

/// How much of a message is understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// All that concerns us.
    Whole,
    /// Only whom it is about and the visit; its own matter (an order, an appointment) is kept in the message.
    PersonOnly,
    /// A standard message that is kept and not mapped.
    #[default]
    Nothing,
}

/// What is to be filed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Plan {
    /// How much is understood.
    pub coverage: Coverage,
    /// One entry per person.
    pub people: Vec<Person>,
}

/// What a message says about one person.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// Who.
    pub person: PersonIn,
    /// Numbers given up for those of `person` (merges).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prior: Vec<IdentifierIn>,
    /// An appointment made, moved or cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointment: Option<AppointmentIn>,
    /// The visit, if one is named.
    pub visit: Option<Said>,
    /// Diagnoses, operations, allergies.
    pub facts: Vec<FactIn>,
    /// Results by order.
    pub orders: Vec<Results>,
}

/// The results of one order.
#[derive(Debug, Clone, Serialize)]
pub struct Results {
    /// When the sender says so.
    pub said_at: DateTime<Utc>,
    /// Results and report.
    pub facts: Vec<FactIn>,
}

/// What mapping needs beside the message.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// Type and event as the feed understands them.
    pub kind: &'a str,
    /// Trigger event.
    pub event: &'a str,
    /// Whose numbers these are where the message does not say.
    pub domain: &'a str,
    /// When the message arrived: the last resort for "when".
    pub received_at: DateTime<Utc>,
    /// Today in the hospital.
    pub today: NaiveDate,
}

/// How much of this type and event is mapped.
pub fn coverage(kind: &str, event: &str) -> Coverage {
    match kind {
        "ADT" if step_of(event).is_some() || matches!(event, "A28" | "A31") || is_merge(event) => {
            Coverage::Whole
        }
        "ORU" | "OUL" => Coverage::Whole,
        "SIU" if map_appointment::step_of(event).is_some() => Coverage::Whole,
        "ORM" | "OMG" | "OML" | "OMI" | "SIU" | "DFT" | "MDM" | "VXU" => Coverage::PersonOnly,
        _ => Coverage::Nothing,
    }
}

/// When the sender says that it happened: EVN-2, EVN-6, MSH-7.
pub fn said_at(message: &Message, header: &Header) -> Option<DateTime<Utc>> {
    let evn = |field: usize| message.field("EVN", field).component(1).text().into_owned();
    let read =
        |text: String| Timestamp::parse(&text).ok().flatten().map(|time| time.instant_in_china().to_utc());
    read(evn(2)).or_else(|| read(evn(6))).or_else(|| read(header.time.clone()))
}

/// Plans what a message says.
///
/// # Errors
/// What is wrong with a message that should be mapped as a whole. A message of which only the person would be taken is
/// never refused for a defect in the person: it is kept and not mapped.
pub fn plan(message: &Message, header: &Header, given: Given<'_>) -> Result<Plan, Vec<Problem>> {
    let coverage = coverage(given.kind, given.event);
    if coverage == Coverage::Nothing {
        return Ok(Plan::default());
    }
    let mut people = Vec::new();
    let mut problems = Vec::new();
    for group in groups(message) {
        match one(message, header, &group, given) {
            Ok(person) => people.push(person),
            Err(problem) => problems.push(problem),
        }
    }
    // An appointment that cannot be told apart, or of somebody unknown, is kept in its message.
    let lost = people.iter().all(|person| person.appointment.is_none()) || !problems.is_empty();
    let coverage = if given.kind == "SIU" && lost { Coverage::PersonOnly } else { coverage };
    if coverage == Coverage::PersonOnly {
        return Ok(Plan { coverage, people });
    }
    if problems.is_empty() { Ok(Plan { coverage, people }) } else { Err(problems) }
}

/// The segments of each person, his PID first. A result message may carry several people.
fn groups(message: &Message) -> Vec<Vec<Segment<'_>>> {
    let mut groups: Vec<Vec<Segment<'_>>> = Vec::new();
    for segment in message.segments() {
        if segment.name() == "PID" {
            groups.push(vec![segment]);
        } else if let Some(group) = groups.last_mut() {
            group.push(segment);
        }
    }
    groups
}

fn one(
    message: &Message,
    header: &Header,
    group: &[Segment<'_>],
    given: Given<'_>,
) -> Result<Person, Problem> {
    let at = said_at(message, header).unwrap_or(given.received_at);
    let find = |name: &str| group.iter().find(|segment| segment.name() == name);
    let pid = find("PID").ok_or_else(nq_hl7::check::missing_patient)?;
    let who = map_person::Circumstances { domain: given.domain, said_at: at, today: given.today };
    let person = person(pid, who)?;
    let prior =
        if given.kind == "ADT" && is_merge(given.event) { prior(find("MRG"), given)? } else { Vec::new() };
    let appointment = message
        .first("SCH")
        .filter(|_| given.kind == "SIU")
        .and_then(|sch| appointment(given.event, &sch, group, &header.sending_application, at));
    let step = if given.kind == "ADT" { step_of(given.event) } else { Some(Step::Mentioned) };
    let mut visit = find("PV1").zip(step).and_then(|(pv1, step)| visit(pv1, step, at, &person.key));
    if let Some(visit) = &mut visit {
        visit.charges = charges(group.iter().copied().filter(|segment| segment.name() == "FT1"));
    }
    let visit_key = visit.as_ref().map(|visit| visit.key.as_str());
    let about = map_order::Circumstances {
        sender: &header.sending_application,
        person_key: &person.key,
        control_id: &header.control_id,
        said_at: at,
        visit_key,
    };
    let results = if matches!(given.kind, "ORU" | "OUL") { orders(group, about) } else { Vec::new() };
    let facts = map_clinical::facts(group, visit_key.unwrap_or(&person.key), visit_key, at);
    let orders =
        results.into_iter().map(|order| Results { said_at: order.said_at, facts: order.facts }).collect();
    Ok(Person { person, prior, appointment, visit, facts, orders })
}

/// The numbers a merge gives up; a merge that names none says nothing that could be done.
fn prior(mrg: Option<&Segment<'_>>, given: Given<'_>) -> Result<Vec<IdentifierIn>, Problem> {
    let mrg = mrg.ok_or_else(|| {
        let text = "合并消息缺少 MRG 段，不知道要并入哪份档案";
        Problem::at(ErrorCode::SegmentSequence, Location::segment("MRG"), text)
    })?;
    let found = map_identifier::prior(mrg, given.domain, given.today);
    if found.is_empty() {
        let text = "合并消息没有旧的患者标识（MRG-1），不知道要并入哪份档案";
        return Err(Problem::at(ErrorCode::RequiredFieldMissing, Location::field("MRG", 1), text));
    }
    Ok(found)
}
