use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::plan::{Instalment, check_plan};
use crate::application::{BudgetFault, BudgetLine, check_budget};
use crate::money::Fen;
use crate::programme::{Clause, Programme};
use crate::project::Target;
use crate::refusal::Refusal;

/// A side of the contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name.
    pub name: String,
    /// Unified social credit code; empty for bodies without one.
    pub credit_code: String,
    /// Address.
    pub address: String,
    /// Whom to ask.
    pub contact: String,
    /// Telephone.
    pub phone: String,
}

/// Where the money goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// 户名
    pub holder: String,
    /// 开户行
    pub name: String,
    /// 账号
    pub account: String,
}

impl Bank {
    /// Whether everything a transfer needs is there.
    pub fn is_complete(&self) -> bool {
        ![&self.holder, &self.name, &self.account].into_iter().any(|t| t.trim().is_empty())
    }
}

/// A part of the application's words that the contract repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its title in the form.
    pub title: String,
    /// The words.
    pub text: String,
}

/// What both sides agree on: the whole of it is hashed and printed with its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// What the paper is called: 项目合同书, 任务书.
    pub name: String,
    /// 立项编号
    pub project: String,
    /// Title of the project.
    pub title: String,
    /// Project leader.
    pub leader: String,
    /// The association (甲方).
    pub giver: Party,
    /// The organisation (乙方).
    pub taker: Party,
    /// Names of the joint organisations.
    pub joint: Vec<String>,
    /// First day.
    pub starts_on: Date,
    /// Last day on which it is finished in time.
    pub ends_on: Date,
    /// What is done, in the application's words.
    pub sections: Vec<Section>,
    /// Targets with their promises.
    pub targets: Vec<Target>,
    /// Approved sum, in fen.
    pub amount: Fen,
    /// The budget, fitted to that sum.
    pub budget: Vec<BudgetLine>,
    /// Instalments in order.
    pub instalments: Vec<Instalment>,
    /// Where the money goes.
    pub bank: Bank,
    /// The notice's own words that bind both sides: spending, changes, recovery.
    pub clauses: Vec<Clause>,
    /// 共同条款
    pub articles: Vec<String>,
    /// The decision a later version rests on; empty for the first.
    pub basis: String,
}

/// What stands against issuing a contract.
///
/// # Errors
/// All that is wrong, each at its place: `contract-amount`, `contract-dates`, `contract-late` with the last day the notice
/// allows, `contract-bank`, `contract-budget`, `spending-banned` and `spending-cap` with their clauses, and what
/// [`check_plan`] finds.
pub fn check_terms(
    terms: &Terms,
    approved: Fen,
    last_day: Option<Date>,
    programme: &Programme,
) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    if terms.amount != approved {
        wrong.push(Refusal::new("contract-amount").with("amount", approved.yuan()));
    }
    if terms.ends_on < terms.starts_on {
        wrong.push(Refusal::new("contract-dates").at("ends-on"));
    }
    if let Some(last) = last_day.filter(|last| terms.ends_on > *last) {
        wrong.push(Refusal::new("contract-late").with("last", crate::time::long_date(last)).at("ends-on"));
    }
    if !terms.bank.is_complete() {
        wrong.push(Refusal::new("contract-bank").at("bank"));
    }
    let faults = check_budget(&terms.budget, &programme.budget, None, Some(terms.amount));
    wrong.extend(faults.iter().map(budget_refusal));
    wrong.extend(check_plan(terms.amount, &terms.instalments, &programme.payment).err().unwrap_or_default());
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// A fault of a budget as a refusal: used when contracts are issued and when changes move money.
pub(crate) fn budget_refusal(fault: &BudgetFault) -> Refusal {
    match fault {
        BudgetFault::Banned { category, clause, word } => {
            let word = word.clone().unwrap_or_default();
            let refusal = Refusal::new("spending-banned").with("category", category).with("word", word);
            refusal.by_any(clause.as_ref()).at("budget")
        }
        BudgetFault::OverCap { category, cap, clause, .. } => {
            let refusal = Refusal::new("spending-cap").with("category", category).with("cap", cap.yuan());
            refusal.by_any(clause.as_ref()).at("budget")
        }
        BudgetFault::GrantDiffers { budget, applied } => Refusal::new("contract-budget")
            .with("budget", budget.yuan())
            .with("amount", applied.yuan())
            .at("budget"),
        BudgetFault::UnknownCategory(category) | BudgetFault::UnknownSource(category) => {
            Refusal::new("spending-unknown").with("category", category).at("budget")
        }
        BudgetFault::SumOutOfRange | BudgetFault::OutsideAmount { .. } => {
            Refusal::new("spending-range").at("budget")
        }
    }
}
