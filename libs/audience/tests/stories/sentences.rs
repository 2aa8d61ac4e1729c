//! What a rule says in Chinese.

use crate::people::{dictionary, rule};
use nq_audience::render;

const TABLE: &[(&str, &str)] = &[
    (r#"{"age":{"ge":45}}"#, "年龄≥45岁"),
    (r#"{"age":{"between":[45,60]}}"#, "年龄在45至60岁之间"),
    (r#"{"age_days":{"le":42}}"#, "日龄≤42天"),
    (r#"{"sex":"female"}"#, "性别为女"),
    (r#"{"grade":["red","yellow"]}"#, "风险分级为红（高危）或黄（中危）"),
    (r#"{"tag":["dm_high_risk"]}"#, "带有标签“糖尿病高风险”"),
    (r#"{"site":["s1"]}"#, "属于东院区"),
    (r#"{"care_team":{"role":["responsible_doctor"]}}"#, "已有责任医生"),
    (r#"{"care_team":{"member":["n1"]}}"#, "照护团队中有王护士"),
    (r#"{"metric":{"code":"bmi","is":{"ge":24}}}"#, "最近一次体质指数≥24 kg/m²"),
    (
        r#"{"metric":{"code":"ldl_c","is":{"lt":3.4},"within_days":180}}"#,
        "近180天内最近一次低密度脂蛋白胆固醇＜3.4 mmol/L",
    ),
    (r#"{"metric_text":{"code":"hbsag","any_of":["阳性","+"]}}"#, "最近一次乙肝表面抗原含“阳性”或“+”"),
    (
        r#"{"metric_stat":{"code":"sbp","stat":"mean","days":30,"is":{"ge":140}}}"#,
        "近30天内收缩压平均值≥140 mmHg",
    ),
    (r#"{"condition":{"icd":["I10-I15"],"text":["高血压"]}}"#, "现患高血压（ICD I10-I15）"),
    (r#"{"condition":{"snomed":["44054006"],"ever":true}}"#, "曾诊断SNOMED 44054006"),
    (r#"{"family":{"text":["糖尿病"]}}"#, "家族中有人患糖尿病"),
    (r#"{"family":{"icd":["E10-E14"],"relation":["father"]}}"#, "父亲有人患ICD E10-E14"),
    (r#"{"taking":{"name":["阿司匹林"]}}"#, "正在使用阿司匹林"),
    (r#"{"had":{"of":{"procedure":{"name":["支架"]}},"days_ago":[7,30]}}"#, "处于支架手术或操作后第7至30天"),
    (r#"{"had":{"of":{"encounter":{"department":["d1"]}}}}"#, "有过心内科就诊"),
    (r#"{"had":{"of":{"form":"diary"},"days_ago":[0,7]}}"#, "近7天内有《症状日记》答卷"),
    (r#"{"absent":{"of":{"metric":{"code":"ogtt_2h"}},"days":365}}"#, "近365天内没有糖负荷后2h血糖记录"),
    (r#"{"absent":{"of":{"procedure":{"code":["45.23"]}}}}"#, "从来没有编码45.23手术或操作"),
    (
        r#"{"count":{"of":{"encounter":{"class":["outpatient"]}},"days":365,"is":{"ge":6}}}"#,
        "近365天内门诊次数≥6次",
    ),
    (
        r#"{"count":{"of":{"metric":{"code":"sbp","is":{"ge":140}}},"days":14,"by":"day","is":{"ge":3}}}"#,
        "近14天内有收缩压≥140 mmHg的记录的天数≥3天",
    ),
    (
        r#"{"count":{"of":{"message":{"channel":["sms"],"answered":false}},"days":30,"is":{"ge":3}}}"#,
        "近30天内未得到回复的短信触达次数≥3次",
    ),
    (
        r#"{"form_score":{"form":"gad7","is":{"ge":10},"within_days":90}}"#,
        "近90天内最近一次《GAD-7焦虑量表》得分≥10分",
    ),
    (
        r#"{"form_answer":{"form":"diary","question":"pain","any_of":["疼"]}}"#,
        "最近一次《症状日记》“今天疼吗”的回答为“疼”",
    ),
    (r#"{"spend":{"days":365,"is":{"gt":50000}}}"#, "近365天内就诊花费＞50000元"),
    (r#"{"consent":"marketing"}"#, "已授权用于“健康活动推荐”"),
    (r#"{"pathway":{"pathway":"post_pci"}}"#, "在路径“支架术后随访”中进行中"),
    (r#"{"contract":{"ends_within_days":60}}"#, "家庭医生签约将在60天内到期"),
    (
        r#"{"spend":{"days":365,"is":{"gt":3000},"of":{"class":["outpatient"],"department":["d1"]}}}"#,
        "近365天内心内科门诊花费＞3000元",
    ),
    (
        r#"{"count":{"of":{"encounter":{"doctor":["李明"]}},"days":90,"is":{"ge":2}}}"#,
        "近90天内李明接诊的就诊次数≥2次",
    ),
    (
        r#"{"count":{"of":{"message":{"opened":false}},"days":30,"is":{"ge":3}}}"#,
        "近30天内未打开的触达次数≥3次",
    ),
    (
        r#"{"had":{"of":{"form_sent":{"form":"gad7","answered":false}},"days_ago":[0,7]}}"#,
        "近7天内有已发送未答复的《GAD-7焦虑量表》",
    ),
    (
        r#"{"count":{"of":{"appointment":{"state":["missed"]}},"days":180,"is":{"ge":2}}}"#,
        "近180天内爽约的预约次数≥2次",
    ),
    (r#"{"age_on":{"date":"2026-09-01","is":{"ge":6}}}"#, "到2026-09-01时年龄≥6岁"),
    (r#"{"birthday":{"when":"this_month"}}"#, "公历生日在本月"),
    (r#"{"birthday":{"calendar":"lunar","when":{"in_days":[0,7]}}}"#, "农历生日在未来7天内"),
    (r#"{"season":["winter"]}"#, "时令为冬季"),
    (r#"{"solar_term":{"any_of":["li_dong","xiao_xue"]}}"#, "正值立冬或小雪节气"),
    (r#"{"solar_term":{"any_of":["dong_zhi"],"in_days":[0,3]}}"#, "未来3天内交冬至"),
    (
        r#"{"trend":{"code":"bmi","of":"slope","days":180,"is":{"ge":0.5}}}"#,
        "近180天内体质指数平均每30天的变化≥0.5 kg/m²",
    ),
    (
        r#"{"trend":{"code":"sbp","of":"change","days":30,"is":{"le":-20}}}"#,
        "近30天内收缩压末次与首次之差≤-20 mmHg",
    ),
    (
        r#"{"run":{"code":"hr_night","days":3,"within_days":30,"mean":{"over":{"code":"hr_base","by":10}}}}"#,
        "近30天内夜间心率连续3天日均值高于本人静息心率超过10 次/分",
    ),
    (
        r#"{"run":{"code":"sbp","days":2,"within_days":7,"hours":[22,6],"mean":{"is":{"ge":140}}}}"#,
        "近7天内收缩压（22时至次日6时）连续2天日均值≥140 mmHg",
    ),
    (r#"{"supply":{"of":{"name":["阿司匹林"]},"days_left":{"le":7}}}"#, "阿司匹林剩余药量≤7天"),
    (r#"{"appointment":{"in_days":[0,7],"of":{"department":["d1"]}}}"#, "未来7天内有心内科预约"),
    (r#"{"reachable":["sms"]}"#, "可以通过短信联系到"),
    (
        r#"{"rfm":{"recent_days":180,"window_days":365,"visits":3,"yuan":3000,"r":true,"f":false,"m":true}}"#,
        "近180天内来过、近365天内就诊不足3次、近365天内花费不少于3000元",
    ),
    (r#"{"segment":"g1"}"#, "属于人群“慢病稳定期”"),
    (r#"{"not":{"grade":["green"]}}"#, "不满足“风险分级为绿（低危）”"),
    (r#"{"all":[]}"#, "全部患者"),
    (
        r#"{"all":[{"age":{"ge":45}},{"any":[{"sex":"male"},{"tag":["vip"]}]}]}"#,
        "年龄≥45岁，且（性别为男，或带有标签“重点客户”）",
    ),
];

#[test]
fn every_condition_reads_as_a_sentence() {
    for (json, sentence) in TABLE {
        assert_eq!(render(&rule(json), &dictionary()).full, *sentence, "{json}");
    }
}

#[test]
fn every_condition_of_the_table_is_accepted_by_the_check_and_survives_json() {
    for (json, _) in TABLE {
        assert_eq!(nq_audience::check(&rule(json), &dictionary()), Ok(()), "{json}");
        assert_eq!(serde_json::to_string(&rule(json)).expect("json"), *json);
    }
}

#[test]
fn every_node_has_its_sentence_and_its_place() {
    let rule = rule(r#"{"all":[{"age":{"ge":45}},{"not":{"sex":"male"}}]}"#);
    let nodes: Vec<_> = render(&rule, &dictionary())
        .nodes
        .into_iter()
        .map(|n| format!("{} {}", n.path, n.sentence))
        .collect();
    assert_eq!(
        nodes,
        [" 同时满足以下各项", "/all/0 年龄≥45岁", "/all/1 不满足以下条件", "/all/1/not 性别为男"]
    );
}
