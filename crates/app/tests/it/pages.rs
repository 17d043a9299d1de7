//! Every page × sample × language renders, and keeps the rules that hold for all pages.

use kexiang::locale::{Language, Locale};
use kexiang::web::page::Registered;

fn rendered() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for page in inventory::iter::<Registered> {
        for language in Language::ALL {
            let samples = (page.render)(Locale::of(language));
            assert!(!samples.is_empty(), "{} has no samples", page.name);
            for (place, sample) in samples.into_iter().enumerate() {
                let name = format!("{} {} #{place}", page.name, language.code());
                pages.push((name.clone(), sample.unwrap_or_else(|error| panic!("{name}: {error}"))));
            }
        }
    }
    pages
}

/// The text between tags.
fn texts(html: &str) -> impl Iterator<Item = &str> {
    html.split('>').filter_map(|piece| piece.split('<').next()).map(str::trim).filter(|text| !text.is_empty())
}

fn is_bare_key(text: &str) -> bool {
    let letters = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    letters && text.contains('-') && text.len() > 5
}

#[test]
fn every_sample_renders_in_every_language() {
    let pages = rendered();
    assert!(pages.len() >= 60, "only {} pages are registered", pages.len());
    for (name, html) in &pages {
        assert!(html.len() > 40, "{name} is empty");
        for text in texts(html) {
            assert!(!is_bare_key(text), "{name} shows a key instead of words: {text}");
        }
    }
}

#[test]
fn whole_pages_keep_the_rules() {
    let documents: Vec<_> =
        rendered().into_iter().filter(|(_, html)| html.starts_with("<!doctype html>")).collect();
    assert!(documents.len() >= 50);
    for (name, html) in documents {
        let count = |needle: &str| html.matches(needle).count();
        assert_eq!(count("<h1"), 1, "{name}: one first heading");
        assert_eq!(count("id=\"main\""), 1, "{name}: one main part");
        assert!(html.contains("<html lang=\""), "{name}: a language");
        assert!(count("btn-primary") <= 1 + count("data-overlay "), "{name}: one primary button");
        for forbidden in [" style=\"", " onclick=", " onchange=", "javascript:", "<style"] {
            assert!(!html.contains(forbidden), "{name}: {forbidden}");
        }
        assert_eq!(count("<script"), 2, "{name}: the words and one module");
        assert!(!html.contains("href=\"\"") && !html.contains("action=\"\""), "{name}: an address is empty");
        // A control of a grid is named by its row and column in `aria-label`.
        let named = |tag: &str| {
            let tags = html.split(tag).skip(1).filter_map(|rest| rest.split('>').next());
            tags.filter(|attributes| attributes.contains("aria-label=")).count()
        };
        let inputs = count("<input") + count("<select") - named("<input") - named("<select");
        let labels = count("<label") + count("type=\"hidden\"");
        assert!(inputs <= labels, "{name}: {inputs} inputs, {labels} labels and hidden ones");
    }
}

#[test]
fn forms_of_signed_in_people_carry_the_token() {
    for (name, html) in rendered().into_iter().filter(|(_, html)| html.contains("name=\"csrf-token\"")) {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            let posts = form.contains("method=\"post\"") && !form.contains("action=\"/sign-in\"");
            assert!(!posts || form.contains("name=\"csrf\""), "{name}: a form without token: {form}");
        }
    }
}
