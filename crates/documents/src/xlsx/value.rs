//! How people write numbers and dates in a sheet.

use jiff::civil::Date;

use super::sheet::day_of_serial;

/// Full-width digits, letters and number signs become half-width; outer white space and invisible characters go.
/// Brackets and other punctuation of Chinese text stay as they are.
pub(super) fn tidy(text: &str) -> String {
    let half = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '．' | '－' | '＋' | '／' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
        }
        '\u{3000}' | '\u{A0}' => ' ',
        _ => c,
    };
    let visible = text.chars().filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}')).map(half);
    visible.collect::<String>().trim().to_owned()
}

/// A number as Excel shows it: at most 15 significant digits, no exponent, no trailing zeros.
pub(super) fn number_text(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    format!("{rounded}")
}

/// A date in one of the styles people use: `2026.3.1`, `2026/3/1`, `2026-03-01`, `20260301`, `2026年3月1日`, a serial
/// number of Excel such as `45000`; a time of day after it is ignored. Two-digit years are refused.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = tidy(text);
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    if day.bytes().all(|byte| byte.is_ascii_digit()) {
        return match day.len() {
            8 => date(&day[..4], &day[4..6], &day[6..]),
            5 => day_of_serial(day.parse().ok()?),
            _ => None,
        };
    }
    let mut parts = day.trim_end_matches('日').split(['.', '/', '-', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    date(year, month, day)
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if ![year, month, day].into_iter().all(digits) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (1900..=2200).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_styles() {
        let first_of_march = jiff::civil::date(2026, 3, 1);
        let texts = [
            "2026.3.1",
            "2026/3/1",
            "2026-03-01",
            "20260301",
            "2026年3月1日",
            "２０２６．３．１",
            " 2026/3/1 17:00 ",
        ];
        for text in texts {
            assert_eq!(parse_date(text), Some(first_of_march), "{text}");
        }
        assert_eq!(parse_date("45000"), Some(jiff::civil::date(2023, 3, 15)));
    }

    #[test]
    fn what_is_no_date() {
        let texts = [
            "",
            "2026",
            "2026.3",
            "26.3.1",
            "2026.13.1",
            "2026.2.30",
            "20260230",
            "三月一日",
            "1.2.3.4",
            "2026.3.1.5",
            "-1-2-3",
            "2026.+3.1",
        ];
        for text in texts {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_as_people_see_them() {
        let cases = [
            (0.1 + 0.2, "0.3"),
            (2.5, "2.5"),
            (10.0, "10"),
            (-0.07, "-0.07"),
            (123456789012345.0, "123456789012345"),
            (1e-7, "0.0000001"),
        ];
        for (number, text) in cases {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn wide_digits_become_narrow_and_brackets_stay() {
        assert_eq!(tidy("　１８２７６７３５６７１（李）\u{200B} "), "18276735671（李）");
    }
}
