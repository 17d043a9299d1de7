//! Whom to ask: numbers and addresses that stand together are one contact.

use kexiang_core::programme::Contact;

use super::types::Types;
use super::{clause, of_kind};
use crate::fact::Kind;
use crate::read::Reading;

/// The contacts of a notice.
pub fn read(reading: &Reading, types: &Types) -> Vec<Contact> {
    let mut found: Vec<(Option<usize>, Option<usize>, Contact)> = Vec::new();
    for fact in of_kind(reading, Kind::Contact).filter(|fact| fact.rule != "contact.url") {
        let value = fact.value.as_str().unwrap_or_default().to_owned();
        let known = found.iter_mut().find(|(sentence, of_type, contact)| {
            *sentence == fact.sentence
                && *of_type == fact.of_type
                && !(fact.rule == "contact.email" && contact.email.is_some())
        });
        let contact = match known {
            Some((_, _, contact)) => contact,
            None => {
                let empty = Contact {
                    types: types.codes(fact.of_type),
                    purpose: String::new(),
                    office: String::new(),
                    people: Vec::new(),
                    phones: Vec::new(),
                    email: None,
                    address: None,
                    clause: clause(fact),
                };
                found.push((fact.sentence, fact.of_type, empty));
                let Some((_, _, contact)) = found.last_mut() else { continue };
                contact
            }
        };
        match fact.rule {
            "contact.phone" => contact.phones.push(value),
            "contact.email" => contact.email = Some(value),
            _ => contact.address = contact.address.take().or(Some(value)),
        }
    }
    found.into_iter().map(|(_, _, contact)| contact).collect()
}
