//! The acceptance of a project as its page shows it.

use askama::Template;
use kexiang_core::acceptance::{
    Form, FormRow, Paper, PaperKind, RowVerdict, Score, State, Verdict, check_form, score,
};
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::time;
use kexiang_store::acceptance::{Acceptance, Finding};

use super::super::project::parts::{self, Head};
use crate::actions::acceptance::AcceptanceFile;
use crate::locale::{Locale, progress};
use crate::web::layout::Shell;
use crate::web::page::Page;
use crate::web::project::{Problem, Typed};

/// One project's acceptance.
#[derive(Template)]
#[template(path = "acceptance/show.html")]
pub struct AcceptancePage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    /// The form: as it was handed in, or as it would be now.
    form: FormView,
    /// The open or last round.
    round: Option<RoundView>,
    /// Earlier rounds.
    earlier: Vec<RoundView>,
    /// What is to be done before it can be handed in: place and words.
    todo: Vec<(String, String)>,
    /// May write the summary and the explanations.
    prepares: bool,
    /// May hand in.
    hands_in: bool,
    checks_substance: bool,
    checks_money: bool,
    returns: bool,
    concludes: Option<ConcludeView>,
    version: i64,
    kinds: Vec<(&'static str, String)>,
    typed: Typed,
    pub(super) problem: Option<Problem>,
}

/// The form with what was said of it.
pub struct FormView {
    rows: Vec<RowView>,
    summary: String,
    money: [String; 3],
    lines: Vec<(String, String, String)>,
    activities: Vec<(String, String, i64)>,
    papers: Vec<PaperView>,
    completion: String,
    score: String,
    money_score: String,
    grade: String,
}

/// An indicator or document of the form.
pub struct RowView {
    id: String,
    document: bool,
    name: String,
    mark: String,
    result: String,
    met: bool,
    score: String,
    /// How far, in per cent, for the bar.
    share: String,
    proofs: Vec<String>,
    words: String,
    /// Whether it must be explained.
    explain: bool,
    far: bool,
    says: String,
    place: String,
    /// `yes`, `no`, or empty before anybody looked.
    accepted: &'static str,
    verdict: String,
}

/// A paper of the form.
pub struct PaperView {
    kind: String,
    name: String,
    size: String,
    sha256: String,
}

/// A round in words.
pub struct RoundView {
    n: i64,
    state: String,
    colour: &'static str,
    code: &'static str,
    hash: String,
    applied: String,
    substance: Option<(String, String)>,
    money: Option<(String, String, bool)>,
    reason: String,
    verdict: Option<(String, String, String)>,
}

