//! Activities with their sign-in sheets and evidence (项目活动、签到、佐证).

use std::collections::HashMap;

use jiff::Timestamp;
use kexiang_core::activity::{Activity, Attendance, Evidence, SignIn};
use kexiang_core::id::Id;

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

/// The columns that the reader of `activity` needs.
macro_rules! activity_columns {
    () => {
        "association, id, project, state, body, on_site, daily, on_line, counted, token, reason, entered_by, entered_at, \
            changed_at, version"
    };
}

/// How people were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// By the sign-in sheet of the program.
    Sheet,
    /// By a sheet of paper, whose scan lies among the evidence.
    Paper,
}

impl Counted {
    fn code(self) -> &'static str {
        match self {
            Counted::Sheet => "sheet",
            Counted::Paper => "paper",
        }
    }
}

impl std::str::FromStr for Counted {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        let all = [Counted::Sheet, Counted::Paper];
        all.into_iter().find(|c| c.code() == code).ok_or_else(|| format!("`{code}` is no way to count"))
    }
}

/// An activity as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Code of the association.
    pub association: String,
    /// Project.
    pub project: Id,
    /// The activity with its evidence.
    pub activity: Activity,
    /// How people were counted.
    pub counted: Counted,
    /// What the QR code at the door carries.
    pub token: String,
    /// Why it was cancelled or is not counted.
    pub reason: String,
    /// Who entered it.
    pub entered_by: String,
    /// When.
    pub entered_at: Timestamp,
    /// Last change.
    pub changed_at: Timestamp,
    /// Row version.
    pub version: i64,
}

fn from_row(row: &Row) -> Result<Kept, StoreError> {
    let mut activity: Activity =
        serde_json::from_value(row.json("body")?).map_err(|e| row.fault("body", e))?;
    activity.state = row.parse("state")?;
    activity.attendance = Attendance {
        on_site: row.number("on_site")?,
        daily: row.number("daily")?,
        on_line: row.number("on_line")?,
    };
    Ok(Kept {
        association: row.text("association")?,
        project: row.number("project")?,
        activity,
        counted: row.parse("counted")?,
        token: row.text("token")?,
        reason: row.text("reason")?,
        entered_by: row.text("entered_by")?,
        entered_at: row.time("entered_at")?,
        changed_at: row.time("changed_at")?,
        version: row.int("version")?,
    })
}

/// The activity with this id, with its evidence.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Kept>, StoreError> {
    let sql =
        sql!(concat!("select ", activity_columns!(), " from activity where association = $1 and id = $2"));
    let Some(row) = tx.one(sql, params![association, id])? else { return Ok(None) };
    let mut kept = from_row(&row.identified(&["id"]))?;
    kept.activity.evidence = evidence(tx, association, id)?;
    Ok(Some(kept))
}

/// The activity that a QR code at the door means.
pub fn by_token(tx: &mut Tx<'_>, association: &str, token: &str) -> Result<Option<Kept>, StoreError> {
    let sql =
        sql!(concat!("select ", activity_columns!(), " from activity where association = $1 and token = $2"));
    tx.one(sql, params![association, token])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// The activity with this id, held against others until the transaction ends, with its evidence.
pub fn hold(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Kept>, StoreError> {
    let sql = sql!("select id from activity where association = $1 and id = $2 {for update}");
    if tx.one(sql, params![association, id])?.is_none() {
        return Ok(None);
    }
    by_id(tx, association, id)
}

/// Every activity of an association with its project and evidence, by project and day: for what is counted over all.
pub fn of_association(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Kept>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        activity_columns!(),
        " from activity where association = $1 order by project, starts_on, id"
    ));
    let rows = tx.all(sql, params![association])?;
    let all = rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect::<Result<_, _>>()?;
    let files = sql!(
        "select activity, slot, sha256, name, labels from evidence where association = $1 order by added_at, sha256"
    );
    let files = tx.all(files, params![association])?;
    with_evidence(all, &files)
}

