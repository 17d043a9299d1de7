use kexiang_core::id::Id;

use super::{Organisation, from_row};
use crate::{Sql, StoreError, Tx};

/// Part of the ledger. Empty texts mean "all".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Class code.
    pub class: String,
    /// Beginning of the region's code: `4502` for Liuzhou and its counties.
    pub region: String,
    /// Part of the normalised name, of the contact, or the beginning of the credit code.
    pub text: String,
    /// `active`, `closed`, `barred` (under a credit measure on `today`) or `waiting` (a request waits for the office).
    pub standing: String,
    /// Kind of fact, year and value.
    pub fact: Option<(String, i16, String)>,
    /// Whether anybody can sign in for it.
    pub has_account: Option<bool>,
    /// 团体会员
    pub member: Option<bool>,
    /// The day on which credit measures are looked at, `2026-03-30`.
    pub today: String,
}

/// Order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// By class, then name.
    Class,
    /// By region, then name.
    Region,
    /// Changed last first.
    Changed,
}

impl Order {
    /// All orders.
    pub const ALL: [Order; 4] = [Order::Name, Order::Class, Order::Region, Order::Changed];

    /// Code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Order::Name => "name",
            Order::Class => "class",
            Order::Region => "region",
            Order::Changed => "changed",
        }
    }

    /// The order with this code; the default for any other.
    pub fn from_code(code: &str) -> Self {
        Order::ALL.into_iter().find(|o| o.code() == code).unwrap_or_default()
    }

    fn statement(self) -> &'static Sql {
        match self {
            Order::Name => BY_NAME,
            Order::Class => BY_CLASS,
            Order::Region => BY_REGION,
            Order::Changed => BY_CHANGE,
        }
    }
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The organisation.
    pub organisation: Organisation,
    /// People who can sign in for it.
    pub people: i64,
    /// Applications it handed in as applicant.
    pub applications: i64,
}

/// What every statement of the list filters by; `$1` association to `$13` today, `$14` and `$15` are free.
macro_rules! filtered {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " from organisation o where o.association = $1 and ($2 = '' or o.class = $2) \
              and ($3 = '' or o.region like $3 || '%') \
              and ($4 = '' or o.name_key like '%' || $4 || '%' or o.contact like '%' || $5 || '%' \
                or o.credit_code like $6 || '%') \
              and ($7 = '' or ($7 = 'active' and o.active = 1) or ($7 = 'closed' and o.active = 0) \
                or ($7 = 'barred' and exists (select 1 from credit_bar b where b.association = o.association \
                  and b.organisation = o.id and b.lifted_at is null and b.starts <= $13 \
                  and (b.ends = '' or b.ends >= $13))) \
                or ($7 = 'waiting' and exists (select 1 from organisation_request q \
                  where q.association = o.association and q.organisation = o.id and q.state = 'waiting'))) \
              and ($8 = '' or exists (select 1 from organisation_fact f where f.association = o.association \
                and f.organisation = o.id and f.kind = $8 and f.year = $9 and f.value = $10)) \
              and (cast($11 as bigint) = -1 or $11 = case when exists (select 1 from membership m \
                where m.association = o.association and m.organisation = o.id) then 1 else 0 end) \
              and (cast($12 as bigint) = -1 or o.member = $12) ",
            $tail
        )
    };
}

/// A page of the list in one order.
macro_rules! page {
    ($tail:literal) => {
        filtered!(
            "select o.association, o.id, o.name, o.name_key, o.class, o.credit_code, o.host_name, o.host_code, \
               o.legal_person, o.own_account, o.member, o.region, o.address, o.contact, o.phone, o.email, \
               o.bank_holder, o.bank_name, o.bank_account, o.qualified_in, o.active, o.version, \
               (select count(distinct m.account) from membership m where m.association = o.association \
                 and m.organisation = o.id) as people, \
               (select count(*) from application a where a.association = o.association and a.organisation = o.id \
                 and a.submitted_at is not null) as applications",
            $tail
        )
    };
}

sql!(BY_NAME = page!("order by o.name_key limit $14 offset $15"));
sql!(BY_CLASS = page!("order by o.class, o.name_key limit $14 offset $15"));
sql!(BY_REGION = page!("order by o.region, o.name_key limit $14 offset $15"));
sql!(BY_CHANGE = page!("order by o.updated_at desc, o.name_key limit $14 offset $15"));
sql!(COUNT = filtered!("select count(*) as n", ""));

impl Filter {
    fn values(&self, association: &str) -> Vec<crate::Value> {
        let (kind, year, value) = self.fact.clone().unwrap_or_default();
        let flag = |wanted: Option<bool>| wanted.map_or(-1i64, i64::from);
        let key = kexiang_core::wording::normal_text(&self.text);
        params![
            association,
            &self.class,
            &self.region,
            &key,
            self.text.trim(),
            key.to_uppercase(),
            &self.standing,
            &kind,
            i64::from(year),
            &value,
            flag(self.has_account),
            flag(self.member),
            &self.today,
        ]
        .to_vec()
    }
}

/// A page of the ledger: at most `limit` rows behind the first `skip`.
pub fn list(
    tx: &mut Tx<'_>,
    association: &str,
    filter: &Filter,
    order: Order,
    (limit, skip): (u32, u32),
) -> Result<Vec<Row>, StoreError> {
    let mut values = filter.values(association);
    values.extend(params![limit, skip].iter().cloned());
    let rows = tx.all(order.statement(), &values)?;
    rows.iter()
        .map(|r| {
            Ok(Row {
                organisation: from_row(r)?,
                people: r.int("people")?,
                applications: r.int("applications")?,
            })
        })
        .collect()
}

/// How many organisations a filter shows.
pub fn count(tx: &mut Tx<'_>, association: &str, filter: &Filter) -> Result<i64, StoreError> {
    tx.the(COUNT, &filter.values(association))?.int("n")
}

/// Id, name, credit code and whether it is open, of every entry: for looking for likenesses.
pub fn names(tx: &mut Tx<'_>, association: &str) -> Result<Vec<(Id, String, String, bool)>, StoreError> {
    let sql = sql!(
        "select id, name, credit_code, active from organisation where association = $1 order by name_key"
    );
    let rows = tx.all(sql, params![association])?;
    rows.iter()
        .map(|r| Ok((r.number("id")?, r.text("name")?, r.text("credit_code")?, r.flag("active")?)))
        .collect()
}
