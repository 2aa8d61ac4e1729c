//! The story of the slice: what hospitals' sheets look like and what must come of them.

mod workbook;

use std::path::PathBuf;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::{Extension, Router};
use chrono::NaiveDate;
use kernel::testing::{on_both, temp_folder};
use kernel::{Act, Actor, App, Reach, Role, Scope, StaffId, TenantId};
use serde_json::{Value, json};
use tower::ServiceExt;
use workbook::{C, workbook};

use super::plan::Plan;
use super::row;
use super::table::tables;
use crate::import::{Format, Options, Summary, Told, run, run_told};

/// A valid number for a birthday; the sequence decides the sex.
fn number(birth: &str, sequence: u16) -> String {
    nq_cnid::generate("430481", birth.parse::<NaiveDate>().unwrap(), sequence).unwrap()
}

fn nurse(tenant: TenantId) -> Scope {
    let id = StaffId::new();
    let actor = Actor::Staff { id, name: "周护士".to_owned(), role: Role::Nurse };
    Scope { actor, acts: [Act::ImportRun].into(), reach: Reach::Own(id), ..Scope::system(tenant, "test") }
}

async fn imported(app: &App, tenant: TenantId, name: &str, bytes: &[u8]) -> Summary {
    let folder = temp_folder();
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let options = Options { source: "体检中心".to_owned(), dry_run: false };
    let told = run(app, &Scope::system(tenant, "import"), &[path], &options).await.unwrap();
    drop(std::fs::remove_dir_all(folder));
    told
}

fn created(summary: &Summary, kind: &str) -> u64 {
    summary.types.get(kind).map_or(0, |count| count.created)
}

async fn one(app: &App, sql: &str) -> String {
    use sea_orm::ConnectionTrait;
    let row =
        app.db.read().query_one_raw(kernel::db::statement(app.db.read(), sql, Vec::new())).await.unwrap();
    row.unwrap().try_get::<String>("", "v").unwrap()
}

async fn count(app: &App, sql: &str) -> i64 {
    use sea_orm::ConnectionTrait;
    let row =
        app.db.read().query_one_raw(kernel::db::statement(app.db.read(), sql, Vec::new())).await.unwrap();
    row.unwrap().try_get::<i64>("", "n").unwrap()
}

