//! The command line of `nuanqiao`.
mod clinical;
mod import;
mod open;
mod openapi;
mod serve;
mod token;

use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// 暖桥：医疗机构的健康管理 CRM。
#[derive(Debug, Parser)]
#[command(name = "nuanqiao", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the data live.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// 数据目录（不存在则创建）
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// 数据库地址，如 postgres://用户@主机/库名；默认用数据目录中的 SQLite
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动服务
    Serve(serve::Serve),
    /// 导入 FHIR、HL7、CSV、XLSX 文件，打印一份 JSON 汇总
    Import(import::Import),
    /// 打印 OpenAPI 文档
    Openapi,
    /// 临床模型：列出、检验、计算
    #[command(subcommand)]
    Clinical(clinical::Clinical),
    /// 接口令牌
    #[command(subcommand)]
    Token(token::Token),
    /// 性能基准：每行一个 JSON 对象，含同机同时的对照
    Bench(crate::bench::Bench),
}

/// Runs the command; errors end as one sentence on standard error and exit code 1.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("无法启动：{error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Serve(serve) => serve.run().await,
            Command::Import(import) => import.run().await,
            Command::Openapi => openapi::run(),
            Command::Clinical(clinical) => clinical.run(),
            Command::Token(token) => token.run().await,
            Command::Bench(bench) => bench.run().await,
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("错误：{error:#}");
            ExitCode::FAILURE
        }
    }
}
