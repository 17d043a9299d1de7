//! Whom to ask: numbers and addresses that stand together are one contact, with the office and the people before them.

use kexiang_core::programme::Contact;

use super::people::whom;
use super::types::Types;
use super::{clause, of_kind};
use crate::fact::{Fact, Kind};
use crate::read::Reading;

/// The contacts of a notice.
pub fn read(reading: &Reading, types: &Types) -> Vec<Contact> {
    let mut found: Vec<(Option<usize>, Option<usize>, Contact)> = Vec::new();
    for fact in of_kind(reading, Kind::Contact).filter(|fact| fact.rule != "contact.url") {
        let known = found.iter().position(|(sentence, of_type, contact)| {
            *sentence == fact.sentence
                && *of_type == fact.of_type
                && !(fact.rule == "contact.email" && contact.email.is_some())
        });
        let at = known.unwrap_or_else(|| {
            found.push((fact.sentence, fact.of_type, begun(fact, types)));
            found.len() - 1
        });
        note(&mut found[at].2, fact);
    }
    merged(found.into_iter().map(|(_, _, contact)| contact))
}

/// A contact that begins with this fact.
fn begun(fact: &Fact, types: &Types) -> Contact {
    let who = whom(&fact.before);
    Contact {
        types: types.codes(fact.of_type),
        purpose: who.purpose,
        office: who.office,
        people: who.people,
        phones: Vec::new(),
        email: None,
        address: None,
        clause: clause(fact),
    }
}

fn note(contact: &mut Contact, fact: &Fact) {
    let value = fact.value.as_str().unwrap_or_default().to_owned();
    match fact.rule {
        "contact.phone" => {
            let number = with_area(&contact.phones, value);
            contact.phones.push(number);
        }
        "contact.email" => contact.email = Some(value),
        _ => contact.address = contact.address.take().or(Some(value)),
    }
}

/// `020-87291183、87293673`: the second number shares the area code of the first.
fn with_area(phones: &[String], number: String) -> String {
    let local = (7..=8).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let area = phones.first().and_then(|first| first.split_once('-')).filter(|(area, rest)| {
        (3..=4).contains(&area.len()) && area.starts_with('0') && rest.len() == number.len()
    });
    match area {
        Some((area, _)) if local => format!("{area}-{number}"),
        _ => number,
    }
}

/// The same people and numbers below several types are one contact for all of them.
fn merged(contacts: impl Iterator<Item = Contact>) -> Vec<Contact> {
    let mut kept: Vec<Contact> = Vec::new();
    for contact in contacts {
        let same = kept.iter_mut().find(|known| {
            !known.types.is_empty()
                && !contact.types.is_empty()
                && (&known.office, &known.people, &known.phones)
                    == (&contact.office, &contact.people, &contact.phones)
                && (&known.email, &known.address) == (&contact.email, &contact.address)
        });
        match same {
            Some(known) => known.types.extend(contact.types),
            None => kept.push(contact),
        }
    }
    kept
}
