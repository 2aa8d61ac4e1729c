//! The rule language told in stories and tried on random rules and persons.
#![expect(clippy::expect_used, reason = "a helper of a test may fail the test")]

mod calendar;
mod course;
mod laws;
mod one_person;
mod oracle;
mod people;
mod random;
mod random_rules;
mod sentences;
mod untrusted;
