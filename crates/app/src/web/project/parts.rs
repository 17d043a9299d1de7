//! What several pages of a project show, in words.

use kexiang_core::contract::{Instalment, State as ContractState, may_pay};
use kexiang_core::ledger::Account;
use kexiang_core::money::Fen;
use kexiang_core::payment::State as PaymentState;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::programme::{Clause, Gate};
use kexiang_core::project::State;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;

use super::next::{Next, next};
use crate::actions::project::ProjectFile;
use crate::locale::Locale;

/// Head, banner and the links between the pages of a project.
pub struct Head {
    pub base: String,
    pub list: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub type_name: String,
    pub tone: &'static str,
    pub state: String,
    pub say: String,
    pub turn: String,
    pub ends: String,
    /// The words and address of the one next step; only where the person can take it, and on another page than this.
    pub next: Option<(String, String)>,
    /// Why the project is held.
    pub hold: String,
    /// Address, word and whether it is this page.
    pub tabs: Vec<(String, String, bool)>,
}

/// A number with the word below it.
pub struct Figure {
    pub sum: String,
    pub word: String,
    pub note: String,
    pub href: String,
}

/// An instalment: what it takes, where it stands, what is missing in words.
pub struct InstalmentRow {
    pub n: i64,
    pub gate: String,
    pub condition: String,
    pub due: String,
    pub percent: String,
    pub amount: String,
    pub state: String,
    pub colour: &'static str,
    /// What is missing, and what to do.
    pub missing: String,
    pub says: String,
    pub place: String,
    /// The latest verdict on its gate.
    pub verdict: String,
    pub may_request: bool,
    pub may_judge: bool,
}

/// A refusal as a page shows it.
pub struct Problem {
    pub message: String,
    pub remedy: String,
    pub says: String,
    pub place: String,
    pub at: String,
}

/// What was typed into a form, shown again after a refusal.
#[derive(Clone, Debug, Default)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The value of a field; empty where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// The value of a field, or what stands there before anything is typed.
    pub fn or<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.0.iter().find(|(n, _)| n == name).map_or(default, |(_, v)| v.as_str())
    }

    /// The value of a numbered field (`amount.2`), or what stands there before anything is typed.
    pub fn nth<'a>(&'a self, name: &str, n: impl std::fmt::Display, default: &'a str) -> &'a str {
        self.or(&format!("{name}.{n}"), default)
    }

    /// A date in a field.
    ///
    /// # Errors
    /// `date-form` at the field.
    pub fn date(&self, name: &str) -> Result<jiff::civil::Date, Refusal> {
        self.get(name).trim().parse().map_err(|_| Refusal::new("date-form").at(name))
    }

    /// A sum in 元 in a field.
    ///
    /// # Errors
    /// `sum-form` at the field.
    pub fn yuan(&self, name: &str) -> Result<Fen, Refusal> {
        Fen::parse_yuan(self.get(name)).map_err(|_| Refusal::new("sum-form").at(name))
    }
}

impl Problem {
    /// A refusal in words.
    pub fn of(l: &Locale, notice: &str, refusal: &Refusal) -> Self {
        let text = l.refusal(refusal);
        let clause = refusal.clause.as_deref();
        Problem {
            message: text.message,
            remedy: text.remedy,
            says: clause.map(|c| c.says.clone()).unwrap_or_default(),
            place: clause.map(|c| place(c, notice)).unwrap_or_default(),
            at: refusal.at.clone().unwrap_or_default(),
        }
    }

    /// A refusal on a page of a project.
    pub fn on(l: &Locale, file: &ProjectFile, refusal: &Refusal) -> Self {
        Problem::of(l, notice(file), refusal)
    }
}

/// The document that binds the project, as clauses name it.
pub fn notice(file: &ProjectFile) -> &str {
    let own = &file.programme.programme;
    own.document_number.as_deref().unwrap_or(&own.notice)
}

/// `柳科协字〔2026〕5号 三（一）`
pub fn place(clause: &Clause, notice: &str) -> String {
    format!("{} {}", clause.notice.as_deref().unwrap_or(notice), clause.at)
}

/// The sentence about what was just done.
pub fn flash(l: &Locale, done: &str) -> Option<String> {
    DONE.contains(&done).then(|| l.word("project-done", done))
}

/// Codes of what the pages say was done.
pub const DONE: [&str; 23] = [
    "begun",
    "saved",
    "issue",
    "send-back",
    "recall",
    "taker",
    "both",
    "gate",
    "requested",
    "booked",
    "reversed",
    "asked",
    "approved",
    "refused",
    "withdrawn",
    "proposed",
    "issued",
    "received",
    "recovery-withdrawn",
    "payment",
    "list",
    "limit",
    "confirmed",
];

