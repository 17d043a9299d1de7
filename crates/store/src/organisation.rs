//! The organisation ledger (单位台账).

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::organisation::{OrganisationClass, Standing};

use crate::{Row, StoreError, Tx};

mod closure;
mod fact;
pub mod import;
mod list;
pub mod request;

pub use closure::{Closure, closures, note_closure};
pub use fact::{
    Bar, FactEntry, add_bar, all_bars, bars, close_year, closed_ledgers, closed_years, fact_entries, facts,
    facts_since, lift_bar, put_fact, withdraw_fact,
};
pub use list::{Filter, Order, Row as ListRow, count, list, names};

/// The columns that the reader of `organisation` needs.
macro_rules! organisation_columns {
    () => {
        "association, id, name, name_key, class, credit_code, host_name, host_code, legal_person, \
            own_account, member, region, address, contact, phone, email, bank_holder, bank_name, \
            bank_account, qualified_in, active, version"
    };
}

/// A body of an association's ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Full name.
    pub name: String,
    /// Normalised name, unique in the ledger.
    pub name_key: String,
    /// Class.
    pub class: OrganisationClass,
    /// 统一社会信用代码; empty for bodies without legal person.
    pub credit_code: String,
    /// Name of the host body; empty where there is none.
    pub host_name: String,
    /// Credit code of the host body.
    pub host_code: String,
    /// 独立法人
    pub legal_person: bool,
    /// Has a bank account of its own.
    pub own_account: bool,
    /// 团体会员
    pub member: bool,
    /// GB/T 2260 code.
    pub region: String,
    /// Postal address.
    pub address: String,
    /// Contact person.
    pub contact: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// 户名
    pub bank_holder: String,
    /// 开户行
    pub bank_name: String,
    /// 账号
    pub bank_account: String,
    /// Years of the qualification its class stands for.
    pub qualified_in: Vec<i16>,
    /// Still in the ledger.
    pub active: bool,
    /// Row version.
    pub version: i64,
}

const COLUMNS_NOTE: &str = "qualified_in";

fn from_row(row: &Row) -> Result<Organisation, StoreError> {
    let years = row.json(COLUMNS_NOTE)?;
    Ok(Organisation {
        association: row.text("association")?,
        id: row.number("id")?,
        name: row.text("name")?,
        name_key: row.text("name_key")?,
        class: row.parse("class")?,
        credit_code: row.text("credit_code")?,
        host_name: row.text("host_name")?,
        host_code: row.text("host_code")?,
        legal_person: row.flag("legal_person")?,
        own_account: row.flag("own_account")?,
        member: row.flag("member")?,
        region: row.text("region")?,
        address: row.text("address")?,
        contact: row.text("contact")?,
        phone: row.text("phone")?,
        email: row.text("email")?,
        bank_holder: row.text("bank_holder")?,
        bank_name: row.text("bank_name")?,
        bank_account: row.text("bank_account")?,
        qualified_in: serde_json::from_value(years).map_err(|e| row.fault(COLUMNS_NOTE, e))?,
        active: row.flag("active")?,
        version: row.int("version")?,
    })
}

/// The organisation with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Organisation>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        organisation_columns!(),
        " from organisation where association = $1 and id = $2"
    ));
    tx.one(sql, params![association, id])?
        .map(|r| from_row(&r.identified(&["association", "id"])))
        .transpose()
}

/// The organisation with this normalised name.
pub fn by_name(tx: &mut Tx<'_>, association: &str, key: &str) -> Result<Option<Organisation>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        organisation_columns!(),
        " from organisation where association = $1 and name_key = $2"
    ));
    tx.one(sql, params![association, key])?
        .map(|r| from_row(&r.identified(&["association", "id"])))
        .transpose()
}

/// The organisations with this credit code; more than one where bodies share a host.
pub fn by_credit_code(
    tx: &mut Tx<'_>,
    association: &str,
    code: &str,
) -> Result<Vec<Organisation>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        organisation_columns!(),
        " from organisation where association = $1 and credit_code = $2 order by name_key"
    ));
    tx.all(sql, params![association, code])?.iter().map(from_row).collect()
}

/// How many organisations of each class the ledger holds.
pub fn count_by_class(
    tx: &mut Tx<'_>,
    association: &str,
) -> Result<Vec<(OrganisationClass, i64)>, StoreError> {
    let sql = sql!("select class, count(*) as n from organisation where association = $1 group by class");
    let rows = tx.all(sql, params![association])?;
    rows.iter().map(|r| Ok((r.parse("class")?, r.int("n")?))).collect()
}

/// Adds an organisation.
pub fn insert(tx: &mut Tx<'_>, o: &Organisation, now: Timestamp) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into organisation (association, id, name, name_key, class, credit_code, host_name, host_code, \
         legal_person, own_account, member, region, address, contact, phone, email, bank_holder, bank_name, \
         bank_account, qualified_in, active, version, created_at, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1, $22, $22)"
    );
    let values = params![
        &o.association,
        o.id,
        &o.name,
        &o.name_key,
        o.class.code(),
        &o.credit_code,
        &o.host_name,
        &o.host_code,
        o.legal_person,
        o.own_account,
        o.member,
        &o.region,
        &o.address,
        &o.contact,
        &o.phone,
        &o.email,
        &o.bank_holder,
        &o.bank_name,
        &o.bank_account,
        years(&o.qualified_in),
        o.active,
        now,
    ];
    tx.execute_one(sql, values)
}

/// Changes an organisation whose row still has `o.version`; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, o: &Organisation, now: Timestamp) -> Result<(), StoreError> {
    let sql = sql!(
        "update organisation set name = $3, name_key = $4, class = $5, credit_code = $6, host_name = $7, \
         host_code = $8, legal_person = $9, own_account = $10, member = $11, region = $12, address = $13, \
         contact = $14, phone = $15, email = $16, bank_holder = $17, bank_name = $18, bank_account = $19, \
         qualified_in = $20, active = $21, version = version + 1, updated_at = $22 \
         where association = $1 and id = $2 and version = $23"
    );
    let values = params![
        &o.association,
        o.id,
        &o.name,
        &o.name_key,
        o.class.code(),
        &o.credit_code,
        &o.host_name,
        &o.host_code,
        o.legal_person,
        o.own_account,
        o.member,
        &o.region,
        &o.address,
        &o.contact,
        &o.phone,
        &o.email,
        &o.bank_holder,
        &o.bank_name,
        &o.bank_account,
        years(&o.qualified_in),
        o.active,
        now,
        o.version,
    ];
    tx.execute_one(sql, values)
}

fn years(years: &[i16]) -> String {
    serde_json::Value::from(years.to_vec()).to_string()
}

/// What rules know of an organisation: its row, its facts, the closed years and its credit measures.
pub fn standing(tx: &mut Tx<'_>, o: &Organisation) -> Result<Standing, StoreError> {
    Ok(Standing {
        facts: facts(tx, &o.association, o.id)?,
        closed_years: closed_years(tx, &o.association)?,
        bars: bars(tx, &o.association, o.id)?,
        ..o.standing()
    })
}

impl Organisation {
    /// What its own row says, without facts, closed years and credit measures.
    pub fn standing(&self) -> Standing {
        Standing {
            class: self.class,
            member: self.member,
            legal_person: self.legal_person,
            own_account: self.own_account,
            region: self.region.clone(),
            qualified_in: self.qualified_in.clone(),
            facts: Vec::new(),
            closed_years: Vec::new(),
            bars: Vec::new(),
        }
    }
}
