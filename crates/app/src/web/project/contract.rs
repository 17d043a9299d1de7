//! The contract of a project: drafted and issued by the office, sealed by the organisation, signed by the office, with its
//! versions.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use kexiang_core::capital::capital;
use kexiang_core::contract::{Bank, Command, Instalment, State as Stage, Terms};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::programme::Gate;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::contract::Contract;

use super::parts::{self, Head, Problem, Typed};
use super::{Asked, At, address, load, stays};
use crate::actions::project::{self, Draft, ProjectFile, Side};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::paper::scan_answer;
use crate::web::{Answer, Failure, Visitor};

/// The contract with what can be done to it.
#[derive(Template)]
#[template(path = "project/contract.html")]
pub struct ContractPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    versions: Vec<Version>,
    terms: Option<TermsView>,
    /// What the person may do: `begin`, `edit`, `issue`, `recall`, `seal`, `send-back`, `countersign`.
    may: Vec<&'static str>,
    typed: Typed,
    problem: Option<Problem>,
}

/// A version of the contract.
pub struct Version {
    number: String,
    n: i64,
    state: String,
    colour: &'static str,
    made: String,
    issued: String,
    in_force: String,
    code: String,
    basis: String,
    /// Side, address and what reading its code found.
    copies: Vec<(String, String, String)>,
}

/// The terms of the newest version.
pub struct TermsView {
    pub starts_on: String,
    pub ends_on: String,
    pub starts: String,
    pub ends: String,
    pub giver: String,
    pub taker: String,
    pub joint: String,
    pub leader: String,
    pub amount: String,
    pub capital: String,
    pub bank: Bank,
    pub instalments: Vec<Part>,
    /// Category, note and the association's money.
    pub budget: Vec<(String, String, String)>,
    pub clauses: Vec<(String, String)>,
    pub articles: Vec<String>,
}

/// An instalment in the form.
pub struct Part {
    pub n: usize,
    pub gate: &'static str,
    pub gate_word: String,
    pub amount: String,
    pub condition: String,
    pub due_on: String,
}

/// Gates that a contract may name.
const GATES: [Gate; 4] = [Gate::Contract, Gate::Milestone, Gate::MidTerm, Gate::Acceptance];

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let (mut shell, file) = load(&app, &visitor, &association, id).await?;
    shell.flash = parts::flash(visitor.l, &asked.done);
    page::show(&ContractPage::of(shell, &file, &visitor.actor))
}

pub(super) async fn begin(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let done = project::begin(&app, &visitor.ctx(), &association, id).await;
    back(&app, &visitor, (&association, id), done, "begun", Typed::default()).await
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let (_, file) = load(&app, &visitor, &association, id).await?;
    let outcome = match draft(&file, &typed) {
        Ok(draft) => project::edit(&app, &visitor.ctx(), &association, id, draft).await,
        Err(refusal) => Err(refusal.into()),
    };
    back(&app, &visitor, (&association, id), outcome, "saved", typed).await
}

/// The draft that the form describes; a row without a sum is no instalment.
fn draft(file: &ProjectFile, typed: &Typed) -> Result<Draft, Refusal> {
    let old = file.contract().map(|c| c.terms.instalments.clone()).unwrap_or_default();
    let lines = file.contract().map_or(0, |c| c.terms.budget.len());
    let mut instalments = Vec::new();
    for n in 1..=old.len() + 1 {
        let value = |name: &str| typed.get(&format!("{name}.{n}")).trim().to_owned();
        if value("amount").is_empty() {
            continue;
        }
        let at = format!("instalment-{n}");
        let due = value("due_on");
        let was = old.get(n - 1);
        instalments.push(Instalment {
            gate: Gate::from_code(&value("gate")).ok_or_else(|| Refusal::new("bad-form").at(&at))?,
            percent: was.and_then(|i| i.percent),
            condition: value("condition"),
            due_on: match due.as_str() {
                "" => None,
                text => Some(text.parse().map_err(|_| Refusal::new("date-form").at(&at))?),
            },
            amount: Fen::parse_yuan(&value("amount")).map_err(|_| Refusal::new("sum-form").at(&at))?,
            clause: was.and_then(|i| i.clause.clone()),
        });
    }
    let sums = (0..lines).map(|k| {
        Fen::parse_yuan(typed.get(&format!("sum.{k}"))).map_err(|_| Refusal::new("sum-form").at("budget"))
    });
    let text = |name: &str| typed.get(name).trim().to_owned();
    Ok(Draft {
        starts_on: typed.date("starts-on")?,
        ends_on: typed.date("ends-on")?,
        bank: Bank { holder: text("holder"), name: text("bank"), account: text("account") },
        instalments,
        sums: sums.collect::<Result<_, _>>()?,
    })
}