/// Colour of a project's state.
pub fn colour(state: State) -> &'static str {
    match state {
        State::Approved | State::Contracted => "straw",
        State::Running => "blue",
        State::Acceptance => "straw",
        State::Closed => "green",
        State::Terminated | State::Withdrawn => "red",
    }
}

/// Colour of a contract's state.
pub fn contract_colour(state: ContractState) -> &'static str {
    match state {
        ContractState::Draft | ContractState::Superseded => "plain",
        ContractState::Issued | ContractState::Sealed => "straw",
        ContractState::InForce => "green",
    }
}

/// Colour of a payment's state.
pub fn payment_colour(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Requested | PaymentState::Reviewed => "straw",
        PaymentState::Released => "blue",
        PaymentState::Paid => "green",
        PaymentState::Returned | PaymentState::Declined => "red",
    }
}

impl Head {
    /// The head of one of the pages: `overview`, `contract`, `money`, `expenses`, `changes`, `recoveries`.
    pub fn of(l: &Locale, file: &ProjectFile, actor: &Actor, here: &str) -> Self {
        let p = &file.project;
        let base = super::address(&p.association, p.id);
        let office = may(actor, Action::ProjectView, &Scope::Association(&p.association)).is_ok();
        let step = next(file);
        let kind = file.programme.project_type(&p.type_code);
        let tabs = ["overview", "contract", "money", "expenses", "changes", "recoveries", "acceptance"];
        let href = |tab: &str| if tab == "overview" { base.clone() } else { format!("{base}/{tab}") };
        let ends = file.in_force().map(|c| c.terms.ends_on).or(p.completes_on);
        Head {
            list: if office {
                format!("/associations/{}/projects", p.association)
            } else {
                "/projects".to_owned()
            },
            number: p.number.clone(),
            title: p.title.clone(),
            organisation: p.organisation_name.clone(),
            type_name: kind.map(|t| format!("{} {}", t.code, t.name)).unwrap_or_default(),
            tone: tone(file),
            state: l.word("project-state", p.state.code()),
            say: l.word("project-next", step.code),
            turn: l.word("project-turn", step.turn),
            ends: ends.map(time::long_date).unwrap_or_default(),
            next: (takes(actor, file, step) && step.place.trim_start_matches('/') != here)
                .then(|| (l.word("project-do", step.code), format!("{base}{}", step.place))),
            hold: p.hold.clone(),
            tabs: tabs.iter().map(|t| (href(t), l.word("project-tab", t), *t == here)).collect(),
            base,
        }
    }
}

fn tone(file: &ProjectFile) -> &'static str {
    match file.project.state {
        _ if file.project.is_held() => "returned",
        State::Approved | State::Contracted => "draft",
        State::Running | State::Acceptance => "checking",
        State::Closed => "passed",
        State::Terminated | State::Withdrawn => "withdrawn",
    }
}

/// Whether the next step is this person's; a step of everybody's work has no button.
fn takes(actor: &Actor, file: &ProjectFile, step: Next) -> bool {
    let action = match step.code {
        "begin" | "issue" | "gate" => Action::ContractManage,
        "seal" => Action::ContractSeal,
        "countersign" => Action::ContractSign,
        "change" => Action::ChangeDecide,
        "request" => Action::PaymentRequest,
        "review" => Action::PaymentReview,
        "release" => Action::PaymentRelease,
        "confirm" | "recovery-receive" => Action::PaymentSettle,
        "recovery-issue" => Action::RecoveryIssue,
        "apply" => Action::AcceptanceApply,
        "accept" => Action::AcceptanceSubstance,
        _ => return false,
    };
    may(actor, action, &Scope::Project(&file.scope())).is_ok()
}

/// What people decide by, in 元.
pub fn figures(l: &Locale, file: &ProjectFile) -> Vec<Figure> {
    let base = super::address(&file.project.association, file.project.id);
    let figure = |key: &str, sum: Fen, part: &str, note: String| Figure {
        sum: sum.yuan(),
        word: l.word("project-sum", key),
        note,
        href: format!("{base}{part}"),
    };
    let book = &file.book;
    let balance = |a| book.balance(a);
    let mut all = vec![
        figure("approved", file.project.amount, "/contract", String::new()),
        figure("paid", book.paid(), "/money", String::new()),
        figure("spent", balance(Account::Spent), "/expenses", String::new()),
        figure("held", balance(Account::Held), "/expenses", held_note(l, balance(Account::Held))),
    ];
    let claimed = balance(Account::Receivable) + balance(Account::Recovered);
    if claimed > Fen::ZERO {
        let left = l.tf("project-sum-left", &[("left", &balance(Account::Receivable).yuan())]);
        all.push(figure("claimed", claimed, "/recoveries", left));
    }
    all
}

