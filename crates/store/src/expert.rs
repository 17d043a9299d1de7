//! The expert pool (专家库).

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::review::{ExpertState, Kind, Rank, Relation};

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `expert` needs.
macro_rules! expert_columns {
    () => {
        "id, account, name, kinds, rank, title, organisation, former, region, disciplines, phone, email, state, \
            state_note, relations, bank, joined_at, changed_at, version"
    };
}

/// An expert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expert {
    /// Id.
    pub id: Id,
    /// Account the expert signs in with; none before the first invitation.
    pub account: Option<Id>,
    /// Name.
    pub name: String,
    /// Kinds of seats the expert can take.
    pub kinds: Vec<Kind>,
    /// Rank that decides the fee.
    pub rank: Rank,
    /// 职称
    pub title: String,
    /// Organisation now.
    pub organisation: String,
    /// Organisations left less than two years ago.
    pub former: Vec<String>,
    /// Region code (GB/T 2260); empty where unknown.
    pub region: String,
    /// Disciplines as paths from the root of the discipline tree: `工学/机械工程`.
    pub disciplines: Vec<String>,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Whether the expert can be asked.
    pub state: ExpertState,
    /// Until when and why not.
    pub state_note: String,
    /// Declared relations.
    pub relations: Vec<Relation>,
    /// Sealed account for fees; empty where none is known.
    pub bank: String,
    /// When the expert came into the pool.
    pub joined_at: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Row version.
    pub version: i64,
}

/// Which experts a list shows; empty parts do not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in name, organisation, title, discipline; normalised.
    pub text: String,
    /// Code of a kind.
    pub kind: String,
    /// First digits of a region code.
    pub region: String,
    /// Code of a state.
    pub state: String,
}

fn list<T: serde::de::DeserializeOwned>(row: &Row, column: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_value(row.json(column)?).map_err(|e| row.fault(column, e))
}

fn from_row(row: &Row) -> Result<Expert, StoreError> {
    let kinds = row.str("kinds")?.split_whitespace();
    Ok(Expert {
        id: row.number("id")?,
        account: row.opt_number("account")?,
        name: row.text("name")?,
        kinds: kinds
            .map(|k| k.parse())
            .collect::<Result<_, kexiang_core::coded::UnknownCode>>()
            .map_err(|e| row.fault("kinds", e))?,
        rank: row.parse("rank")?,
        title: row.text("title")?,
        organisation: row.text("organisation")?,
        former: list(row, "former")?,
        region: row.text("region")?,
        disciplines: list(row, "disciplines")?,
        phone: row.text("phone")?,
        email: row.text("email")?,
        state: row.parse("state")?,
        state_note: row.text("state_note")?,
        relations: list(row, "relations")?,
        bank: row.text("bank")?,
        joined_at: row.time("joined_at")?,
        changed_at: row.time("changed_at")?,
        version: row.int("version")?,
    })
}

/// The expert with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Expert>, StoreError> {
    let sql = sql!(concat!("select ", expert_columns!(), " from expert where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// The expert who signs in with this account.
pub fn by_account(tx: &mut Tx<'_>, association: &str, account: Id) -> Result<Option<Expert>, StoreError> {
    let sql =
        sql!(concat!("select ", expert_columns!(), " from expert where association = $1 and account = $2"));
    tx.one(sql, params![association, account])?.as_ref().map(from_row).transpose()
}

/// The experts of this name in one organisation; imports recognise people by both.
pub fn by_name(
    tx: &mut Tx<'_>,
    association: &str,
    name: &str,
    organisation: &str,
) -> Result<Option<Expert>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        expert_columns!(),
        " from expert where association = $1 and name = $2 and organisation = $3 order by id"
    ));
    tx.one(sql, params![association, name, organisation])?.as_ref().map(from_row).transpose()
}

/// The experts that a list shows, by name.
pub fn page(
    tx: &mut Tx<'_>,
    association: &str,
    filter: &Filter,
    limit: i64,
    skip: i64,
) -> Result<Vec<Expert>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        expert_columns!(),
        " from expert where association = $1 and ($2 = '' or search_key like '%' || $2 || '%') \
         and ($3 = '' or ' ' || kinds || ' ' like '% ' || $3 || ' %') and ($4 = '' or region like $4 || '%') \
         and ($5 = '' or state = $5) order by name, id limit $6 offset $7"
    ));
    let Filter { text, kind, region, state } = filter;
    tx.all(sql, params![association, text, kind, region, state, limit, skip])?.iter().map(from_row).collect()
}

/// How many experts the list has.
pub fn count(tx: &mut Tx<'_>, association: &str, filter: &Filter) -> Result<i64, StoreError> {
    let sql = sql!(
        "select count(*) as n from expert where association = $1 \
         and ($2 = '' or search_key like '%' || $2 || '%') \
         and ($3 = '' or ' ' || kinds || ' ' like '% ' || $3 || ' %') and ($4 = '' or region like $4 || '%') \
         and ($5 = '' or state = $5)"
    );
    let Filter { text, kind, region, state } = filter;
    tx.the(sql, params![association, text, kind, region, state])?.int("n")
}

/// What the officer's search looks in.
fn search_key(e: &Expert) -> String {
    let parts = [&e.name, &e.organisation, &e.title, &e.disciplines.join(" ")];
    kexiang_core::wording::normal_text(&parts.map(String::as_str).join(" "))
}

/// Adds an expert.
pub fn insert(tx: &mut Tx<'_>, association: &str, e: &Expert) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into expert (association, id, account, name, kinds, rank, title, organisation, former, region, \
         disciplines, phone, email, state, state_note, relations, bank, search_key, joined_at, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    );
    tx.execute_one(sql, &values(association, e, e.joined_at))
}

/// Writes an expert back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, association: &str, e: &Expert) -> Result<(), StoreError> {
    let sql = sql!(
        "update expert set account = $3, name = $4, kinds = $5, rank = $6, title = $7, organisation = $8, \
         former = $9, region = $10, disciplines = $11, phone = $12, email = $13, state = $14, state_note = $15, \
         relations = $16, bank = $17, search_key = $18, changed_at = $20, version = version + 1 \
         where association = $1 and id = $2 and version = $19"
    );
    tx.execute_one(sql, &values(association, e, e.version))
}

fn values(association: &str, e: &Expert, nineteenth: impl Into<crate::Value>) -> Vec<crate::Value> {
    let kinds: Vec<&str> = e.kinds.iter().map(|k| k.code()).collect();
    let json = |list: &[String]| serde_json::json!(list).to_string();
    let mut all = params![
        association,
        e.id,
        e.account,
        &e.name,
        kinds.join(" "),
        e.rank.code(),
        &e.title,
        &e.organisation,
        json(&e.former),
        &e.region,
        json(&e.disciplines),
        &e.phone,
        &e.email,
        e.state.code(),
        &e.state_note,
        serde_json::json!(e.relations).to_string(),
        &e.bank,
        search_key(e),
    ]
    .to_vec();
    all.push(nineteenth.into());
    all.push(e.changed_at.into());
    all
}
