//! Numbers as notices write them: `1,500`, `1.5`, `二十五`, `两`, `一百二十`, `2千`, `二〇二五`.

/// The value of a number in digits or Chinese numerals; `None` if it is neither.
pub fn parse(text: &str) -> Option<f64> {
    if text.starts_with(|ch: char| ch.is_ascii_digit()) {
        return text.replace(',', "").parse().ok();
    }
    if text.is_empty() {
        return None;
    }
    if text == "半" {
        return Some(0.5);
    }
    if text.chars().all(|ch| digit(ch).is_some()) && text.chars().count() > 1 {
        return positional(text);
    }
    let (mut total, mut current) = (0u64, None::<u64>);
    for ch in text.chars() {
        match (digit(ch), power(ch)) {
            (Some(value), _) => current = Some(value),
            (None, Some(power)) => {
                total = total.checked_add(current.take().unwrap_or(1).checked_mul(power)?)?;
            }
            (None, None) => return None,
        }
    }
    Some((total + current.unwrap_or(0)) as f64)
}

/// `二〇二五` read digit by digit; a pair such as `三五` (three to five) has no value.
fn positional(text: &str) -> Option<f64> {
    let mut value = 0u64;
    for ch in text.chars() {
        value = value.checked_mul(10)?.checked_add(digit(ch)?)?;
    }
    (text.chars().count() >= 3).then_some(value as f64)
}

/// The digit that a Chinese numeral stands for.
pub fn digit(ch: char) -> Option<u64> {
    Some(match ch {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn power(ch: char) -> Option<u64> {
    Some(match ch {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// The factor of a multiplier between number and unit (`万`, `千`, `百`, `亿`), else 1.
pub fn multiplier(text: &str) -> f64 {
    match text {
        "万" => 1e4,
        "千" => 1e3,
        "百" => 1e2,
        "亿" => 1e8,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn numbers_in_every_dress() {
        let cases = [
            ("12", 12.0),
            ("1,500", 1500.0),
            ("1.5", 1.5),
            ("十", 10.0),
            ("二十五", 25.0),
            ("一百二十", 120.0),
            ("两", 2.0),
            ("三千五百", 3500.0),
            ("二〇二五", 2025.0),
            ("叁", 3.0),
        ];
        for (text, value) in cases {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        assert_eq!(parse("三五"), None);
        assert_eq!(parse("项"), None);
        assert_eq!(parse(""), None);
    }
}