fn held_note(l: &Locale, held: Fen) -> String {
    if held < Fen::ZERO { l.t("project-sum-advanced").to_owned() } else { String::new() }
}

/// The bar of the money in per cent of the contract: where paid ends; where what is on the way ends; where what is still to
/// come ends.
pub fn bar(l: &Locale, file: &ProjectFile) -> ([String; 3], String) {
    let b = &file.book;
    let sums = [b.paid(), b.balance(Account::Ordered), b.balance(Account::Committed)];
    let whole = i128::from(file.project.amount.0.max(1));
    let share = |sum: Fen| {
        let tenths = i128::from(sum.0) * 1000 / whole;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let ends = [sums[0], sums[0] + sums[1], sums[0] + sums[1] + sums[2]];
    let words = [("paid", &sums[0].yuan()), ("ordered", &sums[1].yuan()), ("rest", &sums[2].yuan())];
    let words = words.map(|(name, sum)| (name, sum as &dyn std::fmt::Display));
    (ends.map(share), l.tf("project-bar", &words))
}

/// The instalments in force, else those of the contract that is being made.
pub fn instalments(l: &Locale, file: &ProjectFile, actor: &Actor) -> Vec<InstalmentRow> {
    let planned = file.contract().map(|c| c.terms.instalments.as_slice()).unwrap_or_default();
    let all = if file.instalments.is_empty() { planned } else { &file.instalments };
    (1_i64..).zip(all).map(|(n, i)| row(l, file, actor, n, i)).collect()
}

fn row(l: &Locale, file: &ProjectFile, actor: &Actor, n: i64, i: &Instalment) -> InstalmentRow {
    let facts = file.facts();
    let standing = file.payments.iter().find(|p| p.instalment == n && p.state.is_live());
    let open = may_pay(n, i, &facts);
    let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
    let judged = matches!(i.gate, Gate::Milestone | Gate::MidTerm);
    let verdict = file.gates.iter().rev().find(|g| g.instalment == n);
    let (state, colour) = match (standing, &open) {
        (Some(p), _) => (l.word("payment-state", p.state.code()), payment_colour(p.state)),
        (None, Ok(())) => (l.t("project-instalment-ready").to_owned(), "blue"),
        (None, Err(_)) => (l.t("project-instalment-waits").to_owned(), "plain"),
    };
    let missing = match (standing, &open) {
        (None, Err(refusal)) => {
            let words = l.refusal(refusal);
            [words.message, words.remedy].join(" ").trim().to_owned()
        }
        _ => String::new(),
    };
    let in_force = file.in_force().is_some() && !file.project.is_held() && !file.project.state.is_over();
    InstalmentRow {
        n,
        gate: l.word("gate", i.gate.code()),
        condition: i.condition.clone(),
        due: i.due_on.map(time::long_date).unwrap_or_default(),
        percent: i.percent.map(|p| format!("{p}%")).unwrap_or_default(),
        amount: i.amount.yuan(),
        state,
        colour,
        missing,
        says: i.clause.as_ref().map(|c| c.says.clone()).unwrap_or_default(),
        place: i.clause.as_ref().map(|c| place(c, notice(file))).unwrap_or_default(),
        verdict: verdict.map(|g| verdict_words(l, g)).unwrap_or_default(),
        may_request: standing.is_none() && open.is_ok() && can(Action::PaymentRequest),
        may_judge: in_force && judged && standing.is_none() && can(Action::ContractManage),
    }
}

fn verdict_words(l: &Locale, g: &kexiang_store::contract::GateRecord) -> String {
    let key = if g.passed { "project-step-gate-passed" } else { "project-step-gate-failed" };
    format!("{}：{}（{} {}）", l.t(key), g.words, g.by, time::short(g.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_at_its_field() {
        let typed = Typed(vec![("amount".into(), "1,200.50".into()), ("on".into(), "2026-4-31".into())]);
        assert_eq!(typed.yuan("amount"), Ok(Fen(120_050)));
        assert_eq!(typed.date("on"), Err(Refusal::new("date-form").at("on")));
        assert_eq!(typed.or("none", "x"), "x");
    }
}
