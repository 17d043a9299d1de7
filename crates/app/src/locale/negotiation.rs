use unic_langid::{LanguageIdentifier, langid};

/// Languages of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// 中文
    Chinese,
    /// English
    English,
}

impl Language {
    /// All languages, the first is the default.
    pub const ALL: [Language; 2] = [Language::Chinese, Language::English];

    /// Folder of the messages, value of the cookie and of the account's column.
    pub fn code(self) -> &'static str {
        match self {
            Language::Chinese => "zh",
            Language::English => "en",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Language> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Value of the `lang` attribute of a page.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        match self {
            Language::Chinese => langid!("zh-CN"),
            Language::English => langid!("en"),
        }
    }

    /// The person's choice in the cookie, else the best of the browser's `Accept-Language`, else Chinese.
    pub fn choose(cookie: Option<&str>, accept: Option<&str>) -> Language {
        cookie.and_then(Self::from_code).or_else(|| accept.and_then(best)).unwrap_or(Language::Chinese)
    }
}

/// The known language of highest weight; the earlier one at equal weight.
fn best(accept: &str) -> Option<Language> {
    let mut found: Option<(f32, Language)> = None;
    for part in accept.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let primary = pieces.next().unwrap_or_default().split('-').next().unwrap_or_default().to_lowercase();
        let weight = pieces.find_map(|p| p.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        if let Some(language) = Language::from_code(&primary)
            && weight > found.map_or(0.0, |(best, _)| best)
        {
            found = Some((weight, language));
        }
    }
    found.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_wins_then_the_browser_then_chinese() {
        let choose = Language::choose;
        assert_eq!(choose(Some("en"), Some("zh-CN,zh;q=0.9")), Language::English);
        assert_eq!(choose(Some("fr"), Some("zh-CN,en;q=0.9")), Language::Chinese);
        assert_eq!(choose(None, Some("fr;q=1, en-GB;q=0.8, zh;q=0.7")), Language::English);
        assert_eq!(choose(None, Some("zh;q=0, en;q=0.1")), Language::English);
        assert_eq!(choose(None, Some("fr")), Language::Chinese);
        assert_eq!(choose(None, None), Language::Chinese);
    }
}
