//! Acceptance (验收): the form is made from the project, its contract, its progress and its ledger; substance and money are
//! looked at by two people, a third concludes, and what follows is carried out in the same transaction (L18, X09, G14).

mod check;
mod conclude;
mod consequence;
mod hand_in;
mod list;
mod paper;
mod prepare;

pub use check::{check_money, check_substance, send_back};
pub use conclude::{Verdict, conclude};
pub use hand_in::hand_in;
pub use list::{List, Query, of_office};
pub use paper::{
    LARGEST, MOST, add as add_paper, may_add as may_add_paper, open as open_paper, remove as remove_paper,
};
pub use prepare::save;

use std::collections::HashMap;

use jiff::civil::Date;
use kexiang_core::acceptance::{self, Form, Money, MoneyLine, State, Thresholds};
use kexiang_core::id::Id;
use kexiang_core::ledger::Account;
use kexiang_core::money::Fen;
use kexiang_core::policy::Action;
use kexiang_core::progress::{self, Progress};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::acceptance::{Acceptance, Draft};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, activity};
use serde_json::json;

use super::execution::Execution;
use super::project::ProjectFile;
use super::{Ctx, Failure};
use crate::programmes::Programmes;
use crate::state::App;

/// A project on its way to its acceptance.
#[derive(Clone, Debug)]
pub struct AcceptanceFile {
    /// The project.
    pub file: ProjectFile,
    /// The rounds, the first one first.
    pub rounds: Vec<Acceptance>,
    /// What the organisation prepares.
    pub draft: Draft,
    /// How far everything is now.
    pub progress: Vec<Progress>,
    /// Activities that count: day, title, people on site and on line.
    pub activities: Vec<(Date, String, i64)>,
    /// Titles of what proves something.
    titles: HashMap<Id, String>,
}

impl AcceptanceFile {
    /// Loads everything; `hold` keeps the project's row against others until the transaction ends.
    ///
    /// # Errors
    /// `not-found`.
    pub fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
        (hold, today): (bool, Date),
    ) -> Result<Self, Failure> {
        let file = ProjectFile::load(tx, programmes, association, id, hold)?;
        let done = Execution::load(tx, &file, today)?;
        let mut titles: HashMap<Id, String> =
            done.activities.iter().map(|k| (k.activity.id, k.activity.title.clone())).collect();
        titles.extend(done.achievements.iter().map(|k| (k.achievement.id, k.achievement.title.clone())));
        let people = |k: &activity::Kept| {
            let count = &k.activity.attendance;
            (
                k.activity.starts_on,
                k.activity.title.clone(),
                i64::from(count.on_site) + i64::from(count.on_line),
            )
        };
        Ok(AcceptanceFile {
            activities: done.activities.iter().filter(|k| k.activity.state.counts()).map(people).collect(),
            progress: done.rows,
            rounds: kexiang_store::acceptance::of_project(tx, association, id)?,
            draft: kexiang_store::acceptance::draft(tx, association, id)?,
            titles,
            file,
        })
    }

    /// A project before any form was handed in; for the samples of pages.
    pub(crate) fn of(file: ProjectFile, progress: Vec<Progress>, draft: Draft) -> Self {
        let (rounds, activities, titles) = (Vec::new(), Vec::new(), HashMap::new());
        AcceptanceFile { file, rounds, draft, progress, activities, titles }
    }

    /// The round that is not concluded.
    pub fn open(&self) -> Option<&Acceptance> {
        self.rounds.last().filter(|a| a.state != State::Concluded)
    }

    /// The round that is not concluded, or why there is none.
    ///
    /// # Errors
    /// `acceptance-none`.
    pub fn require_open(&self) -> Result<Acceptance, Refusal> {
        self.open().cloned().ok_or_else(|| Refusal::new("acceptance-none"))
    }

    /// Whether the organisation may change what it prepares: the project runs, or the form was sent back.
    pub fn is_editable(&self) -> bool {
        match self.open() {
            Some(a) => a.state == State::Returned,
            None => self.file.project.state == kexiang_core::project::State::Running,
        }
    }

    /// The form as it would be handed in now.
    pub fn form(&self) -> Form {
        let (file, draft) = (&self.file, &self.draft);
        let terms = file.in_force().or(file.contract()).map(|c| &c.terms);
        let founded = time::beijing_date(file.project.founded_at);
        let last = file.project.completes_on.unwrap_or(founded);
        let words = |id: &str| draft.words.get(id).cloned().unwrap_or_default();
        Form {
            number: file.project.number.clone(),
            title: file.project.title.clone(),
            organisation: file.project.organisation_name.clone(),
            leader: terms.map_or_else(|| file.project.leader.clone(), |t| t.leader.clone()),
            term: terms.map_or((founded, last), |t| (t.starts_on, t.ends_on)),
            summary: draft.summary.clone(),
            rows: Form::rows_of(&self.progress, words, |id| self.titles.get(&id).cloned()),
            activities: self.activities.clone(),
            money: money(file),
            completion: progress::completion(&self.progress),
            papers: draft.papers.clone(),
        }
    }

    /// The limits of the programme, or the habit of the offices.
    pub fn thresholds(&self) -> Thresholds {
        self.file.programme.acceptance.unwrap_or_default()
    }

    /// How often the project was sent back to be put right.
    pub fn repeated(&self) -> u32 {
        let again = |a: &&Acceptance| {
            a.conclusion.as_ref().is_some_and(|c| c.verdict == acceptance::Verdict::Rectify)
        };
        u32::try_from(self.rounds.iter().filter(again).count()).unwrap_or(u32::MAX)
    }

    /// The verdict that the thresholds propose, with the share of the targets that stand in basis points.
    pub fn proposed(&self, a: &Acceptance) -> (acceptance::Verdict, u32) {
        let stands = acceptance::judged(&a.form, &a.verdicts);
        let documents = a.form.has_documents(&a.verdicts);
        let money = a.money.as_ref().is_some_and(|m| m.in_order);
        (acceptance::propose(stands, documents, money, self.repeated(), &self.thresholds()), stands)
    }

    /// What could still be claimed back, in fen.
    pub fn claimable(&self) -> Fen {
        super::project::claimable(&self.file)
    }
}