fn exam_sheet() -> String {
    format!(
        "姓名,身份证号,体检编码,性别,身高,体重,体重指数,收缩压,舒张压,空腹血糖(mmol/L),电话,体检日期,检查时间\r\n\
         王芳,{},TJ0001,女,162,58.5,22.3,128,82,5.4,13829155298,2026-02-10,08:30\r\n\
         李强,{},TJ0002,男,１７５,80,26.1,162,101,7.8↑,13829155299,2026-02-10,08:45\r\n\
         合计,,2人,,,,,,,,,,\r\n",
        number("1970-01-01", 142),
        number("1965-05-06", 143)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exam_sheet_becomes_people_exams_and_results_and_again_nothing_new() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let bytes = encoding_rs::GB18030.encode(&exam_sheet()).0.into_owned();
        let told = imported(&app, tenant, "体检.csv", &bytes).await;
        assert_eq!(told.quarantined, []);
        assert_eq!((created(&told, "Patient"), created(&told, "Encounter")), (2, 2));
        // Height, weight, BMI, glucose and one blood pressure of two values each.
        assert_eq!(created(&told, "Observation"), 10);
        assert_eq!(
            count(&app, "SELECT COUNT(*) AS n FROM measurement WHERE metric = 'sbp' AND value = 162").await,
            1
        );
        assert_eq!(
            count(&app, "SELECT COUNT(*) AS n FROM measurement WHERE metric = 'height' AND value = 175")
                .await,
            1
        );
        assert_eq!(
            one(&app, "SELECT value_text AS v FROM measurement WHERE metric = 'fpg' AND value > 7").await,
            "7.8↑"
        );
        assert_eq!(
            count(&app, "SELECT COUNT(*) AS n FROM encounter WHERE class = 'exam' AND visit_no = 'TJ0002'")
                .await,
            1
        );
        let again = imported(&app, tenant, "体检.csv", &bytes).await;
        assert_eq!((again.total.created, again.total.updated, again.total.unchanged), (0, 0, 14));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_results_is_filed_row_by_row() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let sheet = "患者ID,门诊号,姓名,性别,年龄,就诊日期,科室,诊断,项目名称,结果,单位,参考范围,提示\n\
            =\"0012\",M1,赵敏,女,35岁,2026-01-05,内分泌科,2型糖尿病;高血压,空腹血糖,8.2,mmol/L,3.9-6.1,↑\n\
            =\"0012\",M1,赵敏,女,35岁,2026-01-05,内分泌科,2型糖尿病;高血压,乙肝表面抗原,阴性(-),,阴性,\n\
            =\"0012\",M1,赵敏,女,35岁,2026-01-05,内分泌科,2型糖尿病;高血压,甲胎蛋白,<0.5,ng/mL,<7,\n\
            =\"0012\",M1,赵敏,女,35岁,2026-01-05,内分泌科,2型糖尿病;高血压,院内特检A,1+,,阴性,异常\n\
            =\"0012\",M1,赵敏,女,35岁,2026-01-05,内分泌科,2型糖尿病;高血压,尿酸,未查,umol/L,155-357,\n";
        let told = imported(&app, tenant, "检验.csv", sheet.as_bytes()).await;
        assert_eq!(told.quarantined, []);
        assert_eq!((created(&told, "Patient"), created(&told, "Condition")), (1, 2));
        // What was not done is no result; an item nobody knows is kept.
        assert_eq!(created(&told, "Observation"), 4);
        assert_eq!(
            one(&app, "SELECT value AS v FROM patient_identifier WHERE system = 'mrn:体检中心'").await,
            "0012"
        );
        assert_eq!(one(&app, "SELECT flag AS v FROM measurement WHERE metric = 'fpg'").await, "high");
        assert_eq!(one(&app, "SELECT comparator AS v FROM measurement WHERE metric = 'afp'").await, "<");
        let again = imported(&app, tenant, "检验.csv", sheet.as_bytes()).await;
        assert_eq!((again.total.created, again.total.updated), (0, 0), "{:?}", again.types);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_past_diagnoses_without_dates_stays_the_same_when_imported_later() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let sheet = format!(
            "身份证号,姓名,疾病名称,诊断日期\n{0},王芳,高血压,43352\n{0},王芳,痛风,\n",
            number("1970-01-01", 142)
        );
        let told = imported(&app, tenant, "既往史.csv", sheet.as_bytes()).await;
        assert_eq!(created(&told, "Condition"), 2);
        assert_eq!(
            count(&app, "SELECT COUNT(*) AS n FROM fact WHERE name = '高血压' AND onset = '2018-09-09'")
                .await,
            1
        );
        app.clock.advance(chrono::Duration::days(40));
        let again = imported(&app, tenant, "既往史.csv", sheet.as_bytes()).await;
        assert_eq!((again.total.created, again.total.updated), (0, 0), "{:?}", again.types);
    })
    .await;
}

fn problems(header: &str, line: &str) -> Vec<(String, String, bool)> {
    let text = format!("{header}\n{line}\n");
    let table = tables(text.as_bytes()).unwrap().remove(0);
    let plan = Plan::new(&table, None, None, "体检中心", kernel::testing::story_begin()).unwrap();
    let (_, cells) = table.rows().nth(1).unwrap();
    let read = row::read(&plan, &cells);
    let refused = read.problems.iter().any(|problem| problem.refused);
    assert_eq!(read.person.is_none(), refused || read.skipped);
    read.problems.into_iter().map(|p| (p.column, p.message, p.refused)).collect()
}

#[test]
fn a_damaged_number_is_refused_with_the_column_and_what_to_do() {
    let found = problems("姓名,身份证号,电话", "王芳,1.10101E+17,13829155298");
    assert_eq!((found[0].0.as_str(), found[0].2), ("身份证号", true));
    assert!(found[0].1.contains("科学计数法") && found[0].1.contains("文本"), "{}", found[0].1);
    let wrong_check = number("1970-01-01", 142).replace('X', "0");
    let broken = format!("{}{}", &wrong_check[..17], if wrong_check.ends_with('1') { '2' } else { '1' });
    assert!(problems("姓名,身份证号", &format!("王芳,{broken}"))[0].2);
}

#[test]
fn what_contradicts_the_identity_number_is_refused() {
    let woman = number("1970-01-01", 142);
    let found = problems("姓名,身份证号,性别", &format!("王芳,{woman},男"));
    assert!(found[0].1.contains("不一致") && found[0].2, "{found:?}");
    let found = problems("姓名,身份证号,出生日期", &format!("王芳,{woman},1971-01-01"));
    assert_eq!((found[0].0.as_str(), found[0].2), ("出生日期", true));
    assert!(problems("姓名,身份证号,出生日期,性别", &format!("王芳,{woman},1970年1月1日,女")).is_empty());
}

