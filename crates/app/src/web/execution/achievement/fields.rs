//! The fields of an achievement: which a project needs, what was typed into them, what they say.

use kexiang_core::achievement::Achievement;
use kexiang_core::programme::Measure;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;

use crate::actions::execution::{self, AchievementDraft};
use crate::actions::project::ProjectFile;
use crate::locale::Locale;
use crate::web::project::parts::Typed;

/// Which further fields the indicators of the project need.
#[derive(Clone, Copy, Default)]
pub struct Asks {
    pub percent: bool,
    pub organisations: bool,
    pub words: bool,
    pub channel: bool,
}

/// What was typed as a draft.
///
/// # Errors
/// `date-form`, `number-form` at the field.
pub(super) fn draft_of(typed: &Typed) -> Result<AchievementDraft, Refusal> {
    let number = |name: &str| {
        let text = typed.get(name).trim();
        text.parse::<i64>().map_err(|_| Refusal::new("number-form").at(name))
    };
    let given = |name: &str| !typed.get(name).trim().is_empty();
    Ok(AchievementDraft {
        on: Some(typed.date("on")?),
        number: if given("number") { number("number")? } else { 1 },
        whole: given("whole").then(|| number("whole")).transpose()?,
        ..spoken(typed)
    })
}

/// What was typed as far as it can be read.
pub(super) fn spoken(typed: &Typed) -> AchievementDraft {
    let text = |name: &str| typed.get(name).trim().to_owned();
    let chosen = typed.0.iter().filter(|(name, _)| name == "counts_for");
    AchievementDraft {
        title: text("title"),
        counts_for: chosen.map(|(_, id)| id.clone()).collect(),
        deliverable: text("deliverable"),
        on: None,
        channel: text("channel"),
        number: text("number").parse().unwrap_or(1),
        whole: text("whole").parse().ok(),
        organisations: typed.get("organisations").lines().map(|o| o.trim().to_owned()).collect(),
        words: text("words"),
    }
}

impl Asks {
    pub fn of(file: &ProjectFile) -> Self {
        let indicators = execution::indicators(file);
        let any = |measures: &[Measure]| indicators.iter().any(|i| measures.contains(&i.measure));
        Asks {
            percent: any(&[Measure::Percent]),
            organisations: any(&[Measure::Organisations, Measure::Enterprises]),
            words: any(&[Measure::Text]),
            channel: indicators.iter().any(|i| !i.channels.is_empty()) || any(&[Measure::News]),
        }
    }
}

pub(super) fn indicators(file: &ProjectFile, draft: &AchievementDraft) -> Vec<(String, String, bool)> {
    let all = execution::indicators(file).into_iter();
    // Events are activities; everything else may be proved by what was achieved.
    let fits = all.filter(|i| !matches!(i.measure, Measure::Activities | Measure::Days | Measure::Label));
    fits.map(|i| (i.id.clone(), i.name.clone(), draft.counts_for.contains(&i.id))).collect()
}

pub(super) fn documents(file: &ProjectFile, draft: &AchievementDraft) -> Vec<(String, String, bool)> {
    let all = execution::documents(file).into_iter();
    all.map(|(id, name)| (id.to_owned(), name.to_owned(), draft.deliverable == id)).collect()
}

pub(super) fn facts(l: &Locale, file: &ProjectFile, a: &Achievement) -> Vec<(String, String)> {
    let draft = AchievementDraft::of(a);
    let chosen =
        |all: Vec<(String, String, bool)>| all.into_iter().filter(|(_, _, on)| *on).map(|(_, n, _)| n);
    let named: Vec<String> =
        chosen(indicators(file, &draft)).chain(chosen(documents(file, &draft))).collect();
    let number = match a.whole {
        Some(whole) => format!("{} / {whole}", a.number),
        None => a.number.to_string(),
    };
    let fact = |key: &str, said: String| (l.t(key).to_owned(), said);
    let all = [
        fact("achievement-for", named.join("；")),
        fact("achievement-on", time::long_date(a.on)),
        fact("achievement-number", number),
        fact("achievement-channel", a.channel.clone()),
        fact("achievement-organisations", a.organisations.join("；")),
        fact("achievement-words", a.words.clone()),
    ];
    all.into_iter().filter(|(_, said)| !said.is_empty()).collect()
}
