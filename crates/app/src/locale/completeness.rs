//! The words are complete: both languages have the same keys with the same arguments, every key that a template or a
//! source names exists, and no key is left that nothing names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;

mod families;

use families::families;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files with this ending below a folder.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            let text = std::fs::read_to_string(&path).expect("text");
            found.push((path, text));
        }
    }
    found
}

fn keys(language: Language) -> BTreeSet<String> {
    let folder = format!("{}/", language.code());
    let names = Files::iter().filter(|name| name.starts_with(&folder));
    names.flat_map(|name| resource::keys(&read(&name))).collect()
}

/// The quoted words that follow a call: `.t("key")`, `.tf("key", …)`, `key: "…"` of navigation and the like.
fn quoted_after<'a>(text: &'a str, call: &str) -> impl Iterator<Item = &'a str> {
    text.match_indices(call).filter_map(|(at, call)| {
        let rest = text[at + call.len()..].trim_start().strip_prefix('"')?;
        rest.split('"').next()
    })
}

fn is_key(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
}

/// This file and its rooms speak of keys without using them.
fn speaks_of_keys(path: &Path) -> bool {
    path.ends_with("locale/completeness.rs") || path.components().any(|c| c.as_os_str() == "completeness")
}

/// Every key named by a template or a source, with one place that names it.
fn named() -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    let mut note = |key: &str, path: &Path| {
        named.entry(key.to_owned()).or_insert_with(|| path.display().to_string());
    };
    let mut sources = files(&root().join("templates"), "html");
    sources.extend(files(&root().join("templates"), "txt"));
    sources.extend(files(&root().join("crates/app/src"), "rs"));
    sources.retain(|(path, _)| !speaks_of_keys(path));
    for (path, text) in &sources {
        for call in [".t(", ".tf(", ".field(l,"] {
            quoted_after(text, call).for_each(|key| note(key, path));
        }
    }
    for folder in ["crates/app/src", "crates/core/src"] {
        for (path, text) in files(&root().join(folder), "rs") {
            if speaks_of_keys(&path) {
                continue;
            }
            for code in quoted_after(&text, "Refusal::new(") {
                note(&format!("refusal-{code}"), &path);
            }
        }
    }
    named
}

/// Keys that stand as plain texts in sources: navigation entries, codes of refusals and messages handed on, choices
/// between two words.
fn mentioned() -> BTreeSet<String> {
    let mut sources = files(&root().join("crates/app/src"), "rs");
    sources.retain(|(path, _)| !path.components().any(|c| c.as_os_str() == "completeness"));
    let words = sources.iter().flat_map(|(_, text)| text.split('"'));
    let keys = words.filter(|word| is_key(word));
    keys.flat_map(|word| {
        let recorded = format!("recorded-{}", word.replace('.', "-"));
        [word.to_owned(), format!("refusal-{word}"), format!("message-{word}"), recorded]
    })
    .collect()
}

#[test]
fn both_languages_have_the_same_keys() {
    let (chinese, english) = (keys(Language::Chinese), keys(Language::English));
    assert!(chinese.len() > 50);
    let missing: Vec<_> = chinese.symmetric_difference(&english).collect();
    assert!(missing.is_empty(), "only in one language: {missing:?}");
}

#[test]
fn no_file_has_mistakes_and_no_key_is_defined_twice() {
    for language in Language::ALL {
        let folder = format!("{}/", language.code());
        let mut seen = BTreeSet::new();
        for name in Files::iter().filter(|name| name.starts_with(&folder)) {
            let text = String::from_utf8(Files::get(&name).expect("file").data.into_owned()).expect("UTF-8");
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| errors).expect("no mistakes");
            for key in resource::keys(&resource) {
                assert!(seen.insert(key.clone()), "{name}: {key} is defined twice");
            }
        }
    }
}

#[test]
fn every_named_key_exists() {
    let known = keys(Language::Chinese);
    let missing: Vec<_> = named().into_iter().filter(|(key, _)| !known.contains(key)).collect();
    assert!(missing.is_empty(), "named but not in locales/zh: {missing:#?}");
}

#[test]
fn families_have_exactly_their_codes() {
    let known = keys(Language::Chinese);
    for (family, codes) in families() {
        for code in codes {
            assert!(known.contains(&format!("{family}-{code}")), "{family}-{code} is missing");
        }
    }
}

#[test]
fn no_key_is_left_over() {
    let (named, mentioned, families) = (named(), mentioned(), families());
    let in_family = |key: &str| {
        families.iter().any(|(family, codes)| {
            key.strip_prefix(family)
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|c| codes.contains(&c.to_owned()))
        })
    };
    let script_words: BTreeSet<String> = files(&root().join("assets/js"), "js")
        .iter()
        .flat_map(|(_, text)| {
            text.split(['\'', '"', '`']).map(|word| format!("script-{word}")).collect::<Vec<_>>()
        })
        .collect();
    let used = |key: &String| {
        let whole = key.split('.').next().unwrap_or(key);
        named.contains_key(whole)
            || mentioned.contains(whole)
            || in_family(whole)
            || script_words.contains(whole)
    };
    let unused: Vec<_> = keys(Language::Chinese).into_iter().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "nothing names these keys: {unused:#?}");
}

#[test]
fn arguments_and_plurals_work() {
    let l = Locale::of(Language::Chinese);
    assert_eq!(l.tf("foot-host", &[("name", &"柳州市科协")]), "主办：柳州市科协");
    assert!(l.script_words().contains("\"left_days\":\"还有 {d} 天 {h} 小时\""), "{}", l.script_words());
    let refusal = Refusal::new("too-often").with("minutes", 30);
    assert_eq!(l.refusal(&refusal).remedy, "请在 30 分钟后再试。");
}
