//! What the JSON reader keeps and what it refuses.

use nq_fhir::{Json, parse};

#[test]
fn six_point_one_zero_stays_six_point_one_zero() {
    let text = r#"{"resourceType":"Observation","valueQuantity":{"value":6.10,"unit":"%"},"x":[1e3,-0.0,1.0E-2,9007199254740993]}"#;
    assert_eq!(parse(text).unwrap().to_string(), text);
}

#[test]
fn unknown_elements_and_their_order_survive() {
    let text = r#"{"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueDateTime":"1970-01-01"}]},"zzz":null,"a":[]}"#;
    assert_eq!(parse(text).unwrap().to_string(), text);
}

#[test]
fn chinese_rare_characters_and_escapes_survive() {
    let json = parse(r#"{"name":"\u5f20\ud842\udfb7䶮","note":"a\"b\\c\n\t"}"#).unwrap();
    assert_eq!(json.text("name"), Some("张𠮷䶮"));
    assert_eq!(parse(&json.to_string()).unwrap(), json);
}

#[test]
fn a_repeated_member_is_refused_with_its_place() {
    let error =
        parse("{\"resourceType\":\"Patient\",\n\"gender\":\"male\",\"gender\":\"female\"}").unwrap_err();
    assert_eq!(error.line, 2);
    assert!(error.to_string().contains("gender"), "{error}");
    let many = (0..20).map(|n| format!("\"m{n}\":{n},")).collect::<Vec<_>>().concat();
    assert!(parse(&format!("{{{many}\"m3\":0}}")).is_err());
}

#[test]
fn a_hundred_thousand_levels_are_refused_without_a_crash() {
    let deep = "{\"extension\":[".repeat(100_000);
    assert!(parse(&deep).unwrap_err().reason.contains("嵌套"));
}

#[test]
fn what_is_not_json_is_refused() {
    for wrong in [
        "",
        "{",
        "[1,]",
        "{\"a\":}",
        "{'a':1}",
        "01",
        "1.",
        "+1",
        ".5",
        "1e400000",
        "nul",
        "\"a",
        "{\"a\":1} x",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\u{1}\"",
        "{\"a\" 1}",
        "\"\\ud800\\u0041\"",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
    assert!(parse("\u{feff} {\"a\":1}\n").is_ok());
}

#[test]
fn content_is_the_same_whatever_the_order_of_members_or_the_servers_stamp() {
    let canonical = |text: &str| parse(text).unwrap().canonical();
    let a = canonical(
        r#"{"resourceType":"Patient","gender":"male","meta":{"versionId":"1","tag":[{"code":"t"}]}}"#,
    );
    let b = canonical(
        r#"{"meta":{"tag":[{"code":"t"}],"lastUpdated":"2026-01-01T00:00:00Z"},"gender":"male","resourceType":"Patient"}"#,
    );
    assert_eq!(a, b);
    assert_eq!(canonical(r#"{"a":1,"meta":{"versionId":"7"}}"#), canonical(r#"{"a":1}"#));
    assert_ne!(canonical(r#"{"a":6.1}"#), canonical(r#"{"a":6.10}"#));
    assert_ne!(canonical(r#"{"a":["1","2"]}"#), canonical(r#"{"a":["1,2"]}"#));
}

#[test]
fn members_can_be_set_and_removed() {
    let mut json = Json::object([("a", 1_u64.into())]);
    json.set("a", "x".into());
    json.set("b", true.into());
    assert_eq!(json.remove("a").and_then(|old| old.as_str().map(str::to_owned)).as_deref(), Some("x"));
    assert_eq!(json.to_string(), r#"{"b":true}"#);
    assert_eq!(json.to_value(), serde_json::json!({"b": true}));
}
