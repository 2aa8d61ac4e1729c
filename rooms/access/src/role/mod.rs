//! What each role is called, may do and sees first. Pure rules: nothing of database or HTTP in here.
pub mod matrix;
pub mod menu;

use kernel::Role;

/// Every role with its name in the interface.
pub const NAMES: [(Role, &str, &str); 13] = [
    (Role::Doctor, "doctor", "医生"),
    (Role::Nurse, "nurse", "护士"),
    (Role::HealthManager, "health_manager", "健康管理师"),
    (Role::ServiceDesk, "service_desk", "客服"),
    (Role::Operations, "operations", "运营"),
    (Role::DepartmentHead, "department_head", "科主任"),
    (Role::President, "president", "院长"),
    (Role::SystemAdmin, "system_admin", "系统管理员"),
    (Role::SecurityAdmin, "security_admin", "安全管理员"),
    (Role::Auditor, "auditor", "审计员"),
    (Role::Interface, "interface", "接口账号"),
    (Role::Patient, "patient", "患者"),
    (Role::System, "system", "系统"),
];

/// The role's Chinese name.
pub fn name(role: Role) -> &'static str {
    NAMES.iter().find(|(r, ..)| *r == role).map_or("", |(_, _, name)| name)
}

/// The role's code, as stored and in the API.
pub fn code(role: Role) -> &'static str {
    NAMES.iter().find(|(r, ..)| *r == role).map_or("", |(_, code, _)| code)
}

/// The role with this code.
pub fn parse(text: &str) -> Option<Role> {
    NAMES.iter().find(|(_, code, _)| *code == text).map(|(role, ..)| *role)
}

/// Roles that a person can be given.
pub fn is_staff_role(role: Role) -> bool {
    !matches!(role, Role::Interface | Role::Patient | Role::System)
}
