//! `nuanqiao openapi`: the document from which the front end's types are made.
use anyhow::Result;

/// Prints the document.
pub fn run() -> Result<()> {
    println!("{}", crate::http::openapi().to_pretty_json()?);
    Ok(())
}
