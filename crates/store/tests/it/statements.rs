//! Every registered statement, prepared on both engines.

use std::collections::BTreeMap;

use kexiang_store::testing::{Database, describe, engines, registry};
use kexiang_store::{Engine, Shape};

use crate::house::sources;

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_alike_by_both_engines() {
    let mut shapes: BTreeMap<String, BTreeMap<&str, Shape>> = BTreeMap::new();
    let mut problems = Vec::new();
    for engine in engines() {
        let database = Database::create(engine).await;
        let store = database.open().await;
        for statement in registry() {
            match describe(&store, statement).await {
                Ok(shape) => drop(shapes.entry(statement.place()).or_default().insert(engine.name(), shape)),
                Err(error) => problems.push(format!("{} {error}", engine.name())),
            }
        }
        store.close().await;
        database.remove().await;
    }
    let named =
        |name: &String| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    for (place, engines) in &shapes {
        if engines.values().any(|shape| Some(shape) != engines.values().next()) {
            problems.push(format!("{place} differs: {engines:?}"));
        }
        if !engines.values().all(|shape| shape.columns.iter().all(named)) {
            problems.push(format!("{place} has a column without a name of its own: {engines:?}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_registry_holds_every_statement_of_the_sources() {
    for (path, text) in sources(concat!(env!("CARGO_MANIFEST_DIR"), "/src").as_ref()) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let written: usize =
            code.map(|line| line.matches("sql!(").count() + line.matches("sql! {").count()).sum();
        let registered = registry().iter().filter(|sql| path.ends_with(sql.file())).count();
        assert_eq!(registered, written, "{}", path.display());
    }
}

#[test]
fn statements_name_their_columns_and_leave_transactions_to_the_store() {
    for statement in registry() {
        let text = statement.text(Engine::Sqlite).to_lowercase();
        assert!(!text.contains("select *") && !text.contains(".*"), "{statement}: name the columns");
        assert!(
            !text.contains("commit") && !text.contains("rollback"),
            "{statement}: the store ends transactions"
        );
    }
}
