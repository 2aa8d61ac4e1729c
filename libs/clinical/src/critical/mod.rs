//! Important abnormal results 重要异常结果 of examinations (classes A and B) and critical values 危急值: which results they
//! are, by a versioned table that a tenant completes, and the loop of notice and acknowledgement that follows.

mod acknowledge;
mod detect;
mod table;
#[cfg(test)]
mod tests;

pub use acknowledge::{Act, Loop, LoopError, NextStep, Notice, Stage, Step};
pub use detect::{Found, NumberResult, Results, detect};
pub use table::{Class, Clock, CriticalTable, Limit, Row};
