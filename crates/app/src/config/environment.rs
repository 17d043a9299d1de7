use super::{Config, ConfigError};

/// Variables that begin so belong to us.
const PREFIX: &str = "KEXIANG_";

/// The `KEXIANG_…` variables of the process.
#[derive(Clone, Debug, Default)]
pub struct Environment(Vec<(String, String)>);

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        Self::of(std::env::vars())
    }

    /// Variables given as pairs; others than ours are left out.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Environment(pairs.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect())
    }

    /// Puts the values into the table read from the file.
    pub(super) fn apply(&self, table: &mut toml::Table) -> Result<(), ConfigError> {
        let defaults = defaults();
        for (name, value) in &self.0 {
            let (section, setting, default) =
                find(&defaults, name).ok_or_else(|| unknown(&defaults, name))?;
            let value = parse(default, value)
                .map_err(|message| ConfigError::Variable { name: name.clone(), message })?;
            let section = table.entry(section).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(section) = section {
                section.insert(setting.to_owned(), value);
            }
        }
        Ok(())
    }
}

/// Name of the variable of a setting.
pub fn variable(section: &str, setting: &str) -> String {
    format!("{PREFIX}{section}_{setting}").to_uppercase()
}

/// The defaults as a table of tables: it knows all settings and the kind of each.
pub(super) fn defaults() -> toml::Table {
    toml::Table::try_from(Config::default()).unwrap_or_default()
}

/// All settings as (section, setting, default).
fn settings(defaults: &toml::Table) -> impl Iterator<Item = (&str, &str, &toml::Value)> {
    defaults.iter().filter_map(|(section, value)| value.as_table().map(|t| (section, t))).flat_map(
        |(section, t)| t.iter().map(move |(setting, value)| (section.as_str(), setting.as_str(), value)),
    )
}

fn find<'a>(defaults: &'a toml::Table, name: &str) -> Option<(&'a str, &'a str, &'a toml::Value)> {
    settings(defaults).find(|(section, setting, _)| variable(section, setting) == name)
}

fn unknown(defaults: &toml::Table, name: &str) -> ConfigError {
    let section = name.trim_start_matches(PREFIX).split('_').next().unwrap_or_default().to_lowercase();
    let near: Vec<String> =
        settings(defaults).filter(|(s, _, _)| *s == section).map(|(s, k, _)| variable(s, k)).collect();
    let hint = if near.is_empty() {
        "`kexiang config example` lists all settings".to_owned()
    } else {
        format!("known there: {}", near.join(", "))
    };
    ConfigError::Variable { name: name.to_owned(), message: format!("there is no such setting; {hint}") }
}

fn parse(default: &toml::Value, text: &str) -> Result<toml::Value, String> {
    match default {
        toml::Value::Integer(_) => text
            .trim()
            .replace('_', "")
            .parse()
            .map(toml::Value::Integer)
            .map_err(|_| format!("`{text}` must be a whole number")),
        toml::Value::Boolean(_) => match text.trim() {
            "true" | "1" | "yes" => Ok(toml::Value::Boolean(true)),
            "false" | "0" | "no" => Ok(toml::Value::Boolean(false)),
            _ => Err(format!("`{text}` must be true or false")),
        },
        toml::Value::Array(_) => {
            let items = text.split(',').map(str::trim).filter(|t| !t.is_empty());
            Ok(toml::Value::Array(items.map(|t| toml::Value::String(t.to_owned())).collect()))
        }
        _ => Ok(toml::Value::String(text.to_owned())),
    }
}
