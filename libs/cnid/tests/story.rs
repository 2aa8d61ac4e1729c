//! What the desk, the importer and the searcher rely on.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::NaiveDate;
use nq_cnid::*;
use proptest::prelude::*;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}
fn today() -> NaiveDate {
    day(2026, 11, 21)
}

#[test]
fn an_id_number_tells_birth_sex_and_province() {
    let id = ResidentId::parse("430481198206236374", today()).unwrap();
    assert_eq!(
        (id.birth(), id.sex(), id.province(), id.region()),
        (day(1982, 6, 23), Sex::Male, "湖南", "430481")
    );
    assert_eq!(id.masked(), "430***********6374");
    let small = ResidentId::parse(" 11010519491231002x ", today()).unwrap();
    assert_eq!(small.as_str(), "11010519491231002X");
    assert!(ResidentId::parse("１１０１０５１９４９１２３１００２Ｘ", today()).is_ok());
    assert!(ResidentId::parse("'=\"11010519491231002X\"", today()).is_ok());
}

#[test]
fn a_wrong_id_number_is_refused_with_its_reason() {
    let why = |s: &str| ResidentId::parse(s, today()).unwrap_err();
    assert_eq!(why("430481198206236373"), IdProblem::CheckDigit);
    assert_eq!(why("110105199902301237"), IdProblem::Birth);
    assert_eq!(why("110105209901011234"), IdProblem::Birth);
    assert_eq!(why("1.10101E+17"), IdProblem::SpreadsheetDamaged);
    assert_eq!(why("000105194912310021"), IdProblem::Region);
    assert_eq!(why("1101051949123100"), IdProblem::Length);
    assert_eq!(why("11010519491231OO2X"), IdProblem::Character);
}

#[test]
fn an_old_card_of_fifteen_digits_is_lifted_to_eighteen() {
    let id = ResidentId::parse("110105491231002", today()).unwrap();
    assert_eq!(id.as_str(), "11010519491231002X");
    assert!(id.from_legacy());
    let centenarian = ResidentId::parse("110105991231997", day(1999, 1, 1)).unwrap();
    assert_eq!(centenarian.birth(), day(1899, 12, 31));
}

#[test]
fn every_vector_of_the_shared_identity_file_holds() {
    let root = std::env::var("NUANQIAO_SHARED").unwrap_or_else(|_| "../../../shared".to_owned());
    let path = format!("{root}/protocols/vectors/cn_identity_masking.json");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{path}: {e}; set NUANQIAO_SHARED to the folder of shared vectors"));
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    for v in all["id_numbers"].as_array().unwrap() {
        let value = v["value"].as_str().unwrap();
        let got = ResidentId::parse(value, today());
        if let Some(valid) = v["valid"].as_bool() {
            assert_eq!(got.is_ok(), valid, "{value}");
        }
        if let (Ok(id), Some(birth)) = (&got, v["birth"].as_str()) {
            assert_eq!(id.birth().to_string(), birth);
            assert_eq!(id.sex().zh(), v["sex"].as_str().unwrap());
            assert_eq!(id.masked(), v["masked"].as_str().unwrap());
        }
    }
    for v in all["phones"].as_array().unwrap() {
        let got = Phone::parse(v["value"].as_str().unwrap());
        assert_eq!(got.is_some(), v["valid"].as_bool().unwrap(), "{v}");
        assert_eq!(got.as_ref().map(Phone::e164).as_deref(), v["e164"].as_str(), "{v}");
        assert_eq!(got.as_ref().map(Phone::masked).as_deref(), v["masked"].as_str(), "{v}");
    }
    for v in all["names"].as_array().unwrap() {
        assert_eq!(mask_name(v["value"].as_str().unwrap()), v["masked"].as_str().unwrap());
    }
}

#[test]
fn names_that_look_the_same_are_the_same_and_traps_are_refused() {
    let root = std::env::var("NUANQIAO_SHARED").unwrap_or_else(|_| "../../../shared".to_owned());
    let text = std::fs::read_to_string(format!("{root}/protocols/vectors/unicode_confusables.json"))
        .unwrap_or_else(|e| panic!("{e}; set NUANQIAO_SHARED to the folder of shared vectors"));
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    for v in all.as_array().unwrap() {
        let (a, b) = (v["a"].as_str().unwrap(), v["b"].as_str().unwrap());
        let expect = v["expect"].as_str().unwrap();
        match expect {
            e if e.starts_with("second name refused") => {
                assert_eq!(normalise_name(b), Err(NameProblem::Confusable));
            }
            e if e.starts_with("NUL") => assert_eq!(normalise_name(a), Err(NameProblem::Control)),
            e if e.starts_with("inner space") => {
                assert_ne!(normalise_name(a), normalise_name(b));
                assert_eq!(fold(a), fold(b));
            }
            _ => assert_eq!(normalise_name(a), normalise_name(b), "{expect}"),
        }
    }
}

#[test]
fn phones_are_read_as_hospitals_write_them() {
    let national = |s: &str| Phone::parse(s).map(|p| p.national().to_owned());
    assert_eq!(national("(010)62256622").as_deref(), Some("01062256622"));
    assert_eq!(national("0731-88881234转801").as_deref(), Some("073188881234"));
    assert_eq!(national("+86 731 8888 1234").as_deref(), Some("073188881234"));
    assert_eq!(national("400-820-8820").as_deref(), Some("4008208820"));
    assert_eq!(national("无"), None);
    assert_eq!(national(""), None);
    assert_eq!(national("62256622"), None);
    assert_eq!(Phone::parse("138 1234 5678").unwrap().last4(), "5678");
}

