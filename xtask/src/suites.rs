//! The suites of `cargo xtask test`, in the order in which a mistake is cheapest to find.

use std::process::Command;

use anyhow::Result;

use crate::tally::{self, Tally};
use crate::verdict::Verdict;
use crate::{browser, node, place, postgres, python, run, shell};

pub struct Suite {
    pub name: &'static str,
    /// What `--only` calls it.
    pub part: &'static str,
    pub needs_postgres: bool,
    /// Given the URL of PostgreSQL when the suite needs one.
    pub run: fn(Option<&str>) -> Result<Run>,
}

pub struct Run {
    pub verdict: Verdict,
    pub tests: Tally,
}

pub const ALL: [Suite; 8] = [
    Suite { name: "rust: format", part: "rust", needs_postgres: false, run: format },
    Suite { name: "rust: clippy, warnings denied", part: "rust", needs_postgres: false, run: clippy },
    Suite { name: "rust: SQLite and PostgreSQL", part: "rust", needs_postgres: true, run: rust_tests },
    Suite { name: "rust: examples in the docs", part: "rust", needs_postgres: false, run: doc_tests },
    Suite { name: "web: types", part: "web", needs_postgres: false, run: types },
    Suite { name: "web: vitest", part: "web", needs_postgres: false, run: vitest },
    Suite { name: "web: build", part: "web", needs_postgres: false, run: pages },
    Suite { name: "e2e: real binary, real browser", part: "e2e", needs_postgres: true, run: end_to_end },
];

fn format(_: Option<&str>) -> Result<Run> {
    check(place::cargo().args(["fmt", "--all", "--check"]), "run `cargo fmt --all`")
}

fn clippy(_: Option<&str>) -> Result<Run> {
    check(
        place::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        "clippy found something",
    )
}

fn rust_tests(database: Option<&str>) -> Result<Run> {
    let has_nextest = shell::quiet(place::cargo().args(["nextest", "--version"])).is_ok();
    let mut command = place::cargo();
    if has_nextest {
        let limits = place::root().join("xtask").join("nextest.toml");
        command
            .args([
                "nextest",
                "run",
                "--workspace",
                "--no-fail-fast",
                "--status-level",
                "slow",
                "--config-file",
            ])
            .arg(limits);
    } else {
        command.args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]);
    }
    if let Some(url) = database {
        command.env(postgres::VARIABLE, url);
    }
    let read = if has_nextest { tally::nextest } else { tally::cargo_test };
    tests(&mut command, read)
}

fn doc_tests(_: Option<&str>) -> Result<Run> {
    tests(
        place::cargo().args(["test", "--workspace", "--doc", "--no-fail-fast", "--quiet"]),
        tally::cargo_test,
    )
}

fn types(_: Option<&str>) -> Result<Run> {
    install_web()?;
    check(npm_in("web").args(["run", "check"]), "tsc found something")
}

fn vitest(_: Option<&str>) -> Result<Run> {
    install_web()?;
    tests(npm_in("web").args(["run", "test"]).env("NO_COLOR", "1"), tally::vitest)
}

fn pages(_: Option<&str>) -> Result<Run> {
    install_web()?;
    node::build_pages()?;
    Ok(Run { verdict: Verdict::Passed, tests: Tally::default() })
}

fn end_to_end(database: Option<&str>) -> Result<Run> {
    let chromium = match browser::ready() {
        Ok(found) => found,
        Err(why) => return Ok(Run::skipped(format!("no browser. {why:#}"))),
    };
    let python = match python::ready() {
        Ok(folder) => folder,
        Err(why) => return Ok(Run::skipped(format!("{why:#}"))),
    };
    install_web()?;
    node::build_pages()?;
    run::build()?;
    node::install(&place::root().join("e2e"))?;
    let mut command = npm_in("e2e");
    command.args(["run", "--silent", "test"]);
    command
        .env("CHROMIUM_PATH", chromium)
        .env("PYTHONPATH", python)
        .env("NUANQIAO_BIN", place::binary("debug"));
    if let Some(url) = database {
        command.env(postgres::VARIABLE, url);
    }
    tests(&mut command, tally::node_test)
}

fn install_web() -> Result<()> {
    node::check()?;
    node::install(&place::root().join("web")).map(drop)
}

fn npm_in(folder: &str) -> Command {
    let mut command = node::npm();
    command.current_dir(place::root().join(folder));
    command
}

fn check(command: &mut Command, otherwise: &str) -> Result<Run> {
    let ok = shell::heard(command)?.ok;
    Ok(if ok { Run { verdict: Verdict::Passed, tests: Tally::default() } } else { Run::failed(otherwise) })
}

fn tests(command: &mut Command, read: fn(&str) -> Tally) -> Result<Run> {
    let heard = shell::heard(command)?;
    let tests = read(&heard.output);
    let verdict = match (heard.ok, tests.skipped) {
        (false, _) if tests.failed == 0 => {
            Verdict::Failed("it ended badly before naming a test, see above".to_owned())
        }
        (false, _) => Verdict::Failed(format!("{} failed, see above", tests.failed)),
        (true, 0) => Verdict::Passed,
        (true, skipped) => Verdict::Skipped(format!("{skipped} of its tests were skipped, see above")),
    };
    Ok(Run { verdict, tests })
}
