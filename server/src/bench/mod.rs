//! Benchmarks: each prints one JSON line with its anchor from the same run on the same machine. Ratios count, not absolute times.
mod audience;
mod clinical;
mod freshness;
mod idle;
mod ingest;
mod patients;
mod raw;

use anyhow::Result;
use clap::{Args, ValueEnum};
use kernel::{App, Clock, Db, config::Config, schema};
use serde_json::Value;

/// Options of `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// 测什么
    #[arg(value_enum, default_value_t = What::All)]
    what: What,
    /// 输出 JSON（默认即每行一个 JSON 对象）
    #[arg(long)]
    json: bool,
    /// 患者页与检索的患者数
    #[arg(long, default_value_t = 100_000)]
    patients: u32,
    /// HL7 消息数，每条含 10 项结果
    #[arg(long, default_value_t = 3_000)]
    messages: u32,
    /// PostgreSQL 地址；不给则只测 SQLite
    #[arg(long, env = "NUANQIAO_TEST_PG")]
    postgres: Option<String>,
    /// 人群引擎的数据目录（生成器写出的文件夹）
    #[arg(long, required_if_eq("what", "audience"))]
    data: Option<std::path::PathBuf>,
    /// 人群引擎：按行问答（每行一个 Q1…Q9），供并排比较
    #[arg(long)]
    serve: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    All,
    Ingest,
    Patients,
    Idle,
    Clinical,
    Freshness,
    Audience,
}

impl Bench {
    /// Runs the chosen benchmarks.
    pub async fn run(self) -> Result<()> {
        let wants = |what| self.what == What::All || self.what == what;
        if let Some(data) = self.data.as_deref().filter(|_| wants(What::Audience)) {
            audience::run(data, self.serve)?;
        }
        if wants(What::Ingest) {
            for place in self.places("ingest") {
                print(&ingest::run(&place, self.messages).await?);
            }
        }
        if wants(What::Patients) {
            for place in self.places("patients") {
                print(&patients::run(&place, self.patients).await?);
            }
        }
        if wants(What::Freshness) {
            for place in self.places("freshness") {
                print(&freshness::run(&place, self.messages.min(1_000)).await?);
            }
        }
        if wants(What::Clinical) {
            for line in clinical::run()? {
                print(&line);
            }
        }
        if wants(What::Idle) {
            print(&idle::run().await?);
        }
        Ok(())
    }

    fn places(&self, what: &str) -> Vec<Place> {
        let folder = std::env::temp_dir().join(format!("nuanqiao-bench-{what}-{}", std::process::id()));
        let sqlite = Place { url: String::new(), schema: None, folder: folder.clone() };
        let schema = format!("bench_{what}_{}", std::process::id());
        let postgres = self.postgres.iter().map(|url| Place {
            url: url.clone(),
            schema: Some(schema.clone()),
            folder: folder.clone(),
        });
        std::iter::once(sqlite).chain(postgres).collect()
    }
}

fn print(value: &Value) {
    println!("{value}");
}

/// Where a benchmark keeps its data; removed afterwards.
pub struct Place {
    url: String,
    schema: Option<String>,
    folder: std::path::PathBuf,
}

impl Place {
    /// A fresh, migrated application, and an empty second database of the same kind for the anchor.
    pub async fn open(&self, part: &str) -> Result<App> {
        std::fs::create_dir_all(&self.folder)?;
        let db = match &self.schema {
            Some(schema) => Db::connect_in(&self.url, Some(&format!("{schema}_{part}"))).await?,
            None => {
                Db::connect(&format!(
                    "sqlite://{}?mode=rwc",
                    self.folder.join(format!("{part}.db")).display()
                ))
                .await?
            }
        };
        schema::migrate(&db, crate::circuit::migrations).await?;
        Ok(App::new(db, Clock::system(), Config::default()))
    }

    /// Removes what the benchmark wrote.
    pub async fn clear(&self, parts: &[&str]) -> Result<()> {
        if let Some(schema) = &self.schema {
            let db = Db::connect(&self.url).await?;
            for part in parts {
                let sql = format!("DROP SCHEMA IF EXISTS \"{schema}_{part}\" CASCADE");
                sea_orm::ConnectionTrait::execute_unprepared(db.writer(), &sql).await?;
            }
        }
        drop(std::fs::remove_dir_all(&self.folder));
        Ok(())
    }
}

/// The value below which `share` of the sorted values lie.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index into a list of measurements"
    )]
    let index = ((sorted.len() as f64) * share) as usize;
    sorted.get(index.min(last)).copied().unwrap_or(0.0)
}
