//! Starting other programs: silently, or heard by the developer and kept, so that counts can be read from what they said.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

/// What a heard program left behind.
pub struct Heard {
    pub ok: bool,
    pub output: String,
}

/// Runs a program, passing each line on while keeping it.
pub fn heard(command: &mut Command) -> Result<Heard> {
    let name = name(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let kept = Mutex::new(String::new());
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| out.map(|stream| follow(stream, &kept)));
        scope.spawn(|| err.map(|stream| follow(stream, &kept)));
    });
    let status = child.wait().with_context(|| format!("lost {name}"))?;
    let output = kept.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(Heard { ok: status.success(), output })
}

fn follow(stream: impl Read, kept: &Mutex<String>) {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    // Bytes, not lines: a test may print half a character, and its output must not end ours.
    while matches!(reader.read_until(b'\n', &mut line), Ok(n) if n > 0) {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push_str(&text);
        line.clear();
    }
}

/// Runs a program whose words only matter when it fails.
pub fn quiet(command: &mut Command) -> Result<String> {
    let name = name(command);
    let Output { status, stdout, stderr } =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        let said = [String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)].join("\n");
        bail!("{name} failed ({status})\n{}", said.trim());
    }
    Ok(String::from_utf8_lossy(&stdout).into_owned())
}

/// Runs a program on the developer's own terminal and insists that it succeeds.
pub fn shown(command: &mut Command) -> Result<()> {
    let name = name(command);
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

fn name(command: &Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}
