//! `cargo xtask run`: from an empty checkout to the demo hospital in the foreground.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::steps::Steps;
use crate::{node, place, shell};

struct Wish {
    http: String,
    mllp: String,
    data: String,
}

pub fn run(arguments: &[String]) -> Result<ExitCode> {
    let wish = read(arguments)?;
    let web = place::root().join("web");
    let mut steps = Steps::new(5);
    steps.take("Node.js and npm", node::check)?;
    steps.take("packages of the pages (npm ci)", || node::install(&web))?;
    steps.take("pages (npm run build)", node::build_pages)?;
    steps.take("server (cargo build)", build)?;
    steps.last("starting, Ctrl-C stops it");
    start(&wish)
}

/// The development build of the product's binary.
pub fn build() -> Result<Option<&'static str>> {
    shell::shown(place::cargo().args(["build", "-p", "server"]))?;
    Ok(None)
}

fn read(arguments: &[String]) -> Result<Wish> {
    let mut wish = Wish {
        http: "127.0.0.1:8080".to_owned(),
        mllp: "127.0.0.1:2575".to_owned(),
        data: place::root().join("data").join("demo").to_string_lossy().into_owned(),
    };
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        let value = rest.next().with_context(|| format!("{option} needs a value"))?.clone();
        match option.as_str() {
            "--http" => wish.http = value,
            "--mllp" => wish.mllp = value,
            "--data" => wish.data = value,
            _ => bail!("unknown option {option}; known: --http, --mllp, --data"),
        }
    }
    Ok(wish)
}

fn start(wish: &Wish) -> Result<ExitCode> {
    let mut server = Command::new(place::binary("debug"));
    server.args(["serve", "--demo", "--data", &wish.data, "--http", &wish.http, "--mllp", &wish.mllp]);
    become_it(&mut server).context("cannot start the server")
}

/// The server takes our place, so that Ctrl-C reaches it alone and the prompt returns only when it has closed its files.
#[cfg(unix)]
fn become_it(server: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(server.exec())
}

#[cfg(not(unix))]
fn become_it(server: &mut Command) -> std::io::Result<ExitCode> {
    Ok(if server.status()?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
