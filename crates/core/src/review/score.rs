use std::collections::BTreeMap;

use super::{Kind, Rubric};
use crate::refusal::Refusal;
use crate::wording::half_width;

/// A complete review: every criterion judged, a comment where it is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Hundredths of a point of 100: the points of the expert's criteria, scaled to 100.
    pub total: i64,
}

/// Reads points as people type them: whole or with up to two decimals, in full width too. In hundredths.
pub fn read_points(typed: &str) -> Option<i64> {
    let text = half_width(typed.trim());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let hundredths: i64 = format!("{fraction:0<2}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + hundredths)
}

/// Hundredths as people read them: `86.5`, `90`.
pub fn shown(hundredths: i64) -> String {
    let (sign, n) = if hundredths < 0 { ("-", -hundredths) } else { ("", hundredths) };
    match (n / 100, n % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, rest) if rest % 10 == 0 => format!("{sign}{whole}.{}", rest / 10),
        (whole, rest) => format!("{sign}{whole}.{rest:02}"),
    }
}

/// Adds up the points of an expert of these kinds.
///
/// # Errors
/// All that is wrong, each with the criterion or `comment` as its place: `score-missing`, `score-range` with the greatest
/// points, `comment-due` with the bounds of the rubric's rule and the characters that are missing.
pub fn score(
    rubric: &Rubric,
    kinds: &[Kind],
    points: &BTreeMap<String, i64>,
    comment: &str,
) -> Result<Scored, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let (mut sum, mut most) = (0_i64, 0_i64);
    for criterion in rubric.criteria_for(kinds) {
        let full = i64::from(criterion.points) * 100;
        match points.get(&criterion.id) {
            None => wrong.push(Refusal::new("score-missing").with("name", &criterion.name).at(&criterion.id)),
            Some(given) if !(0..=full).contains(given) => wrong.push(
                Refusal::new("score-range")
                    .with("name", &criterion.name)
                    .with("points", criterion.points)
                    .at(&criterion.id),
            ),
            Some(given) => sum += given,
        }
        most += full;
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let total = half_up(sum * 10_000, most.max(1));
    let rule = rubric.comment;
    let extreme = total < i64::from(rule.below) * 100 || total > i64::from(rule.above) * 100;
    let written = comment.chars().filter(|c| !c.is_whitespace()).count();
    let short = (rule.characters as usize).saturating_sub(written);
    if extreme && short > 0 {
        let refusal = Refusal::new("comment-due").with("total", shown(total)).with("short", short);
        let refusal = refusal.with("below", rule.below).with("above", rule.above);
        return Err(vec![refusal.with("characters", rule.characters).at("comment")]);
    }
    Ok(Scored { total })
}

/// `a / b`, half up; both not negative.
pub(super) fn half_up(a: i64, b: i64) -> i64 {
    if a < 0 { -((-a * 2 + b) / (2 * b)) } else { (a * 2 + b) / (2 * b) }
}
