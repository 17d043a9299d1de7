use jiff::{SignedDuration, Timestamp};
use kexiang_core::id::Id;
use kexiang_store::account::{self, Account};
use kexiang_store::session::Stage;
use kexiang_store::{StoreError, Tx};

use crate::config::Security;

/// What a person owes before a session is good for everything, in this order: the code of a second factor, a new
/// password, enrolling a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owing {
    code: bool,
    password: bool,
    enrolment: bool,
}

impl Owing {
    /// Looks at account and roles; `proven` if a code was given in this session.
    pub fn of(
        tx: &mut Tx<'_>,
        security: &Security,
        account: Id,
        now: Timestamp,
        proven: bool,
    ) -> Result<Owing, StoreError> {
        let Some(person) = account::by_id(tx, account)? else {
            return Ok(Owing { code: true, password: true, enrolment: true });
        };
        let privileged = account::offices(tx, account)?.iter().any(|office| office.role.is_privileged());
        Ok(Owing {
            code: person.totp.is_some() && !proven,
            password: person.must_change || is_old(security, &person, now),
            enrolment: security.second_factor && privileged && person.totp.is_none(),
        })
    }

    /// What comes next.
    pub fn stage(self) -> Stage {
        match self {
            Owing { code: true, .. } => Stage::Factor,
            Owing { password: true, .. } => Stage::Password,
            Owing { enrolment: true, .. } => Stage::Enrol,
            _ => Stage::Ready,
        }
    }
}

fn is_old(security: &Security, person: &Account, now: Timestamp) -> bool {
    let age = SignedDuration::from_hours(24 * security.password_days);
    security.password_days > 0 && now.duration_since(person.password_at) > age
}
