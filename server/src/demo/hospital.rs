//! The demo's sites, departments and staff.
use super::{LOGINS, PASSWORD};
use access::{
    login::password,
    organisation,
    staff::{self, NewStaff},
};
use kernel::{App, Result, Role, Scope, StaffId};
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

/// Founds the hospital with its people.
pub async fn found(app: &App) -> Result<Hospital> {
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
        let mut staff_ids = HashMap::new();
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
            staff_ids.insert(login.login, staff::hire(&tx, &scope, new).await?);
        }
        Ok(Hospital { scope, staff: staff_ids })
    })
    .await
}

fn desk(role: Role) -> &'static str {
    match role {
        Role::HealthManager | Role::Nurse => "0571-80000120",
        _ => "0571-80000000",
    }
}
