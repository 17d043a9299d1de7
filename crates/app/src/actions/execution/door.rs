//! At the door: people sign in by the code that hangs there, with a telephone and without an account; and the sheet that
//! comes of it (签到表).

use jiff::SignedDuration;
use kexiang_core::activity::{Activity, SignIn, sign_in as admit};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::activity::{self as store, Counted, Kept};
use kexiang_store::bucket::{self, Rate};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, project as register};
use serde_json::json;

use super::{first, line};
use crate::actions::project::{self, ProjectFile};
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// A hall shares one address: sixty at once, then one every two seconds.
const RATE: Rate = Rate { burst: 60, interval: SignedDuration::from_secs(2) };
/// The longest name of an organisation.
const LONGEST: usize = 100;

/// What hangs at the door.
#[derive(Clone, Debug)]
pub struct Door {
    /// The activity.
    pub activity: Activity,
    /// Who holds it.
    pub organiser: String,
    /// Whether one can sign in now.
    pub open: bool,
}

/// What somebody at the door says.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Name.
    pub name: String,
    /// Organisation.
    pub organisation: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Whether the person is there in person, where that is not clear by itself.
    pub on_site: bool,
}

/// The sheet of an activity.
pub struct Sheet {
    /// The project.
    pub file: ProjectFile,
    /// The activity.
    pub kept: Kept,
    /// Who signed in, in the order in which they came.
    pub rows: Vec<SignIn>,
}

/// What a code means, for everybody who has it.
///
/// # Errors
/// `not-found`.
pub async fn door(app: &App, ctx: &Ctx, association: &str, token: &str) -> Result<Door, Failure> {
    let (association, token, now) = (association.to_owned(), token.to_owned(), ctx.now);
    app.store
        .read(move |tx| {
            let kept = by_token(tx, &association, &token)?;
            let project = register::by_id(tx, &association, kept.project)?;
            let organiser = project.ok_or_else(|| Refusal::new("not-found"))?.organisation_name;
            // Whoever could come in now is asked by the same rule.
            let open = admit(&kept.activity, ("张三", "甲", ""), true, now).is_ok();
            Ok(Door { open: open && kept.counted == Counted::Sheet, activity: kept.activity, organiser })
        })
        .await
}

fn by_token(tx: &mut Tx<'_>, association: &str, token: &str) -> Result<Kept, Failure> {
    let found = if token.is_empty() { None } else { store::by_token(tx, association, token)? };
    Ok(found.ok_or_else(|| Refusal::new("not-found"))?)
}

/// Signs somebody in; the activity's numbers follow at once.
///
/// # Errors
/// `not-found`; `too-often` for an address from which too many come; `sign-in-twice` on the same day; `text-long`; the first of
/// [`kexiang_core::activity::sign_in`].
pub async fn sign_in(
    app: &App,
    ctx: &Ctx,
    association: &str,
    token: &str,
    said: Said,
) -> Result<SignIn, Failure> {
    admit_address(app, ctx, token).await?;
    let (ctx, association, token) = (ctx.clone(), association.to_owned(), token.to_owned());
    app.store
        .write(move |tx| {
            let id = by_token(tx, &association, &token)?.activity.id;
            let kept = store::hold(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            let closed = || Refusal::new("sign-in-closed").with("title", &kept.activity.title);
            if kept.counted != Counted::Sheet {
                return Err(Failure::from(closed()));
            }
            let organisation = line(&said.organisation, LONGEST, "organisation")?;
            let words = (said.name.as_str(), organisation.as_str(), said.phone.as_str());
            let row = admit(&kept.activity, words, said.on_site, ctx.now).map_err(first)?;
            if !store::sign_in(tx, &association, id, &row)? {
                return Err(Refusal::new("sign-in-twice").with("day", time::long_date(row.day)).into());
            }
            let counted = store::count(tx, &association, id)?;
            // Names stand in the sheet; the chain says how many.
            let after = json!({
                "activity": id.to_string(), "day": row.day.to_string(), "on_site": counted.on_site,
                "daily": counted.daily, "on_line": counted.on_line,
            });
            let subject = Subject::new("project", kept.project);
            write::record(tx, ctx.entry_with(&association, "activity.sign-in", subject, after))?;
            Ok(row)
        })
        .await
}

async fn admit_address(app: &App, ctx: &Ctx, token: &str) -> Result<(), Failure> {
    let (key, now) = (app.secret.fingerprint("attendance", &format!("{token} {}", ctx.ip)), ctx.now);
    let verdict = app.store.write(move |tx| bucket::take(tx, "", &key, RATE, now)).await?;
    if let bucket::Verdict::Limited { until } = verdict {
        let minutes = until.duration_since(now).as_mins() + 1;
        return Err(Refusal::new("too-often").with("minutes", minutes).into());
    }
    Ok(())
}

/// The sheet of an activity, for those who see the project.
///
/// # Errors
/// `not-found`.
pub async fn sheet(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
) -> Result<Sheet, Failure> {
    let file = project::view(app, ctx, association, project).await?;
    let association = association.to_owned();
    let (kept, rows) = app
        .store
        .read(move |tx| {
            let kept = store::by_id(tx, &association, id)?.filter(|k| k.project == project);
            let kept = kept.ok_or_else(|| Failure::from(Refusal::new("not-found")))?;
            let rows = store::sheet(tx, &association, id)?;
            Ok::<_, Failure>((kept, rows))
        })
        .await?;
    Ok(Sheet { file, kept, rows })
}
