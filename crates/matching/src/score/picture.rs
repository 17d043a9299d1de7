//! The ranking as a picture and in words.

use std::fmt::Write;

use super::panel::{Analysis, Ranked};

/// Height of a row, in the units of the picture.
const ROW: usize = 22;
const HEAD: usize = 34;
const NAMES: usize = 190;
const FIELD: usize = 520;
/// Projects on each side of the line that the picture shows at most.
const AROUND: usize = 30;

/// The ranking as SVG: for each project around the line the places that chance alone gives (bar), its own place
/// (dot), and the line. Colours come from the page through classes (`score-*`), so that the picture needs no inline
/// style; without a style sheet the attributes show.
pub fn picture(analysis: &Analysis) -> String {
    let named = format!("资助线：前 {} 名", analysis.places);
    labelled(analysis, &words(analysis).join(" "), &named)
}

/// The same picture with words of another language: what it says as a whole, and the name of the line.
pub fn labelled(analysis: &Analysis, title: &str, line_name: &str) -> String {
    let line = analysis.places as usize;
    let shown = analysis.applications.iter().enumerate();
    let shown: Vec<&Ranked> =
        shown.filter(|(at, _)| at.abs_diff(line) <= AROUND).map(|(_, row)| row).collect();
    let last = shown.iter().map(|row| row.between.1.max(row.rank)).max().unwrap_or(1);
    let first = shown.iter().map(|row| row.between.0.min(row.rank)).min().unwrap_or(1);
    let scale = FIELD as f64 / f64::from(last - first + 1);
    let x = |rank: f64| NAMES as f64 + (rank - f64::from(first) + 0.5) * scale;
    let (width, height) = (NAMES + FIELD + 20, HEAD + shown.len() * ROW + 12);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" class="score-picture" font-size="13"><title>{}</title>"#,
        escape(title)
    );
    for (at, row) in shown.iter().enumerate() {
        draw_row(&mut svg, row, HEAD + at * ROW, &x, analysis.places);
    }
    let at = x(f64::from(analysis.places) + 0.5);
    let _never_fails = write!(
        svg,
        r#"<line class="score-line" x1="{at:.1}" x2="{at:.1}" y1="{}" y2="{height}" stroke="currentColor" stroke-dasharray="5 4"/><text class="score-axis" x="{at:.1}" y="16" text-anchor="middle" fill="currentColor">{}</text></svg>"#,
        HEAD - 12,
        escape(line_name)
    );
    svg
}

fn draw_row(svg: &mut String, row: &Ranked, top: usize, x: &impl Fn(f64) -> f64, places: u32) {
    let (class, colour) = match (row.within_noise, row.rank <= places) {
        (true, _) => ("score-open", "#b45309"),
        (false, true) => ("score-in", "#15803d"),
        (false, false) => ("score-out", "#64748b"),
    };
    let (from, to) = (x(f64::from(row.between.0)), x(f64::from(row.between.1)));
    let middle = top + ROW / 2;
    let _never_fails = write!(
        svg,
        r#"<g class="{class}"><text x="{}" y="{}" text-anchor="end" fill="currentColor">{}</text><rect x="{from:.1}" y="{}" width="{:.1}" height="6" rx="3" fill="{colour}" fill-opacity="0.35"/><circle cx="{:.1}" cy="{middle}" r="4.5" fill="{colour}"/></g>"#,
        NAMES - 10,
        middle + 4,
        escape(&row.application),
        middle - 3,
        (to - from).max(6.0),
        x(f64::from(row.rank)),
    );
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What the analysis says, sentence by sentence.
pub fn words(analysis: &Analysis) -> Vec<String> {
    let mut words = vec![match analysis.alpha {
        None => "评分太少或全部相同，无法计算评委一致性。".to_owned(),
        Some(alpha) => format!("评委一致性（Krippendorff α）为 {alpha:.3}，{}。", reliability(alpha)),
    }];
    let open: Vec<&Ranked> = analysis.applications.iter().filter(|row| row.within_noise).collect();
    let level = analysis.level / 10;
    if open.is_empty() {
        words.push(format!(
            "资助线（前 {} 名）两侧的名次在 {level}% 的重抽中都没有越线：评分足以支持这条线。",
            analysis.places
        ));
    } else {
        let names: Vec<&str> = open.iter().map(|row| row.application.as_str()).collect();
        words.push(format!(
            "资助线（前 {} 名）附近有 {} 个项目的先后仅凭评分分不出来：{}。建议会议讨论或复评后再定。",
            analysis.places,
            open.len(),
            names.join("、")
        ));
    }
    let moved = analysis.applications.iter();
    let moved: Vec<&Ranked> =
        moved.filter(|r| (r.rank <= analysis.places) != (r.mean_rank <= analysis.places)).collect();
    for row in moved {
        words.push(format!(
            "“{}”按原始平均分列第 {} 名，校正评委宽严后列第 {} 名，跨过了资助线。",
            row.application, row.mean_rank, row.rank
        ));
    }
    words
}

/// What an alpha is worth (Krippendorff: rely on 0.800 and above, tentative conclusions from 0.667).
fn reliability(alpha: f64) -> &'static str {
    match alpha {
        a if a >= 0.8 => "一致性好",
        a if a >= 0.667 => "一致性尚可，只宜作初步结论",
        a if a >= 0.0 => "一致性不足，名次主要取决于由谁来评",
        _ => "评委意见相互对立，分歧比随机还大",
    }
}
