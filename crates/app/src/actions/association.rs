//! Associations: added by the deployment's command line, changed by their own system administrator.

use kexiang_core::policy::{Action, ActorKind, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::association::{self, Association};
use kexiang_store::write::{self, Subject};
use serde_json::{Value as Json, json};

use super::{Ctx, Failure};
use crate::state::App;

/// Adds an association; `false` if its code exists already. For the command line and the demonstration.
///
/// # Errors
/// `not-permitted` for everybody but the system itself.
pub async fn add(app: &App, ctx: &Ctx, new: &Association) -> Result<bool, Failure> {
    if ctx.actor.kind != ActorKind::System {
        return Err(Refusal::new("not-permitted").with("action", Action::SettingChange.code()).into());
    }
    let (ctx, new) = (ctx.clone(), new.clone());
    let added = app
        .store
        .write(move |tx| {
            let added = association::add(tx, &new, ctx.now)?;
            if added {
                let subject = Subject::new("association", &new.code);
                write::record(tx, ctx.entry_with(&new.code, "association.add", subject, shown(&new)))?;
            }
            Ok::<_, Failure>(added)
        })
        .await?;
    app.reload_associations().await?;
    Ok(added)
}

/// Changes names, contact, emblem and colour.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn change(app: &App, ctx: &Ctx, new: &Association) -> Result<(), Failure> {
    ctx.permit(Action::SettingChange, &Scope::Association(&new.code))?;
    let Some(old) = app.association(&new.code) else { return Err(Refusal::new("not-found").into()) };
    let (ctx, new) = (ctx.clone(), new.clone());
    app.store
        .write(move |tx| {
            association::change(tx, &new)?;
            let subject = Subject::new("association", &new.code);
            let mut entry = ctx.entry_with(&new.code, "association.change", subject, shown(&new));
            entry.before = Some(shown(&old));
            write::record(tx, entry)
        })
        .await?;
    app.reload_associations().await?;
    Ok(())
}

/// What the system administrator fills in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Whom to ask.
    pub contact: String,
    /// Main colour, `#rrggbb`.
    pub colour: String,
    /// The one character of the seal; empty keeps the present emblem.
    pub character: String,
}

/// Changes what the system administrator filled in.
///
/// # Errors
/// `not-permitted`, `not-found`, `name-empty`, `name-long`, `colour-form`, `character-form`, each with its field.
pub async fn describe(app: &App, ctx: &Ctx, code: &str, profile: &Profile) -> Result<(), Failure> {
    ctx.permit(Action::SettingChange, &Scope::Association(code))?;
    let Some(mut new) = app.association(code) else { return Err(Refusal::new("not-found").into()) };
    new.name = filled(&profile.name, "name", 60)?;
    new.short_name = filled(&profile.short_name, "short_name", 30)?;
    new.settings.contact = profile.contact.trim().chars().take(100).collect();
    new.settings.colour = colour(&profile.colour)?;
    let mut characters = profile.character.trim().chars();
    match (characters.next(), characters.next()) {
        (None, _) => {}
        (Some(one), None) if one.is_alphanumeric() => new.settings.emblem = seal(one, &new.settings.colour),
        _ => return Err(Refusal::new("character-form").at("character").into()),
    }
    change(app, ctx, &new).await
}

fn filled(typed: &str, field: &str, most: usize) -> Result<String, Refusal> {
    let text = typed.trim();
    match text.chars().count() {
        0 => Err(Refusal::new("name-empty").at(field)),
        n if n > most => Err(Refusal::new("name-long").with("n", most).at(field)),
        _ => Ok(text.to_owned()),
    }
}

/// `#rrggbb` and nothing else: it goes into a stylesheet and a picture.
fn colour(typed: &str) -> Result<String, Refusal> {
    let colour = typed.trim().to_lowercase();
    let fits = colour
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if fits { Ok(colour) } else { Err(Refusal::new("colour-form").at("colour")) }
}

/// A seal with one character, drawn as SVG.
pub fn seal(character: char, colour: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\"><rect width=\"40\" height=\"40\" rx=\"3\" \
         fill=\"{colour}\"/><rect x=\"2.5\" y=\"2.5\" width=\"35\" height=\"35\" fill=\"none\" stroke=\"#fff\"/>\
         <text x=\"20\" y=\"28.5\" font-size=\"24\" font-weight=\"700\" text-anchor=\"middle\" fill=\"#fff\" \
         font-family=\"STZhongsong,Source Han Serif SC,Noto Serif CJK SC,SimSun,serif\">{character}</text></svg>"
    )
}

fn shown(a: &Association) -> Json {
    json!({
        "name": a.name, "short_name": a.short_name, "contact": a.settings.contact, "colour": a.settings.colour,
        "emblem": super::password::sha256(&a.settings.emblem),
    })
}
