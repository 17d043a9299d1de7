//! Adding an organisation and changing its particulars.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::organisation::OrganisationClass;
use kexiang_core::refusal::Refusal;

use super::super::error::status;
use super::super::form::{Form, Shown};
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use crate::actions::organisation::filled::Filled;
use crate::actions::organisation::{self, NotFilled};
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/organisations/new", begin)
        .post("/office/{association}/organisations", add)
        .get("/office/{association}/organisations/{id}/particulars", edit)
        .post("/office/{association}/organisations/{id}/particulars", change)
}

/// The form of an entry.
#[derive(Template)]
#[template(path = "organisation/form.html")]
pub struct FormPage {
    l: &'static Locale,
    shell: Shell,
    list: String,
    action: String,
    back: String,
    /// Empty for a new entry.
    name: String,
    class: String,
    legal_person: bool,
    own_account: bool,
    member: bool,
    version: i64,
    form: Shown,
}

async fn begin(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    organisation::may_edit(&visitor.ctx(), &association)?;
    let filled = Filled {
        legal_person: "yes".to_owned(),
        own_account: "yes".to_owned(),
        member: "yes".to_owned(),
        region: app.association(&association).map(|a| a.region).unwrap_or_default(),
        class: OrganisationClass::Society.code().to_owned(),
        ..Filled::default()
    };
    page::show(&FormPage::of(Shell::within(&app, &visitor, &association), &association, None, &filled))
}

async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(filled): Form<Filled>,
) -> Answer {
    match organisation::add(&app, &visitor.ctx(), &association, &filled).await {
        Ok(id) => Ok(see_other(&format!("/office/{association}/organisations/{id}?done=added"))),
        Err(NotFilled::Failed(failure)) => Err(failure),
        Err(NotFilled::Wrong(wrong)) => {
            let shell = Shell::within(&app, &visitor, &association);
            refused(FormPage::of(shell, &association, None, &filled), &wrong)
        }
    }
}

async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &association)?;
    let dossier = organisation::show(&app, &visitor.ctx(), &association, id).await?;
    let (shell, filled) = (Shell::within(&app, &visitor, &association), Filled::of(&dossier.organisation));
    page::show(&FormPage::of(shell, &association, Some((id, &dossier.organisation.name)), &filled))
}

async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Form(filled): Form<Filled>,
) -> Answer {
    match organisation::change(&app, &visitor.ctx(), &association, id, &filled).await {
        Ok(()) => Ok(see_other(&format!("/office/{association}/organisations/{id}?done=changed"))),
        Err(NotFilled::Failed(failure)) => Err(failure),
        Err(NotFilled::Wrong(wrong)) => {
            let dossier = organisation::show(&app, &visitor.ctx(), &association, id).await?;
            let shell = Shell::within(&app, &visitor, &association);
            let named = Some((id, dossier.organisation.name.as_str()));
            refused(FormPage::of(shell, &association, named, &filled), &wrong)
        }
    }
}

/// The form again, with everything that was typed and everything that is wrong.
fn refused(mut page: FormPage, wrong: &[Refusal]) -> Answer {
    let l = page.l;
    page.form = wrong.iter().fold(page.form, |form, refusal| form.refused(l, refusal));
    let first = wrong.first().ok_or_else(|| Failure::from(Refusal::new("bad-form")))?;
    page::show_as(status(first), &page)
}

/// What was typed, for the fields.
pub fn values(filled: &Filled) -> Shown {
    Shown::with(&[
        ("name", &filled.name),
        ("credit_code", &filled.credit_code),
        ("host_name", &filled.host_name),
        ("host_code", &filled.host_code),
        ("region", &filled.region),
        ("address", &filled.address),
        ("contact", &filled.contact),
        ("phone", &filled.phone),
        ("email", &filled.email),
        ("bank_holder", &filled.bank_holder),
        ("bank_name", &filled.bank_name),
        ("bank_account", &filled.bank_account),
        ("bank_again", &filled.bank_again),
        ("qualified_in", &filled.qualified_in),
        ("reason", &filled.reason),
    ])
}

impl FormPage {
    fn of(shell: Shell, association: &str, known: Option<(Id, &str)>, filled: &Filled) -> Self {
        let list = format!("/office/{association}/organisations");
        let (action, back) = match known {
            Some((id, _)) => (format!("{list}/{id}/particulars"), format!("{list}/{id}")),
            None => (list.clone(), list.clone()),
        };
        FormPage {
            l: shell.l,
            shell,
            action,
            back,
            list,
            name: known.map(|(_, name)| name.to_owned()).unwrap_or_default(),
            class: filled.class.clone(),
            legal_person: filled.legal_person == "yes",
            own_account: filled.own_account == "yes",
            member: filled.member == "yes",
            version: filled.version,
            form: values(filled),
        }
    }

    fn classes(&self) -> [OrganisationClass; 12] {
        OrganisationClass::ALL
    }
}

impl Page for FormPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let o = super::sample_organisation("新疆能源研究会");
        let page =
            |known: Option<(Id, &str)>, filled: &Filled| FormPage::of(Shell::sample(l), "xj", known, filled);
        let mut wrong =
            page(None, &Filled { credit_code: "91350100M000100Y4Z".to_owned(), ..Filled::default() });
        let refusals = [
            Refusal::new("credit-code-check").with("expected", '3').at("credit_code"),
            Refusal::new("org-name-empty").at("name"),
            Refusal::new("org-class").at("class"),
        ];
        wrong.form = refusals.iter().fold(wrong.form, |form, refusal| form.refused(l, refusal));
        vec![page(Some((o.id, &o.name)), &Filled::of(&o)), page(None, &Filled::default()), wrong]
    }
}

crate::page!(FormPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_typed_comes_back() {
        let filled =
            Filled {
                name: "柳州市机械工程学会".to_owned(), bank_again: "1".to_owned(), ..Filled::default()
            };
        let shown = values(&filled);
        assert_eq!((shown.value("name"), shown.value("bank_again")), ("柳州市机械工程学会", "1"));
    }
}
