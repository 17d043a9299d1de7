//! One PostgreSQL connection: statements prepared once, errors told apart, values to and from the wire.

use std::collections::HashMap;

use bytes::BytesMut;
use postgres::error::SqlState;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::{Connection, Engine, Shape};
use crate::error::{Failure, FailureKind, StoreError};
use crate::row::Row;
use crate::sql::Sql;
use crate::value::Value;

type Unfit = Box<dyn std::error::Error + Sync + Send>;

/// A connection with its prepared statements, by the address of the registered statement.
pub(super) struct Session {
    client: Client,
    prepared: HashMap<*const Sql, Statement>,
    lost: bool,
}

impl Session {
    pub fn new(client: Client) -> Self {
        Session { client, prepared: HashMap::new(), lost: false }
    }

    pub fn is_lost(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    pub fn give_up(&mut self) {
        self.lost = true;
    }

    fn prepared(&mut self, sql: &'static Sql, given: usize) -> Result<Statement, Failure> {
        let key = std::ptr::from_ref(sql);
        let statement = match self.prepared.get(&key) {
            Some(statement) => statement.clone(),
            None => {
                let prepared = self.client.prepare(sql.text(Engine::Postgres));
                let statement = prepared.map_err(|error| self.failed(sql, &error))?;
                self.prepared.insert(key, statement.clone());
                statement
            }
        };
        let needed = statement.params().len();
        if needed == given {
            return Ok(statement);
        }
        let detail = format!("takes {needed} parameters, was given {given}");
        Err(Failure::statement(StoreError::Statement { statement: sql.to_string(), detail }))
    }

    fn failed(&mut self, statement: &dyn std::fmt::Display, error: &postgres::Error) -> Failure {
        if error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED) && detail(error).contains("cached plan") {
            // The schema changed under a prepared statement: prepare anew in a new transaction.
            self.prepared.clear();
            let error = StoreError::Statement { statement: statement.to_string(), detail: detail(error) };
            return Failure { error, kind: FailureKind::Retry };
        }
        let failure = failure(statement, error);
        self.lost |= failure.kind == FailureKind::Lost;
        failure
    }
}

impl Connection for Session {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn execute(&mut self, sql: &'static Sql, params: &[Value]) -> Result<u64, Failure> {
        let statement = self.prepared(sql, params.len())?;
        let result = self.client.execute(&statement, &references(params));
        result.map_err(|error| self.failed(sql, &error))
    }

    fn query(&mut self, sql: &'static Sql, params: &[Value], most: usize) -> Result<Vec<Row>, Failure> {
        let statement = self.prepared(sql, params.len())?;
        let names = || statement.columns().iter().map(|column| column.name().to_owned()).collect();
        let columns = sql.columns(names);
        let result = self.client.query(&statement, &references(params));
        let rows = result.map_err(|error| self.failed(sql, &error))?;
        rows.iter().take(most).map(|row| read(row, sql, columns)).collect()
    }

    fn batch(&mut self, text: &str) -> Result<(), Failure> {
        self.client.batch_execute(text).map_err(|error| self.failed(&text, &error))
    }

    fn describe(&mut self, sql: &'static Sql) -> Result<Shape, Failure> {
        let prepared = self.client.prepare(sql.text(Engine::Postgres));
        let statement = prepared.map_err(|error| self.failed(sql, &error))?;
        let columns = statement.columns().iter().map(|column| column.name().to_owned()).collect();
        Ok(Shape { parameters: statement.params().len(), columns })
    }
}

