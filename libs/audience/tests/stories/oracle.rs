//! The rule as SQL against the one-person evaluator: the same truth on random rules and random people, on SQLite and on
//! PostgreSQL, with instants as numbers and as the database's own.

use crate::{
    random::{facts, moment},
    random_rules::{any_rule, leaf},
};
use nq_audience::{
    Dictionary, Moment, PersonFacts, Rule, Truth,
    sql::{self, Cell, Dialect, Instants, Param, Row, SqlFact, Tables, compile},
    truth,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sqlx::{AssertSqlSafe, Database, Executor, Row as _, postgres::PgPoolOptions, sqlite::SqlitePoolOptions};

const PEOPLE: usize = 120;
const LEAVES: usize = 500;
const RULES: usize = 150;

/// The environment variable that names a PostgreSQL to test on; `cargo xtask test` sets it.
const POSTGRES: &str = "NUANQIAO_TEST_PG";

fn runner(seed: u8) -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

fn draw<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).expect("a value").current()
}

fn people(seed: u8) -> Vec<PersonFacts> {
    let (mut runner, strategy) = (runner(seed), facts());
    (0..PEOPLE).map(|_| draw(&mut runner, &strategy)).collect()
}

/// Single conditions first, so that a failure is easily read; then trees.
fn rules(seed: u8) -> impl Iterator<Item = Rule> {
    let mut runner = runner(seed);
    let (leaf, any) = (leaf().prop_map(Rule::Is), any_rule());
    (0..LEAVES + RULES)
        .map(move |n| if n < LEAVES { draw(&mut runner, &leaf) } else { draw(&mut runner, &any) })
}

/// Binding differs by database in type only.
macro_rules! bind {
    ($query:expr, $instants:expr, $cell:expr) => {
        match $cell {
            Cell::Int(n) => $query.bind(*n),
            Cell::Text(text) => $query.bind(text.clone()),
            Cell::Day(day) => $query.bind(*day),
            Cell::Flag(flag) => $query.bind(*flag),
            Cell::Instant(at) => match $instants {
                Instants::Micros => $query.bind(at.map(|at| at.timestamp_micros())),
                Instants::Native => $query.bind(*at),
            },
        }
    };
}

fn cell(param: &Param) -> Cell {
    match param {
        Param::Tenant => Cell::Text(Some("t".to_owned())),
        Param::Int(n) => Cell::Int(Some(*n)),
        Param::Text(text) => Cell::Text(Some(text.clone())),
        Param::Instant(at) => Cell::Instant(Some(*at)),
        Param::Day(day) => Cell::Day(Some(*day)),
    }
}

fn insert(row: &Row, dialect: Dialect) -> String {
    let mark = if dialect == Dialect::Postgres { '$' } else { '?' };
    let columns: Vec<_> = row.cells.iter().map(|(column, _)| *column).collect();
    let marks: Vec<_> = (3..row.cells.len() + 3).map(|n| format!("{mark}{n}")).collect();
    let (columns, marks) = (columns.join(", "), marks.join(", "));
    format!("INSERT INTO {} (tenant, patient, {columns}) VALUES ({mark}1, {mark}2, {marks})", row.table)
}

/// What the database said of each person, in the order of the people.
fn said(answers: Vec<(String, Option<bool>)>) -> Vec<Truth> {
    let mut all: Vec<(usize, Truth)> = answers
        .into_iter()
        .map(|(id, said)| (id.parse().expect("patient"), said.map_or(Truth::Unknown, Truth::from)))
        .collect();
    all.sort_unstable_by_key(|(id, _)| *id);
    assert_eq!(all.len(), PEOPLE);
    all.into_iter().map(|(_, truth)| truth).collect()
}

fn compare(rule: &Rule, at: Moment, people: &[PersonFacts], said: &[Truth], sql: &str) {
    for (person, said) in people.iter().zip(said) {
        let facts = || serde_json::to_string(&nq_audience::facts_used(rule, person, at)).expect("json");
        let json = || serde_json::to_string(rule).expect("json");
        assert_eq!(*said, truth(rule, person, at), "{}\nat {}\n{sql}\n{}", json(), at.now, facts());
    }
}

