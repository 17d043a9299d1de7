//! Which places of a ranking the scores carry, and which lie within their noise. It decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use kexiang_core::review::PanelState;
use kexiang_matching::score::{self, Analysis};

use super::file::PanelFile;

/// What the scores of one type and tier say.
#[derive(Clone, Debug, PartialEq)]
pub struct Noise {
    /// Code of the type.
    pub type_code: String,
    /// Code of the tier; empty where the type has none.
    pub tier: String,
    /// Severity, reliability and rank intervals; projects bear their application numbers, experts their ids.
    pub analysis: Analysis,
}

/// Analyses the scores of an unsealed panel, by type and tier; the line stands after the number that the notice plans, or
/// after the last where it plans none. Types with a single reviewed application have no ranking. The panel's id is the seed,
/// so that everybody sees the same intervals.
pub fn noise(file: &PanelFile) -> Vec<Noise> {
    if file.panel.state != PanelState::Revealed {
        return Vec::new();
    }
    let mut groups: BTreeMap<(String, String), Vec<score::Review>> = BTreeMap::new();
    for a in &file.applications {
        let reviews = file.reviews_of(a.id).filter(|r| r.state == "submitted");
        let of = |r: &kexiang_store::review::Review| {
            let points = r.total? as f64 / 100.0;
            let application = a.number.clone();
            Some(score::Review { application, expert: r.expert.to_string(), score: points })
        };
        groups.entry((a.type_code.clone(), a.tier.clone())).or_default().extend(reviews.filter_map(of));
    }
    let groups = groups.into_iter();
    groups.filter_map(|((code, tier), reviews)| analysed(file, code, tier, reviews)).collect()
}

fn analysed(file: &PanelFile, type_code: String, tier: String, reviews: Vec<score::Review>) -> Option<Noise> {
    let kind = file.programme.project_type(&type_code);
    let reviewed: BTreeSet<&str> = reviews.iter().map(|r| r.application.as_str()).collect();
    let many = u32::try_from(reviewed.len()).ok().filter(|many| *many > 1)?;
    let planned = kind.and_then(|t| t.tier(&tier).map_or(t.planned, |tier| tier.planned));
    let panel = score::Panel {
        reviews,
        places: planned.unwrap_or(many).min(many),
        shrinkage: 3,
        least: 5,
        draws: 2_000,
        level: 900,
        seed: file.panel.id.as_i64().unsigned_abs(),
    };
    let analysis = score::analyse(&panel).ok()?;
    Some(Noise { type_code, tier, analysis })
}
