//! `nuanqiao import`: files into the record, one JSON summary out.
use super::{Place, open};
use anyhow::Result;
use clap::{Args, ValueEnum};
use intake::import::Options;
use std::path::PathBuf;

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    place: Place,
    /// 来源名称，同一来源的同一条记录再次导入不会重复
    #[arg(long, default_value = "import")]
    source: String,
    /// 文件格式
    #[arg(long = "as", value_enum, default_value_t = Format::Auto)]
    format: Format,
    /// 表格的列映射（JSON 文件）
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// 只检查，不写入
    #[arg(long)]
    dry_run: bool,
    /// 文件或目录
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Auto,
    Fhir,
    Hl7,
    Sheet,
}

impl Import {
    /// Runs the import and prints its summary.
    pub async fn run(self) -> Result<()> {
        let (app, _) = open::open(&self.place, false).await?;
        let scope = open::house_or_found(&app, "import").await?;
        let options = Options { source: self.source, dry_run: self.dry_run };
        let summary = intake::import::run(&app, &scope, &self.paths, &options).await?;
        println!("{}", serde_json::to_string_pretty(&summary)?);
        Ok(())
    }
}