#[test]
fn a_name_alone_is_not_enough_and_a_wrong_cell_does_not_cost_the_row() {
    assert!(problems("姓名,性别", "王芳,女")[0].1.contains("仅凭姓名"));
    let found = problems("姓名,出生日期,电话,身高,体检日期", "王芳,1970-01-01,不详,1.62,2026-02-10");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|(.., refused)| !refused));
    assert!(found[1].1.contains("30–250 cm"), "{}", found[1].1);
    let late = problems("姓名,出生日期,身高,体检日期", "王芳,1970-01-01,162,2027-02-10");
    assert!(late[0].2 && late[0].1.contains("晚于今天"));
}

#[test]
fn blank_rows_totals_and_repeated_headers_are_no_people() {
    for line in [",,", "合计,2人,", " 总计：,,", "姓名,身份证号,电话"] {
        assert_eq!(problems("姓名,身份证号,电话", line), [], "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_with_a_title_a_phone_as_number_and_true_dates_is_read() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let book = workbook(&[
            vec![C::T("单位名称"), C::T("示范单位"), C::T("团检人员信息模板")],
            vec![
                C::T("档案号"),
                C::T("姓名"),
                C::T("性别"),
                C::T("出生日期"),
                C::T("联系电话"),
                C::T("体检日期"),
                C::T("血压"),
            ],
            vec![
                C::T("D001"),
                C::T("王芳"),
                C::T("女"),
                C::D(25569.0),
                C::N(13829155298.0),
                C::D(46063.0),
                C::T("152/96"),
            ],
            vec![
                C::T("D002"),
                C::T("李强"),
                C::T("男"),
                C::T("1965年5月6日"),
                C::N(13829155299.0),
                C::N(46063.0),
                C::T("/"),
            ],
        ]);
        let told = imported(&app, tenant, "团检.xlsx", &book).await;
        assert_eq!(told.quarantined, []);
        // Both came to the exam; the second was not measured.
        assert_eq!((created(&told, "Patient"), created(&told, "Encounter")), (2, 2), "{told:?}");
        assert_eq!(created(&told, "Observation"), 1);
        assert_eq!(one(&app, "SELECT phone AS v FROM patient WHERE name = '王芳'").await, "13829155298");
        assert_eq!(
            count(
                &app,
                "SELECT COUNT(*) AS n FROM patient WHERE name = '王芳' AND birth_date = '1970-01-01'"
            )
            .await,
            1
        );
        assert_eq!(
            count(&app, "SELECT COUNT(*) AS n FROM measurement WHERE metric = 'dbp' AND value = 96").await,
            1
        );
    })
    .await;
}

struct Door(Router);

impl Door {
    fn new(app: &App, scope: Scope) -> Self {
        let (router, _) = super::api::router().split_for_parts();
        Self(router.layer(Extension(scope)).with_state(app.clone()))
    }

