//! A form as applicants will see it, before anything is published: on the page and as PDF.

use std::sync::Arc;

use askama::Template;
use jiff::Timestamp;
use kexiang_core::application::{Answers, State};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::organisation::{OrganisationClass, Standing};
use kexiang_core::programme::{Programme, ProjectType};
use kexiang_store::application::Application;
use kexiang_store::organisation::Organisation;
use kexiang_store::programme::Call;
use serde_json::{Value, json};

use crate::actions::application::CaseFile;
use crate::locale::Locale;
use crate::web::application::{FormView, PartnerView};
use crate::web::form::html;

/// The form as a piece of a page.
#[derive(Template)]
#[template(path = "programme/preview.html")]
struct Preview {
    l: &'static Locale,
    form: FormView,
    editable: bool,
    takes_files: bool,
    files_until: String,
    /// Nobody joins a form that is only looked at.
    partners: Vec<PartnerView>,
    base: String,
}

/// The form at this place of the file as HTML; nothing where it is too unfinished to be drawn.
pub fn form(l: &'static Locale, tree: &Value, form: usize, now: Timestamp) -> Option<String> {
    let case = case(tree, form, now)?;
    let form = FormView::of(l, &case, &[], &case.programme.programme.notice);
    Some(html(&Preview {
        l,
        form,
        editable: true,
        takes_files: true,
        files_until: String::new(),
        partners: Vec::new(),
        base: String::new(),
    }))
}

/// An application that nobody has begun, with this form.
pub fn case(tree: &Value, form: usize, now: Timestamp) -> Option<CaseFile> {
    let mut programme = drawable(tree, form)?;
    let form_id = programme.forms.get(form).or_else(|| programme.forms.first())?.id.clone();
    let place = programme.types.iter().position(|t| t.form == form_id).unwrap_or_default();
    let project_type = programme.types.get_mut(place)?;
    // A form that no type uses yet is shown with the first type.
    project_type.form = form_id;
    let project_type = project_type.clone();
    Some(blank_case(&Arc::new(programme), &project_type, now))
}

/// An application of this type that nobody has begun.
pub fn blank_case(programme: &Arc<Programme>, project_type: &ProjectType, now: Timestamp) -> CaseFile {
    let (type_code, type_name) = (project_type.code.clone(), project_type.name.clone());
    let id = Id::at(now, 1);
    CaseFile {
        call: Call {
            association: programme.programme.association.clone(),
            id,
            code: programme.programme.code.clone(),
            title: programme.programme.title.clone(),
            programme: id,
            version: 1,
            opens_at: now,
            closes_at: now,
            published_at: now,
        },
        application: application(id, type_code, type_name, now),
        organisation: organisation(id),
        programme: Arc::clone(programme),
        standing: Standing {
            class: OrganisationClass::Society,
            member: false,
            legal_person: false,
            own_account: false,
            region: String::new(),
            qualified_in: Vec::new(),
            facts: Vec::new(),
            closed_years: Vec::new(),
            bars: Vec::new(),
        },
        joint: Vec::new(),
        recommender: None,
        saved: Vec::new(),
        answers: Answers::default(),
        files: Vec::new(),
        used: Vec::new(),
        extension: None,
        items: Vec::new(),
    }
}

/// The programme where it can be read; else as much of it as the form needs, with something in the place of what is
/// missing.
fn drawable(tree: &Value, form: usize) -> Option<Programme> {
    if let Ok(programme) = serde_json::from_value::<Programme>(tree.clone()) {
        return (form < programme.forms.len()).then_some(programme);
    }
    let form = tree.get("form")?.get(form)?;
    let form_id = form.get("id")?.as_str()?;
    let clause = json!({ "at": "", "says": "" });
    let types = tree.get("type").and_then(Value::as_array).into_iter().flatten();
    let own = types
        .filter(|t| t.get("form").and_then(Value::as_str) == Some(form_id))
        .find(|t| serde_json::from_value::<kexiang_core::programme::ProjectType>((*t).clone()).is_ok());
    let stand_in = json!({ "code": "—", "name": "—", "clause": clause, "completion": "P1Y",
                           "completion_clause": clause, "form": form_id });
    let budget = tree
        .get("budget")
        .filter(|b| serde_json::from_value::<kexiang_core::programme::BudgetRules>((*b).clone()).is_ok());
    let head = |key: &str| tree["programme"][key].as_str().unwrap_or("—").to_owned();
    serde_json::from_value(json!({
        "schema": 1,
        "programme": { "code": head("code"), "title": head("title"), "association": head("association"), "year": 2000,
                       "notice": head("notice"), "issuer": head("issuer"), "number": "{seq:3}" },
        "type": [own.unwrap_or(&stand_in)],
        "step": [],
        "budget": budget.unwrap_or(&json!({ "source": [], "category": [] })),
        "form": [form],
    }))
    .ok()
}

fn application(id: Id, type_code: String, title: String, now: Timestamp) -> Application {
    Application {
        association: String::new(),
        id,
        call: id,
        call_version: 1,
        type_code,
        tier: String::new(),
        organisation: id,
        organisation_name: String::new(),
        class: OrganisationClass::Society,
        recommender: None,
        state: State::Draft,
        number: String::new(),
        title,
        leader: String::new(),
        leader_phone: String::new(),
        amount: Fen::ZERO,
        other: Fen::ZERO,
        content_version: 1,
        content_hash: String::new(),
        version_code: String::new(),
        returns: 0,
        correction_due: None,
        open_overrides: 0,
        repeats: 0,
        paper_state: "none".to_owned(),
        started_by: 0,
        started_at: now,
        handed_in_at: None,
        signed_off_at: None,
        recommended_at: None,
        submitted_at: None,
        changed_at: now,
        version: 1,
    }
}

fn organisation(id: Id) -> Organisation {
    Organisation {
        association: String::new(),
        id,
        name: String::new(),
        name_key: String::new(),
        class: OrganisationClass::Society,
        credit_code: String::new(),
        host_name: String::new(),
        host_code: String::new(),
        legal_person: false,
        own_account: false,
        member: false,
        region: String::new(),
        address: String::new(),
        contact: String::new(),
        phone: String::new(),
        email: String::new(),
        bank_holder: String::new(),
        bank_name: String::new(),
        bank_account: String::new(),
        qualified_in: Vec::new(),
        active: true,
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use kexiang_core::programme::outline;
    use serde_json::json;

    use super::form;
    use crate::actions::programme::SHIPPED;
    use crate::locale::{Language, Locale};

    #[test]
    fn l12_every_form_of_every_notice_can_be_seen_before_publication() {
        let l = Locale::of(Language::Chinese);
        let now = jiff::Timestamp::UNIX_EPOCH;
        for (code, text) in SHIPPED {
            let mut tree = outline::read(text).unwrap();
            let forms = tree["form"].as_array().unwrap().clone();
            for (n, wanted) in forms.iter().enumerate() {
                let html = form(l, &tree, n, now).unwrap_or_else(|| panic!("{code} {n}"));
                let fields = wanted["field"].as_array().unwrap();
                for field in fields {
                    let id = field["id"].as_str().unwrap();
                    assert!(html.contains(&format!("f-{id}\"")), "{code} {n} shows {id}");
                }
            }
            // What is missing elsewhere does not hide the form.
            tree["type"][0]["completion"] = json!(null);
            tree["programme"]["number"] = json!(null);
            assert!(form(l, &tree, 0, now).is_some(), "{code} unfinished");
            assert!(form(l, &tree, forms.len(), now).is_none());
        }
    }
}
