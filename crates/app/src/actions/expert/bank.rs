//! The account an expert's fees are paid to: entered by the expert, sealed in the database, masked on every page; in full
//! only on the payment list of a panel, whose export is recorded.

use kexiang_core::id::Id;
use kexiang_core::identifiers::bank::AccountNumber;
use kexiang_core::policy::{Action, OfficeRole, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::Tx;
use kexiang_store::expert::{self, Expert};
use kexiang_store::write::{self, Subject};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actions::{Ctx, Failure, Fault};
use crate::secret::Secret;
use crate::state::App;

/// A bank account (收款账户).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// Bank and branch (开户行).
    pub name: String,
    /// Number; masked in `Debug`.
    pub number: AccountNumber,
}

/// The expert's own account in an association.
#[derive(Clone, Debug)]
pub struct OwnBank {
    /// Code of the association.
    pub association: String,
    /// The account; none where none was entered.
    pub bank: Option<Bank>,
}

/// The accounts of the signed-in expert, one for each association that has the expert in its pool.
///
/// # Errors
/// `not-signed-in`.
pub async fn own_banks(app: &App, ctx: &Ctx) -> Result<Vec<OwnBank>, Failure> {
    let account = ctx.account()?;
    let (keys, actor) = (app.clone(), ctx.actor.clone());
    app.store
        .read(move |tx| {
            let mut all = Vec::new();
            for office in actor.offices.iter().filter(|o| o.role == OfficeRole::Expert) {
                let Some(me) = expert::by_account(tx, &office.association, account)? else { continue };
                let bank = bank_of(&keys.secret, &office.association, &me)?;
                all.push(OwnBank { association: office.association.clone(), bank });
            }
            Ok(all)
        })
        .await
}

/// Keeps the expert's account for one association. The number is typed twice: nobody else can compare it with the card.
///
/// # Errors
/// `not-found` for anybody who is no expert of the association; `bank-name`, `bank-form`, `bank-card`, `bank-differs` at
/// their fields.
pub async fn keep_bank(
    app: &App,
    ctx: &Ctx,
    association: &str,
    name: &str,
    (number, again): (&str, &str),
) -> Result<(), Failure> {
    ctx.permit(Action::OwnAccount, &Scope::Deployment)?;
    let account = ctx.account()?;
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(Refusal::new("bank-name").at("bank").into());
    }
    let number = read_number(number)?;
    if again.parse::<AccountNumber>().ok().as_ref() != Some(&number) {
        return Err(Refusal::new("bank-differs").at("again").into());
    }
    let (keys, ctx, association) = (app.clone(), ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let me = own(tx, &ctx, &association, account)?;
            let after = json!({ "bank": name, "number": number.masked() });
            let text = serde_json::to_string(&Bank { name: name.clone(), number: number.clone() })
                .map_err(|e| Fault::new("sealing a bank account", e))?;
            let bank = keys.secret.seal(&place(&association, me.id), &text);
            let id = me.id;
            expert::update(tx, &association, &Expert { bank, changed_at: ctx.now, ..me })?;
            let subject = Subject::new("expert", id);
            write::record(tx, ctx.entry_with(&association, "expert.bank", subject, after))?;
            Ok::<_, Failure>(())
        })
        .await
}

/// The account of an expert, opened.
pub(crate) fn bank_of(secret: &Secret, association: &str, expert: &Expert) -> Result<Option<Bank>, Failure> {
    if expert.bank.is_empty() {
        return Ok(None);
    }
    let text = secret
        .open(&place(association, expert.id), &expert.bank)
        .map_err(|e| Fault::new("opening a bank account", e))?;
    let bank = serde_json::from_str(&text).map_err(|e| Fault::new("reading a bank account", e))?;
    Ok(Some(bank))
}

fn place(association: &str, id: Id) -> String {
    format!("expert.bank:{association}:{id}")
}

fn read_number(text: &str) -> Result<AccountNumber, Refusal> {
    let plain: AccountNumber = text.parse().map_err(|_| Refusal::new("bank-form").at("number"))?;
    AccountNumber::parse_personal(plain.as_str()).map_err(|_| Refusal::new("bank-card").at("number"))
}

fn own(tx: &mut Tx<'_>, ctx: &Ctx, association: &str, account: Id) -> Result<Expert, Failure> {
    let missing = || Refusal::new("not-found");
    if !ctx.actor.has_office(association, OfficeRole::Expert) {
        return Err(missing().into());
    }
    Ok(expert::by_account(tx, association, account)?.ok_or_else(missing)?)
}
