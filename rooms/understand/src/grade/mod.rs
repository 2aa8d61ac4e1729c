//! The grade 红黄绿: what the rules say, what a doctor says above them, and the history of both.
pub mod api;
pub(crate) mod entity;
pub(crate) mod store;
kernel::patient_scoped!(self::entity);

use nq_audience::Grade;

/// As stored.
pub(crate) fn code(grade: Option<Grade>) -> &'static str {
    match grade {
        None => "none",
        Some(Grade::Green) => "green",
        Some(Grade::Yellow) => "yellow",
        Some(Grade::Red) => "red",
    }
}

/// From the stored text.
pub(crate) fn parse(text: &str) -> Option<Grade> {
    match text {
        "green" => Some(Grade::Green),
        "yellow" => Some(Grade::Yellow),
        "red" => Some(Grade::Red),
        _ => None,
    }
}

/// The word a person reads.
pub fn word(code: &str) -> &'static str {
    match code {
        "green" => "绿（低危）",
        "yellow" => "黄（中危）",
        "red" => "红（高危）",
        _ => "未分级",
    }
}

#[cfg(test)]
mod tests;
