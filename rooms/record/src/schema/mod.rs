//! Tables of the record. Every index begins with the tenant.

mod care;
mod contract;
mod facts;
mod people;

use sea_orm_migration::MigrationTrait;

/// Migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(people::People), Box::new(facts::Facts), Box::new(care::Care), Box::new(contract::Contract)]
}