/// A command from its word in the address and its reason.
pub(crate) fn command_of(word: &str, reason: &str) -> Result<Command, Refusal> {
    let reason = reason.trim().to_owned();
    match word {
        "issue" => Ok(Command::Issue),
        "send-back" => Ok(Command::SendBack { reason }),
        "recall" => Ok(Command::Recall { reason }),
        _ => Err(Refusal::new("not-found")),
    }
}

pub(super) async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, word)): Path<(String, Id, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let command = command_of(&word, typed.get("reason"))?;
    let done = command.code();
    let outcome = project::command_contract(&app, &visitor.ctx(), &association, id, command).await;
    back(&app, &visitor, (&association, id), outcome, done, typed).await
}

pub(super) async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, side)): Path<(String, Id, String)>,
    mut parts: Multipart,
) -> Answer {
    let bad =
        |e: axum::extract::multipart::MultipartError| Refusal::new("bad-form").with("detail", e.body_text());
    let side = Side::from_code(&side).ok_or_else(|| Refusal::new("not-found"))?;
    project::may_upload(&app, &visitor.ctx(), &association, id, side).await?;
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        if part.name() != Some("copy") {
            continue;
        }
        let bytes = part.bytes().await.map_err(bad)?.to_vec();
        let outcome = project::upload(&app, &visitor.ctx(), &association, id, side, bytes).await;
        return back(&app, &visitor, (&association, id), outcome, side.code(), Typed::default()).await;
    }
    Err(Refusal::new("bad-form").with("detail", "copy").into())
}

pub(super) async fn copy(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n, side)): Path<(String, Id, i64, String)>,
) -> Answer {
    let side = Side::from_code(&side).ok_or_else(|| Refusal::new("not-found"))?;
    Ok(scan_answer(project::copy(&app, &visitor.ctx(), &association, id, n, side).await?))
}

