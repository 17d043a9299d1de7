//! Registering paper and judging it.

use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::paper::{self, Copy};
use kexiang_store::write::{Entry, Subject, record};
use kexiang_store::{Tx, application, snapshot};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::application::{CaseFile, EDITORS, tell};
use super::super::{Ctx, Failure};
use super::{PaperDue, Validity, expects_paper, typed_code, validity};
use crate::chance;
use crate::state::App;

/// Most copies of one registration.
const MOST_COPIES: u32 = 99;
/// Longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// Paper as it lies on the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Code printed on it, as scanned or typed.
    pub code: String,
    /// Number of copies.
    pub copies: u32,
    /// Day of arrival, Beijing time.
    pub arrived_on: Date,
    /// Day on the courier's slip; none where it was handed in.
    #[serde(default)]
    pub dispatched_on: Option<Date>,
    /// Courier number; empty where it was handed in.
    #[serde(default)]
    pub courier_number: String,
    /// Note.
    #[serde(default)]
    pub note: String,
}

/// What came of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The registered paper.
    pub copy: Copy,
    /// What its code is worth.
    pub validity: Validity,
}

/// How a copy is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// 收下
    Accepted,
    /// 不收
    Rejected,
}

impl Verdict {
    /// Code in the register.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Accepted => "accepted",
            Verdict::Rejected => "rejected",
        }
    }
}

/// Registers paper that arrived. Paper with a code that is void is registered too, and rejected with the reason: that it
/// lay on the desk is a fact.
///
/// # Errors
/// `paper-not-due` where none is expected; `paper-code` where the text is no version code or no print of the application
/// carries it; `paper-days` for days in the future or a dispatch after the arrival; `paper-copies` outside 1–99;
/// `courier-needed` where a day of dispatch is given without a courier number.
pub async fn register(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    registration: Registration,
) -> Result<Registered, Failure> {
    plausible(ctx, &registration)?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let copy_id = chance::id(ctx.now);
    let held = app.clone();
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::PaperRegister, &Scope::Application(&case.scope()))?;
            if !expects_paper(&case.application) {
                return Err(Refusal::new("paper-not-due").into());
            }
            let prints = snapshot::prints(tx, &association, id)?;
            let unknown = || Refusal::new("paper-code").with("code", &registration.code).at("code");
            let code = typed_code(&registration.code).ok_or_else(unknown)?;
            let validity = validity(&prints, &code);
            if validity == Validity::Unknown {
                return Err(unknown().into());
            }
            let copy = copy(&ctx, &case, copy_id, &registration, code, &validity);
            paper::insert(tx, &association, id, &copy)?;
            let state = state_after(&case, &copy, &validity);
            let after = json!({
                "code": copy.version_code, "copies": copy.copies, "arrived_on": copy.arrived_on,
                "dispatched_on": copy.dispatched_on, "courier_number": copy.courier_number,
                "in_time": copy.in_time, "verdict": copy.verdict,
            });
            follow(tx, &held, &ctx, &mut case, state, "paper.register", after)?;
            Ok(Registered { copy: copy.clone(), validity })
        })
        .await
}

/// Accepts or rejects registered paper.
///
/// # Errors
/// `paper-late` with the clause, `paper-void` with the reason, or `paper-scan-differs` where it cannot be accepted;
/// `reason-missing` for a rejection without a reason; `not-found` for an unknown copy.
pub async fn judge(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    copy: Id,
    verdict: Verdict,
    note: &str,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    let (note, held) = (note.trim().to_owned(), app.clone());
    if note.chars().count() > LONGEST_NOTE {
        return Err(Refusal::new("text-too-long").with("max", LONGEST_NOTE).at("note").into());
    }
    app.store
        .write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::PaperRegister, &Scope::Application(&case.scope()))?;
            let mut copy = copy_of(tx, &association, id, copy)?;
            match verdict {
                Verdict::Accepted => acceptable(tx, &case, &copy)?,
                Verdict::Rejected if note.is_empty() => {
                    return Err(Refusal::new("reason-missing").at("note").into());
                }
                Verdict::Rejected => {}
            }
            copy.verdict = verdict.code().to_owned();
            if !note.is_empty() {
                copy.note.clone_from(&note);
            }
            paper::judge(tx, &association, id, &copy)?;
            let state = match verdict {
                Verdict::Accepted => "accepted",
                // Rejected paper is owed again, unless its time is over.
                Verdict::Rejected if !copy.in_time => "late",
                Verdict::Rejected => "due",
            };
            let after = json!({ "copy": copy.id.to_string(), "verdict": copy.verdict, "note": copy.note });
            follow(tx, &held, &ctx, &mut case, state, "paper.judge", after)
        })
        .await
}

/// The registered copy with this id.
pub(super) fn copy_of(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    copy: Id,
) -> Result<Copy, Failure> {
    let copies = paper::of_application(tx, association, application)?;
    copies.into_iter().find(|c| c.id == copy).ok_or_else(|| Refusal::new("not-found").into())
}