#[test]
fn a_surname_is_found_by_the_reading_its_family_uses() {
    for (name, full, initials) in [
        ("曾小明", "zengxiaoming", "zxm"),
        ("单田芳", "shantianfang", "stf"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("乐嘉", "yuejia", "yj"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("欧阳娜娜", "ouyangnana", "oynn"),
        ("吕洞宾", "lvdongbin", "ldb"),
        ("𠮷田", "tian", "t"),
    ] {
        let keys = pinyin_keys(name);
        assert_eq!(keys.full.first().map(String::as_str), Some(full), "{name}");
        assert_eq!(keys.initials.first().map(String::as_str), Some(initials), "{name}");
    }
    assert!(pinyin_keys("曾小明").full.contains(&"cengxiaoming".to_owned()));
    assert!(pinyin_keys("吕布").full.contains(&"lyubu".to_owned()));
    assert!(pinyin_keys("重阳乐行长单曾解查盖朝参").full.len() <= 32);
}

fn person(name: &str, birth: Option<NaiveDate>, id: Option<&str>, phone: Option<&str>) -> Identity {
    Identity {
        name: name.to_owned(),
        sex: None,
        birth,
        id_number: id.map(str::to_owned),
        phones: phone.map(str::to_owned).into_iter().collect(),
        cards: Vec::new(),
    }
}

#[test]
fn the_same_id_number_and_name_is_one_person() {
    let b = Some(day(1982, 6, 23));
    let a = person("王建国", b, Some("430481198206236374"), Some("13812345678"));
    let c = person("王建国", b, Some("430481198206236374"), None);
    let m = match_score(&a, &c);
    assert_eq!(m.verdict, Verdict::Same);
    assert_eq!(m.reasons.first().map(|r| r.text.as_str()), Some("身份证号相同"));
    let other = person("李红", b, Some("430481198206236374"), None);
    assert_eq!(match_score(&a, &other).verdict, Verdict::Review);
}

#[test]
fn a_family_sharing_one_phone_is_not_one_person() {
    let mother = person("李梅", Some(day(1985, 3, 2)), None, Some("13812345678"));
    let child = person("王小宝", Some(day(2015, 8, 9)), None, Some("13812345678"));
    assert_eq!(match_score(&mother, &child).verdict, Verdict::Different);
}

#[test]
fn a_homophone_with_the_same_birthday_is_shown_for_review() {
    let b = Some(day(1970, 1, 9));
    let m = match_score(
        &person("张晓明", b, None, Some("13900001111")),
        &person("张小明", b, None, Some("13900001111")),
    );
    assert_eq!(m.verdict, Verdict::Review);
    assert!(m.reasons.iter().any(|r| r.text.contains("同音")));
}

#[test]
fn two_valid_id_numbers_are_two_people_whatever_their_names() {
    let b = Some(day(1982, 6, 23));
    let a = person("王伟", b, Some("430481198206236374"), Some("13812345678"));
    let c = person("王伟", b, Some("110105198206230018"), Some("13812345678"));
    assert_eq!(match_score(&a, &c).verdict, Verdict::Different);
}

#[test]
fn names_are_compared_as_a_registrar_would() {
    assert_eq!(compare_names("王建国", "王 建国"), NameMatch::Exact);
    assert_eq!(compare_names("曾晓明", "曾小明"), NameMatch::SamePinyin);
    assert_eq!(compare_names("欧阳娜", "欧阳娜娜"), NameMatch::OneCharacter);
    assert_eq!(compare_names("李梅之子", "王小宝"), NameMatch::Newborn);
    assert_eq!(compare_names("王伟", "李伟"), NameMatch::Different);
    assert_eq!(compare_names("", "李伟"), NameMatch::Unknown);
}

proptest! {
    #[test]
    fn a_generated_number_reads_back(days in 0i64..40000, seq in 0u16..1000) {
        let birth = day(1910, 1, 1) + chrono::Duration::days(days);
        let id = generate("110105", birth, seq).unwrap();
        let read = ResidentId::parse(&id, day(2030, 1, 1)).unwrap();
        prop_assert_eq!(read.birth(), birth);
        prop_assert_eq!(read.sex() == Sex::Male, seq % 2 == 1);
    }

    #[test]
    fn one_wrong_digit_never_passes(days in 0i64..40000, seq in 0u16..1000, at in 0usize..17, add in 1u8..10) {
        let id = generate("110105", day(1910, 1, 1) + chrono::Duration::days(days), seq).unwrap();
        let mut bytes = id.into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + add) % 10;
        prop_assert!(ResidentId::parse(&String::from_utf8(bytes).unwrap(), day(2030, 1, 1)).is_err());
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in ".{0,40}") {
        let _ = ResidentId::parse(&text, day(2030, 1, 1));
        let _ = Phone::parse(&text).map(|p| (p.masked(), p.e164()));
        let _ = normalise_name(&text);
        let keys = pinyin_keys(&text);
        prop_assert!(keys.full.len() <= 32 && keys.initials.len() <= 32);
        let _ = mask_document(&text);
    }

    #[test]
    fn a_comparison_is_the_same_from_both_sides(a in "[王李张曾单]{1}[晓小明伟芳]{1,2}", b in "[王李张曾单]{1}[晓小明伟芳]{1,2}",
        x in 0i64..900, y in 0i64..900, p in any::<bool>()) {
        let from = day(1980, 1, 1);
        let phone = p.then_some("13812345678");
        let one = person(&a, Some(from + chrono::Duration::days(x)), None, phone);
        let two = person(&b, Some(from + chrono::Duration::days(y)), None, phone);
        let (m, n) = (match_score(&one, &two), match_score(&two, &one));
        prop_assert_eq!((m.score, m.verdict), (n.score, n.verdict));
    }
}
