//! The project's own commands, one file each: `cargo xtask run | test | bench | openapi`.
//! May start programs and write below `target/`; knows nothing of the product's rules.

mod bench;
mod browser;
mod node;
mod openapi;
mod place;
mod postgres;
mod python;
mod run;
mod shell;
mod steps;
mod suites;
mod tally;
mod test;
mod verdict;

use std::process::ExitCode;

use anyhow::Result;

const USAGE: &str = "\
cargo xtask <command>

  run      build the pages and the server, then start it with demo data
             --http ADDR   default 127.0.0.1:8080
             --mllp ADDR   default 127.0.0.1:2575
             --data DIR    default data/demo
  test     everything the project checks of itself
             --strict      fail when anything was skipped
             --only rust|web|e2e
  bench    release build, then the product's own measurements as JSON
             --quick       smaller sizes
  openapi  write web/packages/api/openapi.json and the TypeScript types of it";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match dispatch(&command, &rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Result<ExitCode> {
    match command {
        "run" => run::run(rest),
        "test" => test::test(rest),
        "bench" => bench::bench(rest),
        "openapi" => openapi::openapi(rest),
        _ => {
            println!("{USAGE}");
            let asked = matches!(command, "help" | "--help" | "-h");
            Ok(if asked { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}
