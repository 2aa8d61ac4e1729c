//! No mutilated message makes the mapping panic: vectors and dialect messages with bytes changed, cut out and put in.

use bytes::Bytes;
use chrono::DateTime;
use nq_hl7::split;

use super::interpret::{Dialect, interpret};
use super::sets::{json, shared, unpack};

/// A small generator with a fixed seed, so that a failure comes back.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
}

fn mutilate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const TELLING: &[u8] = b"|^~\\&\r\n\"\x00\xff\xe5M0-";
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len());
        match dice.below(4) {
            0 => bytes.insert(at, TELLING[dice.below(TELLING.len())]),
            1 => bytes.truncate(at.max(40)),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            _ if at < bytes.len() => bytes[at] = TELLING[dice.below(TELLING.len())],
            _ => {}
        }
    }
}

#[test]
fn no_mutilated_message_makes_the_mapping_panic() {
    let mut samples: Vec<Vec<u8>> = json("protocols/vectors/hl7/index.json")
        .iter()
        .map(|vector| {
            std::fs::read(shared().join("protocols/vectors").join(vector["file"].as_str().unwrap())).unwrap()
        })
        .filter(|bytes| bytes.len() < 100_000)
        .collect();
    for set in ["zh_dialect_utf8", "zh_dialect_gbk"] {
        let folder = unpack(set);
        for entry in std::fs::read_dir(&folder).unwrap() {
            samples.push(std::fs::read(entry.unwrap().path()).unwrap());
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
    let mut dice = Dice(20_260_304);
    let now = DateTime::UNIX_EPOCH;
    for _ in 0..60 {
        for sample in &samples {
            let mut bytes = sample.clone();
            mutilate(&mut bytes, &mut dice);
            for message in split(&Bytes::from(bytes)).messages {
                let found = interpret(&message, &Dialect::default(), now);
                assert!(
                    found.problems.is_empty() || found.plan.people.is_empty(),
                    "what is wrong is not filed"
                );
            }
        }
    }
}
