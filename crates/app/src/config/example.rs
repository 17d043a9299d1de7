use super::environment::variable;

/// The documented settings; the environment variable of each is added here so that it cannot be wrong.
const SETTINGS: &str = include_str!("example.toml");

/// The settings file that `kexiang config example` prints: every setting with meaning, variable and default.
pub fn annotated() -> String {
    let mut section = "";
    let mut text = String::with_capacity(SETTINGS.len() * 2);
    for line in SETTINGS.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
        } else if let Some((setting, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            text.push_str(&format!("# {}\n", variable(section, setting)));
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::environment::defaults;
    use super::*;

    #[test]
    fn every_setting_is_shown_with_a_comment_and_its_variable() {
        let shown = annotated();
        for (section, value) in defaults() {
            for (setting, _) in value.as_table().expect("sections") {
                let line = format!("# {}\n{setting} = ", variable(&section, setting));
                assert!(shown.contains(&line), "{section}.{setting} is missing in example.toml");
            }
        }
        assert!(
            shown.contains("# Address and port on which pages are served.\n# KEXIANG_SERVER_LISTEN\nlisten")
        );
    }
}
