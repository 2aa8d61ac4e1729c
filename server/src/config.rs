//! Configuration: the documented default file, then the file in the data folder, then `NUANQIAO_*`, then the command line.
use anyhow::{Context, Result};
use std::path::Path;
use toml::{Table, Value};

/// The default file, which is also the documentation.
pub const DEFAULTS: &str = include_str!("../nuanqiao.toml");

/// Settings of one server.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Listening address of pages and API.
    pub http: String,
    /// Listening address of MLLP, or empty.
    pub mllp: String,
    /// Database URL, or empty for the embedded one.
    pub database: String,
    /// `text` or `json`.
    pub log_format: String,
    /// What the rooms read.
    pub rooms: kernel::config::Config,
}

impl Settings {
    /// Reads the settings that hold for a data folder. A file with an unknown key is refused by name.
    pub fn read(data: &Path) -> Result<Self> {
        Self::merge(std::fs::read_to_string(data.join("nuanqiao.toml")).ok().as_deref(), |key| {
            std::env::var(format!("NUANQIAO_{}", key.to_uppercase())).ok()
        })
    }

    fn merge(file: Option<&str>, env: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut table: Table = DEFAULTS.parse().context("内置默认配置无法读取")?;
        if let Some(file) = file {
            let own: Table = file.parse().context("nuanqiao.toml 无法读取")?;
            for (key, value) in own {
                anyhow::ensure!(
                    table.contains_key(&key),
                    "nuanqiao.toml 中有未知的配置项 {key}。可用的配置项见默认配置文件。"
                );
                table.insert(key, value);
            }
        }
        for (key, value) in &mut table {
            if let Some(text) = env(key) {
                *value = match value {
                    Value::Integer(_) => Value::Integer(
                        text.parse()
                            .with_context(|| format!("环境变量 NUANQIAO_{} 应为整数", key.to_uppercase()))?,
                    ),
                    _ => Value::String(text),
                };
            }
        }
        let mut take = |key: &str| -> Result<String> {
            let value = table.remove(key).with_context(|| format!("缺少配置项 {key}"))?;
            Ok(value.as_str().with_context(|| format!("配置项 {key} 应为文本"))?.to_owned())
        };
        let (http, mllp, database, log_format) =
            (take("http")?, take("mllp")?, take("database")?, take("log_format")?);
        let rooms: kernel::config::Config = Value::Table(table).try_into().context("配置项的值无效")?;
        anyhow::ensure!(
            matches!(rooms.audience_engine.as_str(), "index" | "sql"),
            "配置项 audience_engine 只能是 index 或 sql。"
        );
        Ok(Self { http, mllp, database, log_format, rooms })
    }

    /// The database URL, embedded in the data folder unless one was given.
    pub fn database_url(&self, data: &Path) -> String {
        if self.database.is_empty() {
            format!("sqlite://{}?mode=rwc", data.join("nuanqiao.db").display())
        } else {
            self.database.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn file_and_environment_override_the_defaults() {
        let file = "hospital = \"城东社区卫生服务中心\"\nquiet_from_hour = 20";
        let settings =
            Settings::merge(Some(file), |key| (key == "quiet_to_hour").then(|| "9".to_owned())).unwrap();
        assert_eq!(settings.rooms.hospital, "城东社区卫生服务中心");
        assert_eq!((settings.rooms.quiet_from_hour, settings.rooms.quiet_to_hour), (20, 9));
        assert_eq!(settings.http, "127.0.0.1:8080");
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = Settings::merge(Some("hopsital = \"x\""), |_| None).unwrap_err();
        assert!(error.to_string().contains("hopsital"));
    }
}
