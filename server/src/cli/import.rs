//! `nuanqiao import`: files into the record, one JSON summary out.
use super::{Place, open};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use intake::import::{Format as Known, Options, Summary, Told};
use serde_json::{Map, Value, json};
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
        let told = self.told()?;
        let (app, _) = open::open(&self.place, false).await?;
        let scope = open::house_or_found(&app, "import").await?;
        let options = Options { source: self.source, dry_run: self.dry_run };
        let summary = intake::import::run_told(&app, &scope, &self.paths, &options, told).await?;
        println!("{}", serde_json::to_string_pretty(&printed(&summary)?)?);
        Ok(())
    }

    fn told(&self) -> Result<Told> {
        let format = match self.format {
            Format::Auto => None,
            Format::Fhir => Some(Known::Fhir),
            Format::Hl7 => Some(Known::Hl7),
            Format::Sheet => Some(Known::Sheet),
        };
        let Some(map) = &self.map else { return Ok(Told { format, sheet: None }) };
        let text =
            std::fs::read_to_string(map).with_context(|| format!("无法读取列映射 {}", map.display()))?;
        let sheet =
            serde_json::from_str(&text).with_context(|| format!("列映射 {} 的格式有误", map.display()))?;
        Ok(Told { format, sheet: Some(sheet) })
    }
}

/// One key per resource type received, in snake case, beside what was refused and skipped.
fn printed(summary: &Summary) -> Result<Value> {
    let mut map = Map::new();
    for (kind, count) in &summary.types {
        map.insert(snake(kind), serde_json::to_value(count)?);
    }
    map.insert("total".to_owned(), serde_json::to_value(summary.total)?);
    map.insert("files".to_owned(), json!(summary.files));
    map.insert("dry_run".to_owned(), json!(summary.dry_run));
    map.insert("quarantined".to_owned(), serde_json::to_value(&summary.quarantined)?);
    map.insert("quarantined_count".to_owned(), json!(summary.quarantined_count));
    map.insert("skipped".to_owned(), serde_json::to_value(&summary.skipped)?);
    Ok(Value::Object(map))
}

fn snake(kind: &str) -> String {
    let mut text = String::new();
    for (n, c) in kind.chars().enumerate() {
        if c.is_ascii_uppercase() && n > 0 {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_resource_type_becomes_one_snake_case_word() {
        assert_eq!(super::snake("MedicationRequest"), "medication_request");
        assert_eq!(super::snake("Patient"), "patient");
    }
}
