//! The last days of the demo, told hour by hour: what the hospital's systems send, what patients answer on their
//! telephones, what colleagues get done. Everything goes through the product's own doors; nothing is put into a queue.
use super::{
    answers,
    cast::{Home, Nurse, Story},
    grow, history,
    hospital::Hospital,
    people::Person,
};
use anyhow::Result;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use kernel::{App, PatientId, Scope, StaffId, clock::local_day, clock::local_instant};
use record::card::NewCard;
use record::file::FactIn;
use std::collections::BTreeMap;

/// Hours at which the walk stops: the desk opens, the pathways' morning, the afternoon's calls, the evening's answers.
const HOURS: [u32; 4] = [8, 10, 15, 19];

/// The next stop after an instant; the last one is the end itself.
pub fn next_stop(after: DateTime<Utc>, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if after >= end {
        return None;
    }
    let day = local_day(after);
    let stops =
        [day, day + Duration::days(1)].into_iter().flat_map(|d| HOURS.map(|h| local_instant(d, h, 30)));
    Some(stops.filter(|stop| *stop > after).min().unwrap_or(end).min(end))
}

/// Everybody, and the day on which the demo begins.
#[derive(Clone, Copy)]
pub struct Town<'a> {
    pub hospital: &'a Hospital,
    pub people: &'a [Person],
    pub ids: &'a BTreeMap<u32, PatientId>,
    pub today: NaiveDate,
}

impl Town<'_> {
    /// Lets happen what belongs between two stops. Doing it again changes nothing.
    pub async fn live(&self, app: &App, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<()> {
        let falls = |days: u32, hour: u32| {
            let at = history::at(self.today, days, hour);
            (from < at && at <= to).then_some(at)
        };
        for (person, story) in grow::cast(self.people) {
            let Some(id) = self.ids.get(&person.number).copied() else { continue };
            match story {
                Story::Exam { days, home } => {
                    if let Some(at) = falls(days, 8) {
                        self.send(app, "体检系统", id, history::high_exam(person, at)).await?;
                    }
                    if let Some(home) = home.filter(|home| falls(home.days, 7).is_some()) {
                        self.measure(app, id, home).await?;
                    }
                }
                Story::Family { days } => {
                    if let Some(at) = falls(days, 9) {
                        self.send(app, "体检系统", id, vec![history::family_history(person, at)]).await?;
                    }
                }
                Story::Card { days } if falls(days, 7).is_some() => self.card(app, id).await?,
                Story::Stent { nurse: Nurse::Ward { asked, score }, .. } if falls(asked, 14).is_some() => {
                    answers::satisfaction(app, &self.colleague(app, "hushi").await?, id, score).await?;
                }
                Story::Card { .. } | Story::Stent { .. } => {}
            }
        }
        if falls_on(from, to, 19) {
            answers::evening(app, self, to).await?;
        }
        if falls_on(from, to, 15) && local_day(to) < self.today {
            answers::calls(app, self).await?;
        }
        Ok(())
    }

    async fn send(&self, app: &App, source: &str, id: PatientId, facts: Vec<FactIn>) -> Result<()> {
        app.write(async |tx| record::file::facts(&tx, &self.hospital.scope, source, id, facts).await).await?;
        Ok(())
    }

    async fn card(&self, app: &App, id: PatientId) -> Result<()> {
        let desk = self.colleague(app, "kefu").await?;
        let person = record::read::people(app.db.read(), &self.hospital.scope, &[id]).await?.pop();
        if person.is_some_and(|p| p.card_no.is_none()) {
            let manager = self.staff("guanli");
            let new = NewCard { patient: Some(id), manager, ..NewCard::default() };
            app.write(async |tx| record::card::open(&tx, &desk, new).await).await?;
        }
        Ok(())
    }

    /// The person opens the newest link on the telephone and sends the pressure.
    async fn measure(&self, app: &App, id: PatientId, home: Home) -> Result<()> {
        let texts = reach::sandbox::texts(app, &self.hospital.scope, Some(id), None).await?;
        for link in texts.into_iter().filter_map(|text| text.link) {
            if answers::send(app, &link, &|form| answers::pressure(form, home.sbp, home.dbp)).await? {
                break;
            }
        }
        Ok(())
    }

    fn staff(&self, login: &str) -> Option<StaffId> {
        self.hospital.staff.get(login).copied()
    }

    /// The scope in which a colleague works.
    pub async fn colleague(&self, app: &App, login: &str) -> Result<Scope> {
        let id = self.staff(login).ok_or_else(|| anyhow::anyhow!("no login {login}"))?;
        Ok(access::staff::scope(app.db.read(), &self.hospital.scope, id).await?)
    }
}

/// Whether this hour of a day lies between two stops.
fn falls_on(from: DateTime<Utc>, to: DateTime<Utc>, hour: u32) -> bool {
    let at = local_instant(local_day(to), hour, 0);
    from < at && at <= to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_ends_at_the_very_moment_and_never_stands_still() {
        let end = local_instant(NaiveDate::from_ymd_opt(2026, 3, 4).unwrap(), 9, 12);
        let mut at = end - Duration::days(2);
        let mut stops = 0;
        while let Some(next) = next_stop(at, end) {
            assert!(next > at);
            (at, stops) = (next, stops + 1);
        }
        assert_eq!((at, stops), (end, 9));
    }
}