/// What can be said without the database.
fn plausible(ctx: &Ctx, r: &Registration) -> Result<(), Refusal> {
    let today = time::beijing_date(ctx.now);
    let dispatched = r.dispatched_on.unwrap_or(r.arrived_on);
    if r.arrived_on > today || dispatched > r.arrived_on {
        return Err(Refusal::new("paper-days").with("today", today).at("arrived_on"));
    }
    if !(1..=MOST_COPIES).contains(&r.copies) {
        return Err(Refusal::new("paper-copies").with("max", MOST_COPIES).at("copies"));
    }
    if r.dispatched_on.is_some() && r.courier_number.trim().is_empty() {
        return Err(Refusal::new("courier-needed").at("courier_number"));
    }
    if r.note.chars().count() > LONGEST_NOTE {
        return Err(Refusal::new("text-too-long").with("max", LONGEST_NOTE).at("note"));
    }
    Ok(())
}

fn copy(ctx: &Ctx, case: &CaseFile, id: Id, r: &Registration, code: String, validity: &Validity) -> Copy {
    let due = PaperDue::of(case);
    let void = matches!(validity, Validity::Void { .. });
    Copy {
        id,
        version_code: code,
        copies: i64::from(r.copies),
        arrived_on: r.arrived_on.to_string(),
        dispatched_on: r.dispatched_on.map(|d| d.to_string()).unwrap_or_default(),
        courier_number: r.courier_number.trim().to_owned(),
        in_time: due.is_none_or(|due| due.is_met(r.arrived_on, r.dispatched_on)),
        verdict: if void { "rejected" } else { "received" }.to_owned(),
        note: r.note.trim().to_owned(),
        scan_sha256: String::new(),
        scan_name: String::new(),
        scan_code: String::new(),
        registered_by: ctx.actor.name.clone(),
        registered_at: ctx.now,
    }
}

/// Accepted paper stays accepted; a valid code in time is received; a void one leaves the paper owed as it was.
fn state_after(case: &CaseFile, copy: &Copy, validity: &Validity) -> &'static str {
    match (case.application.paper_state.as_str(), validity) {
        ("accepted", _) => "accepted",
        ("received", Validity::Void { .. }) => "received",
        ("due", Validity::Void { .. }) => "due",
        (_, Validity::Void { .. } | Validity::Unknown) => "void",
        ("received", _) => "received",
        _ if copy.in_time => "received",
        _ => "late",
    }
}

/// Paper is accepted when it was in time, its code stands, and the scan, where there is one, carries the same code.
fn acceptable(tx: &mut Tx<'_>, case: &CaseFile, copy: &Copy) -> Result<(), Failure> {
    let a = &case.application;
    let prints = snapshot::prints(tx, &a.association, a.id)?;
    if let Validity::Void { reason, .. } = validity(&prints, &copy.version_code) {
        return Err(Refusal::new("paper-void")
            .with("reason", reason)
            .with("code", &copy.version_code)
            .into());
    }
    if !copy.in_time {
        let due = PaperDue::of(case);
        let refusal = Refusal::new("paper-late").by_any(due.as_ref().and_then(|d| d.clause.as_ref()));
        return Err(refusal.with("last", due.map_or_else(String::new, |d| time::long_date(d.last))).into());
    }
    if !copy.scan_code.is_empty() && copy.scan_code != copy.version_code {
        let refusal = Refusal::new("paper-scan-differs").with("scan", &copy.scan_code);
        return Err(refusal.with("code", &copy.version_code).into());
    }
    Ok(())
}

/// The register follows the paper, and the record says what was done.
pub(super) fn follow(
    tx: &mut Tx<'_>,
    app: &App,
    ctx: &Ctx,
    case: &mut CaseFile,
    state: &str,
    action: &str,
    after: serde_json::Value,
) -> Result<(), Failure> {
    let before = json!({ "paper": case.application.paper_state });
    if case.application.paper_state != state {
        case.application.paper_state = state.to_owned();
        case.application.changed_at = ctx.now;
        application::update(tx, &case.application, case.state(), &case.search_key())?;
    }
    let entry =
        ctx.entry(&case.application.association, action, Subject::new("application", case.application.id));
    let kind = match (action, state) {
        ("paper.register", "received") => "paper-received",
        ("paper.register", "late") => "paper-late",
        ("paper.register", _) => "paper-void",
        ("paper.judge", "accepted") => "paper-accepted",
        ("paper.judge", _) => "paper-rejected",
        _ => "",
    };
    let own = case.application.organisation;
    let messages = if kind.is_empty() { Vec::new() } else { tell(tx, app, ctx, case, kind, own, &EDITORS)? };
    let after = json!({ "paper": state, "done": after });
    Ok(record(tx, Entry { before: Some(before), after: Some(after), messages, ..entry })?)
}
