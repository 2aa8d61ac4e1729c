//! What became of each suite, and the table of all at the end.

use std::time::Duration;

use crate::steps::seconds;
use crate::tally::Tally;

pub enum Verdict {
    Passed,
    Failed(String),
    Skipped(String),
}

pub struct Outcome {
    pub suite: &'static str,
    pub verdict: Verdict,
    pub tests: Tally,
    pub took: Duration,
}

impl Outcome {
    /// What this suite adds to the last line: its tests, or one when it failed or was skipped without a test to show for it.
    fn counted(&self) -> Tally {
        let mut tests = self.tests;
        match self.verdict {
            Verdict::Failed(_) if tests.failed == 0 => tests.failed = 1,
            Verdict::Skipped(_) if tests.skipped == 0 => tests.skipped = 1,
            _ => {}
        }
        tests
    }
}

/// Prints the table, the reasons and the last line; answers the sum.
pub fn print(outcomes: &[Outcome]) -> Tally {
    println!("\n{:<32} {:<8} {:>7} {:>7} {:>8} {:>14}", "suite", "", "passed", "failed", "skipped", "time");
    for outcome in outcomes {
        let word = match outcome.verdict {
            Verdict::Passed => "ok",
            Verdict::Failed(_) => "FAILED",
            Verdict::Skipped(_) => "skipped",
        };
        let Tally { passed, failed, skipped } = outcome.tests;
        println!(
            "{:<32} {word:<8} {passed:>7} {failed:>7} {skipped:>8} {:>14}",
            outcome.suite,
            seconds(outcome.took)
        );
    }
    println!();
    for outcome in outcomes {
        match &outcome.verdict {
            Verdict::Failed(why) => println!("FAILED   {}: {why}", outcome.suite),
            Verdict::Skipped(why) => println!("SKIPPED  {}: {why}", outcome.suite),
            Verdict::Passed => {}
        }
    }
    outcomes.iter().map(Outcome::counted).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_without_tests_that_fails_is_not_forgotten_in_the_sum() {
        let outcome =
            |verdict| Outcome { suite: "x", verdict, tests: Tally::default(), took: Duration::ZERO };
        assert_eq!(outcome(Verdict::Failed("lint".into())).counted().failed, 1);
        assert_eq!(outcome(Verdict::Skipped("no browser".into())).counted().skipped, 1);
        assert_eq!(outcome(Verdict::Passed).counted(), Tally::default());
    }
}