/// The activities of a project with their evidence, by day.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Kept>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        activity_columns!(),
        " from activity where association = $1 and project = $2 order by starts_on, id"
    ));
    let rows = tx.all(sql, params![association, project])?;
    let all = rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect::<Result<_, _>>()?;
    let files = sql!(
        "select e.activity, e.slot, e.sha256, e.name, e.labels from evidence e \
         join activity a on a.association = e.association and a.id = e.activity \
         where e.association = $1 and a.project = $2 order by e.added_at, e.sha256"
    );
    let files = tx.all(files, params![association, project])?;
    with_evidence(all, &files)
}

/// The activities, each with its files.
fn with_evidence(mut all: Vec<Kept>, files: &[Row]) -> Result<Vec<Kept>, StoreError> {
    let places: HashMap<Id, usize> = all.iter().enumerate().map(|(n, k)| (k.activity.id, n)).collect();
    for row in files {
        let owner: Id = row.number("activity")?;
        let file = evidence_from(row)?;
        if let Some(kept) = places.get(&owner).and_then(|place| all.get_mut(*place)) {
            kept.activity.evidence.push(file);
        }
    }
    Ok(all)
}

/// Enters an activity; its evidence is added file by file.
pub fn insert(tx: &mut Tx<'_>, k: &Kept) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into activity (association, id, project, state, starts_on, ends_on, title, body, on_site, daily, on_line, \
         counted, token, reason, entered_by, entered_at, changed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    );
    let a = &k.activity;
    let values = params![
        &k.association,
        a.id,
        k.project,
        a.state.code(),
        a.starts_on.to_string(),
        a.ends_on.to_string(),
        &a.title,
        json_text(&without_evidence(a), sql, "body", a.id)?,
        i64::from(a.attendance.on_site),
        i64::from(a.attendance.daily),
        i64::from(a.attendance.on_line),
        k.counted.code(),
        &k.token,
        &k.reason,
        &k.entered_by,
        k.entered_at,
        k.changed_at,
    ];
    tx.execute_one(sql, values)
}

/// Writes an activity back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, k: &Kept) -> Result<(), StoreError> {
    let sql = sql!(
        "update activity set state = $4, starts_on = $5, ends_on = $6, title = $7, body = $8, on_site = $9, daily = $10, \
         on_line = $11, counted = $12, reason = $13, changed_at = $14, version = version + 1 \
         where association = $1 and id = $2 and version = $3"
    );
    let a = &k.activity;
    let values = params![
        &k.association,
        a.id,
        k.version,
        a.state.code(),
        a.starts_on.to_string(),
        a.ends_on.to_string(),
        &a.title,
        json_text(&without_evidence(a), sql, "body", a.id)?,
        i64::from(a.attendance.on_site),
        i64::from(a.attendance.daily),
        i64::from(a.attendance.on_line),
        k.counted.code(),
        &k.reason,
        k.changed_at,
    ];
    tx.execute_one(sql, values)
}

