//! The stories of access, on both databases.
use crate::{
    all_migrations, consent,
    consent::Purpose,
    login::{password, session},
    organisation,
    staff::{self, NewStaff},
    token,
};
use kernel::{Act, App, PatientId, Reach, Role, Scope, StaffId, TenantId, testing};

async fn hospital(app: &App, role: Role) -> (Scope, StaffId) {
    let password_hash = password::hash("Lake-teal-0E7C".to_owned()).await.unwrap();
    app.write(async |tx| {
        let tenant = organisation::found(&tx, "示范医院").await?;
        let scope = Scope::system(tenant, "test");
        let site = organisation::open_site(&tx, &scope, "本部").await?;
        let new = NewStaff {
            name: "周敏".to_owned(),
            login: format!("zhou{}", &tenant.to_string()[30..]),
            role,
            site,
            department: None,
            phone: "0571-80000001".to_owned(),
            password_hash,
        };
        let id = staff::hire(&tx, &scope, new).await?;
        Ok((scope, id))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_the_account_is_disabled_or_a_fourth_device_comes() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let (scope, id) = hospital(&app, Role::Nurse).await;
        let wall = app.clock.wall();
        let mut tokens = Vec::new();
        for n in 0..4 {
            let at = wall + chrono::Duration::milliseconds(n);
            let token =
                app.write(async |tx| session::begin(&tx, at, scope.tenant, id, "pad").await).await.unwrap();
            tokens.push(token);
        }
        assert!(session::viewer(&app, &tokens[0]).await.unwrap().is_none(), "the oldest gave way");
        let nurse = session::viewer(&app, &tokens[3]).await.unwrap().unwrap();
        assert_eq!(nurse.reach, Reach::Own(id));
        assert!(nurse.may(Act::TaskDo) && !nurse.may(Act::PathwayPublish));
        app.write(async |tx| session::end_all(&tx, scope.tenant, id).await).await.unwrap();
        assert!(session::viewer(&app, &tokens[3]).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_gets_only_the_interface_verbs() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let (scope, _) = hospital(&app, Role::SystemAdmin).await;
        let wall = app.clock.wall();
        let secret =
            app.write(async |tx| token::create(&tx, &scope, wall, "HIS 接口", 30).await).await.unwrap();
        let machine = token::viewer(&app, &secret).await.unwrap().unwrap();
        assert!(machine.may(Act::FhirWrite) && !machine.may(Act::PatientRead));
        assert!(token::viewer(&app, "nqt_guess").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_latest_word_of_a_patient_counts() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let (scope, _) = hospital(&app, Role::HealthManager).await;
        let patient = PatientId::new();
        let before = consent::given(app.db.read(), scope.tenant, patient).await.unwrap();
        assert!(before[&Purpose::Followup] && !before[&Purpose::Marketing]);
        for granted in [true, false] {
            app.write(async |tx| {
                consent::record(&tx, &scope, patient, Purpose::Marketing, granted, "电话").await
            })
            .await
            .unwrap();
        }
        let after = consent::given(app.db.read(), scope.tenant, patient).await.unwrap();
        assert!(!after[&Purpose::Marketing]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_name_is_taken_once() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let (scope, id) = hospital(&app, Role::Doctor).await;
        let first = staff::find(app.db.read(), &scope, id).await.unwrap();
        let new = NewStaff {
            name: first.name,
            login: format!("ZHOU{}", &scope.tenant.to_string()[30..]),
            role: Role::Doctor,
            site: first.site_id,
            department: None,
            phone: String::new(),
            password_hash: String::new(),
        };
        let refused = app.write(async |tx| staff::hire(&tx, &scope, new).await).await.unwrap_err();
        assert_eq!(refused.code(), "fields.invalid");
    })
    .await;
}