    async fn send(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> (StatusCode, Value) {
        let request = Request::builder().method(method).uri(path).header("content-type", kind);
        let response = self.0.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn upload(&self, name: &str, content: &[u8]) -> (StatusCode, Value) {
        let head =
            format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let body = [head.as_bytes(), content, b"\r\n--b--\r\n"].concat();
        self.send("POST", "/api/imports", "multipart/form-data; boundary=b", body).await
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send("POST", path, "application/json", body.to_string().into_bytes()).await
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.send("GET", path, "application/json", Vec::new()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nurse_uploads_checks_and_imports_and_the_next_sheet_is_understood_at_once() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, nurse(tenant));
        let sheet = format!(
            "称呼,证件号码,体检日期,收缩压,舒张压,备注\n王芳,{},2026-02-10,152,96,复查\n李强,1.10101E+17,2026-02-10,120,80,\n",
            number("1970-01-01", 142)
        );
        let (status, shown) = door.upload("体检.csv", sheet.as_bytes()).await;
        assert_eq!(status, StatusCode::OK, "{shown}");
        let targets: Vec<&Value> = shown["columns"].as_array().unwrap().iter().map(|column| &column["target"]).collect();
        assert_eq!(targets, [&Value::Null, &json!("id_number"), &json!("date"), &json!("metric:sbp"), &json!("metric:dbp"), &Value::Null]);
        assert_eq!((shown["rows"].as_u64(), shown["header_row"].as_u64()), (Some(2), Some(0)));
        assert_eq!(shown["columns"][0]["sample"], json!(["王芳", "李强"]));
        let id = shown["id"].as_str().unwrap().to_owned();
        let mapping = json!({"mapping": {"0": "name", "1": "id_number", "2": "date", "3": "metric:sbp", "4": "metric:dbp"}});
        let (status, tried) = door.post(&format!("/api/imports/{id}/dry-run"), mapping.clone()).await;
        assert_eq!(status, StatusCode::OK, "{tried}");
        assert_eq!(tried["summary"]["types"]["Patient"]["created"], 1);
        assert_eq!((&tried["errors"][0]["row"], &tried["errors"][0]["column"]), (&json!(3), &json!("证件号码")));
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM patient").await, 0);
        let (_, done) = door.post(&format!("/api/imports/{id}/run"), mapping.clone()).await;
        assert_eq!((&done["summary"]["imported"], &done["summary"]["refused"]), (&json!(1), &json!(1)));
        assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM patient").await, 1);
        // The file itself is gone; the batch and its errors stay.
        let (status, _) = door.post(&format!("/api/imports/{id}/run"), mapping).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let (_, kept) = door.get(&format!("/api/imports/{id}")).await;
        assert_eq!((&kept["state"], &kept["preview"]), (&json!("done"), &Value::Null));
        assert_eq!(kept["errors"].as_array().unwrap().len(), 1);
        let (_, next) = door.upload("下月.csv", sheet.as_bytes()).await;
        assert_eq!(next["columns"][0]["target"], "name");
        let (_, listed) = door.get("/api/imports").await;
        assert_eq!((listed["total"].as_u64(), &listed["items"][1]["name"]), (Some(2), &json!("体检.csv")));
        let (status, _) = Door::new(&app, nurse(TenantId::new())).get(&format!("/api/imports/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_cannot_work_is_refused_with_a_sentence() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let door = Door::new(&app, nurse(tenant));
        let (_, shown) = door.upload("a.csv", "姓名,收缩压\n王芳,120\n".as_bytes()).await;
        let path = format!("/api/imports/{}/dry-run", shown["id"].as_str().unwrap());
        for (mapping, part) in [
            (json!({"0": "name", "1": "metric:sbp"}), "日期"),
            (json!({"1": "metric:sbp"}), "姓名"),
            (json!({"0": "nonsense"}), "nonsense"),
            (json!([{"index": 0, "target": "name"}, {"index": 1, "target": "name"}]), "两列"),
        ] {
            let (status, told) = door.post(&path, json!({ "mapping": mapping })).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
            assert!(told["message"].as_str().unwrap().contains(part), "{told}");
        }
        let (status, _) = door.upload("程序.xlsx", b"PK\x03\x04 not a workbook").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let reader = Scope { acts: [Act::PatientRead].into(), ..nurse(tenant) };
        assert_eq!(Door::new(&app, reader).get("/api/imports").await.0, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_file_names_headers_and_leaves_the_rest_to_the_house() {
    on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let folder = temp_folder();
        let path = folder.join("门诊.csv");
        let sheet = "称呼,患者编号,高值,低值,性别\n王芳,A01,152,96,女\n";
        std::fs::write(&path, sheet).unwrap();
        let told: super::Instructions = serde_json::from_value(json!({
            "mapping": {"称呼": "name", "高值": "metric:sbp", "低值": "metric:dbp"},
            "default_date": "2026-02-10", "source": "社区站"
        }))
        .unwrap();
        let options = Options { source: "import".to_owned(), dry_run: false };
        let told = Told { sheet: Some(told), format: Some(Format::Sheet) };
        let summary =
            run_told(&app, &Scope::system(tenant, "import"), &[path], &options, told).await.unwrap();
        assert_eq!((created(&summary, "Patient"), created(&summary, "Observation")), (1, 1), "{summary:?}");
        assert_eq!(one(&app, "SELECT sex AS v FROM patient").await, "female");
        assert_eq!(
            one(&app, "SELECT value AS v FROM patient_identifier WHERE system = 'mrn:社区站'").await,
            "A01"
        );
        drop(std::fs::remove_dir_all(folder));
    })
    .await;
}