/// Counts the sign-in sheet as [`kexiang_core::activity::attendance`] does and writes the numbers down. Who edits the activity
/// meanwhile is not disturbed by those who come in at the door: the row's version stays.
pub fn count(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Attendance, StoreError> {
    let counts = sql!(
        "select count(distinct person) as people, count(case when on_site = 1 then 1 end) as daily, \
         count(distinct case when on_site = 1 then person end) as on_site \
         from sign_in where association = $1 and activity = $2"
    );
    let row = tx.the(counts, params![association, id])?;
    let (people, on_site): (u32, u32) = (row.number("people")?, row.number("on_site")?);
    let of = Attendance { on_site, daily: row.number("daily")?, on_line: people.saturating_sub(on_site) };
    let sql = sql!(
        "update activity set on_site = $3, daily = $4, on_line = $5 \
         where association = $1 and id = $2 and counted = 'sheet'"
    );
    let values = params![association, id, i64::from(of.on_site), i64::from(of.daily), i64::from(of.on_line)];
    tx.execute_one(sql, values)?;
    Ok(of)
}

fn without_evidence(a: &Activity) -> Activity {
    Activity { evidence: Vec::new(), ..a.clone() }
}

/// The evidence of an activity, the first one first.
pub fn evidence(tx: &mut Tx<'_>, association: &str, activity: Id) -> Result<Vec<Evidence>, StoreError> {
    let sql = sql!(
        "select slot, sha256, name, labels from evidence where association = $1 and activity = $2 \
         order by added_at, sha256"
    );
    tx.all(sql, params![association, activity])?.iter().map(evidence_from).collect()
}

fn evidence_from(row: &Row) -> Result<Evidence, StoreError> {
    Ok(Evidence {
        slot: row.text("slot")?,
        name: row.text("name")?,
        sha256: row.text("sha256")?,
        labels: serde_json::from_value(row.json("labels")?).map_err(|e| row.fault("labels", e))?,
    })
}

/// Adds a file to a slot; the database refuses the same bytes in the same slot twice.
pub fn add_evidence(
    tx: &mut Tx<'_>,
    association: &str,
    activity: Id,
    file: &Evidence,
    (by, at): (&str, Timestamp),
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into evidence (association, activity, slot, sha256, name, labels, added_by, added_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let labels = json_text(&file.labels, sql, "labels", activity)?;
    let values = params![association, activity, &file.slot, &file.sha256, &file.name, labels, by, at];
    tx.execute_one(sql, values)
}

/// Says which required words a file bears.
pub fn set_labels(
    tx: &mut Tx<'_>,
    association: &str,
    activity: Id,
    file: &Evidence,
) -> Result<(), StoreError> {
    let sql = sql!(
        "update evidence set labels = $5 where association = $1 and activity = $2 and slot = $3 and sha256 = $4"
    );
    let labels = json_text(&file.labels, sql, "labels", activity)?;
    tx.execute_one(sql, params![association, activity, &file.slot, &file.sha256, labels])
}

/// Takes a file out of a slot again.
pub fn remove_evidence(
    tx: &mut Tx<'_>,
    association: &str,
    activity: Id,
    (slot, sha256): (&str, &str),
) -> Result<(), StoreError> {
    let sql =
        sql!("delete from evidence where association = $1 and activity = $2 and slot = $3 and sha256 = $4");
    tx.execute_one(sql, params![association, activity, slot, sha256])
}

/// Signs a person in; false where the person has signed in on that day already.
pub fn sign_in(tx: &mut Tx<'_>, association: &str, activity: Id, row: &SignIn) -> Result<bool, StoreError> {
    let sql = sql!(
        "insert into sign_in (association, activity, day, person, name, organisation, phone, on_site, at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (association, activity, day, person) do nothing"
    );
    let values = params![
        association,
        activity,
        row.day.to_string(),
        row.person(),
        &row.name,
        &row.organisation,
        &row.phone,
        row.on_site,
        row.at,
    ];
    Ok(tx.exec(sql, values)? == 1)
}

/// The sign-in sheet of an activity, in the order in which people came.
pub fn sheet(tx: &mut Tx<'_>, association: &str, activity: Id) -> Result<Vec<SignIn>, StoreError> {
    let sql = sql!(
        "select day, name, organisation, phone, on_site, at from sign_in where association = $1 and activity = $2 \
         order by at, person"
    );
    let rows = tx.all(sql, params![association, activity])?;
    let sign_in = |r: &Row| {
        Ok(SignIn {
            day: r.parse("day")?,
            name: r.text("name")?,
            organisation: r.text("organisation")?,
            phone: r.text("phone")?,
            on_site: r.flag("on_site")?,
            at: r.time("at")?,
        })
    };
    rows.iter().map(sign_in).collect()
}
