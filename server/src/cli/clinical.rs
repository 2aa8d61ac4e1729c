//! `nuanqiao clinical`: the models, checked against a file of vectors, and one evaluation with its explanation.
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use nq_clinical::model::{answer, models, verify};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What to do with the models.
#[derive(Debug, Subcommand)]
pub enum Clinical {
    /// 列出全部模型
    List {
        /// 每行一个 JSON 对象
        #[arg(long)]
        json: bool,
    },
    /// 用检验向量核对全部模型；任一不符即失败
    Verify {
        /// 向量文件（CSV：id、model、inputs_json、expected_json、tolerance_abs …）
        file: PathBuf,
    },
    /// 计算一个模型，打印结果与解释
    Eval {
        /// 模型代码，见 clinical list
        model: String,
        /// 输入，JSON 对象
        #[arg(long, value_name = "JSON")]
        input: String,
    },
}

impl Clinical {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        match self {
            Self::List { json } => list(json),
            Self::Verify { file } => check(&file)?,
            Self::Eval { model, input } => {
                let input: Value = serde_json::from_str(&input).context("--input 不是合法的 JSON")?;
                println!("{}", serde_json::to_string_pretty(&answer(&model, &input, None)?)?);
            }
        }
        Ok(())
    }
}

fn list(as_json: bool) {
    for m in models() {
        if as_json {
            println!(
                "{}",
                json!({"id": m.id, "name": m.name, "family": m.family, "version": m.version, "source": m.source,
                    "licence": m.licence, "verification": m.verification, "default_on": m.default_on,
                    "audience": m.audience, "population": m.population})
            );
        } else {
            let on = if m.default_on { "默认启用" } else { "默认关闭" };
            println!("{}\t{}\t{}\t{}\t{on}", m.id, m.name, m.version, m.verification.zh());
        }
    }
}

fn check(file: &std::path::Path) -> Result<()> {
    let reader = std::fs::File::open(file).with_context(|| format!("无法读取 {}", file.display()))?;
    let report = verify(reader)?;
    for (id, tally) in &report.models {
        println!("{id}\t{}/{}\t最大偏差 {:.6}", tally.passed, tally.total, tally.worst_deviation);
        for failure in &tally.failures {
            println!("  不符 {}：{}", failure.id, failure.why);
        }
    }
    let (passed, total) = report.totals();
    println!("合计\t{passed}/{total}");
    if !report.all_passed() {
        bail!("{} 个向量中有 {} 个不符", total, total - passed);
    }
    Ok(())
}
