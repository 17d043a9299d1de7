//! What a double-blind review leaves out (双盲).

use kexiang_core::programme::{FieldKind, FieldRole};
use kexiang_core::review::{Blind, redacted};
use kexiang_store::panel::Panel;

use crate::actions::application::CaseFile;

/// Names that tell who applies.
pub(super) fn names(case: &CaseFile) -> Vec<String> {
    let people = [FieldRole::Leader, FieldRole::Contact].into_iter();
    let role = |role| case.form().with_role(role).map_or("", |f| case.answers.text(&f.id)).to_owned();
    let mut names: Vec<String> = people.map(role).collect();
    names.push(case.application.organisation_name.clone());
    names.push(case.organisation.host_name.clone());
    names.extend(case.joint.iter().map(|j| j.name.clone()));
    names.extend(case.recommender.iter().map(|r| r.name.clone()));
    // The short form people use: without the place at the head.
    let short = |name: &String| name.split_once(['市', '省', '区']).map(|(_, rest)| rest.to_owned());
    let shorts: Vec<String> = names.iter().filter_map(short).filter(|s| s.chars().count() >= 4).collect();
    names.extend(shorts);
    names
}

pub(super) fn hide(panel: &Panel, case: &CaseFile, text: &str) -> String {
    if panel.blind == Blind::Double { redacted(text, &names(case)) } else { text.to_owned() }
}

/// Redacts the answers: texts lose names and numbers; people, telephones, files and joint organisations are left out.
pub(super) fn redact(case: &mut CaseFile, names: &[String]) {
    let form = case.form().clone();
    for field in &form.fields {
        let personal = matches!(
            field.kind,
            FieldKind::Person
                | FieldKind::Phone
                | FieldKind::Email
                | FieldKind::Files
                | FieldKind::Joint
                | FieldKind::Table
                | FieldKind::Signature
        );
        let identifying = field.role.is_some_and(|r| r != FieldRole::Title && r != FieldRole::Plan);
        if personal || identifying {
            case.answers.0.remove(&field.id);
        } else if let Some(value) = case.answers.0.get_mut(&field.id) {
            redact_value(value, names);
        }
    }
    case.files.clear();
    case.joint.clear();
    case.recommender = None;
    case.application.organisation_name = String::new();
    case.application.leader = String::new();
    case.application.leader_phone = String::new();
    case.application.title = redacted(&case.application.title, names);
    case.organisation.name = String::new();
}

fn redact_value(value: &mut serde_json::Value, names: &[String]) {
    match value {
        serde_json::Value::String(text) => *text = redacted(text, names),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|v| redact_value(v, names)),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(|v| redact_value(v, names)),
        _ => {}
    }
}
