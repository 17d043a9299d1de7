//! The words that people read: Fluent messages in `locales/<language>/*.ftl`, compiled into the binary. A file of a new
//! noun needs no entry anywhere. Messages without arguments are formatted once, at start.

#[cfg(test)]
mod completeness;
pub mod due;
mod negotiation;
pub mod progress;
mod resource;

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kexiang_core::refusal::Refusal;
use rust_embed::RustEmbed;

pub use negotiation::Language;

#[derive(RustEmbed)]
#[folder = "../../locales"]
struct Files;

/// The words of one language.
pub struct Locale {
    language: Language,
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
    script_words: String,
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Locale({})", self.language.code())
    }
}

static CHINESE: LazyLock<Locale> = LazyLock::new(|| Locale::load(Language::Chinese));
static ENGLISH: LazyLock<Locale> = LazyLock::new(|| Locale::load(Language::English));

/// A refusal in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalText {
    /// What is wrong.
    pub message: String,
    /// What the person can do.
    pub remedy: String,
}

impl Locale {
    /// The words of a language.
    pub fn of(language: Language) -> &'static Locale {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without arguments; `key.attribute` for an attribute. A key that does not exist shows itself in
    /// brackets; a test prevents that.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.plain.get(key).map_or_else(|| missing(key), String::as_str)
    }

    /// The word for a code of a family: `l.word("looks-size", "large")` is the message `looks-size-large`.
    pub fn word(&self, family: &str, code: &str) -> String {
        self.t(&format!("{family}-{code}")).to_owned()
    }

    /// Whether a message exists.
    pub fn has(&self, key: &str) -> bool {
        let (id, attribute) = split(key);
        self.bundle.get_message(id).is_some_and(|m| match attribute {
            None => m.value().is_some(),
            Some(name) => m.get_attribute(name).is_some(),
        })
    }

    /// A message with arguments: `l.tf("foot-host", &[("name", &name)])`. An argument named `n` counts (plural
    /// forms); all others are text.
    pub fn tf(&self, key: &str, args: &[(&str, &dyn Display)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, argument(name, value.to_string()));
        }
        self.format(key, Some(&values)).unwrap_or_else(|| missing(key).to_owned())
    }

    /// The messages `script-<name>` as the JSON object that `assets/js/words.js` reads; arguments stay as `{name}`.
    /// It is safe inside a script element.
    pub fn script_words(&self) -> &str {
        &self.script_words
    }

    /// What a message of the inbox says: `message-<kind>` with the texts of a JSON object.
    pub fn message(&self, kind: &str, args: &serde_json::Value) -> String {
        let texts: Vec<(String, String)> = args
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            })
            .collect();
        let args: Vec<(&str, &dyn Display)> =
            texts.iter().map(|(n, v)| (n.as_str(), v as &dyn Display)).collect();
        self.tf(&format!("message-{kind}"), &args)
    }

    /// What a refusal says, and what to do about it.
    pub fn refusal(&self, refusal: &Refusal) -> RefusalText {
        let words = refusal.args.iter().map(|(name, value)| match name.as_str() {
            "action" => ("action", self.word("action", value)),
            "role" | "other" => (name.as_str(), self.word("office-role", value)),
            "state"
            | "command"
            | "project-state"
            | "project-command"
            | "expert-kind"
            | "selection-state"
            | "selection-command"
            | "objection-state"
            | "conflict"
            | "plan-state"
            | "contract-state"
            | "contract-command"
            | "payment-state"
            | "payment-command"
            | "recovery-state"
            | "recovery-command"
            | "gate"
            | "ledger-account"
            | "activity-state"
            | "activity-command"
            | "achievement-state"
            | "achievement-command"
            | "inspection-state"
            | "inspection-command"
            | "acceptance-state"
            | "acceptance-command" => (name.as_str(), self.word(name, value)),
            "proposed" => ("proposed", self.word("acceptance-verdict", value)),
            name => (name, value.clone()),
        });
        let words: Vec<(&str, String)> = words.collect();
        let args: Vec<(&str, &dyn Display)> = words.iter().map(|(n, v)| (*n, v as &dyn Display)).collect();
        let key = format!("refusal-{}", refusal.code);
        let remedy = format!("{key}.remedy");
        RefusalText {
            message: self.tf(&key, &args),
            remedy: if self.has(&remedy) { self.tf(&remedy, &args) } else { String::new() },
        }
    }

    fn load(language: Language) -> Locale {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // Isolation marks would stand in the middle of copied words and PDFs.
        bundle.set_use_isolating(false);
        let folder = format!("{}/", language.code());
        let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with(&folder)).collect();
        names.sort();
        let (mut keys, mut script) = (Vec::new(), Vec::new());
        for name in names {
            let resource = read(&name);
            keys.extend(resource::keys(&resource));
            script.extend(resource::with_prefix(&resource, "script-"));
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(file = %name, ?errors, "a message is defined twice");
            }
        }
        let mut locale = Locale { language, plain: HashMap::new(), bundle, script_words: String::new() };
        let plain = keys.into_iter().filter_map(|key| locale.format(&key, None).map(|text| (key, text)));
        locale.plain = plain.collect();
        let words =
            script.iter().map(|(name, variables)| (name.clone(), locale.with_slots(name, variables).into()));
        let words = serde_json::Value::Object(words.collect());
        // `<` could end the script element that holds the words.
        locale.script_words = words.to_string().replace('<', "\\u003c");
        locale
    }

    /// A script's message with every argument shown as `{name}`.
    fn with_slots(&self, name: &str, variables: &[String]) -> String {
        let mut args = FluentArgs::new();
        for variable in variables {
            args.set(variable.clone(), FluentValue::from(format!("{{{variable}}}")));
        }
        self.format(&format!("script-{name}"), Some(&args)).unwrap_or_default()
    }

    /// The message, if it exists and all its arguments are given.
    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (id, attribute) = split(key);
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() && args.is_some() {
            tracing::error!(key, ?errors, "a message lacks an argument");
        }
        (errors.is_empty() || args.is_some()).then_some(text)
    }
}

fn argument(name: &str, text: String) -> FluentValue<'static> {
    match text.parse::<f64>() {
        Ok(number) if name == "n" => FluentValue::Number(FluentNumber::new(number, Default::default())),
        _ => FluentValue::String(text.into()),
    }
}

fn split(key: &str) -> (&str, Option<&str>) {
    key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)))
}

fn missing(key: &str) -> &str {
    tracing::error!(key, "there is no such message");
    key
}

fn read(name: &str) -> FluentResource {
    let bytes = Files::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
        tracing::error!(file = name, ?errors, "a file of messages has mistakes");
        resource
    })
}