fn references(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn read(row: &postgres::Row, sql: &'static Sql, columns: &[String]) -> Result<Row, Failure> {
    let value = |place: usize| {
        let fault = |error| Row::new(sql, Vec::new()).fault(&columns[place], detail(&error));
        row.try_get::<_, Option<Value>>(place).map(Option::unwrap_or_default).map_err(fault)
    };
    let values = (0..columns.len()).map(value).collect::<Result<_, StoreError>>();
    values.map(|values| Row::new(sql, values)).map_err(Failure::statement)
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Unfit> {
        match (self, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(number), &Type::INT8) => number.to_sql(kind, out),
            (Value::Int(number), &Type::INT4) => i32::try_from(*number)?.to_sql(kind, out),
            (Value::Int(number), &Type::INT2) => i16::try_from(*number)?.to_sql(kind, out),
            (Value::Int(number @ (0 | 1)), &Type::BOOL) => (*number == 1).to_sql(kind, out),
            (
                Value::Text(text),
                &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME | &Type::UNKNOWN,
            ) => text.to_sql(kind, out),
            (Value::Text(text), &Type::JSON) => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            (value, kind) => {
                Err(format!("{value:?} cannot be given where {kind} is needed; use a cast").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Unfit> {
        match *kind {
            Type::INT8 => Ok(Value::Int(i64::from_sql(kind, raw)?)),
            Type::INT4 => Ok(Value::Int(i32::from_sql(kind, raw)?.into())),
            Type::INT2 => Ok(Value::Int(i16::from_sql(kind, raw)?.into())),
            Type::BOOL => Ok(Value::Int(bool::from_sql(kind, raw)?.into())),
            Type::NUMERIC => whole_number(raw).map(Value::Int),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {
                Ok(Value::Text(std::str::from_utf8(raw)?.to_owned()))
            }
            Type::BYTEA => Ok(Value::Bytes(raw.to_owned())),
            _ => Err(format!("{kind} is not kept by the store: only whole numbers, texts and bytes").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// `sum(bigint)` is NUMERIC on the wire: digits of base 10,000, most significant first, with the weight of the first.
fn whole_number(raw: &[u8]) -> Result<i64, Unfit> {
    let words: Vec<i16> = raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect();
    let [_, weight, sign, _, digits @ ..] = words.as_slice() else { return Err("a broken NUMERIC".into()) };
    let mut number: i128 = 0;
    for place in 0..=i32::from(*weight) {
        let digit = usize::try_from(place).ok().and_then(|place| digits.get(place)).copied().unwrap_or(0);
        number = number.checked_mul(10_000).ok_or("a NUMERIC beyond 64 bits")? + i128::from(digit);
    }
    let whole = usize::try_from(i32::from(*weight) + 1).unwrap_or(0);
    if digits.iter().skip(whole).any(|digit| *digit != 0) {
        return Err("a fraction: the store keeps whole numbers only".into());
    }
    match *sign {
        0x0000 => Ok(i64::try_from(number)?),
        0x4000 => Ok(i64::try_from(-number)?),
        _ => Err("a NUMERIC that is no number".into()),
    }
}

/// What an error of the driver means.
pub(super) fn failure(statement: &dyn std::fmt::Display, error: &postgres::Error) -> Failure {
    let (statement, detail) = (statement.to_string(), detail(error));
    let Some(code) = error.code() else {
        let kind = if error.is_closed() || is_io(error) { FailureKind::Lost } else { FailureKind::Statement };
        return match kind {
            FailureKind::Lost => Failure { error: StoreError::Unavailable(detail), kind },
            _ => Failure::statement(StoreError::Statement { statement, detail }),
        };
    };
    let retry = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    if retry.contains(code) {
        return Failure { error: StoreError::Statement { statement, detail }, kind: FailureKind::Retry };
    }
    // 57P01..57P05: the server shuts down or ends this connection; 08…: the connection itself.
    if code.code().starts_with("57P") || code.code().starts_with("08") {
        return Failure { error: StoreError::Unavailable(detail), kind: FailureKind::Lost };
    }
    Failure::statement(match code {
        code if *code == SqlState::UNIQUE_VIOLATION => StoreError::Duplicate { statement, detail },
        code if code.code().starts_with("23") => StoreError::Constraint { statement, detail },
        code if *code == SqlState::LOCK_NOT_AVAILABLE => StoreError::Busy,
        _ => StoreError::Statement { statement, detail },
    })
}

fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

/// The server's words, with its code and what it adds; never the values of a row, which may be personal.
pub(super) fn detail(error: &postgres::Error) -> String {
    let Some(server) = error.as_db_error() else {
        let source = std::error::Error::source(error).map(|source| format!(": {source}"));
        return format!("{error}{}", source.unwrap_or_default());
    };
    let constraint = server.constraint().map(|name| format!(", constraint {name}")).unwrap_or_default();
    format!("{} ({}{constraint})", server.message(), server.code().code())
}
