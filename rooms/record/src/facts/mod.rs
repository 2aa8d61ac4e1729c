//! Clinical facts 临床事实: the tables behind visits, results, diagnoses and the rest. Written by `file`, read by `read`.

pub(crate) mod entity;
