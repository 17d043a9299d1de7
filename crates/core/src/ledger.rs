//! The ledger of a project's money: every movement goes from one account to another, so that all accounts together are
//! always nothing (复式记账). Sums in fen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::Fen;
use crate::refusal::Refusal;

/// An account of a project's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// 批准额度: what the association gives, as a negative balance.
    Granted,
    /// 合同待拨
    Committed,
    /// 已签批在途
    Ordered,
    /// 承担单位结存: paid and not yet spent; below nothing where the organisation advances its own money.
    Held,
    /// 已支出
    Spent,
    /// 不再拨付: what was still to be paid when the project ended early.
    Lapsed,
    /// 追回决定: what is claimed back, as a negative balance.
    Claimed,
    /// 应追回
    Receivable,
    /// 已追回
    Recovered,
}

impl Account {
    /// All accounts, in the order of a statement.
    pub const ALL: [Account; 9] = [
        Account::Granted,
        Account::Committed,
        Account::Ordered,
        Account::Held,
        Account::Spent,
        Account::Lapsed,
        Account::Claimed,
        Account::Receivable,
        Account::Recovered,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Account::Granted => "granted",
            Account::Committed => "committed",
            Account::Ordered => "ordered",
            Account::Held => "held",
            Account::Spent => "spent",
            Account::Lapsed => "lapsed",
            Account::Claimed => "claimed",
            Account::Receivable => "receivable",
            Account::Recovered => "recovered",
        }
    }

    /// The account with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.code() == code)
    }

    /// Whether a balance can be.
    pub fn allows(self, balance: Fen) -> bool {
        match self {
            Account::Granted | Account::Claimed => balance <= Fen::ZERO,
            Account::Held => true,
            _ => balance >= Fen::ZERO,
        }
    }
}

/// Why money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 合同生效
    Commit,
    /// 签批
    Order,
    /// 退票，未曾付出
    Withdraw,
    /// 付款
    Pay,
    /// 付款后退票
    Bounce,
    /// 支出
    Spend,
    /// 冲销支出
    Unspend,
    /// 终止后不再拨付
    Lapse,
    /// 追回决定
    Claim,
    /// 撤销追回决定
    Unclaim,
    /// 追回到账
    Recover,
}

impl Cause {
    /// All causes.
    pub const ALL: [Cause; 11] = [
        Cause::Commit,
        Cause::Order,
        Cause::Withdraw,
        Cause::Pay,
        Cause::Bounce,
        Cause::Spend,
        Cause::Unspend,
        Cause::Lapse,
        Cause::Claim,
        Cause::Unclaim,
        Cause::Recover,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Cause::Commit => "commit",
            Cause::Order => "order",
            Cause::Withdraw => "withdraw",
            Cause::Pay => "pay",
            Cause::Bounce => "bounce",
            Cause::Spend => "spend",
            Cause::Unspend => "unspend",
            Cause::Lapse => "lapse",
            Cause::Claim => "claim",
            Cause::Unclaim => "unclaim",
            Cause::Recover => "recover",
        }
    }

    /// The cause with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// The account the money leaves and the one it reaches.
    pub fn way(self) -> (Account, Account) {
        use Account as A;
        match self {
            Cause::Commit => (A::Granted, A::Committed),
            Cause::Order => (A::Committed, A::Ordered),
            Cause::Withdraw => (A::Ordered, A::Committed),
            Cause::Pay => (A::Ordered, A::Held),
            Cause::Bounce => (A::Held, A::Committed),
            Cause::Spend => (A::Held, A::Spent),
            Cause::Unspend => (A::Spent, A::Held),
            Cause::Lapse => (A::Committed, A::Lapsed),
            Cause::Claim => (A::Claimed, A::Receivable),
            Cause::Unclaim => (A::Receivable, A::Claimed),
            Cause::Recover => (A::Receivable, A::Recovered),
        }
    }
}

/// The balances of a project's accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book(BTreeMap<Account, Fen>);

impl Book {
    /// A book with these balances.
    pub fn new(balances: impl IntoIterator<Item = (Account, Fen)>) -> Self {
        Book(balances.into_iter().collect())
    }

    /// The balance of an account.
    pub fn balance(&self, account: Account) -> Fen {
        self.0.get(&account).copied().unwrap_or_default()
    }

    /// Moves a sum.
    ///
    /// # Errors
    /// `ledger-sum` for nothing or less, `ledger-short` where an account does not hold it; the book stays as it was.
    pub fn post(&mut self, cause: Cause, amount: Fen) -> Result<(), Refusal> {
        if amount <= Fen::ZERO {
            return Err(Refusal::new("ledger-sum"));
        }
        let (from, to) = cause.way();
        let short =
            || Refusal::new("ledger-short").with("ledger-account", from.code()).with("amount", amount.yuan());
        let left = self.balance(from).checked_sub(amount).filter(|b| from.allows(*b)).ok_or_else(short)?;
        let reached = self.balance(to).checked_add(amount).filter(|b| to.allows(*b)).ok_or_else(short)?;
        self.0.insert(from, left);
        self.0.insert(to, reached);
        Ok(())
    }

    /// The sum of all accounts: nothing, always.
    pub fn sum(&self) -> Fen {
        self.0.values().sum()
    }

    /// What was paid out and did not come back, in fen: less what the organisation still holds or has spent.
    pub fn paid(&self) -> Fen {
        self.balance(Account::Held) + self.balance(Account::Spent)
    }
}
