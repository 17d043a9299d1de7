//! 登录会话: sessions with their person and roles, and the guard against guessing passwords.

mod guard;

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::{Actor, ActorKind, MemberRole, Membership, Office, OfficeRole};

use crate::{Row, StoreError, Tx};

pub use guard::{Guard, forgive, guard, note_failure, sweep};

/// What the person still owes before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing: the session is good for everything.
    Ready,
    /// A code of the second factor.
    Factor,
    /// Enrolling a second factor, which the person's role needs.
    Enrol,
    /// A new password.
    Password,
}

impl Stage {
    /// Word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Ready => "ready",
            Stage::Factor => "factor",
            Stage::Enrol => "enrol",
            Stage::Password => "password",
        }
    }

    fn from_code(code: &str) -> Option<Stage> {
        [Stage::Ready, Stage::Factor, Stage::Enrol, Stage::Password].into_iter().find(|s| s.code() == code)
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token in the browser's cookie.
    pub token: String,
    /// Identity, shown and revoked by.
    pub id: Id,
    /// Account.
    pub account: Id,
    /// Form token.
    pub csrf: String,
    /// What the person still owes.
    pub stage: Stage,
    /// Begin.
    pub created_at: Timestamp,
    /// Last use.
    pub seen_at: Timestamp,
    /// End in any case.
    pub expires_at: Timestamp,
    /// Address.
    pub ip: String,
    /// Browser, as it names itself.
    pub agent: String,
}

/// A session with its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    /// Session.
    pub session: Session,
    /// Person with all roles.
    pub actor: Actor,
    /// Sign-in name.
    pub login: String,
    /// Unread messages.
    pub unread: i64,
}

/// Begins a session.
pub fn begin(tx: &mut Tx<'_>, session: &Session) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into session (association, token, id, account, csrf, stage, created_at, seen_at, expires_at, ip, agent)
         values ('', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let Session { token, id, account, csrf, stage, created_at, seen_at, expires_at, ip, agent } = session;
    let (id, account) = (i64::from(*id), i64::from(*account));
    tx.execute_one(
        insert,
        params![token, id, account, csrf, stage.code(), *created_at, *seen_at, *expires_at, ip, agent],
    )
}

/// The roles of the account `a` as two columns, each read by the function of its name.
macro_rules! roles {
    () => {
        "(select string_agg(r.association || ' ' || r.role, ',') from
              (select o.association, o.role from office_role o where o.account = a.id
               union all select e.association, 'expert' from expert e where e.account = a.id) r) as offices,
         (select string_agg(m.association || ' ' || m.organisation || ' ' || m.role, ',')
              from membership m where m.account = a.id) as memberships"
    };
}
pub(crate) use roles;

/// The session of a token, with person and roles, in one statement. None for unknown tokens and disabled accounts; the
/// caller judges the times.
pub fn attend(tx: &mut Tx<'_>, token: &str) -> Result<Option<Attended>, StoreError> {
    let select = sql!(concat!(
        "select s.token, s.id, s.account, s.csrf, s.stage, s.created_at, s.seen_at, s.expires_at, s.ip, s.agent,
             a.login, a.name,
             (select count(*) from message m where m.account = a.id and m.read_at is null) as unread, ",
        roles!(),
        " from session s join account a on a.association = '' and a.id = s.account
         where s.association = '' and s.token = $1 and a.state = 'active'"
    ));
    let Some(row) = tx.one(select, params![token])? else { return Ok(None) };
    let row = row.identified(&["id"]);
    let actor = Actor {
        kind: ActorKind::Person,
        account: Some(row.number("account")?),
        name: row.text("name")?,
        offices: offices(&row)?,
        memberships: memberships(&row)?,
        scopes: Vec::new(),
    };
    Ok(Some(Attended {
        login: row.text("login")?,
        unread: row.int("unread")?,
        actor,
        session: from_row(&row)?,
    }))
}

