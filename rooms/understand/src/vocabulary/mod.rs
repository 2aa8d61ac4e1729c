//! The names a rule may use here: metrics, tags, departments, staff, purposes, segments.
use crate::{library::library, segment, tag};
use access::consent::Purpose;
use kernel::{Result, Scope};
use nq_audience::{Decimal, Dictionary, FormEntry, MetricEntry, Names, Rule, uses};
use nq_clinical::ValueType;
use sea_orm::ConnectionTrait;
use std::sync::OnceLock;

const CARE_ROLES: &[(&str, &str)] =
    &[("doctor", "责任医生"), ("nurse", "责任护士"), ("health_manager", "健康管理师")];
const CLASSES: &[(&str, &str)] = &[
    ("outpatient", "门诊"),
    ("inpatient", "住院"),
    ("emergency", "急诊"),
    ("exam", "体检"),
    ("home", "上门"),
    ("virtual", "线上"),
    ("other", "其他就诊"),
];
const MESSAGE_CLASSES: &[(&str, &str)] = &[
    ("clinical_urgent", "临床紧急"),
    ("clinical_routine", "临床常规"),
    ("service", "服务"),
    ("care", "关怀"),
    ("marketing", "营销"),
];
const CHANNELS: &[(&str, &str)] = &[
    ("sms_service", "短信"),
    ("sms_marketing", "营销短信"),
    ("wechat_template", "微信服务通知"),
    ("wechat_session", "微信客服消息"),
    ("wecom", "企业微信"),
    ("ai_voice", "智能语音"),
    ("call", "人工电话"),
    ("inbox", "消息盒"),
];
const RELATIONS: &[(&str, &str)] = &[
    ("father", "父亲"),
    ("mother", "母亲"),
    ("sibling", "兄弟姐妹"),
    ("child", "子女"),
    ("grandparent", "祖父母"),
    ("other", "其他亲属"),
];

fn names(pairs: &[(&str, &str)]) -> Names {
    pairs.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect()
}

/// What every installation knows: the clinical dictionary and the fixed lists.
pub(crate) fn house() -> Dictionary {
    static ONCE: OnceLock<Dictionary> = OnceLock::new();
    ONCE.get_or_init(read_house).clone()
}

fn read_house() -> Dictionary {
    let metrics = nq_clinical::dictionary().all().iter().map(|metric| {
        let bound = |n: Option<f64>| n.and_then(|n| n.to_string().parse::<Decimal>().ok());
        let entry = MetricEntry {
            name: metric.name_zh.clone(),
            unit: nq_clinical::unit_shown(&metric.ucum),
            numeric: metric.value_type == ValueType::Numeric,
            plausible_low: bound(metric.plausible.0),
            plausible_high: bound(metric.plausible.1),
        };
        (metric.code.clone(), entry)
    });
    Dictionary {
        metrics: metrics.collect(),
        tags: library().tags.iter().map(|rule| (rule.code.clone(), rule.name.clone())).collect(),
        forms: crate::facts::scores::names().collect(),
        care_roles: names(CARE_ROLES),
        encounter_classes: names(CLASSES),
        message_classes: names(MESSAGE_CLASSES),
        channels: names(CHANNELS),
        purposes: Purpose::ALL
            .iter()
            .map(|(_, code, name)| ((*code).to_owned(), (*name).to_owned()))
            .collect(),
        relations: names(RELATIONS),
        ..Dictionary::default()
    }
}

/// The names of one tenant.
pub async fn vocabulary(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Dictionary> {
    let tenant = Scope::system(scope.tenant, "understand");
    let mut all = house();
    let (sites, departments) = access::organisation::names(conn, &tenant).await?;
    all.sites = sites.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    all.departments = departments.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    all.staff =
        access::staff::all(conn, &tenant).await?.into_iter().map(|s| (s.id.to_string(), s.name)).collect();
    all.segments = segment::store::names(conn, &tenant).await?;
    // A tag the viewer may not know of is a word he does not have.
    all.tags.extend(tag::store::names(conn, scope).await?);
    Ok(all)
}

/// Adds the forms and pathways that a rule names. They belong to rooms above this one, so that only their codes are
/// known here; a code that does not exist yet simply finds nobody.
pub(crate) fn admit(names: &mut Dictionary, rule: &Rule) {
    let uses = uses(rule);
    for code in uses.pathways {
        names.pathways.entry(code.clone()).or_insert(code);
    }
    for code in uses.forms {
        let form = names.forms.entry(code.clone()).or_insert_with(|| FormEntry {
            name: code,
            scored: true,
            ..FormEntry::default()
        });
        form.scored = true;
    }
    for leaf in rule.leaves() {
        if let nq_audience::Leaf::FormAnswer(answer) = leaf {
            let question = answer.question.clone();
            names.forms.entry(answer.form.clone()).or_default().questions.insert(question.clone(), question);
        }
    }
}
