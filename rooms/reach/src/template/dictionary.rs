//! Which variables a template may use, and on which channel. Pure.

/// One variable of the allow-list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// As written in a template, for example `patient.name`.
    pub key: &'static str,
    /// For the author.
    pub label: &'static str,
    /// For the preview.
    pub sample: &'static str,
    /// Says something about the person's health: never over a channel that others may read on a lock screen.
    pub clinical: bool,
}

const fn plain(key: &'static str, label: &'static str, sample: &'static str) -> Variable {
    Variable { key, label, sample, clinical: false }
}

const fn clinical(key: &'static str, label: &'static str, sample: &'static str) -> Variable {
    Variable { key, label, sample, clinical: true }
}

/// The whole allow-list. Identity numbers, addresses and secrets are not in it, so no template can name them.
pub const VARIABLES: &[Variable] = &[
    plain("patient.name", "患者姓名", "张桂兰"),
    plain("patient.title", "称呼（姓加先生、女士）", "张女士"),
    plain("hospital.name", "医院名称", "暖桥示范医院"),
    plain("team.nurse", "随访护士", "李护士"),
    plain("team.doctor", "责任医生", "王医生"),
    plain("team.phone", "联系电话", "0000-8000000"),
    plain("form.title", "问卷名称", "术后康复随访"),
    plain("form.link", "问卷链接", "https://crm.example.cn/h5/f/Qm9f3kT0x1v7Zc2Yw8LrAg"),
    plain("form.minutes", "填写大约几分钟", "3"),
    plain("form.until", "链接有效到哪天", "3月12日"),
    plain("date", "今天的日期", "3月5日"),
    plain("day", "路径的第几天", "7"),
    plain("visit.date", "预约或复查日期", "3月20日"),
    plain("visit.department", "预约科室", "心血管内科"),
    clinical("plan.name", "健康计划名称", "冠脉支架术后康复"),
    clinical("reading.bp", "最近一次血压", "152/96 mmHg"),
    clinical("risk.color", "风险分级", "红级"),
];

/// Where a text is read; decides how discreet and how long it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// SMS and everything else that shows on a lock screen or passes through an operator.
    Open,
    /// The inbox of the hospital's own page, behind a login or a personal link.
    Inbox,
}

impl Surface {
    /// Most characters of a rendered text. An SMS of Chinese text is billed in parts of 67 characters;
    /// five parts are what operators deliver reliably (our proposal).
    pub fn max_chars(self) -> usize {
        match self {
            Self::Open => 335,
            Self::Inbox => 2000,
        }
    }

    /// Whether the variable may be used here.
    pub fn allows(self, variable: &Variable) -> bool {
        self == Self::Inbox || !variable.clinical
    }
}

/// The variable of this name.
pub fn variable(key: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|v| v.key == key)
}

/// Parts an SMS is billed in: one up to 70 characters (UTF-16 units), else parts of 67.
pub fn sms_parts(text: &str) -> usize {
    match text.encode_utf16().count() {
        0..=70 => 1,
        n => n.div_ceil(67),
    }
}
