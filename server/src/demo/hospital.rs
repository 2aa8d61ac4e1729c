//! The demo's sites, departments and staff.
use super::{LOGINS, PASSWORD, grow};
use access::{
    login::password,
    organisation,
    staff::{self, NewStaff},
};
use anyhow::Context;
use kernel::{App, Result, Role, Scope, StaffId, setting};
use std::collections::HashMap;

/// What the seeding needs to know of the organisation.
pub struct Hospital {
    pub scope: Scope,
    pub staff: HashMap<&'static str, StaffId>,
}

const DEPARTMENTS: [(&str, &str); 7] = [
    ("心血管内科", "cardiology"),
    ("内分泌科", "endocrinology"),
    ("全科医学科", "general_practice"),
    ("体检中心", "health_examination"),
    ("健康管理中心", "health_management"),
    ("骨科", "orthopaedics"),
    ("眼科", "ophthalmology"),
];

/// The hospital that was founded here.
pub async fn read(app: &App) -> anyhow::Result<Hospital> {
    let tenant = organisation::first_tenant(app.db.read()).await?.context("演示医院还没有建立")?;
    let scope = Scope::system(tenant, "demo");
    let names = staff::all(app.db.read(), &scope).await?;
    let of = |login: &super::Login| Some((login.login, names.iter().find(|s| s.name == login.name)?.id));
    Ok(Hospital { staff: LOGINS.iter().filter_map(of).collect(), scope })
}

/// Founds the hospital with its logins, and remembers how far it has grown.
pub async fn found(app: &App, growth: &grow::Growth) -> Result<()> {
    let password_hash = password::hash(PASSWORD.to_owned()).await?;
    let name = app.config.hospital.clone();
    app.write(async |tx| {
        let tenant = organisation::found(&tx, &name).await?;
        let scope = Scope::system(tenant, "demo");
        let main = organisation::open_site(&tx, &scope, "本部院区").await?;
        let community = organisation::open_site(&tx, &scope, "城东社区卫生服务中心").await?;
        let mut departments = HashMap::new();
        for (name, specialty) in DEPARTMENTS {
            departments
                .insert(name, organisation::open_department(&tx, &scope, main, name, specialty).await?);
        }
        for login in &LOGINS {
            let new = NewStaff {
                name: login.name.to_owned(),
                login: login.login.to_owned(),
                role: login.role,
                site: if login.login == "guanli3" { community } else { main },
                department: login.department.and_then(|name| departments.get(name).copied()),
                phone: desk(login.role).to_owned(),
                password_hash: password_hash.clone(),
            };
            staff::hire(&tx, &scope, new).await?;
        }
        setting::set(&tx, grow::KEY, serde_json::to_value(growth)?).await
    })
    .await
}

fn desk(role: Role) -> &'static str {
    match role {
        Role::HealthManager | Role::Nurse => "0571-80000120",
        _ => "0571-80000000",
    }
}
