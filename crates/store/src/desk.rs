//! The officer's lists (经办人工作台): filters, counts, saved views.

use jiff::Timestamp;
use kexiang_core::application::State;
use kexiang_core::id::Id;

use crate::application::{Application, application_columns, from_row};
use crate::{Sql, StoreError, Tx};

/// What an officer wants to see. Empty texts and zeros mean "all".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Call; 0: all.
    pub call: i64,
    /// Code of a type.
    pub type_code: String,
    /// State code.
    pub state: String,
    /// Class code of the organisation.
    pub class: String,
    /// Paper state.
    pub paper: String,
    /// Part of number, title, organisation or leader, normalised.
    pub text: String,
    /// Only those with a soft rule still to be overridden.
    pub overrides_only: bool,
    /// Only those that look like a repetition.
    pub repeats_only: bool,
}

/// Order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Latest submission first.
    #[default]
    Newest,
    /// Earliest submission first.
    Oldest,
    /// By number.
    Number,
    /// Greatest sum first.
    Amount,
}

/// Where a page begins: behind the row with this key and id; none: at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Value of the ordering column of the last row of the page before.
    pub key: String,
    /// Its id.
    pub id: i64,
}

/// The columns every list statement filters by; `$1` association to `$9` repeats, `$10` cursor id, `$11` limit, `$12`
/// cursor key. `$narrow` repeats a condition without its "or all", so that an index of the rows' order serves it.
macro_rules! filtered {
    ($narrow:literal, $tail:literal) => {
        concat!(
            "select ", application_columns!(), " from application where association = $1 and submitted_at is not null ",
            $narrow, " and (cast($2 as bigint) = 0 or call = $2) and ($3 = '' or type_code = $3) \
             and ($4 = '' or state = $4) and ($5 = '' or class = $5) and ($6 = '' or paper_state = $6) \
             and ($7 = '' or search_key like '%' || $7 || '%') \
             and (cast($8 as bigint) = 0 or open_overrides > 0) and (cast($9 as bigint) = 0 or repeats > 0) ",
            $tail
        )
    };
}

/// The latest submission first.
macro_rules! newest {
    ($narrow:literal) => {
        filtered!(
            $narrow,
            "and submitted_at <= $12 and (submitted_at < $12 or id < $10) \
                            order by submitted_at desc, id desc limit $11"
        )
    };
}

/// The earliest submission first.
macro_rules! oldest {
    ($narrow:literal) => {
        filtered!(
            $narrow,
            "and submitted_at >= $12 and (submitted_at > $12 or id > $10) \
                            order by submitted_at, id limit $11"
        )
    };
}

sql!(NEWEST = newest!(""));
sql!(NEWEST_OF_CALL = newest!("and call = $2"));
sql!(NEWEST_IN_STATE = newest!("and call = $2 and state = $4"));
sql!(OLDEST = oldest!(""));
sql!(OLDEST_OF_CALL = oldest!("and call = $2"));
sql!(OLDEST_IN_STATE = oldest!("and call = $2 and state = $4"));
sql!(
    NUMBER = filtered!("", "and (number > $12 or (number = $12 and id > $10)) order by number, id limit $11")
);
sql!(
    AMOUNT = filtered!(
        "",
        "and (amount_fen < $12 or (amount_fen = $12 and id < $10)) order by amount_fen desc, id desc limit $11"
    )
);

impl Order {
    /// Code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Order::Newest => "newest",
            Order::Oldest => "oldest",
            Order::Number => "number",
            Order::Amount => "amount",
        }
    }

    /// The order with this code; the default for any other.
    pub fn from_code(code: &str) -> Self {
        let all = [Order::Newest, Order::Oldest, Order::Number, Order::Amount];
        all.into_iter().find(|o| o.code() == code).unwrap_or_default()
    }

    fn statement(self, filter: &Filter) -> &'static Sql {
        match (self, filter.call, filter.state.as_str()) {
            (Order::Newest, 0, _) => NEWEST,
            (Order::Newest, _, "") => NEWEST_OF_CALL,
            (Order::Newest, ..) => NEWEST_IN_STATE,
            (Order::Oldest, 0, _) => OLDEST,
            (Order::Oldest, _, "") => OLDEST_OF_CALL,
            (Order::Oldest, ..) => OLDEST_IN_STATE,
            (Order::Number, ..) => NUMBER,
            (Order::Amount, ..) => AMOUNT,
        }
    }

    /// The cursor behind a row.
    pub fn cursor(self, last: &Application) -> Cursor {
        let submitted = last.submitted_at.map_or(0, |t| t.as_millisecond());
        let key = match self {
            Order::Newest | Order::Oldest => submitted.to_string(),
            Order::Number => last.number.clone(),
            Order::Amount => last.amount.0.to_string(),
        };
        Cursor { key, id: last.id.as_i64() }
    }
}

impl Filter {
    /// Whether the register's counts by call, type and state answer how many there are.
    fn is_counted(&self) -> bool {
        let Filter { call, type_code, state, .. } = self.clone();
        *self == Filter { call, type_code, state, ..Filter::default() }
    }
}

