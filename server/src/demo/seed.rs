//! Fills an empty installation with the demo hospital, through the same doors that a hospital's systems use.
use super::{clock, history, hospital, hospital::Hospital, people, people::Person};
use access::consent::{self, Purpose};
use anyhow::Result;
use chrono::NaiveDate;
use kernel::{App, Role, Tx, clock::local_day, setting};
use record::file::{FactIn, IdentifierIn, PersonIn, Sex};
use serde_json::json;
use std::io::Write;

const DONE: &str = "demo_seeded";
/// People per transaction.
const BATCH: usize = 50;

/// Makes the demo hospital if it is not there yet; goes on where an earlier start was cut off.
pub async fn prepare(app: &App) -> Result<()> {
    clock::restore(app).await?;
    if setting::get(app.db.read(), DONE).await?.is_some() {
        return Ok(());
    }
    if access::organisation::first_tenant(app.db.read()).await?.is_some() {
        anyhow::bail!(
            "数据目录中已有正式数据或未建完的演示数据，不能作为演示目录。请用 --data 另指定一个空目录。"
        );
    }
    let today = local_day(app.clock.now());
    let hospital = hospital::found(app).await?;
    let people = people::people(people::size(), today);
    let mut filed = 0;
    for batch in people.chunks(BATCH) {
        app.write(async |tx| {
            for person in batch {
                file(&tx, &hospital, person, today).await?;
            }
            Ok(())
        })
        .await?;
        filed += batch.len();
        print!("\r建立演示医院：{filed}/{} 位患者", people.len());
        std::io::stdout().flush()?;
    }
    println!();
    app.write(async |tx| setting::set(&tx, DONE, json!({ "at": tx.now })).await).await?;
    Ok(())
}

async fn file(tx: &Tx, hospital: &Hospital, person: &Person, today: NaiveDate) -> kernel::Result<()> {
    let scope = &hospital.scope;
    let id = record::file::person(tx, scope, "HIS", person_in(person)).await?.id();
    let facts = history::facts(person, today);
    let (exam, his): (Vec<FactIn>, Vec<FactIn>) = facts.into_iter().partition(from_exam_centre);
    record::file::facts(tx, scope, "HIS", id, his).await?;
    record::file::facts(tx, scope, "体检系统", id, exam).await?;
    let staff = |login: &str| hospital.staff.get(login).copied();
    let manager = match (person.community, person.number % 3) {
        (true, 0 | 1) => "guanli3",
        (_, 2) => "guanli2",
        _ => "guanli",
    };
    let doctor = match (person.coronary || person.hypertension, person.diabetes) {
        (true, false) => "yisheng",
        (_, true) => "yisheng2",
        _ => "yisheng3",
    };
    let chronic = person.hypertension || person.diabetes || person.coronary;
    if chronic || person.number.is_multiple_of(3) {
        for (login, role) in [(manager, Role::HealthManager), (doctor, Role::Doctor)] {
            if let Some(id_of) = staff(login) {
                record::team::assign(tx, scope, id, id_of, role).await?;
            }
        }
    }
    if person.coronary
        && let Some(nurse) = staff("hushi")
    {
        record::team::assign(tx, scope, id, nurse, Role::Nurse).await?;
    }
    if person.marketing_consent {
        consent::record(tx, scope, id, Purpose::Marketing, true, "门诊大厅纸质同意书").await?;
    }
    Ok(())
}

/// Items of an exam carry keys that begin with its number.
fn from_exam_centre(fact: &FactIn) -> bool {
    match fact {
        FactIn::Encounter(e) => e.key.starts_with("TJ"),
        FactIn::Observation(o) => o.key.starts_with("TJ"),
        _ => false,
    }
}

fn person_in(person: &Person) -> PersonIn {
    let identifier = |system: &str, value: String, kind: &str| IdentifierIn {
        system: system.to_owned(),
        value,
        kind: kind.to_owned(),
    };
    let mrn = format!("B{:07}", 1_000_000 + person.number);
    PersonIn {
        key: mrn.clone(),
        identifiers: vec![
            identifier("mrn:HIS", mrn, "病历号"),
            identifier("id_card", person.id_number.clone(), "居民身份证"),
        ],
        name: person.name.clone(),
        sex: Some(if person.male { Sex::Male } else { Sex::Female }),
        birth_date: Some(person.birth),
        phones: vec![person.phone.clone()],
        address: Some(person.address.clone()),
        ..Default::default()
    }
}
