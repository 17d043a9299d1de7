//! What truly differs between SQLite and PostgreSQL, and nothing else.

use crate::db::Engine;
use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::Value;

/// Rewrites a statement for an engine: `$N` to `?N` on SQLite (which would number `$N` by first appearance and
/// silently swap parameters), and the portable forms in braces. Texts in quotes stay as they are.
pub(crate) fn rewrite(text: &str, engine: Engine) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            '{' => match form(rest, engine) {
                Some((replacement, length)) => {
                    out.push_str(&replacement);
                    rest = &rest[length..];
                    continue;
                }
                None => 1,
            },
            '$' if engine == Engine::Sqlite && rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                out.push('?');
                rest = &rest[1..];
                continue;
            }
            other => other.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Bytes up to and with the closing quote (a doubled quote simply starts the next piece).
fn quoted_length(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

/// A portable form at the start of the text: its replacement and its length in bytes.
fn form(text: &str, engine: Engine) -> Option<(String, usize)> {
    let end = text.find('}')?;
    let inner = &text[1..end];
    let replacement = match (inner.split_once(' '), engine) {
        (Some(("for", "update")), Engine::Sqlite) | (Some(("skip", "locked")), Engine::Sqlite) => {
            String::new()
        }
        (Some(("for", "update")), Engine::Postgres) => "for update".to_owned(),
        (Some(("skip", "locked")), Engine::Postgres) => "for update skip locked".to_owned(),
        (Some(("ints" | "texts", list)), Engine::Sqlite) => {
            format!("(select value from json_each({}))", rewrite(list, engine))
        }
        (Some(("ints", list)), Engine::Postgres) => {
            format!("(select value::bigint from json_array_elements_text(cast({list} as json)))")
        }
        (Some(("texts", list)), Engine::Postgres) => {
            format!("(select value from json_array_elements_text(cast({list} as json)))")
        }
        _ => return None,
    };
    Some((replacement, end + 1))
}

/// The table a statement is about: the word after the first `from`, `into` or `update`.
pub(crate) fn table(text: &str) -> Option<&str> {
    let mut words =
        text.split(|c: char| c.is_whitespace() || c == '(' || c == ')').filter(|word| !word.is_empty());
    words.find(|word| ["from", "into", "update"].iter().any(|key| word.eq_ignore_ascii_case(key)))?;
    words.next().map(|word| word.trim_end_matches([',', ';']))
}

/// Keeps a second process from migrating until this transaction ends; on SQLite the writer's lock does that already.
pub(crate) fn lock_migrations(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let lock = sql!(
        sqlite: "select 'held' as lock",
        postgres: "select cast(pg_advisory_xact_lock(5746930127) as text) as lock",
    );
    tx.one(lock, params![]).map(|_| ())
}

/// Makes transactions that hold the same name follow one another; SQLite's writer does that already.
pub(crate) fn hold(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    let lock = sql!(
        sqlite: "select cast($1 as text) as lock",
        postgres: "select cast(pg_advisory_xact_lock(hashtextextended($1, 0)) as text) as lock",
    );
    tx.one(lock, params![name]).map(|_| ())
}

/// Inserts an audit row and makes its hash (`$15`) the end of its chain: one round trip on PostgreSQL, where the lock
/// of the chain is held meanwhile. SQLite knows no change within a `with`.
pub(crate) fn append_audit(tx: &mut Tx<'_>, row: &[Value]) -> Result<(), StoreError> {
    let insert = sql!(
        sqlite: "insert into audit (association, seq, at, actor_kind, actor_id, actor_name, via, request_id, action,
                     subject_kind, subject_id, before, after, prev_hash, hash)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        postgres: "with head as (update audit_head set audit_hash = $15 where association = $1)
                   insert into audit (association, seq, at, actor_kind, actor_id, actor_name, via, request_id, action,
                     subject_kind, subject_id, before, after, prev_hash, hash)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    );
    tx.execute_one(insert, row)?;
    if tx.engine() == Engine::Sqlite {
        let update = sql!("update audit_head set audit_hash = $2 where association = $1");
        tx.execute_one(update, &[row[0].clone(), row[14].clone()])?;
    }
    Ok(())
}

/// The statements that forbid changing or deleting rows of a table.
pub(crate) fn append_only(table: &str, engine: Engine) -> String {
    match engine {
        Engine::Sqlite => format!(
            "create trigger {table}_no_update before update on {table} \
             begin select raise(abort, 'append-only: {table} is never changed'); end;\n\
             create trigger {table}_no_delete before delete on {table} \
             begin select raise(abort, 'append-only: {table} is never deleted'); end;"
        ),
        Engine::Postgres => format!(
            "create or replace function append_only() returns trigger language plpgsql as $body$ \
             begin raise exception 'append-only: % is never changed or deleted', tg_table_name \
             using errcode = 'restrict_violation'; end $body$;\n\
             create trigger {table}_no_change before update or delete on {table} \
             for each row execute function append_only();\n\
             create trigger {table}_no_truncate before truncate on {table} \
             for each statement execute function append_only();"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_for_sqlite_and_quotes_stay() {
        let text = "select $2, $1, '$1 {for update}', \"$3\" from t where a = $10";
        assert_eq!(
            rewrite(text, Engine::Sqlite),
            "select ?2, ?1, '$1 {for update}', \"$3\" from t where a = ?10"
        );
        assert_eq!(rewrite(text, Engine::Postgres), text);
    }

    #[test]
    fn portable_forms_become_the_engines_words() {
        let text = "select n from t where id in {ints $1} {for update}";
        assert_eq!(
            rewrite(text, Engine::Sqlite),
            "select n from t where id in (select value from json_each(?1)) "
        );
        assert_eq!(
            rewrite(text, Engine::Postgres),
            "select n from t where id in \
             (select value::bigint from json_array_elements_text(cast($1 as json))) for update"
        );
        assert_eq!(
            rewrite("values ('it''s {x}', {unknown})", Engine::Sqlite),
            "values ('it''s {x}', {unknown})"
        );
    }

    #[test]
    fn the_table_is_named() {
        assert_eq!(table("insert into audit(a) values (1)"), Some("audit"));
        assert_eq!(table("update quota set used = 1"), Some("quota"));
        assert_eq!(table("select 1 as one"), None);
    }
}
