//! Requests of organisations to have their entry corrected (变更申请), and invitations of people (邀请).

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::MemberRole;
use serde_json::Value as Json;

use crate::{Row, StoreError, Tx};

/// What an organisation wants corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Identity.
    pub id: Id,
    /// Organisation.
    pub organisation: Id,
    /// Field to new value.
    pub wanted: Json,
    /// Field to the value when it was asked for.
    pub present: Json,
    /// Why.
    pub reason: String,
    /// `waiting`, `confirmed`, `declined` or `withdrawn`.
    pub state: String,
    /// When.
    pub asked_at: Timestamp,
    /// By whom, in words.
    pub asked_by: String,
    /// Account that asked.
    pub account: Id,
    /// When and by whom it was decided, with the answer.
    pub decided: Option<(Timestamp, String, String)>,
}

fn read(r: &Row) -> Result<Request, StoreError> {
    let decided = match r.opt_time("decided_at")? {
        None => None,
        Some(at) => Some((at, r.text("decided_by")?, r.text("answer")?)),
    };
    Ok(Request {
        id: r.number("id")?,
        organisation: r.number("organisation")?,
        wanted: r.json("wanted")?,
        present: r.json("present")?,
        reason: r.text("reason")?,
        state: r.text("state")?,
        asked_at: r.time("asked_at")?,
        asked_by: r.text("asked_by")?,
        account: r.number("account")?,
        decided,
    })
}

/// Keeps a request.
pub fn ask(tx: &mut Tx<'_>, association: &str, r: &Request) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into organisation_request \
         (association, id, organisation, wanted, present, reason, state, asked_at, asked_by, account) \
         values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9)"
    );
    let values = params![
        association,
        r.id,
        r.organisation,
        &r.wanted,
        &r.present,
        &r.reason,
        r.asked_at,
        &r.asked_by,
        r.account
    ];
    tx.execute_one(insert, values)
}

/// The requests of an organisation, the latest first.
pub fn of_organisation(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
) -> Result<Vec<Request>, StoreError> {
    let sql = sql!(
        "select id, organisation, wanted, present, reason, state, asked_at, asked_by, account, decided_at, decided_by, \
         answer from organisation_request where association = $1 and organisation = $2 \
         order by asked_at desc, id desc limit 50"
    );
    tx.all(sql, params![association, organisation])?.iter().map(read).collect()
}

/// One request.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Request>, StoreError> {
    let sql = sql!(
        "select id, organisation, wanted, present, reason, state, asked_at, asked_by, account, decided_at, decided_by, \
         answer from organisation_request where association = $1 and id = $2"
    );
    tx.one(sql, params![association, id])?.as_ref().map(read).transpose()
}

/// How many requests wait for the office.
pub fn waiting(tx: &mut Tx<'_>, association: &str) -> Result<i64, StoreError> {
    let sql =
        sql!("select count(*) as n from organisation_request where association = $1 and state = 'waiting'");
    tx.the(sql, params![association])?.int("n")
}

/// Decides a waiting request; `false` if it was decided already.
pub fn decide(
    tx: &mut Tx<'_>,
    association: &str,
    id: Id,
    state: &str,
    answer: &str,
    (by, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    let update = sql!(
        "update organisation_request set state = $3, answer = $4, decided_by = $5, decided_at = $6 \
         where association = $1 and id = $2 and state = 'waiting'"
    );
    Ok(tx.exec(update, params![association, id, state, answer, by, now])? == 1)
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Association.
    pub association: String,
    /// Identity.
    pub id: Id,
    /// Organisation.
    pub organisation: Id,
    /// Its name.
    pub organisation_name: String,
    /// Who is invited.
    pub account: Id,
    /// As what.
    pub role: MemberRole,
    /// When.
    pub at: Timestamp,
    /// By whom, in words.
    pub by: String,
}

fn invitation(r: &Row) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        association: r.text("association")?,
        id: r.number("id")?,
        organisation: r.number("organisation")?,
        organisation_name: r.text("name")?,
        account: r.number("account")?,
        role: r.parse("role")?,
        at: r.time("invited_at")?,
        by: r.text("invited_by")?,
    })
}

/// Keeps an invitation.
pub fn invite(tx: &mut Tx<'_>, i: &Invitation) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into invitation (association, id, organisation, account, role, state, invited_at, invited_by) \
         values ($1, $2, $3, $4, $5, 'waiting', $6, $7)"
    );
    let values = params![&i.association, i.id, i.organisation, i.account, i.role.code(), i.at, &i.by];
    tx.execute_one(insert, values)
}

/// The invitations that wait for a person's answer.
pub fn invitations_of(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Invitation>, StoreError> {
    let sql = sql!(
        "select i.association, i.id, i.organisation, o.name, i.account, i.role, i.invited_at, i.invited_by \
         from invitation i join organisation o on o.association = i.association and o.id = i.organisation \
         where i.account = $1 and i.state = 'waiting' order by i.invited_at, i.id"
    );
    tx.all(sql, params![account])?.iter().map(invitation).collect()
}

/// The invitations of an organisation that wait for an answer.
pub fn invitations_by(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
) -> Result<Vec<Invitation>, StoreError> {
    let sql = sql!(
        "select i.association, i.id, i.organisation, o.name, i.account, i.role, i.invited_at, i.invited_by \
         from invitation i join organisation o on o.association = i.association and o.id = i.organisation \
         where i.association = $1 and i.organisation = $2 and i.state = 'waiting' order by i.invited_at, i.id"
    );
    tx.all(sql, params![association, organisation])?.iter().map(invitation).collect()
}

/// Answers an invitation, or takes it back; `false` if it does not wait any more.
pub fn answer_invitation(
    tx: &mut Tx<'_>,
    association: &str,
    id: Id,
    state: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let update = sql!(
        "update invitation set state = $3, answered_at = $4 \
         where association = $1 and id = $2 and state = 'waiting'"
    );
    Ok(tx.exec(update, params![association, id, state, now])? == 1)
}
