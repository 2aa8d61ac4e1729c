//! Who is looking, and how far they see. Every query that concerns people passes through a [`Scope`].
use crate::{DepartmentId, Error, PatientId, Result, SiteId, StaffId, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The roles of the house (trust.md B.2). What each may do stands in `access::role`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 医生
    Doctor,
    /// 护士
    Nurse,
    /// 健康管理师
    HealthManager,
    /// 客服
    ServiceDesk,
    /// 运营
    Operations,
    /// 科主任
    DepartmentHead,
    /// 院长
    President,
    /// 系统管理员
    SystemAdmin,
    /// 安全管理员
    SecurityAdmin,
    /// 审计员
    Auditor,
    /// 接口账号 (a machine)
    Interface,
    /// 患者
    Patient,
    /// The house itself: workers and reactions.
    System,
}

/// What one may do. Each handler names one; a role holds a set of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    PatientRead,
    PatientWrite,
    PatientUnmask,
    ClinicalRead,
    ClinicalWrite,
    CardOpen,
    MatchRead,
    MatchDecide,
    GradeOverride,
    TagRead,
    TagWrite,
    RuleWrite,
    SegmentRead,
    SegmentRows,
    SegmentWrite,
    PathwayRead,
    PathwayDraft,
    PathwayPublish,
    Enrol,
    TaskRead,
    TaskDo,
    TaskAssign,
    LedgerRead,
    MessageRead,
    MessageSend,
    TemplateRead,
    TemplateWrite,
    FormRead,
    FormWrite,
    ConsentRead,
    ConsentWrite,
    DashboardRead,
    FeedRead,
    FeedWrite,
    ImportRun,
    FhirRead,
    FhirWrite,
    StaffRead,
    StaffWrite,
    TokenWrite,
    AuditRead,
    ConfigRead,
    SelfServe,
}

/// Whose rows are in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everybody of the tenant.
    Tenant,
    /// Patients linked to a site.
    Site(SiteId),
    /// Patients linked to a department.
    Department(DepartmentId),
    /// Patients linked to this member of staff: care team, attending, task assignee.
    Own(StaffId),
    /// One patient: the patient himself or his proxy.
    Patient(PatientId),
    /// No patient rows at all.
    Nobody,
}

/// How much of a patient's data may be shown (trust.md B.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Masked name only.
    L0,
    /// Name, sex, age; phone and address masked.
    L1,
    /// L1 and clinical facts (L4 of the matrix).
    Clinical,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// An employee in one of his roles.
    Staff { id: StaffId, name: String, role: Role },
    /// The patient, through a link or a session.
    Patient(PatientId),
    /// A machine account, e.g. the HIS.
    Interface { name: String },
    /// A part of the house, by name: `worker`, `import`, `mllp`.
    System(&'static str),
}

/// The viewer: tenant, actor, reach, permitted acts and field level. Passed to every query.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The tenant, from the credential only.
    pub tenant: TenantId,
    /// Who acts.
    pub actor: Actor,
    /// Whose rows are in sight.
    pub reach: Reach,
    /// How much of each row is in sight.
    pub level: Level,
    /// What may be done.
    pub acts: BTreeSet<Act>,
    /// Sees totals over the tenant though no rows (院长): see [`Scope::counting`].
    pub aggregate: bool,
}

impl Scope {
    /// The house itself, with every right inside one tenant: for workers, reactions and imports.
    pub fn system(tenant: TenantId, part: &'static str) -> Self {
        Self {
            tenant,
            actor: Actor::System(part),
            reach: Reach::Tenant,
            level: Level::Clinical,
            acts: BTreeSet::new(),
            aggregate: false,
        }
    }

    /// One patient looking at himself.
    pub fn patient(tenant: TenantId, patient: PatientId) -> Self {
        Self {
            tenant,
            actor: Actor::Patient(patient),
            reach: Reach::Patient(patient),
            level: Level::Clinical,
            acts: BTreeSet::from([Act::SelfServe]),
            aggregate: false,
        }
    }

    /// Refuses (403) unless the role holds the act. The house itself holds all.
    pub fn require(&self, act: Act) -> Result<()> {
        if self.may(act) { Ok(()) } else { Err(Error::forbidden()) }
    }

    /// Whether the act is allowed.
    pub fn may(&self, act: Act) -> bool {
        matches!(self.actor, Actor::System(_)) || self.acts.contains(&act)
    }

    /// The scope for totals: an aggregate viewer counts over the tenant, everybody else over his own reach.
    #[must_use]
    pub fn counting(&self) -> Self {
        let mut scope = self.clone();
        if self.aggregate {
            scope.reach = Reach::Tenant;
        }
        scope
    }

    /// The member of staff who acts, if it is one.
    pub fn staff(&self) -> Option<StaffId> {
        match &self.actor {
            Actor::Staff { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The role in which is acted.
    pub fn role(&self) -> Role {
        match &self.actor {
            Actor::Staff { role, .. } => *role,
            Actor::Patient(_) => Role::Patient,
            Actor::Interface { .. } => Role::Interface,
            Actor::System(_) => Role::System,
        }
    }

    /// The actor as written into events and audit entries.
    pub fn actor_name(&self) -> String {
        match &self.actor {
            Actor::Staff { name, .. } => name.clone(),
            Actor::Patient(_) => "患者本人".to_owned(),
            Actor::Interface { name } => format!("接口 {name}"),
            Actor::System(part) => part_name(part).to_owned(),
        }
    }
}

/// A part of the house as people read it in a timeline or an audit entry.
fn part_name(part: &str) -> &'static str {
    match part {
        "understand" => "系统（风险评估）",
        "care" => "系统（随访路径）",
        "reach" => "系统（消息发送）",
        "mllp" | "replay" => "系统（接口接收）",
        "import" => "系统（数据导入）",
        "setup" => "系统（初始设置）",
        "demo" => "系统（演示数据）",
        _ => "系统",
    }
}
