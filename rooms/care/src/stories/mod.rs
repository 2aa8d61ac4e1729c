//! Stories of care, on both databases, with the rooms below at work as in the real house.
mod engine;
mod ledger;
mod paths;
mod work;
mod world;