/// A page of a list: at most `limit` rows behind the cursor.
pub fn list(
    tx: &mut Tx<'_>,
    association: &str,
    filter: &Filter,
    order: Order,
    behind: Option<&Cursor>,
    limit: u32,
) -> Result<Vec<Application>, StoreError> {
    let number = |text: &str| text.parse::<i64>().unwrap_or_default();
    let (key, id) = match (behind, order) {
        (Some(cursor), _) => (cursor.key.clone(), cursor.id),
        (None, Order::Newest | Order::Amount) => (i64::MAX.to_string(), i64::MAX),
        (None, Order::Oldest) => (i64::MIN.to_string(), i64::MIN),
        (None, Order::Number) => (String::new(), i64::MIN),
    };
    let key = if order == Order::Number { crate::Value::from(key) } else { crate::Value::from(number(&key)) };
    let values = params![
        association,
        filter.call,
        &filter.type_code,
        &filter.state,
        &filter.class,
        &filter.paper,
        &filter.text,
        filter.overrides_only,
        filter.repeats_only,
        id,
        limit,
        &key,
    ];
    tx.all(order.statement(filter), values)?.iter().map(from_row).collect()
}

/// How many rows a filter shows; those that no count is kept of are counted up to `most`.
pub fn count(tx: &mut Tx<'_>, association: &str, filter: &Filter, most: u32) -> Result<i64, StoreError> {
    if filter.is_counted() {
        return kept_count(tx, association, filter);
    }
    let sql = sql!(
        "select count(*) as n from (select 1 as one from application where association = $1 and submitted_at is not null \
         and (cast($2 as bigint) = 0 or call = $2) and ($3 = '' or type_code = $3) and ($4 = '' or state = $4) \
         and ($5 = '' or class = $5) and ($6 = '' or paper_state = $6) \
         and ($7 = '' or search_key like '%' || $7 || '%') \
         and (cast($8 as bigint) = 0 or open_overrides > 0) and (cast($9 as bigint) = 0 or repeats > 0) limit $10) as shown"
    );
    let values = params![
        association,
        filter.call,
        &filter.type_code,
        &filter.state,
        &filter.class,
        &filter.paper,
        &filter.text,
        filter.overrides_only,
        filter.repeats_only,
        most,
    ];
    tx.the(sql, values)?.int("n")
}

/// The number of rows by the counts that are kept of every call, type and state. In four states an application may never
/// have been submitted; the few that were are counted one by one.
fn kept_count(tx: &mut Tx<'_>, association: &str, filter: &Filter) -> Result<i64, StoreError> {
    let certain = sql!(
        "select coalesce(sum(n), 0) as n from application_count where association = $1 \
         and (cast($2 as bigint) = 0 or call = $2) and ($3 = '' or type_code = $3) and ($4 = '' or state = $4) \
         and state not in ('draft', 'awaiting_unit', 'awaiting_recommendation', 'withdrawn')"
    );
    let other = sql!(
        "select count(*) as n from call c join application a on a.association = c.association and a.call = c.id \
         where c.association = $1 and (cast($2 as bigint) = 0 or c.id = $2) and ($3 = '' or a.type_code = $3) \
         and ($4 = '' or a.state = $4) and a.submitted_at >= $5 \
         and a.state in ('draft', 'awaiting_unit', 'awaiting_recommendation', 'withdrawn')"
    );
    let certain =
        tx.the(certain, params![association, filter.call, &filter.type_code, &filter.state])?.int("n")?;
    let other = tx
        .the(other, params![association, filter.call, &filter.type_code, &filter.state, i64::MIN])?
        .int("n")?;
    Ok(certain + other)
}

/// An application begun and not submitted, as the office may know of it: who and of which type, not what (催报).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubmitted {
    /// Organisation.
    pub organisation_name: String,
    /// Type.
    pub type_code: String,
    /// State.
    pub state: State,
    /// Last change.
    pub changed_at: Timestamp,
}

/// The applications of a call that are begun and not submitted.
pub fn unsubmitted(tx: &mut Tx<'_>, association: &str, call: Id) -> Result<Vec<Unsubmitted>, StoreError> {
    let sql = sql!(
        "select organisation_name, type_code, state, changed_at from application where association = $1 and call = $2 \
         and submitted_at is null and state in ('draft', 'awaiting_unit', 'awaiting_recommendation') \
         order by state, organisation_name limit 1000"
    );
    let rows = tx.all(sql, params![association, call])?;
    rows.iter()
        .map(|r| {
            Ok(Unsubmitted {
                organisation_name: r.text("organisation_name")?,
                type_code: r.text("type_code")?,
                state: r.parse("state")?,
                changed_at: r.time("changed_at")?,
            })
        })
        .collect()
}

/// The saved views of a person: name and query.
pub fn views(tx: &mut Tx<'_>, association: &str, account: i64) -> Result<Vec<(String, String)>, StoreError> {
    let sql =
        sql!("select name, query from saved_view where association = $1 and account = $2 order by name");
    let rows = tx.all(sql, params![association, account])?;
    rows.iter().map(|r| Ok((r.text("name")?, r.text("query")?))).collect()
}

/// Saves a view under a name, replacing one of the same name.
pub fn save_view(
    tx: &mut Tx<'_>,
    association: &str,
    account: i64,
    name: &str,
    query: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    remove_view(tx, association, account, name)?;
    let sql = sql!(
        "insert into saved_view (association, account, name, query, saved_at) values ($1, $2, $3, $4, $5)"
    );
    tx.execute_one(sql, params![association, account, name, query, now])
}

/// Removes a saved view.
pub fn remove_view(tx: &mut Tx<'_>, association: &str, account: i64, name: &str) -> Result<u64, StoreError> {
    let sql = sql!("delete from saved_view where association = $1 and account = $2 and name = $3");
    tx.exec(sql, params![association, account, name])
}

/// The applications of a call that have never been submitted.
pub fn never_submitted(tx: &mut Tx<'_>, association: &str, call: Id) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select id from application where association = $1 and call = $2 \
         and state in ('draft', 'awaiting_unit', 'awaiting_recommendation') order by id"
    );
    tx.all(sql, params![association, call])?.iter().map(|r| r.number("id")).collect()
}
