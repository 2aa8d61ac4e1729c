//! What does the record say of a disease, a medicine or a habit? Yes with its source, no with what the no rests on, or
//! nothing. A no that nobody said is marked as inferred.
use chrono::{DateTime, Days, Utc};
use nq_audience::{Coded, IcdRange, Origin, PersonFacts};

/// An answer from the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// By a record.
    Sure(bool, Origin),
    /// Inferred; from what, as of when.
    Likely(bool, &'static str, Option<DateTime<Utc>>),
}

/// A disease, by its codes and names.
#[derive(Debug)]
pub(super) struct Disease {
    icd: &'static [&'static str],
    snomed: &'static [&'static str],
    text: &'static [&'static str],
}

const fn disease(
    icd: &'static [&'static str],
    snomed: &'static [&'static str],
    text: &'static [&'static str],
) -> Disease {
    Disease { icd, snomed, text }
}

pub(super) const DIABETES: Disease =
    disease(&["E10-E14"], &["73211009", "44054006", "46635009"], &["1型糖尿病", "2型糖尿病"]);
pub(super) const HYPERTENSION: Disease =
    disease(&["I10-I15"], &["38341003", "59621000"], &["高血压病", "原发性高血压"]);
pub(super) const ASCVD: Disease = disease(
    &["I20-I25", "I63", "I65-I66", "I70", "G45"],
    &["53741008", "22298006", "414545008", "230690007"],
    &["冠心病", "心肌梗死", "脑梗死", "缺血性脑卒中", "短暂性脑缺血", "外周动脉", "支架植入", "搭桥"],
);
pub(super) const STROKE: Disease =
    disease(&["I60-I64", "I69"], &["230690007"], &["脑梗死", "脑出血", "脑卒中", "中风"]);
pub(super) const TIA: Disease = disease(&["G45"], &["266257000"], &["短暂性脑缺血"]);
pub(super) const VASCULAR: Disease =
    disease(&["I21-I22", "I25.2", "I70", "I73.9"], &["22298006"], &["心肌梗死", "外周动脉", "主动脉斑块"]);
pub(super) const ATRIAL_FIBRILLATION: Disease = disease(&["I48"], &["49436004"], &["心房颤动", "房颤"]);
pub(super) const HEART_FAILURE: Disease = disease(&["I50", "I11.0"], &["84114007"], &["心力衰竭", "心衰"]);
pub(super) const CKD_3_4: Disease =
    disease(&["N18.3-N18.4"], &["433144002", "431857002"], &["慢性肾脏病3期", "慢性肾脏病4期"]);
pub(super) const COLORECTAL_CANCER: Disease =
    disease(&["C18-C21"], &[], &["结肠癌", "直肠癌", "大肠癌", "结直肠"]);

impl Disease {
    pub(super) fn is(&self, coded: &Coded) -> bool {
        let icd = |code: &String| {
            let within =
                |range: &&str| IcdRange::try_from((**range).to_owned()).is_ok_and(|r| r.contains(code));
            self.icd.iter().any(within)
        };
        coded.icd.as_ref().is_some_and(icd)
            || coded.snomed.as_ref().is_some_and(|code| self.snomed.contains(&code.as_str()))
            || self.text.iter().any(|text| coded.text.contains(text))
    }

    /// Whether the person has or had it. A record with diagnoses or visits but without this one says no, inferred.
    pub(super) fn of(&self, facts: &PersonFacts) -> Option<Said> {
        let had = facts.conditions.iter().filter(|c| self.is(&c.coded)).max_by_key(|c| c.origin.at);
        had.map(|c| Said::Sure(true, c.origin.clone())).or_else(|| no_record(facts, "档案中无相关诊断，推定"))
    }

    /// Whether a relative has it; `None` if nobody asked. With the closeness of the nearest such relative.
    pub(super) fn in_family(&self, facts: &PersonFacts) -> Option<(Option<bool>, Origin)> {
        let ill = facts.family.iter().filter(|f| self.is(&f.coded));
        let near = |relation: &str| relation != "grandparent";
        let nearest = ill.max_by_key(|f| (near(&f.relation), f.origin.at));
        match nearest {
            Some(relative) => Some((Some(near(&relative.relation)), relative.origin.clone())),
            None => facts.family.iter().max_by_key(|f| f.origin.at).map(|f| (None, f.origin.clone())),
        }
    }
}

