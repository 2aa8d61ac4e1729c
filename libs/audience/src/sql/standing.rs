//! Conditions on what is in force, and on the person himself.

use super::{
    tables::Fact,
    words::RowsNames,
    writer::{Refusal, Rows, Writer, Written},
};
use crate::{ConditionIs, ContractIs, EnrolmentState, FamilyIs, Leaf, PathwayIs};
use chrono::{Days, TimeDelta};

pub(crate) fn leaf(w: &mut Writer<'_>, leaf: &Leaf) -> Written {
    match leaf {
        Leaf::Sex(sex) => of_person(w, "sex", &[sex.code().to_owned()]),
        Leaf::Grade(grades) => {
            of_person(w, "grade", &grades.iter().map(|g| g.code().to_owned()).collect::<Vec<_>>())
        }
        Leaf::Tag(codes) => named(w, Fact::Tag, codes),
        Leaf::Site(codes) => named(w, Fact::Site, codes),
        Leaf::Segment(id) => named(w, Fact::Segment, std::slice::from_ref(id)),
        Leaf::Consent(purpose) => named(w, Fact::Consent, std::slice::from_ref(purpose)),
        Leaf::Reachable(codes) => named(w, Fact::Channel, codes),
        Leaf::Contract(rule) => contract(w, rule),
        Leaf::CareTeam(rule) => {
            let rows = w.rows(Fact::CareTeam)?;
            let who =
                w.open(rows.column("staff"), &rule.member)? + &w.open(rows.column("role"), &rule.role)?;
            standing(w, &rows, &who)
        }
        Leaf::Condition(rule) => condition(w, rule),
        Leaf::Family(rule) => family(w, rule),
        Leaf::Taking(drug) => {
            let rows = w.rows(Fact::Medication)?;
            let fits = w.coded(rows.column("code"), &drug.code, rows.column("folded"), &drug.name)?;
            standing(w, &rows, &format!(" AND {fits}"))
        }
        Leaf::Pathway(rule) => pathway(w, rule),
        _ => Err(Refusal("还没有对应的查询写法".to_owned())),
    }
}

/// NULL in the column is unknown, unless nothing is asked for.
fn of_person(w: &mut Writer<'_>, column: &'static str, words: &[String]) -> Written {
    let column = w.tables.person.column(column, "p").ok_or_else(|| Refusal::column(column))?;
    if words.is_empty() {
        return Ok(format!("(CASE WHEN {column} IS NOT NULL THEN FALSE END)"));
    }
    Ok(format!("({})", w.one_of(&column, words)))
}

fn standing(w: &mut Writer<'_>, rows: &Rows<'_>, and: &str) -> Written {
    let names = RowsNames::of(rows)?;
    let force = w.in_force(&names);
    w.exists(rows, &format!("{and}{force}"))
}

fn named(w: &mut Writer<'_>, fact: Fact, codes: &[String]) -> Written {
    let rows = w.rows(fact)?;
    let code = rows.column("code")?;
    let fits = w.one_of(&code, codes);
    standing(w, &rows, &format!(" AND {fits}"))
}

/// The last day is that of the instant before the exclusive end.
fn contract(w: &mut Writer<'_>, rule: &ContractIs) -> Written {
    let rows = w.rows(Fact::Contract)?;
    let until = rows.column("until")?;
    let soon = match rule.ends_within_days {
        None => String::new(),
        Some(days) => {
            let after = w.at.today().checked_add_days(Days::new(u64::from(days) + 1));
            let limit = w.start(after, -TimeDelta::milliseconds(1));
            limit.map_or_else(
                || format!(" AND {until} IS NOT NULL"),
                |limit| format!(" AND {until} < {limit}"),
            )
        }
    };
    standing(w, &rows, &soon)
}

fn condition(w: &mut Writer<'_>, rule: &ConditionIs) -> Written {
    let rows = w.rows(Fact::Condition)?;
    let columns = [rows.column("icd_key"), rows.column("snomed"), rows.column("folded")];
    let fits = w.disease(columns, &rule.icd, &rule.snomed, &rule.text)?;
    if rule.ever {
        let now = w.instant(w.at.now);
        return w.exists(&rows, &format!(" AND {fits} AND {} <= {now}", rows.column("at")?));
    }
    standing(w, &rows, &format!(" AND {fits}"))
}

/// Nobody asked is not the same as nobody is ill.
fn family(w: &mut Writer<'_>, rule: &FamilyIs) -> Written {
    let asked = w.rows(Fact::Family)?;
    let asked = w.exists(&asked, "")?;
    let rows = w.rows(Fact::Family)?;
    let columns = [rows.column("icd_key"), rows.column("snomed"), rows.column("folded")];
    let fits = w.disease(columns, &rule.icd, &rule.snomed, &rule.text)?;
    let related = w.open(rows.column("relation"), &rule.relation)?;
    let ill = w.exists(&rows, &format!(" AND {fits}{related}"))?;
    Ok(format!("(CASE WHEN {asked} THEN {ill} END)"))
}

fn pathway(w: &mut Writer<'_>, rule: &PathwayIs) -> Written {
    let rows = w.rows(Fact::Enrolment)?;
    let mut states: Vec<_> = rule.state.iter().map(|state| state.code().to_owned()).collect();
    if states.is_empty() {
        states.push(EnrolmentState::Active.code().to_owned());
    }
    let own = w.one_of(&rows.column("pathway")?, std::slice::from_ref(&rule.pathway));
    let state = w.one_of(&rows.column("state")?, &states);
    standing(w, &rows, &format!(" AND {own} AND {state}"))
}
