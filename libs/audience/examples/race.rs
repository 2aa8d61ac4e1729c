//! `nuanqiao bench audience` without the rest of the server, for work on the index: `race DIR [--serve]`.

#[path = "../../../server/src/bench/audience/mod.rs"]
mod audience;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let dir = arguments.first().ok_or_else(|| std::io::Error::other("race DIR [--serve]"))?;
    audience::run(std::path::Path::new(dir), arguments.iter().any(|a| a == "--serve"))
}
