//! Every operation of the API document, asked by nobody, by another tenant and by a colleague without the patient, the latter two
//! holding every right there is. A new endpoint without a line here fails.
use super::world::{Answer, World};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What an operation may tell to whom.
#[derive(Debug, Clone, PartialEq)]
enum Line {
    /// Answers without a login: login itself, setup, links that carry their own secret.
    Public,
    /// Concerns only the one who asks, or the tenant's own definitions; shows no patient to anybody else.
    List,
    /// One thing of the tenant that is no patient's; another tenant must not reach it. With the body to try.
    Tenant(&'static str, Value),
    /// One thing of a patient; neither another tenant nor a colleague without the patient may reach it.
    Patient(&'static str, Value),
    /// Names the patient in its body or query instead of its path.
    Names(Value),
}
use Line::{List, Names, Patient, Public, Tenant};

const FUTURE: &str = "2026-06-01T01:00:00Z";
const DAY: &str = "2026-06-01";

/// The line of each operation. The text in `Tenant` and `Patient` says which of the world's ids stands in the path.
fn lines() -> Vec<(&'static str, Line)> {
    [everybody(), patients(), care(), tenant()].concat()
}

fn everybody() -> Vec<(&'static str, Line)> {
    let public = [
        "create_session",
        "delete_session",
        "read_setup",
        "run_setup",
        "list_demo_logins",
        "read_link",
        "save_link_answers",
        "read_message_why",
        "ask_quiet",
        "create_link_readings",
        "submit_link",
        "read_link_today",
        "read_demo_clock",
    ];
    let lists = [
        "read_session",
        "list_audit",
        "list_colleagues",
        "read_dashboard",
        "list_departments",
        "list_enrolments",
        "list_feeds",
        "list_forms",
        "list_imports",
        "list_inbound",
        "read_ledger",
        "list_ledger_items",
        "list_matches",
        "list_messages",
        "list_pathways",
        "list_patients",
        "read_rule_dictionary",
        "list_rules",
        "search_patients",
        "list_segments",
        "list_tags",
        "list_views",
        "read_rfm",
        "list_sites",
        "list_staff",
        "list_tasks",
        "read_task_summary",
        "list_templates",
        "list_tokens",
        "read_next_card_number",
        "list_dashboard_people",
        "read_demo_tour",
        "read_demo_phone",
        "list_models",
        "list_model_tables",
        "list_alerts",
    ];
    public.into_iter().map(|op| (op, Public)).chain(lists.into_iter().map(|op| (op, List))).collect()
}

fn patients() -> Vec<(&'static str, Line)> {
    let reads = [
        "read_patient",
        "read_patient_brief",
        "list_answers",
        "list_consents",
        "list_contracts",
        "read_conversation",
        "list_facts",
        "list_future",
        "read_grade",
        "list_metrics",
        "read_trend",
        "list_patient_pathways",
        "list_results",
        "list_timeline",
        "list_scores",
        "read_score",
        "read_form_prefill",
    ];
    let mut lines: Vec<_> = reads.into_iter().map(|op| (op, Patient("patient", Value::Null))).collect();
    lines.extend([
        ("unmask_patient", Patient("patient", json!({"field": "phone", "reason": "电话随访需要"}))),
        ("mute_patient", Patient("patient", json!({"reason": "患者要求", "until": FUTURE}))),
        ("create_readings", Patient("patient", json!({"readings": [{"metric": "sbp", "value": "132"}]}))),
        ("update_care_team", Patient("patient", json!({"role": "nurse", "staff_id": "STAFF"}))),
        (
            "create_contract",
            Patient("patient", json!({"team": "城东第一团队", "from": "2026-01-01", "until": "2026-12-31"})),
        ),
        ("end_contract", Patient("patient", json!({"contract_id": uuid::Uuid::nil(), "reason": "迁出"}))),
        ("update_consent", Patient("patient", json!({"granted": true, "evidence": "电话"}))),
        ("override_grade", Patient("patient", json!({"grade": "red", "reason": "临床判断需要重点管理"}))),
        ("run_score", Patient("patient", json!({"inputs": {"bmi": 26}}))),
        ("try_score", Patient("patient", json!({"inputs": {"bmi": 26}}))),
        ("override_score", Patient("patient", json!({"category": "normal", "reason": "举重运动员"}))),
        ("read_alert", Patient("alert", Value::Null)),
        ("acknowledge_alert", Patient("alert", json!({"note": "已知悉"}))),
        ("close_alert", Patient("alert", json!({"outcome": "contacted"}))),
        ("read_segment_why", Patient("segment", Value::Null)),
        ("preview_template", Names(json!({"patient_id": "PATIENT"}))),
        ("list_receipts", Names(json!({"subject_kind": "enrolment", "subject_id": "ENROLMENT"}))),
        (
            "create_message",
            Names(json!({"patient_id": "PATIENT", "class": "clinical_routine", "text": "请按时测量血压。"})),
        ),
        (
            "create_enrolment",
            Names(json!({"patient_id": "PATIENT", "pathway_code": "post_stent", "reason": "医生要求"})),
        ),
        ("create_form_session", Names(json!({"patient_id": "PATIENT", "form_code": "home_bp"}))),
        ("open_card", Names(json!({"patient_id": "PATIENT"}))),
        ("reply_demo_phone", Names(json!({"message_id": "MESSAGE", "text": "好的"}))),
    ]);
    lines
}

fn care() -> Vec<(&'static str, Line)> {
    let none = || Value::Null;
    vec![
        ("read_enrolment", Patient("enrolment", none())),
        ("stop_enrolment", Patient("enrolment", json!({"reason": "患者拒绝"}))),
        ("release_enrolment", Patient("enrolment", none())),
        ("read_task", Patient("task", none())),
        ("assign_task", Patient("task", json!({"staff_id": "STAFF"}))),
        ("claim_task", Patient("task", none())),
        ("complete_task", Patient("task", json!({"result_code": "done"}))),
        ("postpone_task", Patient("task", json!({"to": DAY, "reason": "患者出差"}))),
        ("move_obligation", Patient("obligation", json!({"to": DAY, "reason": "患者出差"}))),
        ("skip_obligation", Patient("obligation", json!({"reason": "已在门诊完成"}))),
        ("read_message", Patient("message", none())),
        ("cancel_message", Patient("message", json!({"reason": "内容有误"}))),
        ("resolve_message", Patient("message", json!({"arrived": true, "note": "电话核实"}))),
        ("read_form_session", Patient("session", none())),
        ("update_form_session", Patient("session", json!({"answers": {}}))),
        ("submit_form_session", Patient("session", json!({"answers": {}}))),
    ]
}

fn feed() -> Value {
    json!({"name": "HIS", "source": "HIS", "charset": "gb18030", "silence_minutes": 60, "processing_ids": ["P"], "aliases": {}})
}

fn tag() -> Value {
    json!({"name": "改名", "rule": {"age": {"ge": 45}}})
}

fn tenant() -> Vec<(&'static str, Line)> {
    let none = || Value::Null;
    vec![
        ("read_segment", Tenant("segment", none())),
        ("update_segment", Tenant("segment", json!({"name": "改名", "rule": {"age": {"ge": 45}}}))),
        ("delete_segment", Tenant("segment", none())),
        ("list_segment_members", Tenant("segment", none())),
        ("read_segment_flow", Tenant("segment", json!({ "from": "2026-01-01", "to": "2026-02-01" }))),
        ("export_segment", Tenant("segment", none())),
        ("look_audience", List),
        ("look_audience_flow", List),
        ("list_audience_people", List),
        ("look_rfm_moves", List),
        ("create_tag", List),
        ("update_tag", Tenant("tag", tag())),
        ("retire_tag", Tenant("tag", none())),
        ("look_tag_effect", Tenant("tag", json!({}))),
        ("publish_tag", Tenant("tag", none())),
        ("restore_tag", Tenant("tag", none())),
        ("create_view", List),
        ("delete_view", Patient("view", none())),
        ("list_view_patients", Patient("view", none())),
        ("read_pathway", Tenant("pathway", none())),
        ("update_pathway", Tenant("pathway", json!({"definition": "DEFINITION"}))),
        ("publish_pathway", Tenant("pathway", none())),
        ("retire_pathway", Tenant("pathway", none())),
        ("disable_staff", Tenant("staff", none())),
        ("enable_staff", Tenant("staff", none())),
        ("delete_token", Tenant("absent", none())),
        ("update_feed", Tenant("absent", feed())),
        ("replay_feed", Tenant("absent", none())),
        ("read_inbound", Tenant("absent", none())),
        ("replay_inbound", Tenant("absent", json!({}))),
        ("read_import", Tenant("absent", none())),
        ("check_import", Tenant("absent", json!({"mapping": []}))),
        ("run_import", Tenant("absent", json!({"mapping": []}))),
        ("decide_match", Tenant("absent", json!({"same": true, "reason": "同一人"}))),
        ("undo_match", Tenant("absent", json!({"reason": "误判"}))),
        ("update_model_setting", List),
        ("create_model_table", List),
        ("approve_model_table", List),
        ("read_form", List),
        ("check_form", List),
        ("create_form", List),
        ("check_template", List),
        ("create_template", List),
        ("check_pathway", List),
        ("create_pathway", List),
        ("preview_rule", List),
        ("create_segment", List),
        ("create_staff", List),
        ("create_token", List),
        ("create_import", List),
        ("advance_demo_clock", List),
        ("settle_demo", List),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_a_line_and_no_line_is_stale() {
    let operations: BTreeSet<String> = World::operations().into_iter().map(|op| op.id).collect();
    let lines: BTreeSet<String> = lines().into_iter().map(|(op, _)| op.to_owned()).collect();
    let missing: Vec<_> = operations.difference(&lines).collect();
    let stale: Vec<_> = lines.difference(&operations).collect();
    assert!(missing.is_empty(), "operations without a line in coverage.rs: {missing:?}");
    assert!(stale.is_empty(), "lines without an operation: {stale:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_another_tenant_and_a_colleague_without_the_patient_learn_nothing() {
    let world = World::build().await;
    let mut wrong = Vec::new();
    for operation in World::operations() {
        // These two move the clock of the whole installation: demo only, and nothing about a patient.
        if matches!(operation.id.as_str(), "advance_demo_clock" | "settle_demo") {
            continue;
        }
        let line = lines().into_iter().find(|(op, _)| *op == operation.id).map_or(List, |(_, line)| line);
        let mut note = |who: &str, what: String| wrong.push(format!("{} as {who}: {what}", operation.id));
        let (thing, body) = match &line {
            Tenant(thing, body) | Patient(thing, body) => (*thing, body.clone()),
            Names(body) => ("patient", body.clone()),
            Public | List => ("absent", Value::Null),
        };
        let answer = world.ask(None, &operation, thing, &body).await;
        if line != Public && answer.status != 401 {
            note("nobody", format!("{}", answer.status));
        }
        for (who, scope, mine) in
            [("another tenant", &world.stranger, false), ("a colleague", &world.colleague, true)]
        {
            let answer = world.ask(Some(scope), &operation, thing, &body).await;
            // The auditor sees whom an act concerned, by id, and nothing of the person.
            let ids = operation.id != "list_audit";
            if let Some(leak) = world.leaks(&answer, ids) {
                note(who, format!("leaks {leak}"));
            }
            if answer.status >= 500 {
                note(who, format!("{} {}", answer.status, answer.text));
            }
            let closed = matches!(line, Patient(..)) || (matches!(line, Tenant(..)) && !mine);
            if closed && !refused_like_absent(&answer) {
                note(who, format!("{} {}", answer.status, answer.text));
            }
            if matches!(line, Names(_)) && answer.status < 300 && answer.text != "[]" {
                note(who, format!("accepted: {}", answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(world.fingerprint().await, world.before, "no attempt changed a row of the patient");
}

/// Not there or not yours must be one answer.
fn refused_like_absent(answer: &Answer) -> bool {
    answer.status == 404 || answer.status == 403
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patients_own_manager_reaches_all_of_it() {
    let world = World::build().await;
    for operation in World::operations() {
        let line = lines().into_iter().find(|(op, _)| *op == operation.id).map(|(_, line)| line);
        let Some(Patient(thing, body)) = line else { continue };
        if operation.method != "get" || operation.id == "read_segment_why" {
            continue;
        }
        let answer = world.ask(Some(&world.manager), &operation, thing, &body).await;
        assert!(answer.status < 300, "{}: {} {}", operation.id, answer.status, answer.text);
    }
}
