//! What the rooms need to know from the configuration. The documented default file is `server/nuanqiao.toml`.
use serde::Deserialize;

/// Settings of the installation that rooms read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Name of the hospital as patients see it.
    pub hospital: String,
    /// Telephone number patients can call.
    pub phone: String,
    /// Address under which patients reach the H5 pages, without a trailing slash.
    pub public_url: String,
    /// Demo mode: clock control, sandbox phone and demo logins are served.
    #[serde(skip)]
    pub demo: bool,
    /// The data folder; empty in tests and benchmarks, which keep nothing beside the database.
    #[serde(skip)]
    pub data: std::path::PathBuf,
    /// Who answers questions about many people: `index` (in memory) or `sql` (the database).
    pub audience_engine: String,
    /// Session: idle minutes until logout.
    pub session_idle_minutes: i64,
    /// Session: hours until logout in any case.
    pub session_hours: i64,
    /// Quiet hours: no routine message from this local hour…
    pub quiet_from_hour: u32,
    /// … until this local hour.
    pub quiet_to_hour: u32,
    /// Largest HL7 message in bytes.
    pub mllp_max_bytes: usize,
    /// Seconds after which a silent MLLP connection is closed.
    pub mllp_idle_seconds: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hospital: "暖桥示范医院".to_owned(),
            phone: "0000-0000000".to_owned(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            demo: false,
            data: std::path::PathBuf::new(),
            audience_engine: "index".to_owned(),
            session_idle_minutes: 15,
            session_hours: 12,
            quiet_from_hour: 21,
            quiet_to_hour: 8,
            mllp_max_bytes: 1 << 20,
            mllp_idle_seconds: 30,
        }
    }
}
