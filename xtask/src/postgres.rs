//! A PostgreSQL for the tests: the one named by `NUANQIAO_TEST_PG`, else a private throw-away cluster that is stopped at the end.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{place, shell};

pub const VARIABLE: &str = "NUANQIAO_TEST_PG";

pub enum Postgres {
    /// Somebody else's server; we leave it running.
    Given(String),
    Private(Cluster),
}

impl Postgres {
    pub fn url(&self) -> &str {
        match self {
            Self::Given(url) => url,
            Self::Private(cluster) => &cluster.url,
        }
    }
}

/// A server that answers, with its URL.
pub fn ready() -> Result<Option<Postgres>> {
    if let Ok(url) = std::env::var(VARIABLE) {
        return Ok(Some(Postgres::Given(url)));
    }
    println!("PostgreSQL: starting a private cluster ({VARIABLE} is not set) …");
    let binaries = match binaries() {
        Some(found) => found,
        None => install_it().and_then(|()| {
            binaries().context("PostgreSQL was installed but initdb is nowhere to be found")
        })?,
    };
    Cluster::start(binaries).map(|cluster| Some(Postgres::Private(cluster)))
}

fn binaries() -> Option<PathBuf> {
    let asked =
        shell::quiet(Command::new("pg_config").arg("--bindir")).ok().map(|text| PathBuf::from(text.trim()));
    let on_path = place::on_path(&["initdb"]).and_then(|file| file.parent().map(Path::to_path_buf));
    let mut debian: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort();
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file();
    asked.into_iter().chain(on_path).chain(debian.into_iter().rev()).find(complete)
}

fn install_it() -> Result<()> {
    if !crate::browser::debian_root() {
        bail!(
            "not installed; install PostgreSQL 15 or newer, or set {VARIABLE} to the URL of one (user with CREATEDB)"
        );
    }
    crate::browser::apt_get(&["postgresql"])
}

pub struct Cluster {
    binaries: PathBuf,
    folder: PathBuf,
    url: String,
    as_postgres: bool,
}

impl Cluster {
    fn start(binaries: PathBuf) -> Result<Self> {
        // initdb refuses to work as root, and so does the server.
        let as_postgres = is_root();
        let folder = place::target().join("pg");
        let mut cluster = Self { binaries, folder, url: String::new(), as_postgres };
        cluster.clear();
        cluster.make_room()?;
        let data = cluster.data();
        let mut init = cluster.tool("initdb");
        init.args([
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ])
        .arg(&data);
        shell::quiet(&mut init)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        // Durability is off: this data is thrown away. Sockets are off: their paths may be too long below target/.
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
             -c synchronous_commit=off -c full_page_writes=off -c max_connections=400"
        );
        let mut start = cluster.tool("pg_ctl");
        start
            .args(["start", "-w", "-t", "60", "-o", &options, "-l"])
            .arg(cluster.folder.join("log"))
            .arg("-D")
            .arg(&data);
        // Not `quiet`: the server would inherit our pipe and hold it open for ever.
        start
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        shell::shown(&mut start).with_context(|| cluster.log())?;
        cluster.url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        println!("PostgreSQL: {}", cluster.url);
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_else(|_| "no log was written".to_owned())
    }

    fn tool(&self, name: &str) -> Command {
        let program = self.binaries.join(name);
        let mut command = if self.as_postgres {
            let mut as_other = Command::new("setpriv");
            as_other.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
            as_other
        } else {
            Command::new(program)
        };
        command.current_dir("/").env_remove("PGDATA").env_remove("PGHOST").env_remove("PGPORT");
        command
    }

    /// Stops and removes what is there, also what an interrupted run has left.
    fn clear(&self) {
        if self.data().join("postmaster.pid").is_file() {
            let mut stop = self.tool("pg_ctl");
            let _ =
                shell::quiet(stop.args(["stop", "-m", "immediate", "-w", "-t", "20", "-D"]).arg(self.data()));
        }
        let _ = fs::remove_dir_all(&self.folder);
    }

    fn make_room(&mut self) -> Result<()> {
        fs::create_dir_all(&self.folder)?;
        if !self.as_postgres {
            return Ok(());
        }
        let hand_over =
            |folder: &Path| shell::quiet(Command::new("chown").arg("postgres:postgres").arg(folder));
        hand_over(&self.folder)?;
        let reach = Command::new("setpriv")
            .args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", "test", "-w"])
            .arg(&self.folder)
            .status();
        if reach.is_ok_and(|status| status.success()) {
            return Ok(());
        }
        // A checkout below a private home cannot be entered by another user.
        fs::remove_dir_all(&self.folder)?;
        self.folder = std::env::temp_dir().join(format!("nuanqiao-pg-{}", std::process::id()));
        fs::create_dir_all(&self.folder)?;
        hand_over(&self.folder).map(drop)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.clear();
    }
}

fn is_root() -> bool {
    cfg!(unix) && shell::quiet(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
