use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::project::State;

use crate::{Row, StoreError, Tx};

/// Where the archive of a project stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// 待归档: the project is over.
    Open,
    /// 正在生成
    Making,
    /// 已归档
    Sealed,
}

impl Place {
    /// All of them, in order.
    pub const ALL: [Place; 3] = [Place::Open, Place::Making, Place::Sealed];

    /// Code used in addresses and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Place::Open => "open",
            Place::Making => "making",
            Place::Sealed => "sealed",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.code() == code)
    }
}

/// A project that is over, with its archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Project.
    pub project: Id,
    /// 立项编号
    pub number: String,
    /// Title.
    pub title: String,
    /// Organisation.
    pub organisation_name: String,
    /// State of the project.
    pub state: State,
    /// When the project ended.
    pub ended_at: Timestamp,
    /// Where the archive stands.
    pub place: Place,
    /// 档号; empty before it is sealed.
    pub archive: String,
    /// 保管期限; empty before it is ordered.
    pub term: String,
    /// When it was sealed.
    pub sealed_at: Option<Timestamp>,
}

fn holding(row: &Row) -> Result<Holding, StoreError> {
    let place = row.text("place")?;
    Ok(Holding {
        project: row.number("id")?,
        number: row.text("number")?,
        title: row.text("title")?,
        organisation_name: row.text("organisation_name")?,
        state: row.parse("state")?,
        ended_at: row.time("changed_at")?,
        place: Place::from_code(&place).ok_or_else(|| row.fault("place", &place))?,
        archive: row.text("archive")?,
        term: row.text("term")?,
        sealed_at: row.opt_time("sealed_at")?,
    })
}

/// Projects that are over, in the order of their numbers: at most `limit` behind the first `skip`. Without a place: all;
/// `text` stands in number, title or name of the organisation.
pub fn holdings(
    tx: &mut Tx<'_>,
    association: &str,
    (place, text): (Option<Place>, &str),
    (skip, limit): (i64, i64),
) -> Result<Vec<Holding>, StoreError> {
    let sql = sql!(
        "select id, number, title, organisation_name, state, changed_at, place, archive, term, sealed_at from ( \
         select p.id, p.number, p.title, p.organisation_name, p.state, p.changed_at, \
         case when a.project is not null then 'sealed' when o.project is not null then 'making' else 'open' end as place, \
         coalesce(a.number, '') as archive, coalesce(a.term, o.term, '') as term, a.sealed_at \
         from project p left join archive a on a.association = p.association and a.project = p.id \
         left join archive_order o on o.association = p.association and o.project = p.id \
         where p.association = $1 and p.state in ('closed', 'terminated')) as held \
         where ($2 = '' or place = $2) and ($3 = '' or number like '%' || $3 || '%' or title like '%' || $3 || '%' \
         or organisation_name like '%' || $3 || '%') order by number limit $4 offset $5"
    );
    let place = place.map_or("", Place::code);
    tx.all(sql, params![association, place, text, limit, skip])?.iter().map(holding).collect()
}

/// How many projects that are over stand at each place.
pub fn counts(tx: &mut Tx<'_>, association: &str) -> Result<Vec<(Place, i64)>, StoreError> {
    let sql = sql!(
        "select place, count(*) as n from ( \
         select case when a.project is not null then 'sealed' when o.project is not null then 'making' else 'open' end \
         as place from project p left join archive a on a.association = p.association and a.project = p.id \
         left join archive_order o on o.association = p.association and o.project = p.id \
         where p.association = $1 and p.state in ('closed', 'terminated')) as held group by place"
    );
    let rows = tx.all(sql, params![association])?;
    let found = |r: &Row| {
        let place = r.text("place")?;
        Ok((Place::from_code(&place).ok_or_else(|| r.fault("place", &place))?, r.int("n")?))
    };
    rows.iter().map(found).collect()
}
