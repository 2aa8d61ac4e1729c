//! The demo hospital: deterministic people and history, one login per role, a clock that can be moved, a guided first day.
mod answers;
mod api;
mod cast;
mod clock;
mod days;
mod grow;
mod history;
mod hospital;
mod names;
mod people;
mod seed;
mod tour;

pub use clock::follow as follow_clock;
pub use grow::grow;
pub use seed::found;

use access::role;
use kernel::{App, Role};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The password of every demo login. It works in demo mode only, on data made by demo mode.
pub const PASSWORD: &str = "Nuanqiao-2026";

/// One login of the demo.
#[expect(clippy::struct_field_names, reason = "a login has a login name")]
pub struct Login {
    pub role: Role,
    pub login: &'static str,
    pub name: &'static str,
    /// Department by name, where the role has one.
    pub department: Option<&'static str>,
    /// What to try in this role.
    pub what: &'static str,
}

/// The demo's logins: one of each role, and colleagues to assign work to.
pub const LOGINS: [Login; 14] = [
    Login {
        role: Role::HealthManager,
        login: "guanli",
        name: "林晓燕",
        department: Some("健康管理中心"),
        what: "今日工作台、随访任务、开卡",
    },
    Login {
        role: Role::Doctor,
        login: "yisheng",
        name: "沈建国",
        department: Some("心血管内科"),
        what: "只看本人患者、风险与趋势",
    },
    Login {
        role: Role::Nurse,
        login: "hushi",
        name: "赵雅琴",
        department: Some("心血管内科"),
        what: "电话随访、上门随访",
    },
    Login {
        role: Role::ServiceDesk,
        login: "kefu",
        name: "何静",
        department: None,
        what: "开卡、查找患者（脱敏）",
    },
    Login {
        role: Role::Operations,
        login: "yunying",
        name: "方磊",
        department: None,
        what: "人群、消息模板、路径草稿",
    },
    Login {
        role: Role::DepartmentHead,
        login: "zhuren",
        name: "钱立新",
        department: Some("心血管内科"),
        what: "审批发布路径、本科室账本",
    },
    Login {
        role: Role::President,
        login: "yuanzhang",
        name: "陆文海",
        department: None,
        what: "总览与随访账本",
    },
    Login {
        role: Role::SystemAdmin,
        login: "xitong",
        name: "吴强",
        department: None,
        what: "接口监控、人员、令牌",
    },
    Login {
        role: Role::SecurityAdmin,
        login: "anquan",
        name: "郑岚",
        department: None,
        what: "人员与策略（只读）",
    },
    Login { role: Role::Auditor, login: "shenji", name: "冯毅", department: None, what: "审计日志" },
    Login {
        role: Role::HealthManager,
        login: "guanli2",
        name: "陈思远",
        department: Some("健康管理中心"),
        what: "另一位健康管理师",
    },
    Login {
        role: Role::HealthManager,
        login: "guanli3",
        name: "许佳宁",
        department: Some("健康管理中心"),
        what: "城东社区的健康管理师",
    },
    Login {
        role: Role::Doctor,
        login: "yisheng2",
        name: "顾明华",
        department: Some("内分泌科"),
        what: "内分泌科医生",
    },
    Login {
        role: Role::Doctor,
        login: "yisheng3",
        name: "江海涛",
        department: Some("全科医学科"),
        what: "全科医生",
    },
];

/// The logins as printed at start.
pub fn logins_text() -> String {
    let line = |login: &Login| {
        format!("  {:<10} {} {}：{}\n", login.login, role::name(login.role), login.name, login.what)
    };
    let head = format!("演示登录（密码均为 {PASSWORD}）：\n");
    std::iter::once(head).chain(LOGINS.iter().take(10).map(line)).collect()
}

/// The demo's own routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(api::list_demo_logins))
        .routes(routes!(clock::read_demo_clock, clock::advance_demo_clock))
        .routes(routes!(clock::settle_demo))
        .routes(routes!(tour::read_demo_tour))
        .merge(reach::sandbox::router())
}