/// What the person who concludes sees.
pub struct ConcludeView {
    proposed: String,
    proposed_code: &'static str,
    share: String,
    thresholds: String,
    /// Code, word, what follows.
    verdicts: Vec<(&'static str, String, String)>,
    most: String,
}

impl AcceptancePage {
    pub(super) fn of(shell: Shell, desk: &AcceptanceFile, actor: &Actor, typed: Typed) -> Self {
        let l = shell.l;
        let can = |action| may(actor, action, &Scope::Project(&desk.file.scope())).is_ok();
        let editable = desk.is_editable();
        let prepares = editable && can(Action::ActivityRecord);
        let last = desk.rounds.last();
        // What is prepared is shown to those who prepare it; everybody else sees what was handed in.
        let form = match last {
            Some(a) if !prepares => a.form.clone(),
            _ => desk.form(),
        };
        let verdicts = if prepares { &[][..] } else { last.map_or(&[][..], |a| a.verdicts.as_slice()) };
        let open = desk.open().filter(|a| a.state == State::Applied);
        let is = |finding: Option<&Finding>| finding.is_some_and(|f| Some(f.by) == actor.account);
        let (substance, money) =
            (open.and_then(|a| a.substance.as_ref()), open.and_then(|a| a.money.as_ref()));
        let both = substance.is_some() && money.is_some();
        let third = !is(substance) && !is(money);
        AcceptancePage {
            head: Head::of(l, &desk.file, actor, "acceptance"),
            form: FormView::of(l, desk, &form, verdicts),
            round: last.map(|a| RoundView::of(l, a)),
            earlier: desk.rounds.iter().rev().skip(1).map(|a| RoundView::of(l, a)).collect(),
            todo: if prepares { todo(l, &form) } else { Vec::new() },
            prepares,
            hands_in: prepares && can(Action::AcceptanceApply),
            checks_substance: open.is_some() && can(Action::AcceptanceSubstance) && !is(money),
            checks_money: open.is_some() && can(Action::AcceptanceMoney) && !is(substance),
            returns: open.is_some() && (can(Action::AcceptanceSubstance) || can(Action::AcceptanceMoney)),
            concludes: open
                .filter(|_| both && third && can(Action::AcceptanceConclude))
                .map(|a| ConcludeView::of(l, desk, a)),
            version: desk.draft.version,
            kinds: PaperKind::ALL.map(|k| (k.code(), l.word("acceptance-paper", k.code()))).to_vec(),
            typed,
            problem: None,
            l,
            shell,
        }
    }
}

/// What still stands against handing in, with the place where it is mended.
fn todo(l: &Locale, form: &Form) -> Vec<(String, String)> {
    let wrong = check_form(form).err().unwrap_or_default();
    wrong.iter().map(|r| (r.at.clone().unwrap_or_default(), l.refusal(r).message)).collect()
}

/// Hundredths as `9.35`.
pub(super) fn hundredths(n: u64) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

/// Basis points as `93.5%`.
pub(in crate::web) fn percent(basis_points: u32) -> String {
    match basis_points % 100 {
        0 => format!("{}%", basis_points / 100),
        rest if rest % 10 == 0 => format!("{}.{}%", basis_points / 100, rest / 10),
        rest => format!("{}.{rest:02}%", basis_points / 100),
    }
}

impl FormView {
    fn of(l: &Locale, desk: &AcceptanceFile, form: &Form, verdicts: &[RowVerdict]) -> Self {
        let points = score(form);
        let notice = parts::notice(&desk.file);
        let rows = form.rows.iter().zip(&points.rows);
        let paper = |p: &Paper| PaperView {
            kind: l.word("acceptance-paper", p.kind.code()),
            name: p.name.clone(),
            size: format!("{} KB", (p.size / 1024).max(1)),
            sha256: p.sha256.clone(),
        };
        FormView {
            rows: rows.map(|(r, points)| RowView::of(l, r, *points, notice, verdicts)).collect(),
            summary: form.summary.clone(),
            money: [form.money.approved, form.money.received, form.money.spent].map(Fen::yuan),
            lines: form
                .money
                .lines
                .iter()
                .map(|m| (m.name.clone(), m.budget.yuan(), m.spent.yuan()))
                .collect(),
            activities: form
                .activities
                .iter()
                .map(|(on, title, n)| (time::long_date(*on), title.clone(), *n))
                .collect(),
            papers: form.papers.iter().map(paper).collect(),
            completion: percent(form.completion),
            score: hundredths(points.total),
            money_score: hundredths(points.money),
            grade: grade(l, &points),
        }
    }
}

fn grade(l: &Locale, points: &Score) -> String {
    l.word("acceptance-grade", points.grade.code())
}

/// What was reached, with the unit of the mark; in words where there is no number.
pub(super) fn reached(l: &Locale, r: &FormRow) -> String {
    match (&r.mark, r.result) {
        (Some(mark), Some(n)) => format!("{n}{}", mark.unit),
        (Some(mark), None) => format!("0{}", mark.unit),
        (None, _) => l.t(if r.met { "progress-done" } else { "progress-open" }).to_owned(),
    }
}

impl RowView {
    fn of(l: &Locale, r: &FormRow, points: Option<u64>, notice: &str, verdicts: &[RowVerdict]) -> Self {
        let said = verdicts.iter().find(|v| v.id == r.id);
        let far = r.is_far_beyond();
        RowView {
            id: r.id.clone(),
            document: r.document,
            name: r.name.clone(),
            mark: r.mark.as_ref().map(progress::mark).unwrap_or_default(),
            result: reached(l, r),
            met: r.met,
            score: points.map(hundredths).unwrap_or_default(),
            share: hundredths(u64::from(r.basis_points.min(10_000))),
            proofs: r.proofs.clone(),
            words: r.words.clone(),
            explain: !r.met || far,
            far,
            says: r.clause.says.clone(),
            place: parts::place(&r.clause, notice),
            accepted: match said {
                Some(v) if v.accepted => "yes",
                Some(_) => "no",
                None => "",
            },
            verdict: said.map(|v| v.words.clone()).unwrap_or_default(),
        }
    }
}

impl RoundView {
    pub(super) fn of(l: &Locale, a: &Acceptance) -> Self {
        let who = |f: &Finding| format!("{} {}", f.name, time::short(f.at));
        let end = a.conclusion.as_ref();
        RoundView {
            n: a.round,
            state: match end {
                Some(c) => l.word("acceptance-verdict", c.verdict.code()),
                None => l.word("acceptance-state", a.state.code()),
            },
            colour: colour(a.state, end.map(|c| c.verdict)),
            code: a.state.code(),
            hash: a.form_hash.clone(),
            applied: format!("{} {}", a.applied_by, time::short(a.applied_at)),
            substance: a.substance.as_ref().map(|f| (who(f), f.words.clone())),
            money: a.money.as_ref().map(|f| (who(f), f.words.clone(), f.in_order)),
            reason: a.reason.clone(),
            verdict: end.map(|c| {
                let by = format!("{} {}", c.name, time::short(c.at));
                (l.word("acceptance-verdict", c.verdict.code()), percent(c.basis_points), by)
            }),
        }
    }
}

/// Colour of an acceptance's state or verdict.
pub(super) fn colour(state: State, verdict: Option<Verdict>) -> &'static str {
    match (state, verdict) {
        (_, Some(Verdict::Passed | Verdict::Closed)) => "green",
        (_, Some(Verdict::Failed)) => "red",
        (_, Some(Verdict::Rectify)) | (State::Returned, _) => "straw",
        _ => "blue",
    }
}

