//! Writing what a review found, where it differs from what stood there.
use super::{
    decide::{Answer, Judged, Override, SegmentRule},
    receipt,
};
use crate::{
    grade::{self, store::NewEntry},
    library::{GradeRule, TagRule},
    segment,
    tag::store::Given,
};
use chrono::Duration;
use kernel::{PatientId, ReceiptId, Result, Scope, Tx, event};
use nq_audience::{Named, Reason, Until};
use record::patient::{Grade, TagIn, TagKind};
use uuid::Uuid;

/// What stood there.
#[derive(Debug, Default)]
pub(super) struct Before {
    pub(super) grade: Option<grade::entity::Model>,
    pub(super) memberships: Vec<segment::entity::member::Model>,
}

/// The hospital's own tags.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) given: Vec<Given>,
    /// Codes of those out of force.
    pub(super) retired: Vec<String>,
}

/// One person's changes.
#[derive(Clone, Copy)]
pub(super) struct Write<'a> {
    pub(super) tx: &'a Tx,
    pub(super) scope: &'a Scope,
    pub(super) patient: PatientId,
    pub(super) before: &'a Before,
}

/// The conditions on which the answer rests, as one clause.
fn because(judged: &Judged) -> String {
    let clause = |reason: &Reason| format!("{}（{}）", reason.sentence, reason.value);
    judged.verdict.decisive().map(clause).collect::<Vec<_>>().join("；")
}

