//! Stories of care, on both databases, with the rooms below at work as in the real house.
mod engine;
mod ledger;
mod monitoring;
mod paths;
mod work;
mod world;
