//! The account an expert's fees are paid to.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::Asked;
use crate::actions::expert::{self, Bank};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::{Answer, Failure, Visitor};

/// The expert's own account in one association; the number is shown masked.
#[derive(Template)]
#[template(path = "review/bank.html")]
pub struct BankPage {
    l: &'static Locale,
    shell: Shell,
    action: String,
    /// Bank and masked number of the account that is known.
    known: Option<(String, String)>,
    form: Shown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    bank: String,
    number: String,
    again: String,
}

fn address(association: &str) -> String {
    format!("/reviews/{association}/account")
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut page = BankPage::load(&app, &visitor, &association, Shown::default()).await?;
    page.shell.flash = (asked.done == "kept").then(|| visitor.l.t("bank-kept").to_owned());
    page::show(&page)
}

pub(super) async fn keep(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let numbers = (typed.number.as_str(), typed.again.as_str());
    match expert::keep_bank(&app, &visitor.ctx(), &association, &typed.bank, numbers).await {
        Ok(()) => Ok(see_other(&format!("{}?done=kept", address(&association)))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let shown = Shown::with(&[("bank", &typed.bank), ("number", &typed.number)]);
            let form = shown.refused(visitor.l, &refusal);
            page::show_as(status(&refusal), &BankPage::load(&app, &visitor, &association, form).await?)
        }
        Err(other) => Err(other),
    }
}

impl BankPage {
    async fn load(app: &App, visitor: &Visitor, association: &str, form: Shown) -> Result<Self, Failure> {
        let banks = expert::own_banks(app, &visitor.ctx()).await?;
        let own = banks.into_iter().find(|b| b.association == association);
        let own = own.ok_or_else(|| Refusal::new("not-found"))?;
        Ok(Self::of(Shell::within(app, visitor, association), association, own.bank.as_ref(), form))
    }

    fn of(shell: Shell, association: &str, bank: Option<&Bank>, form: Shown) -> Self {
        BankPage {
            l: shell.l,
            action: address(association),
            known: bank.map(|b| (b.name.clone(), b.number.masked())),
            form,
            shell,
        }
    }
}

impl Page for BankPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let number = "6222021001112223331".parse();
        let bank = number.map(|number| Bank { name: "中国工商银行柳州分行".to_owned(), number }).ok();
        let wrong =
            Shown::with(&[("bank", "中国银行")]).refused(l, &Refusal::new("bank-differs").at("again"));
        vec![
            BankPage::of(Shell::sample(l), "lz", None, wrong),
            BankPage::of(Shell::sample(l), "lz", bank.as_ref(), Shown::default()),
        ]
    }
}

crate::page!(BankPage);