/// The latest contact that would have left a trace.
fn no_record(facts: &PersonFacts, why: &'static str) -> Option<Said> {
    let conditions = facts.conditions.iter().map(|c| c.origin.at);
    let seen = conditions.chain(facts.encounters.iter().map(|e| e.origin.at)).max()?;
    Some(Said::Likely(false, why, Some(seen)))
}

/// Medicines by parts of their names and by ATC code.
#[derive(Debug)]
pub(super) struct Medicines {
    atc: &'static [&'static str],
    names: &'static [&'static str],
    /// Who is known to need such a medicine must be asked whether he takes it.
    needed_by: &'static Disease,
}

pub(super) const ANTIHYPERTENSIVES: Medicines = Medicines {
    atc: &["C02", "C03", "C07", "C08", "C09"],
    names: &[
        "地平",
        "沙坦",
        "普利",
        "洛尔",
        "氢氯噻嗪",
        "吲达帕胺",
        "螺内酯",
        "降压",
        "可乐定",
        "利血平",
        "特拉唑嗪",
        "多沙唑嗪",
        "dipine",
        "sartan",
        "pril ",
        "olol",
    ],
    needed_by: &HYPERTENSION,
};
pub(super) const STATINS: Medicines =
    Medicines { atc: &["C10AA", "C10B"], names: &["他汀", "statin"], needed_by: &ASCVD };
pub(super) const GLUCOSE_LOWERING: Medicines = Medicines {
    atc: &["A10"],
    names: &[
        "二甲双胍",
        "胰岛素",
        "格列",
        "阿卡波糖",
        "伏格列波糖",
        "列净",
        "列汀",
        "肽注射液",
        "metformin",
        "insulin",
    ],
    needed_by: &DIABETES,
};

/// A prescription without an end counts so long.
const TAKEN_DAYS: u64 = 180;

impl Medicines {
    fn is(&self, code: &str, name: &str) -> bool {
        self.atc.iter().any(|prefix| code.starts_with(prefix))
            || self.names.iter().any(|part| name.to_lowercase().contains(part))
    }

    /// Whether such a medicine is taken at `now`.
    pub(super) fn taken(&self, facts: &PersonFacts, now: DateTime<Utc>) -> Option<Said> {
        let ends = |m: &nq_audience::Medication| {
            m.until.or_else(|| m.origin.at.checked_add_days(Days::new(TAKEN_DAYS)))
        };
        let mine = || facts.medications.iter().filter(|m| self.is(&m.code, &m.name));
        let taking = mine().filter(|m| ends(m).is_none_or(|until| until > now));
        if let Some(medicine) = taking.max_by_key(|m| m.origin.at) {
            return Some(Said::Sure(true, medicine.origin.clone()));
        }
        // Taken once, or the disease is there: whether a medicine is taken now must be asked.
        let open =
            mine().next().is_some() || matches!(self.needed_by.of(facts), Some(Said::Sure(true, _)) | None);
        if open { None } else { no_record(facts, "档案中无相关诊断和用药，推定") }
    }
}

/// Whether a text answers yes or no.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.trim() {
        "yes" | "true" | "是" | "有" | "current" | "daily" | "sometimes" | "还在吸" | "吸" | "1" => {
            Some(true)
        }
        "no" | "false" | "否" | "无" | "never" | "none" | "quit" | "former" | "不吸" | "已经戒了" | "0" => {
            Some(false)
        }
        _ => None,
    }
}

/// The latest answer to one of these questions, whatever the form.
pub(super) fn answered<'f>(facts: &'f PersonFacts, questions: &[&str]) -> Option<(&'f str, Origin)> {
    let of = |form: &'f nq_audience::FormResponse| {
        let answer = questions.iter().find_map(|q| form.answers.get(*q))?;
        (!answer.text().is_empty()).then(|| (answer.text(), form.origin.clone()))
    };
    facts.forms.iter().filter_map(of).max_by_key(|(_, origin)| origin.at)
}
