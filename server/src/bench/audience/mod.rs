//! The audience index on the generator's data: answers, times, memory, freshness, and the line protocol for a race.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    reason = "columns of a known size, and times"
)]

mod data;
mod fresh;
mod questions;

use chrono::{DateTime, FixedOffset, Utc};
use data::Data;
use nq_audience::{
    Moment,
    index::{Bitmap, Index, Plan},
};
use questions::{Question, questions};
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Error, Result, Write},
    path::Path,
    time::Instant,
};

/// Times each question is asked; the median and the least count.
const ROUNDS: usize = 31;

/// What the index answers to a question.
enum Answer {
    Persons(Bitmap),
    Cells(Vec<usize>),
}

impl Answer {
    fn count(&self) -> usize {
        match self {
            Answer::Persons(set) => set.count(),
            Answer::Cells(cells) => cells.iter().sum(),
        }
    }

    /// The digest of the reference engines over the ids; of cells, the cells.
    fn digest(&self, index: &Index) -> Value {
        match self {
            Answer::Cells(cells) => json!(cells),
            Answer::Persons(set) => {
                let hash = |id: u128| (id as u64).wrapping_mul(2_654_435_761) % 4_294_967_291;
                let sum = index.ids(set).fold(0_u64, |sum, id| sum.wrapping_add(hash(id)));
                json!(format!("{}:{sum}", set.count()))
            }
        }
    }
}

struct Bench {
    index: Index,
    questions: Vec<Question>,
    at: Moment,
}

impl Bench {
    /// Answers from the rule on: words are looked up, ranges found and persons counted each time.
    fn ask(&self, question: &Question) -> (Answer, usize, f64) {
        let start = Instant::now();
        let plans: Vec<Plan> = question.rules.iter().map(|rule| self.index.plan(rule)).collect();
        let everybody = self.index.everybody();
        let answer = match plans.as_slice() {
            [plan] => Answer::Persons(self.index.holds(plan, self.at, everybody)),
            sides => Answer::Cells(self.index.cells(sides, self.at, everybody)),
        };
        let count = answer.count();
        (answer, count, start.elapsed().as_secs_f64() * 1e3)
    }

    fn report(&self, question: &Question) -> Value {
        let mut times: Vec<f64> = (0..ROUNDS).map(|_| self.ask(question).2).collect();
        times.sort_by(f64::total_cmp);
        let (answer, count, _) = self.ask(question);
        let (median, least) = (times[ROUNDS / 2], times[0]);
        json!({
            "bench": "audience", "question": question.name, "count": count, "median_ms": round(median),
            "min_ms": round(least), "digest": answer.digest(&self.index),
        })
    }

    /// For each line with the name of a question, a line with the count and the time in ms.
    fn serve(&self) -> Result<()> {
        let mut out = std::io::stdout();
        writeln!(out, "READY")?;
        out.flush()?;
        for line in std::io::stdin().lock().lines() {
            let line = line?;
            let asked = self.questions.iter().find(|q| q.name == line.trim());
            let (_, count, ms) = self.ask(asked.ok_or_else(|| Error::other("Q1 … Q9"))?);
            writeln!(out, "{count} {ms:.4}")?;
            out.flush()?;
        }
        Ok(())
    }
}

fn round(ms: f64) -> f64 {
    (ms * 1e4).round() / 1e4
}

/// Resident memory of this process, in MB; `None` where the system does not tell.
pub(super) fn resident_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
}

fn build(dir: &Path) -> Result<Index> {
    let start = Instant::now();
    let data = Data::read(dir)?;
    let read = start.elapsed().as_secs_f64();
    let people = (0..data.n).map(|p| (p as u128 + 1, Cow::Owned(data.person(p))));
    let index = Index::build(people);
    let built = start.elapsed().as_secs_f64() - read;
    eprintln!(
        "{}",
        json!({"bench": "audience", "persons": data.n, "read_s": round(read), "build_s": round(built)})
    );
    Ok(index)
}

/// The index of a folder: from its snapshot if that is younger than the data, else built and saved.
fn open(dir: &Path, say: &mut dyn FnMut(Value)) -> Result<Index> {
    let snapshot = dir.join("audience.snapshot");
    if younger(&snapshot, &dir.join("meta.json")) {
        match load(&snapshot, say) {
            Ok(index) => return Ok(index),
            Err(error) => eprintln!("快照 {} 不能用（{error}），重新建立索引", snapshot.display()),
        }
    }
    let mut index = build(dir)?;
    let start = Instant::now();
    let saved =
        File::create(&snapshot).and_then(|file| index.save(BufWriter::with_capacity(1 << 20, file), 0));
    if let Err(error) = saved {
        eprintln!("快照 {} 写不下（{error}），本次直接使用内存中的索引", snapshot.display());
        return Ok(index);
    }
    say(json!({"bench": "audience", "snapshot_save_s": round(start.elapsed().as_secs_f64())}));
    drop(index);
    load(&snapshot, say)
}

fn younger(file: &Path, than: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|meta| meta.modified());
    matches!((changed(file), changed(than)), (Ok(file), Ok(than)) if file >= than)
}

fn load(snapshot: &Path, say: &mut dyn FnMut(Value)) -> Result<Index> {
    let start = Instant::now();
    let (index, _) = Index::load(BufReader::with_capacity(1 << 20, File::open(snapshot)?))?;
    let load = round(start.elapsed().as_secs_f64());
    let held = index.bytes() >> 20;
    say(json!({
        "bench": "audience", "snapshot_load_s": load, "persons": index.len(), "index_mb": held,
        "resident_mb": resident_mb(),
    }));
    Ok(index)
}

/// Runs the benchmark, or serves the line protocol.
pub fn run(dir: &Path, serve: bool) -> Result<()> {
    let mut say = |line: Value| if serve { eprintln!("{line}") } else { println!("{line}") };
    let index = open(dir, &mut say)?;
    let meta: Value = serde_json::from_slice(&std::fs::read(dir.join("meta.json"))?)?;
    let now = meta["NOW"].as_i64().ok_or_else(|| Error::other("meta.json: NOW"))?;
    let utc = FixedOffset::east_opt(0).ok_or_else(|| Error::other("UTC"))?;
    let at = Moment::new(DateTime::<Utc>::from_timestamp(now, 0).unwrap_or_default(), utc);
    let bench = Bench { index, questions: questions(now)?, at };
    if serve {
        return bench.serve();
    }
    bench.questions.iter().for_each(|question| say(bench.report(question)));
    for line in fresh::run(bench.index, at, now) {
        say(line);
    }
    Ok(())
}