/// The money as the ledger has it.
fn money(file: &ProjectFile) -> Money {
    let rules = &file.programme.budget;
    let name = |id: &str| rules.category(id).map_or_else(|| id.to_owned(), |c| c.name.clone());
    let lines =
        file.lines.iter().map(|l| MoneyLine { name: name(&l.category), budget: l.budget, spent: l.spent });
    Money {
        approved: file.project.amount,
        received: file.book.paid(),
        spent: file.book.balance(Account::Spent),
        lines: lines.collect(),
    }
}

/// A project with its acceptance, for those who see the project.
///
/// # Errors
/// `not-found`.
pub async fn view(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<AcceptanceFile, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store.read(move |tx| seen(tx, &ctx, &programmes, &association, id)).await
}

fn seen(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    programmes: &Programmes,
    association: &str,
    id: Id,
) -> Result<AcceptanceFile, Failure> {
    let desk = AcceptanceFile::load(tx, programmes, association, id, (false, time::beijing_date(ctx.now)))?;
    desk.file.permit(ctx, Action::ProjectView)?;
    Ok(desk)
}

/// Changes the acceptance of a project in one transaction: loads it held, asks the policy, does it.
async fn change<T, F>(
    app: &App,
    ctx: &Ctx,
    (association, id): (&str, Id),
    action: Action,
    mut what: F,
) -> Result<T, Failure>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>, &Ctx, &mut AcceptanceFile) -> Result<T, Failure> + Send + 'static,
{
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let today = time::beijing_date(ctx.now);
            let mut desk = AcceptanceFile::load(tx, &programmes, &association, id, (true, today))?;
            desk.file.permit(&ctx, action)?;
            what(tx, &ctx, &mut desk)
        })
        .await
}

/// Records what happened to an acceptance, and notes it in the project's timeline.
fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    (step, words): (&str, &str),
    a: &Acceptance,
) -> Result<(), Failure> {
    let after = json!({
        "project": file.project.number, "round": a.round, "state": a.state.code(), "form": a.form_hash,
        "verdict": a.conclusion.as_ref().map(|c| c.verdict.code()), "words": words,
    });
    let action = step.replacen('-', ".", 1);
    let subject = Subject::new("project", file.project.id);
    write::record(tx, ctx.entry_with(&file.project.association, &action, subject, after))?;
    file.note(tx, ctx, step, words)
}
