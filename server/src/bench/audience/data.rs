//! The generator's columns, read from its raw files and given out as the facts of one person after the other.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use nq_audience::{
    CareMember, Coded, Condition, Direction, Encounter, Grade, GradeFact, Message, Named, Observation,
    Origin, PersonFacts, Procedure, Reading, Sex,
};
use serde_json::Value;
use std::{
    io::{Error, Result},
    path::Path,
};

/// Tags of the generator.
const TAGS: usize = 40;
/// Kinds of visits in the generator's order.
const CLASSES: [&str; 4] = ["outpatient", "follow_up", "exam", "inpatient"];

/// Rows of events with the rows of each patient together.
#[derive(Debug, Default)]
struct Events {
    /// First place of each patient, and one more.
    starts: Vec<u32>,
    /// Rows by patient.
    rows: Vec<u32>,
    ts: Vec<i32>,
}

impl Events {
    fn of(&self, patient: usize) -> &[u32] {
        &self.rows[self.starts[patient] as usize..self.starts[patient + 1] as usize]
    }

    fn origin(&self, row: u32) -> Origin {
        origin(i64::from(self.ts[row as usize]))
    }
}

/// Everything the generator wrote.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) now: i64,
    pub(super) n: usize,
    names: [Vec<String>; 3],
    sex: Vec<i16>,
    birth_day: Vec<i32>,
    site: Vec<i16>,
    dept: Vec<i16>,
    owner: Vec<i16>,
    risk: Vec<i16>,
    hr_base: Vec<i16>,
    consents: Vec<(String, Vec<u8>)>,
    tags: Vec<(String, Vec<u8>)>,
    obs: Events,
    metric: Vec<i16>,
    value: Vec<f32>,
    visits: Events,
    kind: Vec<i16>,
    visit_dept: Vec<i16>,
    amount: Vec<i32>,
    conds: Events,
    cond: Vec<u8>,
    procs: Events,
    proc: Vec<u8>,
    msgs: Events,
    msg: Vec<i16>,
}

fn origin(ts: i64) -> Origin {
    Origin::new(DateTime::<Utc>::from_timestamp(ts, 0).unwrap_or_default(), "")
}

macro_rules! column {
    ($name:ident, $number:ty) => {
        fn $name(dir: &Path, name: &str) -> Result<Vec<$number>> {
            let bytes = std::fs::read(dir.join("bin").join(format!("{name}.{}", stringify!($name))))?;
            Ok(bytes.as_chunks().0.iter().map(|b| <$number>::from_le_bytes(*b)).collect())
        }
    };
}
column!(u8, u8);
column!(i16, i16);
column!(i32, i32);
column!(f32, f32);

fn events(dir: &Path, table: &str, n: usize) -> Result<Events> {
    let patients = i32(dir, &format!("{table}.patient"))?;
    let mut starts = vec![0_u32; n + 1];
    for p in &patients {
        starts[*p as usize] += 1;
    }
    for p in 0..n {
        starts[p + 1] += starts[p];
    }
    let mut next = starts.clone();
    let mut rows = vec![0; patients.len()];
    for (row, p) in patients.iter().enumerate() {
        let place = &mut next[*p as usize - 1];
        rows[*place as usize] = row as u32;
        *place += 1;
    }
    Ok(Events { starts, rows, ts: i32(dir, &format!("{table}.ts"))? })
}

