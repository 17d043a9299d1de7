//! Expenses of the association's money (经费支出): by budget line, with voucher and invoice, the banned categories once more
//! (L08, X08, G11).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Fen;
use crate::programme::{BudgetRules, Category, CategoryRule};
use crate::refusal::Refusal;
use crate::time;
use crate::wording::half_width;

/// An expense as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Category of the programme.
    pub category: String,
    /// What for.
    pub purpose: String,
    /// To whom.
    pub payee: String,
    /// When, Beijing date.
    pub spent_on: Date,
    /// The sum, in fen.
    pub amount: Fen,
    /// 凭证号
    pub voucher: String,
    /// 发票号码; empty for payments without an invoice.
    pub invoice: String,
}

/// What an expense is held against.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Categories with their bans.
    pub rules: &'a BudgetRules,
    /// First day of the contract.
    pub starts_on: Date,
    /// Today, Beijing date.
    pub today: Date,
    /// What the contract has for this category; none where the budget is not broken down.
    pub line: Option<Fen>,
    /// What of it was spent already.
    pub spent: Fen,
}

/// Everything that stands against an expense.
///
/// # Errors
/// `spending-unknown`, `spending-banned` with the notice's words (also where the purpose betrays a banned category),
/// `expense-over-line`, `expense-date`, `expense-early`, `expense-sum`, `expense-voucher`, `expense-invoice`, each at its field.
pub fn check(entry: &Entry, ground: &Ground<'_>) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    match ground.rules.category(&entry.category) {
        None => wrong.push(Refusal::new("spending-unknown").with("category", &entry.category).at("category")),
        Some(category) => wrong.extend(ban(category, &entry.purpose, ground.rules)),
    }
    if entry.amount <= Fen::ZERO {
        wrong.push(Refusal::new("expense-sum").at("amount"));
    } else if let Some(line) = ground.line.filter(|l| ground.spent + entry.amount > *l) {
        let left = (line - ground.spent).max(Fen::ZERO);
        wrong.push(Refusal::new("expense-over-line").with("left", left.yuan()).at("amount"));
    }
    if entry.spent_on > ground.today {
        wrong.push(Refusal::new("expense-date").at("spent-on"));
    }
    if entry.spent_on < ground.starts_on {
        let starts = time::long_date(ground.starts_on);
        wrong.push(Refusal::new("expense-early").with("starts", starts).at("spent-on"));
    }
    if entry.voucher.trim().is_empty() {
        wrong.push(Refusal::new("expense-voucher").at("voucher"));
    }
    if entry.purpose.trim().is_empty() {
        wrong.push(Refusal::new("expense-purpose").at("purpose"));
    }
    if !entry.invoice.trim().is_empty() && invoice_key(&entry.invoice).is_none() {
        wrong.push(Refusal::new("expense-invoice").at("invoice"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// A banned category, or words of one in the purpose.
fn ban(category: &Category, purpose: &str, rules: &BudgetRules) -> Option<Refusal> {
    let said = |c: &Category, word: &str| {
        let refusal = Refusal::new("spending-banned").with("category", &c.name).with("word", word);
        refusal.by_any(c.clause.as_ref())
    };
    if category.rule == CategoryRule::Banned {
        return Some(said(category, "").at("category"));
    }
    let mut banned = rules.categories.iter().filter(|c| c.rule == CategoryRule::Banned);
    banned.find_map(|c| {
        let word = c.words.iter().find(|w| purpose.contains(w.as_str()))?;
        Some(said(c, word).at("purpose"))
    })
}

/// What makes an invoice the same one: its digits, or code and number together. None for what is no invoice number:
/// 全电发票 have 20 digits, others a number of 8 with or without the code of 10 or 12 before it.
pub fn invoice_key(text: &str) -> Option<String> {
    let key: String = half_width(text).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let digits = key.bytes().all(|b| b.is_ascii_digit());
    (digits && matches!(key.len(), 8 | 18 | 20)).then_some(key)
}
