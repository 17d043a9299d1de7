//! Joint organisations and their own word (联合申报单位确认).

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::organisation::OrganisationClass;

use crate::{Row, StoreError, Tx};

/// A joint organisation of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joint {
    /// Organisation.
    pub organisation: Id,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: OrganisationClass,
    /// What it does in the project.
    pub part: String,
    /// `invited`, `confirmed` or `declined`.
    pub state: String,
    /// Its opinion.
    pub note: String,
    /// Who answered.
    pub answered_by: String,
    /// When.
    pub answered_at: Option<Timestamp>,
}

fn from_row(row: &Row) -> Result<Joint, StoreError> {
    Ok(Joint {
        organisation: row.number("organisation")?,
        name: row.text("organisation_name")?,
        class: row.parse("class")?,
        part: row.text("part")?,
        state: row.text("state")?,
        note: row.text("note")?,
        answered_by: row.text("answered_by")?,
        answered_at: row.opt_time("answered_at")?,
    })
}

/// The joint organisations of an application in the order of their invitation.
pub fn of_application(tx: &mut Tx<'_>, association: &str, application: Id) -> Result<Vec<Joint>, StoreError> {
    let sql = sql!(
        "select organisation, organisation_name, class, part, state, note, answered_by, answered_at from joint \
         where association = $1 and application = $2 order by invited_at, organisation"
    );
    tx.all(sql, params![association, application])?.iter().map(from_row).collect()
}

/// Invites an organisation.
pub fn invite(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    joint: &Joint,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into joint (association, application, organisation, organisation_name, class, part, state, invited_at) \
         values ($1, $2, $3, $4, $5, $6, 'invited', $7)"
    );
    let values = params![
        association,
        application,
        joint.organisation,
        &joint.name,
        joint.class.code(),
        &joint.part,
        now
    ];
    tx.execute_one(sql, values)
}

/// The applications in which an organisation has been asked to take part and has not answered.
pub fn invitations(tx: &mut Tx<'_>, association: &str, organisation: Id) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select application from joint where association = $1 and organisation = $2 and state = 'invited' \
         order by application"
    );
    tx.all(sql, params![association, organisation])?.iter().map(|r| r.number("application")).collect()
}

/// Takes an organisation out of an application.
pub fn remove(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    organisation: Id,
) -> Result<(), StoreError> {
    let sql = sql!("delete from joint where association = $1 and application = $2 and organisation = $3");
    tx.execute_one(sql, params![association, application, organisation])
}

/// Records the answer of a joint organisation.
#[expect(clippy::too_many_arguments, reason = "one column each")]
pub fn answer(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    organisation: Id,
    confirmed: bool,
    note: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "update joint set state = $4, note = $5, answered_by = $6, answered_at = $7 \
         where association = $1 and application = $2 and organisation = $3"
    );
    let state = if confirmed { "confirmed" } else { "declined" };
    tx.execute_one(sql, params![association, application, organisation, state, note, by, now])
}

/// Names of the active organisations of these classes, all of them where none is named: whom an applicant may ask.
pub fn candidates(
    tx: &mut Tx<'_>,
    association: &str,
    classes: &[OrganisationClass],
) -> Result<Vec<String>, StoreError> {
    let sql =
        sql!("select name, class from organisation where association = $1 and active = $2 order by name");
    let mut names = Vec::new();
    for row in tx.all(sql, params![association, true])? {
        let class: OrganisationClass = row.parse("class")?;
        if classes.is_empty() || classes.contains(&class) {
            names.push(row.text("name")?);
        }
    }
    Ok(names)
}
