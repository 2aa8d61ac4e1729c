//! How many tests ran: read from the last words of each test runner.

use std::iter::Sum;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |a, b| Self {
            passed: a.passed + b.passed,
            failed: a.failed + b.failed,
            skipped: a.skipped + b.skipped,
        })
    }
}

/// `Summary [ 0.5s] 10 tests run: 9 passed (1 slow), 1 failed, 2 skipped`
pub fn nextest(output: &str) -> Tally {
    let line =
        output.lines().rev().find(|line| line.trim_start().starts_with("Summary [")).unwrap_or_default();
    Tally {
        passed: before(line, "passed"),
        failed: before(line, "failed") + before(line, "timed out") + before(line, "exec failed"),
        skipped: before(line, "skipped"),
    }
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`, once a test binary
pub fn cargo_test(output: &str) -> Tally {
    let lines = output.lines().filter(|line| line.starts_with("test result:"));
    lines
        .map(|line| Tally {
            passed: before(line, "passed"),
            failed: before(line, "failed"),
            skipped: before(line, "ignored"),
        })
        .sum()
}

/// `      Tests  1 failed | 12 passed | 1 skipped (14)`
pub fn vitest(output: &str) -> Tally {
    let line = output.lines().rev().find(|line| line.trim_start().starts_with("Tests ")).unwrap_or_default();
    Tally {
        passed: before(line, "passed"),
        failed: before(line, "failed"),
        skipped: before(line, "skipped") + before(line, "todo"),
    }
}

/// `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`, `ℹ skipped 1`, `ℹ todo 0` of `node --test --test-reporter=spec`
pub fn node_test(output: &str) -> Tally {
    let after = |word: &str| {
        let found = output
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("ℹ ")?.strip_prefix(word)?.trim().parse().ok());
        found.unwrap_or(0)
    };
    Tally {
        passed: after("pass "),
        failed: after("fail ") + after("cancelled "),
        skipped: after("skipped ") + after("todo "),
    }
}

/// The number standing before `word`; 0 when the word is not there.
fn before(line: &str, word: &str) -> u64 {
    let found = line
        .match_indices(word)
        .find_map(|(at, _)| line.get(..at)?.trim_end().rsplit([' ', '\t']).next()?.parse().ok());
    found.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runner_is_understood_in_its_own_words() {
        let expected = Tally { passed: 9, failed: 1, skipped: 2 };
        assert_eq!(
            nextest("  x\n     Summary [   0.5s] 10 tests run: 9 passed (1 slow), 1 failed, 2 skipped\n"),
            expected
        );
        let cargo = "test result: ok. 4 passed; 0 failed; 2 ignored; 0 measured\ntest result: FAILED. 5 passed; 1 failed; 0 ignored;\n";
        assert_eq!(cargo_test(cargo), expected);
        assert_eq!(
            vitest(
                " Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 9 passed | 2 skipped (12)\n"
            ),
            expected
        );
        assert_eq!(
            node_test("✔ one\nℹ tests 12\nℹ pass 9\nℹ fail 1\nℹ cancelled 0\nℹ skipped 2\nℹ todo 0\n"),
            expected
        );
    }

    #[test]
    fn a_test_that_ran_into_its_time_limit_has_failed() {
        let line = "     Summary [  60.1s] 3 tests run: 2 passed, 1 timed out, 0 skipped";
        assert_eq!(nextest(line), Tally { passed: 2, failed: 1, skipped: 0 });
    }

    #[test]
    fn a_runner_that_said_nothing_counts_nothing() {
        assert_eq!(nextest("error: could not compile"), Tally::default());
    }
}
