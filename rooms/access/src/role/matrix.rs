//! Which role may do what and how far it sees: the permission matrix of the house, as one table.
use kernel::{
    Act::{self, *},
    DepartmentId, Level, Reach, Role, SiteId, StaffId,
};

#[rustfmt::skip]
const DOCTOR: &[Act] = &[
    PatientRead, PatientWrite, PatientUnmask, ClinicalRead, ClinicalWrite, GradeOverride, TagRead,
    TagWrite, SegmentRead, SegmentRows, PathwayRead, PathwayDraft, Enrol, TaskRead, TaskDo, LedgerRead,
    MessageRead, MessageSend, TemplateRead, FormRead, ConsentRead, DashboardRead,
];
#[rustfmt::skip]
const NURSE: &[Act] = &[
    PatientRead, PatientWrite, PatientUnmask, ClinicalRead, ClinicalWrite, TagRead, TagWrite,
    PathwayRead, Enrol, TaskRead, TaskDo, LedgerRead, MessageRead, MessageSend, TemplateRead, FormRead,
    ConsentRead, DashboardRead, CardOpen,
];
#[rustfmt::skip]
const HEALTH_MANAGER: &[Act] = &[
    PatientRead, PatientWrite, PatientUnmask, ClinicalRead, ClinicalWrite, CardOpen, MatchRead, TagRead,
    TagWrite, RuleWrite, SegmentRead, SegmentRows, SegmentWrite, PathwayRead, PathwayDraft, Enrol,
    TaskRead, TaskDo, LedgerRead, MessageRead, MessageSend, TemplateRead, TemplateWrite, FormRead,
    FormWrite, ConsentRead, ConsentWrite, DashboardRead, ImportRun,
];
#[rustfmt::skip]
const SERVICE_DESK: &[Act] = &[
    PatientRead, CardOpen, MatchRead, TaskRead, TaskDo, FormRead, ConsentRead, ConsentWrite,
    DashboardRead,
];
#[rustfmt::skip]
const OPERATIONS: &[Act] = &[
    PatientRead, SegmentRead, SegmentRows, SegmentWrite, PathwayRead, PathwayDraft, MessageRead,
    TemplateRead, TemplateWrite, FormRead, FormWrite, TagRead, DashboardRead,
];
#[rustfmt::skip]
const DEPARTMENT_HEAD: &[Act] = &[
    PatientRead, PatientUnmask, ClinicalRead, MatchRead, MatchDecide, GradeOverride, TagRead, RuleWrite,
    SegmentRead, SegmentRows, PathwayRead, PathwayDraft, PathwayPublish, Enrol, TaskRead, TaskAssign,
    LedgerRead, MessageRead, TemplateRead, FormRead, ConsentRead, DashboardRead,
];
#[rustfmt::skip]
const PRESIDENT: &[Act] = &[
    DashboardRead, LedgerRead, SegmentRead,
];
#[rustfmt::skip]
const SYSTEM_ADMIN: &[Act] = &[
    StaffRead, StaffWrite, FeedRead, FeedWrite, TokenWrite, ConfigRead,
];
#[rustfmt::skip]
const SECURITY_ADMIN: &[Act] = &[
    StaffRead, ConfigRead,
];
#[rustfmt::skip]
const AUDITOR: &[Act] = &[
    AuditRead, StaffRead,
];
#[rustfmt::skip]
const INTERFACE: &[Act] = &[
    FhirRead, FhirWrite,
];
#[rustfmt::skip]
const PATIENT: &[Act] = &[
    SelfServe,
];

/// What a role may do. The house itself needs no list: see [`kernel::Scope::may`].
pub fn acts(role: Role) -> &'static [Act] {
    match role {
        Role::Doctor => DOCTOR,
        Role::Nurse => NURSE,
        Role::HealthManager => HEALTH_MANAGER,
        Role::ServiceDesk => SERVICE_DESK,
        Role::Operations => OPERATIONS,
        Role::DepartmentHead => DEPARTMENT_HEAD,
        Role::President => PRESIDENT,
        Role::SystemAdmin => SYSTEM_ADMIN,
        Role::SecurityAdmin => SECURITY_ADMIN,
        Role::Auditor => AUDITOR,
        Role::Interface => INTERFACE,
        Role::Patient => PATIENT,
        Role::System => &[],
    }
}

/// Where a member of staff stands.
#[derive(Debug, Clone, Copy)]
pub struct Post {
    /// Himself.
    pub staff: StaffId,
    /// His site.
    pub site: SiteId,
    /// His department, if he has one.
    pub department: Option<DepartmentId>,
}

/// Whose rows a role sees from its post.
pub fn reach(role: Role, post: Post) -> Reach {
    match role {
        Role::Doctor | Role::Nurse | Role::HealthManager => Reach::Own(post.staff),
        Role::ServiceDesk => Reach::Site(post.site),
        Role::DepartmentHead => post.department.map_or(Reach::Nobody, Reach::Department),
        Role::Operations | Role::Interface | Role::System => Reach::Tenant,
        Role::President | Role::SystemAdmin | Role::SecurityAdmin | Role::Auditor | Role::Patient => {
            Reach::Nobody
        }
    }
}

/// How much of a row a role sees.
pub fn level(role: Role) -> Level {
    match role {
        Role::ServiceDesk => Level::L1,
        Role::Operations | Role::President | Role::SystemAdmin | Role::SecurityAdmin | Role::Auditor => {
            Level::L0
        }
        _ => Level::Clinical,
    }
}

/// Whether a role sees totals of the tenant without seeing rows.
pub fn aggregate(role: Role) -> bool {
    role == Role::President
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::NAMES;

    #[test]
    fn the_three_administrators_and_the_auditor_read_no_patient() {
        for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::Auditor] {
            assert!(!acts(role).contains(&PatientRead), "{role:?}");
            let post = Post { staff: StaffId::new(), site: SiteId::new(), department: None };
            assert_eq!(reach(role, post), Reach::Nobody);
        }
    }

    #[test]
    fn who_drafts_a_pathway_does_not_publish_it() {
        for (role, ..) in NAMES {
            let publishes = acts(role).contains(&PathwayPublish);
            assert_eq!(publishes, role == Role::DepartmentHead, "{role:?}");
        }
    }

    #[test]
    fn every_act_belongs_to_somebody() {
        let held: Vec<Act> = NAMES.iter().flat_map(|(role, ..)| acts(*role)).copied().collect();
        for act in [PatientRead, MatchDecide, TokenWrite, AuditRead, FhirWrite, SelfServe, ImportRun] {
            assert!(held.contains(&act), "{act:?}");
        }
    }
}
