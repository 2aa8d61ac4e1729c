//! `cargo xtask test`: every check the project makes of itself, a table of them, and one last line with the sum.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::postgres::{self, Postgres};
use crate::suites::{self, Run, Suite};
use crate::tally::Tally;
use crate::verdict::{self, Outcome, Verdict};

struct Wish {
    strict: bool,
    only: Option<String>,
}

pub fn test(arguments: &[String]) -> Result<ExitCode> {
    let wish = read(arguments)?;
    let wanted: Vec<&Suite> = suites::ALL
        .iter()
        .filter(|suite| wish.only.as_deref().is_none_or(|only| only == suite.part))
        .collect();
    let database = if wanted.iter().any(|suite| suite.needs_postgres) { postgres::ready() } else { Ok(None) };
    let outcomes: Vec<Outcome> = wanted
        .iter()
        .enumerate()
        .map(|(n, suite)| {
            println!("\n──── [{}/{}] {} ────", n + 1, wanted.len(), suite.name);
            outcome(suite, &database)
        })
        .collect();
    drop(database);
    let sum = verdict::print(&outcomes);
    let Tally { passed, failed, skipped } = sum;
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    let bad = failed > 0 || (wish.strict && skipped > 0);
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn outcome(suite: &Suite, database: &Result<Option<Postgres>>) -> Outcome {
    let started = Instant::now();
    let run = match (suite.needs_postgres, database) {
        (true, Err(why)) => Ok(Run::skipped(format!("no PostgreSQL: {why:#}"))),
        (true, Ok(Some(database))) => (suite.run)(Some(database.url())),
        _ => (suite.run)(None),
    };
    let Run { verdict, tests } = run.unwrap_or_else(|error| Run::failed(format!("{error:#}")));
    Outcome { suite: suite.name, verdict, tests, took: started.elapsed() }
}

fn read(arguments: &[String]) -> Result<Wish> {
    let mut wish = Wish { strict: false, only: None };
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        match option.as_str() {
            "--strict" => wish.strict = true,
            "--only" => wish.only = Some(rest.next().context("--only needs rust, web or e2e")?.clone()),
            _ => bail!("unknown option {option}; known: --strict, --only rust|web|e2e"),
        }
    }
    match wish.only.as_deref() {
        None | Some("rust" | "web" | "e2e") => Ok(wish),
        Some(other) => bail!("--only knows rust, web and e2e, not {other}"),
    }
}

impl Run {
    pub fn failed(why: impl Into<String>) -> Self {
        Self { verdict: Verdict::Failed(why.into()), tests: Tally::default() }
    }

    pub fn skipped(why: impl Into<String>) -> Self {
        Self { verdict: Verdict::Skipped(why.into()), tests: Tally::default() }
    }
}
