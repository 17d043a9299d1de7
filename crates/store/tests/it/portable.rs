//! One SQL text, one answer: values, lists, numbers and errors on both engines.

use kexiang_store::testing::each_engine;
use kexiang_store::{Engine, StoreError, Tx, params, sql};

use crate::{NOW, names, put};

#[tokio::test(flavor = "multi_thread")]
async fn parameters_keep_their_numbers_and_values_come_back() {
    each_engine(async |store| {
        store.write(|tx| put(tx, "标题", "科项 'quoted'")).await.unwrap();
        let statement = sql!("select changed_at, name, value from setting where name = $1");
        let row = store.read(move |tx| tx.the(statement, params!["标题"])).await.unwrap();
        assert_eq!(row.text("value"), Ok("科项 'quoted'".to_owned()));
        assert_eq!(row.time("changed_at"), Ok(NOW));
        let swapped = store.read(|tx| {
            let row =
                tx.the(sql!("select cast($2 as text) as b, cast($1 as text) as a"), params!["one", "two"])?;
            Ok::<_, StoreError>((row.text("a")?, row.text("b")?))
        });
        assert_eq!(swapped.await, Ok(("one".to_owned(), "two".to_owned())));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_could_not_have_been_written_name_place_column_and_row() {
    each_engine(async |store| {
        store.write(|tx| put(tx, "a", "not a number")).await.unwrap();
        let fault = store.read(|tx| {
            let row = tx.the(sql!("select name, value from setting where name = 'a'"), params![])?;
            row.identified(&["name"]).parse::<u32>("value")
        });
        let fault = fault.await.unwrap_err().to_string();
        for part in ["portable.rs", "table setting", "`value`", "row name a", "not a number"] {
            assert!(fault.contains(part), "{part} in {fault}");
        }
        let fault = store.read(|tx| {
            let row = tx.the(sql!("select 7 as n, cast(null as bigint) as missing"), params![])?;
            assert!(row.flag("n").is_err() && row.text("n").is_err() && row.int("missing").is_err());
            assert_eq!(row.opt_int("missing"), Ok(None));
            row.int("elsewhere")
        });
        let fault = fault.await.unwrap_err().to_string();
        assert!(fault.contains("`elsewhere`"), "{fault}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_comparisons_and_patterns_answer_alike() {
    each_engine(async |store| {
        let answers = store.read(|tx| {
            let mut row_of = |sql| tx.the(sql, params![]);
            let sum =
                row_of(sql!("select sum(n) as n from (select 4000000000 as n union all select -7) as t"))?;
            let none = row_of(sql!("select sum(n) as n from (select 1 as n) as t where n > 1"))?;
            let zero = row_of(sql!("select sum(n) as n from (select 5 as n union all select -5) as t"))?;
            let ten_thousand =
                row_of(sql!("select sum(n) as n from (select 10000 as n union all select 0) as t"))?;
            let large = row_of(sql!(
                "select sum(n) as n from (select 9223372036854775806 as n union all select 1) as t"
            ))?;
            let yes = row_of(sql!("select 'a' < 'b' as yes"))?;
            let like = row_of(sql!("select 'ABC' like 'a%' as yes"))?;
            let sums = [sum.int("n")?, zero.int("n")?, ten_thousand.int("n")?, large.int("n")?];
            Ok::<_, StoreError>((sums, none.opt_int("n")?, yes.flag("yes")?, like.flag("yes")?))
        });
        assert_eq!(answers.await, Ok(([3_999_999_993, 0, 10_000, i64::MAX], None, true, false)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_one_engine_would_take_is_refused_on_both() {
    each_engine(async |store| {
        let fraction = store.read(|tx| {
            tx.the(sql!("select avg(n) as n from (select 1 as n union all select 2) as t"), params![])?
                .int("n")
        });
        let fraction = fraction.await.unwrap_err();
        assert!(matches!(fraction, StoreError::Row { ref column, .. } if column == "n"), "{fraction}");
        let nul = store.write(|tx| put(tx, "a\0b", "x")).await.unwrap_err();
        assert!(matches!(nul, StoreError::Row { ref column, .. } if column == "$1"), "{nul}");
        let by_name = sql!("select name from setting where name = $1");
        let few = store.read(move |tx| tx.all(by_name, params![])).await.unwrap_err();
        assert!(matches!(few, StoreError::Statement { .. }), "{few}");
        let unchecked = sql!("insert into setting (name, value, changed_at) values ('', 'x', 1)");
        let empty = store.write(move |tx| tx.exec(unchecked, params![])).await.unwrap_err();
        assert!(matches!(empty, StoreError::Constraint { .. }), "{empty}");
        assert_eq!(store.read(names).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_optional_filters_find_the_same_rows_in_the_same_order() {
    each_engine(async |store| {
        let write = |tx: &mut Tx<'_>| ["A", "B", "a", "科"].iter().try_for_each(|name| put(tx, name, "x"));
        store.write(write).await.unwrap();
        let found = |value: Option<&'static str>| {
            store.read(move |tx| {
                let wanted = [String::from("科"), String::from("B"), String::from("a"), String::from("it's")];
                let statement = sql!(
                    "select name from setting
                     where name in {texts $1} and (cast($2 as text) is null or value = $2) order by name"
                );
                let rows = tx.all(statement, params![&wanted[..], value])?;
                rows.iter().map(|row| row.text("name")).collect::<Result<Vec<_>, StoreError>>()
            })
        };
        assert_eq!(found(None).await, Ok(vec!["B".to_owned(), "a".to_owned(), "科".to_owned()]));
        assert_eq!(found(Some("x")).await.unwrap().len(), 3);
        assert_eq!(found(Some("y")).await, Ok(vec![]));
        let numbers = store.read(|tx| {
            let wanted: &[i64] = &[2, 3, 1 << 60];
            let statement = sql!(
                "select n from (select 1 as n union all select 2 union all select 3) as t where n in {ints $1}
                 order by n"
            );
            let rows = tx.all(statement, params![wanted])?;
            rows.iter().map(|row| row.int("n")).collect::<Result<Vec<_>, StoreError>>()
        });
        assert_eq!(numbers.await, Ok(vec![2, 3]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_locked_where_that_means_something() {
    each_engine(async |store| {
        store.write(|tx| put(tx, "a", "x")).await.unwrap();
        let locking = sql!("select value from setting where name = 'a' {for update}");
        let value = store.write(move |tx| tx.the(locking, params![])?.text("value")).await;
        assert_eq!(value, Ok("x".to_owned()));
        let reading = store.read(move |tx| tx.the(locking, params![])?.text("value")).await;
        match store.engine() {
            Engine::Sqlite => assert_eq!(reading, Ok("x".to_owned())),
            Engine::Postgres => assert!(matches!(reading, Err(StoreError::Statement { .. })), "{reading:?}"),
        }
    })
    .await;
}
