//! The menu by role: what works and what the role may do, in the order of the working day.
use kernel::{
    Act::{self, *},
    Role,
};
use serde::Serialize;
use utoipa::ToSchema;

/// One entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MenuItem {
    /// Stable key.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Where it leads; a group leads nowhere.
    pub path: &'static str,
    /// Entries below.
    #[schema(no_recursion)]
    pub children: Vec<MenuItem>,
}

/// Key, label, path, and the act without which it is not shown.
type Entry = (&'static str, &'static str, &'static str, Act);

const GROUPS: &[(&str, &str, &[Entry])] = &[
    (
        "patients-group",
        "患者",
        &[
            ("my-patients", "我的患者", "/patients?panel=mine", PatientRead),
            ("patients", "患者列表", "/patients", PatientRead),
            ("matches", "重复档案", "/matches", MatchRead),
            ("imports", "导入", "/imports", ImportRun),
        ],
    ),
    (
        "audience-group",
        "人群",
        &[
            ("segments", "人群", "/segments", SegmentRead),
            ("rules", "标签与风险", "/rules", TagRead),
            ("models", "风险模型", "/models", ClinicalRead),
        ],
    ),
    (
        "follow-up-group",
        "随访",
        &[("tasks", "任务池", "/tasks", TaskRead), ("ledger", "随访账本", "/ledger", LedgerRead)],
    ),
    ("health-group", "健康", &[("alerts", "监测预警", "/alerts", ClinicalRead)]),
    ("pathway-group", "路径", &[("pathways", "路径库", "/pathways", PathwayRead)]),
    (
        "conversation-group",
        "沟通",
        &[
            ("messages", "消息队列", "/messages", MessageRead),
            ("templates", "消息模板", "/templates", TemplateRead),
            ("forms", "问卷", "/forms", FormRead),
        ],
    ),
    ("insight-group", "分析", &[("dashboard", "总览", "/dashboard", DashboardRead)]),
    (
        "system-group",
        "系统",
        &[
            ("feeds", "接口监控", "/feeds", FeedRead),
            ("staff", "组织与人员", "/staff", StaffRead),
            ("tokens", "接口令牌", "/tokens", TokenWrite),
            ("audit", "审计", "/audit", AuditRead),
        ],
    ),
];

/// The menu of a role; `demo` adds the sandbox phone.
pub fn menu(role: Role, demo: bool) -> Vec<MenuItem> {
    let acts = super::matrix::acts(role);
    let item = |key, label, path| MenuItem { key, label, path, children: Vec::new() };
    let mut menu = Vec::new();
    if acts.contains(&TaskDo) {
        menu.push(item("home", "工作台", "/"));
    }
    for (key, label, entries) in GROUPS {
        let children: Vec<MenuItem> = entries
            .iter()
            .filter(|(.., act)| acts.contains(act))
            .filter(|(key, ..)| *key != "my-patients" || acts.contains(&TaskDo))
            .map(|(key, label, path, _)| item(key, label, path))
            .collect();
        if !children.is_empty() {
            menu.push(MenuItem { key, label, path: "", children });
        }
    }
    if demo && acts.contains(&PatientRead) {
        menu.push(item("phone", "患者手机（演示）", "/phone"));
    }
    menu
}

#[cfg(test)]
mod tests {
    use super::menu;
    use kernel::Role;

    fn paths(role: Role) -> Vec<&'static str> {
        menu(role, false)
            .iter()
            .flat_map(|g| {
                if g.children.is_empty() { vec![g.path] } else { g.children.iter().map(|c| c.path).collect() }
            })
            .collect()
    }

    #[test]
    fn each_role_sees_only_what_it_may_do() {
        assert_eq!(paths(Role::President), ["/segments", "/ledger", "/dashboard"]);
        assert_eq!(paths(Role::Auditor), ["/staff", "/audit"]);
        assert_eq!(paths(Role::HealthManager).first(), Some(&"/"));
        assert!(!paths(Role::Operations).contains(&"/tasks"));
        for role in [Role::Doctor, Role::Nurse, Role::HealthManager, Role::DepartmentHead] {
            assert!(paths(role).contains(&"/alerts") && paths(role).contains(&"/models"), "{role:?}");
        }
        assert!(!paths(Role::Operations).contains(&"/alerts"));
    }
}
