//! Cookies, read and written.

use axum::http::{HeaderMap, header};

/// The value of a cookie.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

/// A `Set-Cookie` value: for the whole site, out of reach of scripts, not sent along from other sites' forms.
pub fn set(name: &str, value: &str, seconds: i64, https: bool) -> String {
    let secure = if https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// A `Set-Cookie` value that removes a cookie.
pub fn clear(name: &str, https: bool) -> String {
    set(name, "", 0, https)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; kx_look=zh.dark".parse().expect("value"));
        headers.append(header::COOKIE, "xkx=2;kx=3".parse().expect("value"));
        assert_eq!(read(&headers, "kx_look").as_deref(), Some("zh.dark"));
        assert_eq!(read(&headers, "kx").as_deref(), Some("3"));
        assert_eq!(read(&headers, "k"), None);
    }
}
