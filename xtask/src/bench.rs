//! `cargo xtask bench`: a release build and the product's own measurements. The figures are printed by the product itself.

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::steps::Steps;
use crate::{place, shell};

pub fn bench(arguments: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = arguments.iter().find(|argument| *argument != "--quick") {
        bail!("unknown option {unknown}; known: --quick");
    }
    let mut steps = Steps::new(2);
    steps.take("server (cargo build --release)", || {
        shell::shown(place::cargo().args(["build", "--release", "-p", "server"]))?;
        Ok(None)
    })?;
    steps.last("measuring");
    let mut measure = Command::new(place::binary("release"));
    measure.args(["bench", "all", "--json"]).args(arguments).current_dir(place::root());
    shell::shown(&mut measure)?;
    Ok(ExitCode::SUCCESS)
}
