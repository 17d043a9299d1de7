//! What a password must be (GB/T 22239-2019 8.1.4.1 a): long enough, of at least three of the four classes, not the
//! sign-in name, not one that everybody tries first.

use kexiang_core::refusal::Refusal;

/// Longer ones only cost time.
const LONGEST: usize = 128;

/// The stems of passwords tried first, besides runs like 1234 and abcd; digits and signs around them do not help.
const WEAK: [&str; 28] = [
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "admin",
    "administrator",
    "welcome",
    "qwerty",
    "qazwsx",
    "1qaz2wsx",
    "asdfgh",
    "zxcvbn",
    "letmein",
    "iloveyou",
    "woaini",
    "abc123",
    "a123456",
    "kexie",
    "kexiang",
    "liuzhou",
    "ningxia",
    "xinjiang",
    "guangdong",
    "test",
    "demo",
    "user",
    "root",
    "changeme",
];

/// Checks a new password.
///
/// # Errors
/// `password-short`, `password-long`, `password-classes`, `password-name`, `password-weak`, all at the field `new`.
pub fn check(password: &str, login: &str, shortest: usize) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < shortest {
        return Err(Refusal::new("password-short").with("n", shortest).with("length", length).at("new"));
    }
    if length > LONGEST {
        return Err(Refusal::new("password-long").with("n", LONGEST).at("new"));
    }
    if classes(password) < 3 {
        return Err(Refusal::new("password-classes").at("new"));
    }
    let lower = password.to_lowercase();
    if login.chars().count() >= 3 && lower.contains(&login.to_lowercase()) {
        return Err(Refusal::new("password-name").at("new"));
    }
    if is_weak(&lower) {
        return Err(Refusal::new("password-weak").at("new"));
    }
    Ok(())
}

/// How many of: small letters, capital letters, digits, all others (signs, Han).
fn classes(password: &str) -> usize {
    let has = |class: fn(char) -> bool| usize::from(password.chars().any(class));
    has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_digit())
        + has(|c| !c.is_ascii_alphanumeric())
}

/// A weak stem with nothing but digits and a few signs around it, or hardly any different characters.
fn is_weak(lower: &str) -> bool {
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    let bare = |rest: &str| rest.chars().all(|c| !c.is_alphabetic());
    let stem = |stem: &str| lower.split_once(stem).is_some_and(|(a, b)| bare(a) && bare(b));
    different.len() < 5 || WEAK.iter().any(|weak| stem(weak)) || longest_run(lower) >= 6
}

/// The longest run of characters that follow each other (123456, abcdef, 654321) or repeat (aaaaaa).
fn longest_run(text: &str) -> usize {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let (mut longest, mut run, mut step) = (1, 1, 0);
    for pair in codes.windows(2) {
        let difference = pair[1] - pair[0];
        run = match difference {
            -1..=1 if run > 1 && difference == step => run + 1,
            -1..=1 => 2,
            _ => 1,
        };
        step = difference;
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<String> {
        check(password, "lijuan", 10).err().map(|r| r.code)
    }

    #[test]
    fn good_passwords_pass() {
        for good in ["Hongshui-2031", "柳江2026Guan", "tR7#mmqpo2x", "Correct horse 9"] {
            assert_eq!(code(good), None, "{good}");
        }
    }

    #[test]
    fn each_rule_refuses_its_own() {
        let cases = [
            ("Ab1#567", "password-short"),
            ("abcdefghijklm", "password-classes"),
            ("abcdefgh1234", "password-classes"),
            ("Lijuan#20311", "password-name"),
            ("Password2031!", "password-weak"),
            ("Kexie@202631", "password-weak"),
            ("Aa1!Aa1!Aa1!", "password-weak"),
            ("Xy-1234567zz", "password-weak"),
        ];
        for (password, expected) in cases {
            assert_eq!(code(password).as_deref(), Some(expected), "{password}");
        }
        assert_eq!(code(&"aB3-".repeat(40)).as_deref(), Some("password-long"));
    }

    #[test]
    fn runs_are_counted() {
        for (text, run) in [("123456", 6), ("987", 3), ("aaaa", 4), ("ab12", 2), ("1", 1), ("abab", 2)] {
            assert_eq!(longest_run(text), run, "{text}");
        }
    }
}