async fn back(
    app: &App,
    visitor: &Visitor,
    (association, id): (&str, Id),
    outcome: Result<(), Failure>,
    done: &str,
    typed: Typed,
) -> Answer {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}/contract?done={done}", address(association, id)))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let (shell, file) = load(app, visitor, association, id).await?;
            let mut page = ContractPage::of(shell, &file, &visitor.actor);
            page.problem = Some(Problem::on(visitor.l, &file, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl ContractPage {
    fn of(shell: Shell, file: &ProjectFile, actor: &Actor) -> Self {
        let l = shell.l;
        ContractPage {
            head: Head::of(l, file, actor, "contract"),
            versions: file.contracts.iter().map(|c| Version::of(l, file, c)).collect(),
            terms: file.contract().map(|c| TermsView::of(l, file, &c.terms)),
            may: allowed(file, actor),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }

    fn can(&self, what: &str) -> bool {
        self.may.contains(&what)
    }

    fn gates(&self) -> [&'static str; 4] {
        GATES.map(Gate::code)
    }

    fn base(&self) -> String {
        format!("{}/contract", self.head.base)
    }
}

/// What a person may do to the contract now.
fn allowed(file: &ProjectFile, actor: &Actor) -> Vec<&'static str> {
    let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
    if file.project.state.is_over() {
        return Vec::new();
    }
    let (manage, sign, seal) =
        (can(Action::ContractManage), can(Action::ContractSign), can(Action::ContractSeal));
    let all: &[(&'static str, bool)] = match file.contract().map(|c| c.state) {
        None => &[("begin", manage)],
        Some(Stage::Draft) => &[("edit", manage), ("issue", manage)],
        Some(Stage::Issued) => &[("seal", seal), ("recall", manage)],
        Some(Stage::Sealed) => &[("countersign", sign), ("send-back", manage), ("recall", manage)],
        Some(Stage::InForce | Stage::Superseded) => &[],
    };
    all.iter().filter(|(_, may)| *may).map(|(code, _)| *code).collect()
}

impl Version {
    fn of(l: &Locale, file: &ProjectFile, c: &Contract) -> Self {
        let base = format!("{}/contract/{}", address(&c.association, file.project.id), c.version);
        let copy = |side: Side, sha: &str, check: &str| {
            (!sha.is_empty()).then(|| {
                let word = l.word("contract-side", side.code());
                (word, format!("{base}/copies/{}", side.code()), l.word("contract-check", check))
            })
        };
        Version {
            number: c.number.clone(),
            n: c.version,
            state: l.word("contract-state", c.state.code()),
            colour: parts::contract_colour(c.state),
            made: format!("{} {}", c.made_by, time::short(c.made_at)),
            issued: c.issued_at.map(time::short).unwrap_or_default(),
            in_force: c.in_force_at.map(time::short).unwrap_or_default(),
            code: c.code.clone(),
            basis: c.terms.basis.clone(),
            copies: [
                copy(Side::Taker, &c.sealed, &c.sealed_check),
                copy(Side::Both, &c.signed, &c.signed_check),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }
}

impl TermsView {
    fn of(l: &Locale, file: &ProjectFile, t: &Terms) -> Self {
        let grant = file.programme.budget.grant_source().map(|s| s.id.as_str()).unwrap_or_default();
        let line = |b: &kexiang_core::application::BudgetLine| {
            let name = file.programme.budget.category(&b.category).map_or(b.category.as_str(), |c| &c.name);
            (name.to_owned(), b.note.clone(), b.sums.get(grant).copied().unwrap_or_default().yuan_plain())
        };
        let part = |(n, i): (usize, &Instalment)| Part {
            n,
            gate: i.gate.code(),
            gate_word: l.word("gate", i.gate.code()),
            amount: i.amount.yuan_plain(),
            condition: i.condition.clone(),
            due_on: i.due_on.map(|d| d.to_string()).unwrap_or_default(),
        };
        TermsView {
            starts_on: t.starts_on.to_string(),
            ends_on: t.ends_on.to_string(),
            starts: time::long_date(t.starts_on),
            ends: time::long_date(t.ends_on),
            giver: t.giver.name.clone(),
            taker: t.taker.name.clone(),
            joint: t.joint.join("、"),
            leader: t.leader.clone(),
            amount: t.amount.yuan(),
            capital: capital(t.amount),
            bank: t.bank.clone(),
            instalments: (1..).zip(&t.instalments).map(part).collect(),
            budget: t.budget.iter().map(line).collect(),
            clauses: t
                .clauses
                .iter()
                .map(|c| (c.says.clone(), parts::place(c, parts::notice(file))))
                .collect(),
            articles: t.articles.clone(),
        }
    }
}

impl Page for ContractPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        let page = |file: &ProjectFile, actor: &Actor| ContractPage::of(Shell::sample(l), file, actor);
        let office = sample::office();
        let mut wrong = page(&sample::contract(Stage::Draft), &office);
        let refusal = Refusal::new("contract-bank").at("bank");
        wrong.problem = Some(Problem::on(l, &sample::contract(Stage::Draft), &refusal));
        wrong.typed = Typed(vec![("holder".to_owned(), "柳州市机械工程学会".to_owned())]);
        vec![
            page(&sample::founded(), &office),
            page(&sample::contract(Stage::Draft), &office),
            page(&sample::contract(Stage::Issued), &sample::member()),
            page(&sample::contract(Stage::Sealed), &office),
            page(&sample::running(), &office),
            wrong,
        ]
    }
}

crate::page!(ContractPage);
