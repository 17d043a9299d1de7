//! Where chance decides: the rank intervals of a panel as a picture, in words and in a table.

use kexiang_matching::score::{Analysis, Ranked, labelled};

use crate::actions::panel::{Noise, PanelFile, noise};
use crate::locale::Locale;

/// One type and tier.
pub struct NoiseView {
    pub(super) group: String,
    /// SVG.
    pub(super) picture: String,
    /// What is to be said of it.
    pub(super) words: Vec<String>,
    pub(super) rows: Vec<NoiseRow>,
}

/// An application.
pub struct NoiseRow {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) mean: String,
    pub(super) mean_rank: u32,
    pub(super) corrected: String,
    pub(super) rank: u32,
    /// Best and worst place by chance.
    pub(super) between: String,
    /// Percent of the draws in which it is above the line.
    pub(super) chance: String,
    pub(super) open: bool,
}

/// The rankings that have more than one application.
pub(super) fn views(l: &Locale, file: &PanelFile) -> Vec<NoiseView> {
    noise(file).iter().map(|n| view(l, file, n)).collect()
}

fn view(l: &Locale, file: &PanelFile, n: &Noise) -> NoiseView {
    let kind = file.programme.project_type(&n.type_code);
    let tier = kind.and_then(|t| t.tier(&n.tier)).map(|t| format!(" {}", t.name)).unwrap_or_default();
    let words = said(l, &n.analysis);
    let line = l.tf("noise-line", &[("n", &n.analysis.places)]);
    let row = |r: &Ranked| NoiseRow {
        number: r.application.clone(),
        title: file
            .applications
            .iter()
            .find(|a| a.number == r.application)
            .map(|a| a.title.clone())
            .unwrap_or_default(),
        mean: format!("{:.2}", r.mean),
        mean_rank: r.mean_rank,
        corrected: format!("{:.2}", r.corrected),
        rank: r.rank,
        between: format!("{}—{}", r.between.0, r.between.1),
        chance: format!("{:.1}%", f64::from(r.chance) / 10.0),
        open: r.within_noise,
    };
    NoiseView {
        group: format!("{} {}{tier}", n.type_code, kind.map_or("", |t| &t.name)),
        picture: labelled(&n.analysis, &words.join(" "), &line),
        rows: n.analysis.applications.iter().map(row).collect(),
        words,
    }
}

/// Reliability, what the line rests on, and who crosses it by the correction.
fn said(l: &Locale, a: &Analysis) -> Vec<String> {
    let mut words = vec![match a.alpha {
        None => l.t("noise-alpha-none").to_owned(),
        Some(alpha) => {
            let level = l.word("noise-alpha", reliability(alpha));
            l.tf("noise-alpha", &[("alpha", &format!("{alpha:.3}")), ("level", &level)])
        }
    }];
    let open: Vec<&str> =
        a.applications.iter().filter(|r| r.within_noise).map(|r| r.application.as_str()).collect();
    words.push(if open.is_empty() {
        l.tf("noise-firm", &[("n", &a.places), ("level", &(a.level / 10))])
    } else {
        l.tf("noise-open", &[("n", &a.places), ("count", &open.len()), ("names", &open.join("、"))])
    });
    let crossed = a.applications.iter().filter(|r| (r.rank <= a.places) != (r.mean_rank <= a.places));
    words.extend(crossed.map(|r| {
        l.tf("noise-crossed", &[("name", &r.application), ("raw", &r.mean_rank), ("corrected", &r.rank)])
    }));
    words
}

/// What an alpha is worth (Krippendorff: rely on 0.800 and above, tentative conclusions from 0.667).
fn reliability(alpha: f64) -> &'static str {
    match alpha {
        a if a >= 0.8 => "good",
        a if a >= 0.667 => "fair",
        a if a >= 0.0 => "poor",
        _ => "opposed",
    }
}

#[cfg(test)]
mod tests {
    use kexiang_core::review::PanelState;

    use super::*;
    use crate::locale::Language;
    use crate::web::panel::view::{ranked, sample};

    #[test]
    fn a_ranking_of_two_is_told_in_the_readers_language() {
        for (language, agreement) in [(Language::Chinese, "一致性"), (Language::English, "Agreement")] {
            let views = views(Locale::of(language), &ranked());
            assert_eq!(views.len(), 1);
            let view = &views[0];
            assert_eq!(view.rows.iter().map(|r| r.rank).collect::<Vec<_>>(), [1, 2]);
            assert_eq!(view.rows[1].mean, "71.75");
            assert!(view.picture.starts_with("<svg") && view.picture.contains("2026-1-009"));
            assert!(view.words[0].contains(agreement), "{:?}", view.words);
            assert!(
                view.picture.contains(&view.words[0]),
                "the picture says the same to those who cannot see it"
            );
        }
    }

    #[test]
    fn one_application_or_a_sealed_panel_has_no_ranking() {
        let l = Locale::of(Language::Chinese);
        assert!(views(l, &sample(true)).is_empty());
        let mut sealed = ranked();
        sealed.panel.state = PanelState::Open;
        assert!(views(l, &sealed).is_empty());
    }
}
