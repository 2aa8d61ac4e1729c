//! The front door of 暖桥: command line, configuration, wiring, HTTP, workers.
mod bench;
mod circuit;
mod cli;
mod config;
mod demo;
mod http;
mod work;

fn main() -> std::process::ExitCode {
    cli::run()
}

#[cfg(test)]
mod tests;