impl ConcludeView {
    fn of(l: &Locale, desk: &AcceptanceFile, a: &Acceptance) -> Self {
        let (proposed, share) = desk.proposed(a);
        let t = desk.thresholds();
        let args: [(&str, &dyn std::fmt::Display); 4] = [
            ("pass", &t.pass_percent),
            ("close", &t.close_percent),
            ("fail", &t.fail_percent),
            ("again", &t.repetitions),
        ];
        let verdict = |v: Verdict| {
            (v.code(), l.word("acceptance-verdict", v.code()), l.word("acceptance-follows", v.code()))
        };
        ConcludeView {
            proposed: l.word("acceptance-verdict", proposed.code()),
            proposed_code: proposed.code(),
            share: percent(share),
            thresholds: l.tf("acceptance-thresholds", &args),
            verdicts: Verdict::ALL.map(verdict).to_vec(),
            most: desk.claimable().yuan(),
        }
    }
}

impl Page for AcceptancePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        use crate::web::project::sample as projects;
        let page = |desk: &AcceptanceFile, actor: &Actor| {
            AcceptancePage::of(Shell::sample(l), desk, actor, Typed::default())
        };
        let mut wrong = page(&sample::preparing(), &projects::member());
        let refusal = kexiang_core::refusal::Refusal::new("acceptance-summary-missing").at("summary");
        wrong.problem = Some(Problem::on(l, &sample::preparing().file, &refusal));
        vec![
            page(&sample::preparing(), &projects::member()),
            page(&sample::preparing(), &projects::office()),
            page(&sample::applied(), &projects::office()),
            page(&sample::checked(), &projects::office()),
            page(&sample::returned(), &projects::member()),
            page(&sample::concluded(), &projects::office()),
            wrong,
        ]
    }
}

crate::page!(AcceptancePage);
