//! The deadlines of a call as a calendar file.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::view::deadline;
use crate::actions::call::PublicCall;
use crate::locale::Locale;

/// The deadlines as a calendar file (RFC 5545), with an alarm one day before.
pub fn ics(l: &Locale, public: &PublicCall, now: Timestamp) -> String {
    let utc = |t: Timestamp| t.strftime("%Y%m%dT%H%M%SZ").to_string();
    let escape =
        |s: &str| s.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
    let mut lines =
        vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".into(), "PRODID:-//Kexiang//Deadlines//ZH".into()];
    for (n, d) in public.programme.deadlines.iter().enumerate() {
        let view = deadline(l, d, now);
        let title = format!("{}：{}", public.call.title, view.what);
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-{}-{n}@kexiang", public.call.association, public.call.code),
            format!("DTSTAMP:{}", utc(public.call.published_at)),
            format!("DTSTART:{}", utc(d.instant())),
            format!("SUMMARY:{}", escape(&title)),
            format!("DESCRIPTION:{}", escape(&view.says)),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            "TRIGGER:-P1D".to_owned(),
            format!("DESCRIPTION:{}", escape(&title)),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = write!(text, "{}\r\n", folded(line));
        text
    })
}

/// Lines of at most 75 bytes, continued with a space (RFC 5545 §3.1), never inside a character.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out
}
