//! Tests of the whole house: its graph, and every operation asked by those who may not.
mod coverage;
mod graph;
mod world;