impl Data {
    /// Reads a folder of the generator.
    pub(super) fn read(dir: &Path) -> Result<Data> {
        let meta: Value = serde_json::from_slice(&std::fs::read(dir.join("meta.json"))?)?;
        let number = |key: &str| meta[key].as_i64().ok_or_else(|| Error::other(format!("meta.json: {key}")));
        let texts = |key: &str| {
            let list = meta[key].as_array().into_iter().flatten();
            list.filter_map(|text| text.as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let n = number("N")? as usize;
        let flag = |name: &str| Ok((name.to_owned(), u8(dir, &format!("patients.{name}"))?));
        Ok(Data {
            now: number("NOW")?,
            n,
            names: [texts("METRICS"), texts("CODES"), texts("PROCS")],
            sex: i16(dir, "patients.sex")?,
            birth_day: i32(dir, "patients.birth_day")?,
            site: i16(dir, "patients.site")?,
            dept: i16(dir, "patients.dept")?,
            owner: i16(dir, "patients.owner")?,
            risk: i16(dir, "patients.risk")?,
            hr_base: i16(dir, "patients.hr_base")?,
            consents: ["consent_mkt", "consent_sms", "consent_wx"]
                .into_iter()
                .map(flag)
                .collect::<Result<_>>()?,
            tags: (0..TAGS).map(|i| flag(&format!("t{i}"))).collect::<Result<_>>()?,
            obs: events(dir, "obs", n)?,
            metric: i16(dir, "obs.metric")?,
            value: f32(dir, "obs.value")?,
            visits: events(dir, "visits", n)?,
            kind: i16(dir, "visits.kind")?,
            visit_dept: i16(dir, "visits.dept")?,
            amount: i32(dir, "visits.amount")?,
            conds: events(dir, "conds", n)?,
            cond: u8(dir, "conds.code")?,
            procs: events(dir, "procs", n)?,
            proc: u8(dir, "procs.code")?,
            msgs: events(dir, "msgs", n)?,
            msg: i16(dir, "msgs.kind")?,
        })
    }

    /// The facts of a patient, counted from 0. What has no date in the data holds since the data begin.
    pub(super) fn person(&self, p: usize) -> PersonFacts {
        let begin = origin(self.now - 1096 * 86_400);
        let named = |code: String| Named { code, origin: begin.clone(), until: None };
        let flags = |list: &[(String, Vec<u8>)]| {
            list.iter().filter(|(_, set)| set[p] == 1).map(|(code, _)| named(code.clone())).collect()
        };
        let member = |staff: String, role: &str| CareMember {
            staff,
            role: role.to_owned(),
            origin: begin.clone(),
            until: None,
        };
        let grade = [Grade::Green, Grade::Yellow, Grade::Red][self.risk[p] as usize];
        PersonFacts {
            birth: NaiveDate::default().checked_add_signed(TimeDelta::days(self.birth_day[p].into())),
            sex: Some(if self.sex[p] == 1 { Sex::Male } else { Sex::Female }),
            grade: Some(GradeFact { grade, origin: begin.clone() }),
            sites: vec![named(format!("s{}", self.site[p]))],
            tags: flags(&self.tags),
            consents: flags(&self.consents),
            care_team: vec![
                member(format!("d{}", self.dept[p]), "department"),
                member(format!("o{}", self.owner[p]), "responsible_doctor"),
            ],
            ..self.history(p, &begin)
        }
    }

    fn history(&self, p: usize, begin: &Origin) -> PersonFacts {
        let [metrics, codes, procs] = &self.names;
        let base = Observation {
            metric: "hr_base".to_owned(),
            value: Reading::new(self.hr_base[p].to_string()),
            origin: begin.clone(),
        };
        let observation = |row: &u32| Observation {
            metric: metrics[self.metric[*row as usize] as usize].clone(),
            value: reading(self.value[*row as usize]),
            origin: self.obs.origin(*row),
        };
        PersonFacts {
            observations: self.obs.of(p).iter().map(observation).chain([base]).collect(),
            encounters: self.visits.of(p).iter().map(|row| self.encounter(*row)).collect(),
            conditions: to_facts(&self.conds, p, |row, origin| {
                let icd = Some(codes[self.cond[row] as usize].clone());
                Condition { coded: Coded { icd, ..Coded::default() }, origin, until: None }
            }),
            procedures: to_facts(&self.procs, p, |row, origin| Procedure {
                code: procs[self.proc[row] as usize].clone(),
                name: String::new(),
                origin,
            }),
            messages: to_facts(&self.msgs, p, |row, origin| Message {
                direction: if self.msg[row] == 0 { Direction::Sent } else { Direction::Received },
                class: "notice".to_owned(),
                channel: "sms".to_owned(),
                answered: false,
                opened: false,
                origin,
            }),
            ..PersonFacts::default()
        }
    }

    fn encounter(&self, row: u32) -> Encounter {
        let i = row as usize;
        Encounter {
            class: CLASSES[self.kind[i] as usize].to_owned(),
            department: Some(format!("d{}", self.visit_dept[i])),
            doctor: None,
            paid_fen: Some(i64::from(self.amount[i]) * 100),
            origin: self.visits.origin(row),
        }
    }
}

fn to_facts<T>(events: &Events, p: usize, make: impl Fn(usize, Origin) -> T) -> Vec<T> {
    events.of(p).iter().map(|row| make(*row as usize, events.origin(*row))).collect()
}

/// The decimal a binary value was made from: one place for lab values, six for the mean of a sensor.
fn reading(value: f32) -> Reading {
    let tenths = format!("{value:.1}");
    let short = tenths.parse() == Ok(value);
    let text = if short { tenths } else { format!("{value:.6}") };
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Reading::new(text)
}