/// Notes that a session is used.
pub fn touch(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<(), StoreError> {
    let update =
        sql!("update session set seen_at = $2 where association = '' and token = $1 and seen_at < $2");
    tx.exec(update, params![token, now]).map(|_| ())
}

/// Notes what the person still owes.
pub fn set_stage(tx: &mut Tx<'_>, token: &str, stage: Stage) -> Result<(), StoreError> {
    let update = sql!("update session set stage = $2 where association = '' and token = $1");
    tx.execute_one(update, params![token, stage.code()])
}

/// Ends the session of a token; `false` if there was none.
pub fn end(tx: &mut Tx<'_>, token: &str) -> Result<bool, StoreError> {
    let delete = sql!("delete from session where association = '' and token = $1");
    Ok(tx.exec(delete, params![token])? == 1)
}

/// Ends one session of a person; `false` if there was none.
pub fn revoke(tx: &mut Tx<'_>, account: Id, id: Id) -> Result<bool, StoreError> {
    let delete = sql!("delete from session where account = $1 and id = $2");
    Ok(tx.exec(delete, params![i64::from(account), i64::from(id)])? == 1)
}

/// Ends all sessions of a person but one (`keep` may be empty); the number that ended.
pub fn revoke_others(tx: &mut Tx<'_>, account: Id, keep: &str) -> Result<u64, StoreError> {
    let delete = sql!("delete from session where account = $1 and token <> $2");
    tx.exec(delete, params![i64::from(account), keep])
}

/// The sessions of a person, newest first.
pub fn of_account(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Session>, StoreError> {
    let select = sql!(
        "select token, id, account, csrf, stage, created_at, seen_at, expires_at, ip, agent
         from session where account = $1 order by created_at desc"
    );
    let rows = tx.all(select, params![i64::from(account)])?;
    rows.into_iter().map(|row| from_row(&row.identified(&["id"]))).collect()
}

/// Moves all sessions in time by so many milliseconds: for the clock of a demonstration.
pub fn shift(tx: &mut Tx<'_>, milliseconds: i64) -> Result<u64, StoreError> {
    let update = sql!(
        "update session set created_at = created_at + $1, seen_at = seen_at + $1, expires_at = expires_at + $1"
    );
    tx.exec(update, params![milliseconds])
}

/// Removes sessions that ended before `now`; the number removed.
pub fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    tx.exec(sql!("delete from session where expires_at < $1"), params![now])
}

fn from_row(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        token: row.text("token")?,
        id: row.number("id")?,
        account: row.number("account")?,
        csrf: row.text("csrf")?,
        stage: Stage::from_code(row.str("stage")?).ok_or_else(|| row.fault("stage", "is no stage"))?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        expires_at: row.time("expires_at")?,
        ip: row.text("ip")?,
        agent: row.text("agent")?,
    })
}

/// `lz officer,lz head` as it was put together by `roles!`.
pub(crate) fn offices(row: &Row) -> Result<Vec<Office>, StoreError> {
    let text = row.opt_text("offices")?.unwrap_or_default();
    let office = |part: &str| {
        let (association, role) = part.split_once(' ')?;
        Some(Office { association: association.to_owned(), role: OfficeRole::from_code(role)? })
    };
    let mut offices = parts(&text).map(office).collect::<Option<Vec<_>>>();
    if let Some(offices) = &mut offices {
        offices.sort_by(|a, b| (&a.association, a.role).cmp(&(&b.association, b.role)));
    }
    offices.ok_or_else(|| row.fault("offices", "holds something else than roles"))
}

/// `lz 123 filler` as it was put together by `roles!`.
pub(crate) fn memberships(row: &Row) -> Result<Vec<Membership>, StoreError> {
    let text = row.opt_text("memberships")?.unwrap_or_default();
    let membership = |part: &str| {
        let mut words = part.split(' ');
        let association = words.next()?.to_owned();
        let organisation = Id::try_from(words.next()?.parse::<i64>().ok()?).ok()?;
        Some(Membership { association, organisation, role: MemberRole::from_code(words.next()?)? })
    };
    let mut memberships = parts(&text).map(membership).collect::<Option<Vec<_>>>();
    if let Some(memberships) = &mut memberships {
        memberships.sort_by(|a, b| {
            (&a.association, a.organisation, a.role).cmp(&(&b.association, b.organisation, b.role))
        });
    }
    memberships.ok_or_else(|| row.fault("memberships", "holds something else than roles"))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').filter(|part| !part.is_empty())
}
