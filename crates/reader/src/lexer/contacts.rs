//! Telephone numbers (with shared area codes and extensions), e-mail and web addresses.

use std::sync::LazyLock;

use regex::Regex;

use super::{Lexeme, Token};
use crate::facts::place::last_chars;

/// A way to reach the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// A telephone or fax number as written, blanks removed.
    Phone(String),
    /// An e-mail address.
    Email(String),
    /// A web address.
    Url(String),
}

impl Contact {
    /// The number or address.
    pub fn text(&self) -> &str {
        match self {
            Contact::Phone(text) | Contact::Email(text) | Contact::Url(text) => text,
        }
    }
}

const EMAIL: &str = r"(?P<email>[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)";
const URL: &str = r"(?P<url>(?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]+)";
const DOMAIN: &str = r"(?P<domain>[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+){0,3}\.(?:cn|com|net|org|edu|gov|top|info|tech)(?:/[A-Za-z0-9\-._~/?#=&%]*)?)";
const PHONE: &str = r"(?P<phone>（?0\d{2,3}）?[-— /]{0,2}\d{3,4}[- ]?\d{4}(?:[-—转]\d{1,6})?|1[3-9]\d[- ]?\d{4}[- ]?\d{4}|400[- ]?\d{3,4}[- ]?\d{3,4})";
const LOCAL: &str = r"(?P<local>\d{7,8}(?:[-转]\d{1,5})?|\d{4} \d{4})";

/// The contacts of a sentence.
///
/// `before`: the words of the same line before the sentence (a label, a name).
pub fn find(before: &str, text: &str) -> Vec<Token> {
    static ALL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(&format!("{EMAIL}|{URL}|{DOMAIN}|{PHONE}|{LOCAL}")).expect("valid"));
    let mut tokens: Vec<Token> = Vec::new();
    for found in ALL.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let mut range = whole.range();
        let bounded = is_bounded(text, range.start, range.end);
        let contact = if found.name("email").is_some() {
            Contact::Email(whole.as_str().trim_end_matches('.').to_owned())
        } else if found.name("url").or(found.name("domain")).is_some() {
            let address = whole.as_str().trim_end_matches(['.', ',', ';', ':', '?', '!', '\'']);
            range.end = range.start + address.len();
            Contact::Url(address.to_owned())
        } else if bounded
            && !is_account(before, text, range.start)
            && (found.name("phone").is_some()
                || stands_alone(text, range.clone())
                || is_called(before, text, range.start, tokens.last()))
        {
            Contact::Phone(whole.as_str().replace(' ', ""))
        } else {
            continue;
        };
        tokens.push(Token { range, value: Lexeme::Contact(contact) });
    }
    tokens
}

/// No digit, letter or mask next to the number.
fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    let part = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '*' | '.' | '@' | '_');
    !text[..start].chars().next_back().is_some_and(part) && !text[end..].chars().next().is_some_and(part)
}

/// `组委会办公室，87654321`: an office or a label, and then seven or eight digits that nothing follows.
fn stands_alone(text: &str, range: std::ops::Range<usize>) -> bool {
    let name = text[..range.start].strip_suffix(['，', '：']).unwrap_or_default();
    let office =
        ["室", "部", "处", "科", "中心", "会", "办", "电话", "老师"].iter().any(|end| name.ends_with(end));
    let ends = text[range.end..].chars().next().is_none_or(|ch| "，；。、（）".contains(ch));
    office && ends
}

/// The number of a bank account.
fn is_account(label: &str, text: &str, start: usize) -> bool {
    let before = format!("{label}{}", last_chars(&text[..start], 24));
    let named = ["账号", "帐号", "卡号", "账户"].iter().filter_map(|word| before.rfind(word)).max();
    named.is_some_and(|at| !["电话", "联系", "手机"].iter().any(|word| before[at..].contains(word)))
}

/// Seven or eight digits are a telephone number where the words say so, or next to another number.
fn is_called(label: &str, text: &str, start: usize, previous: Option<&Token>) -> bool {
    if let Some(token) = previous
        && matches!(token.value, Lexeme::Contact(Contact::Phone(_)))
        && matches!(text[token.range.end..start].trim(), "、" | "，" | "/" | "或" | "；" | "" | "和")
    {
        return true;
    }
    let before = format!("{label}{}", last_chars(&text[..start], 24));
    let asked = before.ends_with(['：', '（']) && before.contains(['找', '问', '询']);
    asked
        || ["电话", "传真", "手机", "联系", "座机", "热线", "咨询", "老师", "Tel", "tel", "TEL"]
            .iter()
            .any(|word| before.contains(word))
            && !before.contains("QQ")
            && !before.contains("群")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contacts(text: &str) -> Vec<String> {
        find("", text)
            .into_iter()
            .filter_map(|token| match token.value {
                Lexeme::Contact(contact) => Some(contact.text().to_owned()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn numbers_share_an_area_code() {
        assert_eq!(contacts("联系电话：020-87291183、87293673"), ["020-87291183", "87293673"]);
        assert_eq!(
            contacts("张三，0772-2629066，18276735671、17344255505"),
            ["0772-2629066", "18276735671", "17344255505"]
        );
    }

    #[test]
    fn masked_and_longer_numbers_are_none() {
        assert!(contacts("电话：138****5678").is_empty());
        assert!(contacts("统一社会信用代码914302007054783").is_empty());
        assert!(contacts("投入12345678元").is_empty());
    }

    #[test]
    fn addresses_end_before_chinese() {
        assert_eq!(
            contacts("登录https://www.example.cn/a?b=1，下载；发至a.b@c-d.gov.cn。"),
            ["https://www.example.cn/a?b=1", "a.b@c-d.gov.cn"]
        );
    }
}