macro_rules! oracle {
    ($fill:ident, $name:ident, $db:ty, $dialect:expr) => {
        /// A second tenant with the same people under other numbers must change nothing.
        async fn $fill(pool: &sqlx::Pool<$db>, instants: Instants, people: &[PersonFacts]) {
            for statement in sql::create($dialect, instants) {
                pool.execute(AssertSqlSafe(statement)).await.expect("schema");
            }
            for (n, person) in people.iter().enumerate() {
                for row in sql::rows(person) {
                    for (tenant, patient) in [("t", n), ("other", (n + 1) % PEOPLE)] {
                        let query = sqlx::query(AssertSqlSafe(insert(&row, $dialect)));
                        let query = query.bind(tenant).bind(patient.to_string());
                        let query = row.cells.iter().fold(query, |q, (_, cell)| bind!(q, instants, cell));
                        query.execute(pool).await.expect("row");
                    }
                }
            }
        }

        async fn $name(pool: &sqlx::Pool<$db>, instants: Instants, seed: u8) {
            let people = people(seed);
            $fill(pool, instants, &people).await;
            let (mut moments, moment) = (runner(seed + 1), moment());
            let mut seen = Vec::new();
            for rule in rules(seed + 2) {
                let at = draw(&mut moments, &moment);
                let tables = Tables::audience(instants);
                let compiled = compile(&rule, &tables, $dialect, at, &Dictionary::default()).expect("sql");
                let all = compiled.truths();
                let query = sqlx::query(AssertSqlSafe(all.sql.clone()));
                let query = all.params.iter().fold(query, |q, param| bind!(q, instants, &cell(param)));
                let rows =
                    query.fetch_all(pool).await.unwrap_or_else(|e| panic!("{e}: {rule:?}\n{}", all.sql));
                let answers = said(rows.into_iter().map(|row| (row.get(0), row.get(1))).collect());
                compare(&rule, at, &people, &answers, &all.sql);
                let count = compiled.count();
                let query = sqlx::query(AssertSqlSafe(count.sql));
                let query = count.params.iter().fold(query, |q, param| bind!(q, instants, &cell(param)));
                let holding: i64 = query.fetch_one(pool).await.expect("count").get(0);
                let expected = answers.iter().filter(|truth| truth.holds()).count();
                assert_eq!(usize::try_from(holding), Ok(expected), "{rule:?}");
                seen.extend(answers);
            }
            let [yes, no, unknown] =
                [Truth::Yes, Truth::No, Truth::Unknown].map(|t| seen.iter().filter(|s| **s == t).count());
            println!("{} {instants:?}: yes {yes}, no {no}, unknown {unknown}", <$db>::NAME);
            assert!(yes.min(no).min(unknown) > 2_000, "yes, no and unknown were all compared");
        }
    };
}

oracle!(fill_sqlite, sqlite, sqlx::Sqlite, Dialect::Sqlite);
oracle!(fill_postgres, postgres, sqlx::Postgres, Dialect::Postgres);

#[tokio::test]
async fn sqlite_and_the_one_person_evaluator_agree() {
    for (seed, instants) in [(1, Instants::Micros), (11, Instants::Native)] {
        let one = SqlitePoolOptions::new().max_connections(1);
        sqlite(&one.connect("sqlite::memory:").await.expect("sqlite"), instants, seed).await;
    }
}

#[tokio::test]
async fn postgres_and_the_one_person_evaluator_agree() {
    let Ok(url) = std::env::var(POSTGRES) else {
        eprintln!("PostgreSQL half of the test left out: {POSTGRES} is not set");
        return;
    };
    for (seed, instants) in [(21, Instants::Micros), (31, Instants::Native)] {
        let pool = PgPoolOptions::new().max_connections(1).connect(&url).await.expect("postgres");
        let schema = format!("audience_{}_{seed}", std::process::id());
        for statement in [format!("CREATE SCHEMA {schema}"), format!("SET search_path = {schema}")] {
            pool.execute(AssertSqlSafe(statement)).await.expect("schema");
        }
        postgres(&pool, instants, seed).await;
        pool.execute(AssertSqlSafe(format!("DROP SCHEMA {schema} CASCADE"))).await.expect("dropped");
    }
}

fn refused(json: &str, tables: &Tables) -> sql::SqlError {
    let rule: Rule = serde_json::from_str(json).expect(json);
    let at = draw(&mut runner(1), &moment());
    compile(&rule, tables, Dialect::Sqlite, at, &Dictionary::default()).expect_err("must be refused")
}

#[test]
fn what_the_tables_do_not_hold_is_refused_at_its_node() {
    let mut tables = Tables::audience(Instants::Micros);
    tables.facts.remove(&SqlFact::Appointment);
    tables.person = tables.person.without("birth_lunar");
    let rule = r#"{"all":[{"sex":"male"},{"any":[{"appointment":{"in_days":[0,7]}}]}]}"#;
    let error = refused(rule, &tables);
    assert_eq!((error.path.as_str(), error.sentence.as_str()), ("/all/1/any/0", "未来7天内有预约"));
    let error = refused(r#"{"not":{"birthday":{"calendar":"lunar","when":"this_month"}}}"#, &tables);
    assert_eq!(error.path, "/not");
    assert_eq!(
        error.to_string(),
        "“农历生日在本月”不能用数据库查询：这里的数据表没有“birth_lunar”一列（/not）"
    );
}

#[test]
fn the_cost_names_what_is_read() {
    let rule = r#"{"all":[{"metric":{"code":"m","is":{"ge":1}}},{"spend":{"days":9,"is":{"gt":1}}},
        {"count":{"of":{"metric":{"code":"m"}},"is":{"ge":2}}}]}"#;
    let rule: Rule = serde_json::from_str(rule).expect("rule");
    let at = draw(&mut runner(1), &moment());
    let tables = Tables::audience(Instants::Native);
    let query = compile(&rule, &tables, Dialect::Postgres, at, &Dictionary::default()).expect("sql");
    assert_eq!(query.cost.words(), "逐人扫描患者表，每人再查encounter 1次、observation 2次");
    assert_eq!(query.cost.rows(1_000_000, |from| if from == "observation" { 20 } else { 5 }), 46_000_000);
}
