use jiff::Timestamp;
use kexiang_core::acceptance::{State, Verdict};
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

/// Which acceptances of an office are listed. Empty texts mean "all".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// State code.
    pub state: String,
    /// Verdict code.
    pub verdict: String,
    /// Part of the number, the title or the name of the organisation.
    pub text: String,
}

/// An acceptance in a list, without its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Project.
    pub project: Id,
    /// 立项编号
    pub number: String,
    /// Title.
    pub title: String,
    /// Organisation.
    pub organisation_name: String,
    /// Code of the type.
    pub type_code: String,
    /// Round.
    pub round: i64,
    /// Where it stands.
    pub state: State,
    /// When the form came in.
    pub applied_at: Timestamp,
    /// Who looked at the substance; empty: nobody yet.
    pub substance_name: String,
    /// Who looked at the money; empty: nobody yet.
    pub money_name: String,
    /// Verdict with the share of the targets that stand.
    pub verdict: Option<(Verdict, u32)>,
    /// When it was concluded.
    pub concluded_at: Option<Timestamp>,
}

fn line(row: &Row) -> Result<Line, StoreError> {
    let verdict: Option<Verdict> = row.opt_parse("verdict")?;
    Ok(Line {
        project: row.number("project")?,
        number: row.text("number")?,
        title: row.text("title")?,
        organisation_name: row.text("organisation_name")?,
        type_code: row.text("type_code")?,
        round: row.int("round")?,
        state: row.parse("state")?,
        applied_at: row.time("applied_at")?,
        substance_name: row.text("substance_name")?,
        money_name: row.text("money_name")?,
        verdict: match verdict {
            Some(verdict) => Some((verdict, row.number("basis_points")?)),
            None => None,
        },
        concluded_at: row.opt_time("concluded_at")?,
    })
}

/// A page of the acceptances of an association, the oldest first: at most `limit` behind the first `skip`.
pub fn lines(
    tx: &mut Tx<'_>,
    association: &str,
    filter: &Filter,
    (skip, limit): (i64, i64),
) -> Result<Vec<Line>, StoreError> {
    let sql = sql!(
        "select a.project, p.number, p.title, p.organisation_name, p.type_code, a.round, a.state, a.applied_at, \
         a.substance_name, a.money_name, a.verdict, a.basis_points, a.concluded_at \
         from acceptance a join project p on p.association = a.association and p.id = a.project \
         where a.association = $1 and ($2 = '' or a.state = $2) and ($3 = '' or a.verdict = $3) \
         and ($4 = '' or p.number like '%' || $4 || '%' or p.title like '%' || $4 || '%' \
         or p.organisation_name like '%' || $4 || '%') \
         order by a.applied_at, a.id limit $5 offset $6"
    );
    let values = params![association, &filter.state, &filter.verdict, &filter.text, limit, skip];
    tx.all(sql, values)?.iter().map(line).collect()
}

/// How many acceptances stand in each state with each verdict.
pub fn counts(tx: &mut Tx<'_>, association: &str) -> Result<Vec<(State, Option<Verdict>, i64)>, StoreError> {
    let sql = sql!(
        "select state, verdict, count(*) as n from acceptance where association = $1 group by state, verdict \
         order by state, verdict"
    );
    let rows = tx.all(sql, params![association])?;
    rows.iter().map(|r| Ok((r.parse("state")?, r.opt_parse("verdict")?, r.int("n")?))).collect()
}
