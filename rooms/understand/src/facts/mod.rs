//! All that is known of a person, gathered from the record, the consents and the event log into the plain lists the
//! rules read.
mod build;
mod family;
mod log;
pub(crate) mod scores;

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope};
use nq_audience::{CareMember, GradeFact, Named, Origin, PersonFacts, Rule, Sex, uses};
use record::read;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeSet, HashMap};

/// Which facts some rules read; others need not be fetched.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Metric codes; `None` means all.
    metrics: Option<BTreeSet<String>>,
    /// Kinds of facts; `None` means all.
    kinds: Option<BTreeSet<&'static str>>,
    /// The instant for which scores are wanted as well, since a doctor's word above one ends.
    scores_at: Option<DateTime<Utc>>,
}

impl Wanted {
    /// What these rules read.
    pub(crate) fn by<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> Wanted {
        let (mut metrics, mut kinds) = (BTreeSet::new(), BTreeSet::new());
        for rule in rules {
            let uses = uses(rule);
            metrics.extend(uses.metrics);
            kinds.extend(uses.kinds);
        }
        Wanted { metrics: Some(metrics), kinds: Some(kinds), scores_at: None }
    }

    /// These metrics and kinds.
    pub(crate) fn these<'m>(
        metrics: impl IntoIterator<Item = &'m str>,
        kinds: impl IntoIterator<Item = &'static str>,
    ) -> Wanted {
        let metrics = metrics.into_iter().map(str::to_owned).collect();
        Wanted { metrics: Some(metrics), kinds: Some(kinds.into_iter().collect()), scores_at: None }
    }

    /// And this kind in any case.
    pub(crate) fn and(mut self, kind: &'static str) -> Wanted {
        if let Some(kinds) = &mut self.kinds {
            kinds.insert(kind);
        }
        self
    }

    /// And the scores that stand at this instant.
    pub(crate) fn with_scores(mut self, at: DateTime<Utc>) -> Wanted {
        self.scores_at = Some(at);
        self
    }

    fn kind(&self, kind: &str) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(kind))
    }
}

/// All facts of these people, in the order of `patients`. People out of sight, merged or unknown have no facts.
pub async fn facts(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<Vec<PersonFacts>> {
    let mut loaded = load(conn, scope, patients, &Wanted::default()).await?;
    Ok(patients.iter().map(|id| loaded.remove(id).map(|person| person.facts).unwrap_or_default()).collect())
}

/// The facts of one person that a rule reads, and no others: a question asked at every event has to be cheap.
pub async fn facts_for(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    rule: &Rule,
) -> Result<PersonFacts> {
    let mut loaded = load(conn, scope, &[patient], &Wanted::by([rule])).await?;
    Ok(loaded.remove(&patient).map(|person| person.facts).unwrap_or_default())
}

/// A person and what is known of him.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) person: read::Person,
    pub(crate) facts: PersonFacts,
}

/// Fetches what is wanted of these people in few queries.
pub(crate) async fn load(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
    wanted: &Wanted,
) -> Result<HashMap<PatientId, Known>> {
    let mut all: HashMap<PatientId, Known> = HashMap::with_capacity(patients.len());
    for person in read::people(conn, scope, patients).await? {
        let facts = PersonFacts {
            birth: person.birth_date,
            sex: sex(person.sex),
            grade: crate::grade::parse(&person.grade).map(|grade| GradeFact {
                grade,
                origin: Origin::new(person.grade_since.unwrap_or(person.created_at), "风险分级"),
            }),
            ..PersonFacts::default()
        };
        all.insert(person.id, Known { person, facts });
    }
    let mut gather = Gather { conn, scope, patients, wanted, all: &mut all };
    gather.standing().await?;
    gather.clinical().await?;
    gather.told().await?;
    if let Some(at) = wanted.scores_at.filter(|_| wanted.kind("form")) {
        gather.scores(at).await?;
    }
    Ok(all)
}

fn sex(sex: record::Sex) -> Option<Sex> {
    match sex {
        record::Sex::Male => Some(Sex::Male),
        record::Sex::Female => Some(Sex::Female),
        record::Sex::Other | record::Sex::Unknown => None,
    }
}

struct Gather<'a, C: ConnectionTrait> {
    conn: &'a C,
    scope: &'a Scope,
    patients: &'a [PatientId],
    wanted: &'a Wanted,
    all: &'a mut HashMap<PatientId, Known>,
}

impl<C: ConnectionTrait> Gather<'_, C> {
    fn of(&mut self, patient: PatientId) -> Option<&mut PersonFacts> {
        self.all.get_mut(&patient).map(|known| &mut known.facts)
    }

    /// What is in force: tags, segments, the care team, consents, contracts.
    async fn standing(&mut self) -> Result<()> {
        if self.wanted.kind("tag") {
            for tag in read::tags(self.conn, self.scope, self.patients).await? {
                let fact = named(tag.code, tag.since, "标签", tag.expires_at);
                if let Some(facts) = self.of(tag.patient) {
                    facts.tags.push(fact);
                }
            }
        }
        if self.wanted.kind("segment") {
            for row in crate::segment::store::memberships(self.conn, self.scope, self.patients).await? {
                let segment = named(row.segment_id.to_string(), row.since, "人群", None);
                if let Some(facts) = self.of(row.patient_id) {
                    facts.segments.push(segment);
                }
            }
        }
        if self.wanted.kind("care_team") {
            self.care_teams().await?;
        }
        if self.wanted.kind("site") {
            self.sites().await?;
        }
        if self.wanted.kind("consent") {
            self.consents().await?;
        }
        if self.wanted.kind("contract") {
            for row in record::contract::of_people(self.conn, self.scope, self.patients).await? {
                let contract = named(row.kind, row.since, "家庭医生签约", Some(row.until));
                if let Some(facts) = self.of(row.patient) {
                    facts.contracts.push(contract);
                }
            }
        }
        Ok(())
    }

    async fn care_teams(&mut self) -> Result<()> {
        for place in record::team::places(self.conn, self.scope, self.patients).await? {
            let Some(facts) = self.of(place.patient) else { continue };
            facts.care_team.push(CareMember {
                staff: place.staff.to_string(),
                role: place.role,
                origin: Origin::new(place.since, "责任团队"),
                until: None,
            });
        }
        Ok(())
    }

    async fn sites(&mut self) -> Result<()> {
        for link in read::links(self.conn, self.scope, self.patients).await? {
            let code = link.target.to_string();
            let Some(facts) = self.of(link.patient).filter(|_| link.kind == "site") else { continue };
            if !facts.sites.iter().any(|site| site.code == code) {
                facts.sites.push(named(code, link.since, "院区", None));
            }
        }
        Ok(())
    }

    async fn consents(&mut self) -> Result<()> {
        for span in access::consent::spans(self.conn, self.scope.tenant, self.patients).await? {
            let Some(known) = self.all.get_mut(&span.patient) else { continue };
            let since = span.since.unwrap_or(known.person.created_at);
            let code = span.purpose.code().to_owned();
            known.facts.consents.push(named(code, since, "患者授权", span.until));
        }
        Ok(())
    }
}

fn named(code: String, since: DateTime<Utc>, source: &str, until: Option<DateTime<Utc>>) -> Named {
    Named { code, origin: Origin::new(since, source), until }
}
