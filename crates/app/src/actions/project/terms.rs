//! The first draft of a contract, made from what the project was founded with: nothing is retyped (X06, L09).

use kexiang_core::contract::{Bank, Party, Section, Terms, fit, plan};
use kexiang_core::programme::{CategoryRule, Clause, FieldKind, StepKind};
use kexiang_core::time;
use serde_json::Value as Json;

use super::ProjectFile;
use crate::actions::Ctx;
use crate::locale::{Language, Locale};
use crate::state::App;

/// Articles that both sides agree on, whatever the programme: the words are in the locale, the contract keeps them.
const ARTICLES: [&str; 8] = [
    "contract-article-1",
    "contract-article-2",
    "contract-article-3",
    "contract-article-4",
    "contract-article-5",
    "contract-article-6",
    "contract-article-7",
    "contract-article-8",
];

/// The terms a contract begins with.
pub(super) fn first(app: &App, ctx: &Ctx, file: &ProjectFile) -> Terms {
    let (p, o) = (&file.project, &file.organisation);
    let l = Locale::of(Language::Chinese);
    let today = time::beijing_date(ctx.now);
    let grant = file.programme.budget.grant_source().map(|s| s.id.clone()).unwrap_or_default();
    let named = file.programme.steps.iter().find(|s| s.kind == StepKind::Contract);
    Terms {
        name: named.and_then(|s| s.name.clone()).unwrap_or_else(|| l.t("contract-name").to_owned()),
        project: p.number.clone(),
        title: p.title.clone(),
        leader: p.leader.clone(),
        giver: giver(app, file),
        taker: Party {
            name: o.name.clone(),
            credit_code: o.credit_code.clone(),
            address: o.address.clone(),
            contact: o.contact.clone(),
            phone: o.phone.clone(),
        },
        joint: texts(&p.frozen.content, "joint"),
        starts_on: today,
        ends_on: p.completes_on.unwrap_or(today),
        sections: sections(file),
        targets: p.frozen.targets.iter().filter(|t| !t.promise.trim().is_empty()).cloned().collect(),
        amount: p.amount,
        budget: fit(&p.frozen.budget, &grant, p.amount),
        instalments: plan(p.amount, &file.programme.payment),
        bank: Bank {
            holder: o.bank_holder.clone(),
            name: o.bank_name.clone(),
            account: o.bank_account.clone(),
        },
        clauses: clauses(file),
        articles: ARTICLES.iter().map(|key| l.t(key).to_owned()).collect(),
        basis: String::new(),
    }
}

/// The association with the contact that the notice names for the type.
fn giver(app: &App, file: &ProjectFile) -> Party {
    let own = app.association(&file.project.association);
    let contact = file.programme.contacts_for(&file.project.type_code).next();
    Party {
        name: own.map(|a| a.name).unwrap_or_default(),
        credit_code: String::new(),
        address: contact.and_then(|c| c.address.clone()).unwrap_or_default(),
        contact: contact.map(|c| c.people.join("、")).unwrap_or_default(),
        phone: contact.map(|c| c.phones.join("、")).unwrap_or_default(),
    }
}

fn texts(content: &Json, name: &str) -> Vec<String> {
    let list = content.get(name).and_then(Json::as_array);
    list.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// The long texts of the form, as they were submitted.
fn sections(file: &ProjectFile) -> Vec<Section> {
    let kind = file.programme.project_type(&file.project.type_code);
    let Some(form) = kind.and_then(|t| file.programme.form_of(t)) else { return Vec::new() };
    let answers = &file.project.frozen.content["answers"];
    let fields = form.fields.iter().filter(|f| f.kind == FieldKind::Text);
    fields
        .filter_map(|f| {
            let text = answers.get(&f.id).and_then(Json::as_str)?.trim();
            (!text.is_empty()).then(|| Section { title: f.label.clone(), text: text.to_owned() })
        })
        .collect()
}

/// The notice's own words that bind both sides, each once.
fn clauses(file: &ProjectFile) -> Vec<Clause> {
    let p = &file.programme;
    let banned = p.budget.categories.iter().filter(|c| c.rule != CategoryRule::Allowed);
    let all = p
        .payment
        .instalments
        .iter()
        .map(|i| &i.clause)
        .chain(banned.filter_map(|c| c.clause.as_ref()))
        .chain(&p.budget.accounting)
        .chain(p.changes.as_ref().map(|c| &c.clause))
        .chain(&p.payment.recovery);
    let mut once: Vec<Clause> = Vec::new();
    for clause in all {
        if !once.iter().any(|c| c.says == clause.says) {
            once.push(clause.clone());
        }
    }
    once
}
