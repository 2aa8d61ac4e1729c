//! Founds the demo hospital and files its people, through the same doors that a hospital's systems use.
use super::{cast, clock, grow, history, hospital, hospital::Hospital, people::Person};
use access::consent::{self, Purpose};
use anyhow::Result;
use chrono::{Duration, NaiveDate};
use kernel::{App, PatientId, Role, Tx, setting};
use record::contract::{Kind, NewContract, term::Term};
use record::file::{FactIn, IdentifierIn, PersonIn, Sex};

/// Makes the hospital with its sites and logins if it is not there yet: all that the login page needs. The people come
/// while the pages are already served, see [`grow::grow`].
pub async fn found(app: &App) -> Result<()> {
    clock::restore(app).await?;
    if setting::get(app.db.read(), grow::KEY).await?.is_some() {
        return Ok(());
    }
    if access::organisation::first_tenant(app.db.read()).await?.is_some() {
        anyhow::bail!("数据目录中已有正式数据，不能作为演示目录。请用 --data 另指定一个空目录。");
    }
    let growth = grow::Growth::begin(app.clock.now());
    hospital::found(app, &growth).await?;
    Ok(())
}

/// Files one person with everything known before the last days, his care team and his consents. Filing again changes
/// nothing.
pub(super) async fn file(
    tx: &Tx,
    hospital: &Hospital,
    person: &Person,
    today: NaiveDate,
) -> kernel::Result<PatientId> {
    let scope = &hospital.scope;
    let filed = record::file::person(tx, scope, "HIS", person_in(person)).await?;
    let id = filed.id();
    if !filed.is_new() {
        return Ok(id);
    }
    let facts = history::facts(person, today);
    let (exam, his): (Vec<FactIn>, Vec<FactIn>) = facts.into_iter().partition(from_exam_centre);
    record::file::facts(tx, scope, "HIS", id, his).await?;
    record::file::facts(tx, scope, "体检系统", id, exam).await?;
    for (login, role) in team(person) {
        if let Some(staff) = hospital.staff.get(login) {
            record::team::assign(tx, scope, id, *staff, role).await?;
        }
    }
    if team(person).iter().any(|(_, role)| *role == Role::HealthManager) {
        record::contract::sign(tx, scope, id, contract(person, today)).await?;
    }
    if person.marketing_consent {
        consent::record(tx, scope, id, Purpose::Marketing, true, "门诊大厅纸质同意书").await?;
    }
    Ok(id)
}

/// Who cares for the person: everybody with a story is 林晓燕's, of the others one in seven has signed with somebody.
fn team(person: &Person) -> Vec<(&'static str, Role)> {
    let story = cast::story(person.number);
    let mut team = Vec::new();
    if person.coronary {
        let own = matches!(story, Some(cast::Story::Stent { nurse: cast::Nurse::Manager, .. }));
        team.push((if own { "guanli" } else { "hushi" }, Role::Nurse));
    }
    if matches!(story, Some(cast::Story::Card { .. })) {
        // Those who get a card now have nobody yet: the card's tasks ask for it.
        return team;
    }
    if story.is_some() || person.number.is_multiple_of(7) {
        team.push((manager(person), Role::HealthManager));
        team.push((doctor(person), Role::Doctor));
    }
    if matches!(story, Some(cast::Story::Stent { .. })) {
        team.push(("guanli", Role::ServiceDesk));
    }
    team
}

/// A year with the family-doctor team; the contracts end one after another over the coming year.
fn contract(person: &Person, today: NaiveDate) -> NewContract {
    let left = Duration::days(i64::from(person.number * 13 % 365));
    let term = Term { from: today + left - Duration::days(364), until: today + left };
    let by = if person.community { "城东社区第一团队" } else { "本部健康管理团队" };
    NewContract { kind: Kind::Basic, team: by.to_owned(), term }
}

fn manager(person: &Person) -> &'static str {
    if cast::story(person.number).is_some() {
        return "guanli";
    }
    match person.number / 7 % 6 {
        0 => "guanli",
        1 | 2 => "guanli2",
        _ => "guanli3",
    }
}

fn doctor(person: &Person) -> &'static str {
    match (person.coronary || person.hypertension, person.diabetes) {
        (true, false) => "yisheng",
        (_, true) => "yisheng2",
        _ => "yisheng3",
    }
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
    // A person who comes to the desk for a card has not told everything yet.
    let bare = matches!(cast::story(person.number), Some(cast::Story::Card { .. }));
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
        address: (!bare).then(|| person.address.clone()),
        ..Default::default()
    }
}
