//! FIB-4 index of liver fibrosis (SPEC 5).

use crate::model::common::AGE;
use crate::model::input::unit;
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Unit, Verification,
};

const U_L: &[Unit] = &[unit("U/L", 1.0)];

/// FIB-4.
pub static MODEL: Model = Model {
    id: "fib4",
    name: "肝纤维化指数（FIB-4）",
    family: Family::LiverBoneRhythm,
    version: "2006",
    source: "Sterling 等，Hepatology 2006；与 clincalc 0.4.0、medcalc-bench 1.7 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "35 岁及以上、疑似慢性肝病者",
    limits: &[
        "35 岁以下不可靠，结果标为外推",
        "65 岁及以上低值切点用 2.0",
        "急性肝炎、血小板因其他疾病降低时不适用",
    ],
    inputs: &[
        AGE,
        InputSpec::number("ast", "天门冬氨酸氨基转移酶（AST）", U_L, (1.0, 20_000.0), "抽血检测肝功能")
            .metric("ast"),
        InputSpec::number("alt", "丙氨酸氨基转移酶（ALT）", U_L, (1.0, 20_000.0), "抽血检测肝功能")
            .metric("alt"),
        InputSpec::number("plt", "血小板计数", &[unit("10*9/L", 1.0)], (1.0, 3000.0), "抽血检测血常规")
            .metric("platelets"),
    ],
    table: include_str!("../../data/models/fib4.json"),
    example: r#"{"age": 56, "ast": 48, "alt": 52, "plt": 173}"#,
    method: Method::Sensitivity,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let age = x.number("age")?;
    let index = age * x.number("ast")? / (x.number("plt")? * x.number("alt")?.sqrt());
    let cut = |name: &str| t.number("cut", name);
    let low = if age >= cut("older_from")? { cut("low_older")? } else { cut("low")? };
    let high = cut("high")?;
    let code = if index < low {
        "low"
    } else if index > high {
        "high"
    } else {
        "indeterminate"
    };
    Ok(Evaluation::of(index, "")
        .output("fib4", index)
        .output("risk", code)
        .output("low_cut", low)
        .output("high_cut", high)
        .extrapolated_if(age < cut("reliable_from")?, "35 岁以下 FIB-4 不可靠，仅供参考")
        .category(t.class("class", code)?))
}