impl Write<'_> {
    async fn receipt(
        &self,
        kind: &'static str,
        subject: Uuid,
        rule: (String, String),
        outcome: &str,
        sentence: &str,
        judged: &Judged,
    ) -> Result<ReceiptId> {
        let new = receipt::New {
            patient: self.patient,
            kind,
            subject,
            rule: rule.0,
            version: rule.1,
            outcome: outcome.to_owned(),
            sentence: sentence.to_owned(),
            judged,
        };
        receipt::write(self.tx, self.scope, new).await
    }

    /// Gives the tags that hold, takes those that no longer do, drops expired and retired ones.
    pub(super) async fn tags(
        &self,
        before: &[Named],
        judged: &[(&TagRule, Answer)],
        own: &Own,
    ) -> Result<()> {
        let now = self.tx.now;
        for (rule, answer) in judged {
            let given = own.given.iter().find(|given| given.rule.code == rule.code);
            let days = given.and_then(|given| given.stays_days);
            let end = days.and_then(|days| now.checked_add_signed(Duration::days(days)));
            let had = before.iter().find(|tag| tag.code == rule.code);
            match (had, answer.holds, &answer.ground) {
                (None, true, Some(ground)) => self.give(rule, given, end, ground).await?,
                // Held again: it stays so much longer. Written once a day at most.
                (Some(tag), true, _) if renews(tag.until, end) => self.renew(rule, given, end).await?,
                // Its days are not over, or it is dropped below because they are.
                (Some(tag), false, _) if tag.until.is_some() => {}
                (Some(_), false, Some(ground)) => self.take(rule, ground).await?,
                _ => {}
            }
        }
        let held = |code: &str| judged.iter().any(|(rule, judged)| rule.code == code && judged.holds);
        let over = |tag: &&Named| tag.until.is_some_and(|until| until <= now) && !held(&tag.code);
        let gone = |tag: &&Named| over(tag) || own.retired.contains(&tag.code);
        for tag in before.iter().filter(gone) {
            record::patient::unset_tag(self.tx, self.scope, self.patient, &tag.code, None).await?;
        }
        Ok(())
    }

    async fn tag_receipt(&self, rule: &TagRule, had: bool, answer: &Judged) -> Result<ReceiptId> {
        let (word, outcome) = if had { ("移除", "removed") } else { ("获得", "added") };
        let sentence = format!("{word}标签“{}”：{}", rule.name, because(answer));
        let version = (format!("tag:{}", rule.code), rule.version.to_string());
        self.receipt("tag", self.patient.0, version, outcome, &sentence, answer).await
    }

    async fn give(&self, rule: &TagRule, given: Option<&Given>, end: Until, answer: &Judged) -> Result<()> {
        let receipt = self.tag_receipt(rule, false, answer).await?;
        let tag = TagIn { receipt: Some(receipt), ..tag(rule, given, end) };
        record::patient::set_tag(self.tx, self.scope, self.patient, tag).await?;
        Ok(())
    }

    async fn renew(&self, rule: &TagRule, given: Option<&Given>, end: Until) -> Result<()> {
        record::patient::set_tag(self.tx, self.scope, self.patient, tag(rule, given, end)).await?;
        Ok(())
    }

    async fn take(&self, rule: &TagRule, answer: &Judged) -> Result<()> {
        let receipt = self.tag_receipt(rule, true, answer).await?;
        record::patient::unset_tag(self.tx, self.scope, self.patient, &rule.code, Some(receipt)).await?;
        Ok(())
    }

    /// Moves the grade to what the rules say, unless a doctor's word stands.
    pub(super) async fn grade(
        &self,
        now: &str,
        word: Option<Override>,
        judged: &(Option<&GradeRule>, Judged),
    ) -> Result<()> {
        let (rule, answer) = judged;
        let code = grade::code(rule.map(|rule| rule.grade));
        let ended = self.before.grade.as_ref().is_some_and(|row| row.until.is_some());
        if word.is_some() || (code == now && !ended) {
            return Ok(());
        }
        let change = if code == now {
            grade::word(code).to_owned()
        } else {
            format!("{}→{}", grade::word(now), grade::word(code))
        };
        let reason = match rule {
            Some(_) => because(answer),
            None => "近一年没有可用于分级的血压、血糖或体检资料".to_owned(),
        };
        let reason = if ended { format!("医生调整到期；{reason}") } else { reason };
        let sentence = format!("风险分级{change}：{reason}");
        let version = rule.map_or_else(
            || ("grade:none".to_owned(), "1".to_owned()),
            |rule| (rule.code.clone(), rule.version.to_string()),
        );
        let receipt = self.receipt("grade", self.patient.0, version, code, &sentence, answer).await?;
        let entry = NewEntry { patient: self.patient, grade: code, sentence, receipt, word: None };
        grade::store::begin(self.tx, self.scope, entry).await?;
        let (patient, since) = (self.patient, self.tx.now);
        record::patient::set_grade(self.tx, self.scope, patient, Grade::parse(code), since, Some(receipt))
            .await?;
        Ok(())
    }

    /// Lets into the segments that hold, takes out of those that do not or are gone.
    pub(super) async fn segments(&self, judged: &[(&SegmentRule, Answer)]) -> Result<()> {
        for (segment, answer) in judged {
            let had = self.before.memberships.iter().find(|m| m.segment_id == segment.id);
            match (had, answer.holds, &answer.ground) {
                (None, true, Some(ground)) => self.enter(segment, ground).await?,
                (Some(membership), false, Some(ground)) => {
                    let sentence = format!("离开人群“{}”：{}", segment.name, because(ground));
                    let version = (format!("segment:{}", segment.id), segment.version.to_string());
                    let receipt =
                        self.receipt("segment", membership.id, version, "left", &sentence, ground).await?;
                    segment::store::leave(self.tx, membership.id).await?;
                    self.tell("segment.left", segment, &sentence, Some(receipt)).await?;
                }
                _ => {}
            }
        }
        let live = |id: Uuid| judged.iter().any(|(segment, _)| segment.id == id);
        for gone in self.before.memberships.iter().filter(|m| !live(m.segment_id)) {
            segment::store::leave(self.tx, gone.id).await?;
        }
        Ok(())
    }

    async fn enter(&self, segment: &SegmentRule, answer: &Judged) -> Result<()> {
        let id = Uuid::now_v7();
        let sentence = format!("进入人群“{}”：{}", segment.name, because(answer));
        let version = (format!("segment:{}", segment.id), segment.version.to_string());
        let receipt = self.receipt("segment", id, version, "entered", &sentence, answer).await?;
        let why: Vec<_> =
            answer.verdict.decisive().map(|r| format!("{}（{}）", r.sentence, r.value)).collect();
        let entry =
            segment::store::NewMember { id, segment: segment.id, patient: self.patient, why, receipt };
        segment::store::enter(self.tx, self.scope, entry).await?;
        self.tell("segment.entered", segment, &sentence, Some(receipt)).await
    }

    /// The person is dead or is another: leaves every segment.
    pub(super) async fn leave_all(&self) -> Result<()> {
        let rules = if self.before.memberships.is_empty() {
            Vec::new()
        } else {
            segment::store::rules(&**self.tx, self.scope).await?
        };
        for membership in &self.before.memberships {
            segment::store::leave(self.tx, membership.id).await?;
            if let Some(segment) = rules.iter().find(|s| s.id == membership.segment_id) {
                let sentence = format!("离开人群“{}”：患者已去世或档案已合并", segment.name);
                self.tell("segment.left", segment, &sentence, None).await?;
            }
        }
        Ok(())
    }

    async fn tell(
        &self,
        what: &str,
        segment: &SegmentRule,
        sentence: &str,
        receipt: Option<ReceiptId>,
    ) -> Result<()> {
        let title = if what == "segment.entered" { "进入人群" } else { "离开人群" };
        let payload = serde_json::json!({
            "title": format!("{title}：{}", segment.name), "detail": sentence, "segment_id": segment.id,
            "code": segment.code, "name": segment.name, "receipt_id": receipt,
            "ref": receipt.map(|id| serde_json::json!({"kind": "receipt", "id": id})),
        });
        let event = event::NewEvent {
            patient: Some(self.patient),
            kind: what,
            occurred_at: self.tx.now,
            source: "system",
            payload,
            cause: None,
        };
        event::append(self.tx, self.scope, event).await?;
        Ok(())
    }
}

/// Whether a tag's end moves by a day or more, or begins or ceases to be.
fn renews(had: Until, end: Until) -> bool {
    had.map(kernel::clock::local_day) != end.map(kernel::clock::local_day)
}

fn tag(rule: &TagRule, given: Option<&Given>, expires_at: Until) -> TagIn {
    let kind = given.map_or_else(|| kind(&rule.kind), |given| given.kind);
    TagIn { code: rule.code.clone(), name: rule.name.clone(), kind, expires_at, receipt: None }
}

fn kind(text: &str) -> TagKind {
    match text {
        "marketing" => TagKind::Marketing,
        "system" => TagKind::System,
        _ => TagKind::Medical,
    }
}
