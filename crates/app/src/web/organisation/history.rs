//! What happened to an entry of the ledger, in words.

use kexiang_core::time;
use kexiang_store::audit::Link;

use crate::actions::organisation::Dossier;
use crate::locale::Locale;

/// A line of the audit record.
pub struct HistoryRow {
    pub what: String,
    pub at: String,
    pub by: String,
    pub changes: Vec<(String, String, String)>,
    pub reason: String,
}

impl HistoryRow {
    /// A line of the record in words; field names as the form has them.
    pub fn of(l: &Locale, link: &Link) -> Self {
        let entry = &link.entry;
        let value = |of: &Option<serde_json::Value>, name: &str| {
            let value = of.as_ref().and_then(|json| json.get(name)).cloned().unwrap_or_default();
            match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::Bool(flag) => l.t(if flag { "org-yes" } else { "org-no" }).to_owned(),
                serde_json::Value::String(text) if name == "class" => l.word("class", &text),
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            }
        };
        let names = entry.after.iter().filter_map(|json| json.as_object()).flat_map(|o| o.keys());
        let named =
            names.filter(|name| l.has(&format!("org-{name}")) && entry.action == "organisation.change");
        let changes = named.map(|name| {
            (l.t(&format!("org-{name}")).to_owned(), value(&entry.before, name), value(&entry.after, name))
        });
        HistoryRow {
            what: l.word("org-did", entry.action.trim_start_matches("organisation.")),
            at: time::short(entry.at),
            by: entry.actor.name.clone(),
            changes: changes.collect(),
            reason: value(&entry.after, "reason"),
        }
    }
}

/// When it was closed and opened again, and why.
pub fn closures(l: &Locale, d: &Dossier) -> Vec<String> {
    let said = |c: &kexiang_store::organisation::Closure| {
        let key = if c.closed { "org-closed-say" } else { "org-opened-say" };
        l.tf(key, &[("by", &c.by), ("at", &time::short(c.at)), ("reason", &c.reason)])
    };
    d.closures.iter().map(said).collect()
}
