use std::collections::BTreeSet;

use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::inspection::Kind;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::project::{Project, State};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_matching::draw::{
    self, Candidate, Contributor, DrawError, Hash, Notice, Origin, Plan, Record, Stratum, Witness,
};
use kexiang_store::spot_draw::{self, SpotDraw};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, project as register};
use serde_json::{Value as Json, json};

use super::plan::{enter, is_checked};
use crate::actions::{Ctx, Failure, Fault};
use crate::chance;
use crate::state::App;

/// How many of each stratum are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// So many, or all where there are fewer.
    Number(u32),
    /// So many per cent, rounded up.
    Percent(u32),
}

/// How the list is divided before it is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Not at all.
    Whole,
    /// By project type.
    Type,
    /// By the size of the approved sum: below 20,000 yuan, below 50,000, and above.
    Sum,
}

impl Layer {
    /// All ways.
    pub const ALL: [Layer; 3] = [Layer::Whole, Layer::Type, Layer::Sum];

    /// Code used in forms and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Layer::Whole => "whole",
            Layer::Type => "type",
            Layer::Sum => "sum",
        }
    }

    /// The way with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// The stratum of a project. The names are part of what is hashed, so they do not depend on the reader's language.
    fn of(self, p: &Project) -> String {
        match self {
            Layer::Whole => "全部项目".to_owned(),
            Layer::Type => p.type_code.clone(),
            Layer::Sum if p.amount.0 < 2_000_000 => "不足2万元".to_owned(),
            Layer::Sum if p.amount.0 < 5_000_000 => "2万元至5万元以下".to_owned(),
            Layer::Sum => "5万元及以上".to_owned(),
        }
    }
}

/// What is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is drawn and why.
    pub title: String,
    /// How the list is divided.
    pub layer: Layer,
    /// How many of each part.
    pub share: Share,
    /// The first day of the draw.
    pub draws_on: Date,
    /// The day of the visits.
    pub visits_on: Date,
    /// A public number that nobody knows yet, described exactly; empty: none.
    pub public: String,
}

/// Publishes the list of running projects with the commitment to a sealed seed. Projects under a check stay on the list,
/// with the reason why they cannot be drawn.
///
/// # Errors
/// `not-permitted`; `draw-days`, `draw-share`, `draw-pool` where nothing can be drawn, `draw-plan` with what the engine says.
pub async fn announce(app: &App, ctx: &Ctx, association: &str, ask: Ask) -> Result<Id, Failure> {
    ctx.permit(Action::InspectionManage, &Scope::Association(association))?;
    check(ctx, &ask)?;
    let issuer = app.association(association).map(|a| a.name).unwrap_or_default();
    let (held, ctx, association) = (app.clone(), ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut contributors = vec![Contributor { by: issuer.clone(), origin: Origin::Secret }];
            if !ask.public.trim().is_empty() {
                contributors.push(Contributor { by: ask.public.trim().to_owned(), origin: Origin::Public });
            }
            let candidates = candidates(tx, &association, ask.layer)?;
            let plan = Plan {
                purpose: ask.title.trim().to_owned(),
                hash: Hash::Sha256,
                strata: strata(&candidates, ask.share),
                contributors,
                candidates,
            };
            if plan.strata.is_empty() {
                return Err(Failure::from(Refusal::new("draw-pool")));
            }
            let id = chance::id(ctx.now);
            let seed = chance::token();
            let secret = held.secret.seal(&place(&association, id), &seed);
            let share = draw::Share { by: plan.contributors[0].by.clone(), seed };
            let notice = draw::announce(plan, &[share], &time::long(ctx.now)).map_err(refused)?;
            let drawn = SpotDraw {
                association: association.clone(),
                id,
                title: notice.plan.purpose.clone(),
                commitment: notice.pledges[0].commitment.clone().unwrap_or_default(),
                seed: String::new(),
                secret,
                pool: notice.plan.candidates.iter().map(|c| c.id.clone()).collect(),
                take: notice.plan.strata.iter().map(|s| s.count as usize).sum(),
                drawn: Vec::new(),
                notice: document(&notice)?,
                record: Json::Null,
                draws_on: ask.draws_on,
                visits_on: ask.visits_on,
                pledged_by: ctx.actor.name.clone(),
                pledged_at: ctx.now,
                revealed_at: None,
            };
            spot_draw::commit(tx, &drawn)?;
            let after = json!({
                "title": drawn.title, "commitment": drawn.commitment, "plan": notice.plan_digest,
                "pool": drawn.pool.len(), "take": drawn.take, "draws_on": drawn.draws_on.to_string(),
            });
            let subject = Subject::new("draw", id);
            write::record(tx, ctx.entry_with(&association, "draw.announce", subject, after))?;
            Ok(id)
        })
        .await
}

fn check(ctx: &Ctx, ask: &Ask) -> Result<(), Refusal> {
    let today = time::beijing_date(ctx.now);
    if ask.title.trim().is_empty() {
        return Err(Refusal::new("draw-title").at("title"));
    }
    if ask.draws_on < today || ask.visits_on < ask.draws_on {
        return Err(Refusal::new("draw-days").with("today", time::long_date(today)).at("draws_on"));
    }
    match ask.share {
        Share::Number(0) | Share::Percent(0 | 101..) => Err(Refusal::new("draw-share").at("share")),
        _ => Ok(()),
    }
}

/// The projects that are carried out; those that are being checked already cannot be drawn.
fn candidates(tx: &mut Tx<'_>, association: &str, layer: Layer) -> Result<Vec<Candidate>, Failure> {
    let mut all = Vec::new();
    for p in register::all(tx, association)? {
        if !matches!(p.state, State::Contracted | State::Running | State::Acceptance) {
            continue;
        }
        let busy = is_checked(tx, association, p.id)?;
        all.push(Candidate {
            id: p.number.clone(),
            name: format!("{}　{}", p.title, p.organisation_name),
            stratum: layer.of(&p),
            weight: 1,
            excluded: busy.then(|| "已有未办结的检查".to_owned()),
        });
    }
    Ok(all)
}

/// The strata that have somebody to draw, in the order of their names.
fn strata(candidates: &[Candidate], share: Share) -> Vec<Stratum> {
    let names: BTreeSet<&str> = candidates.iter().map(|c| c.stratum.as_str()).collect();
    let of = |name: &str| {
        let free = candidates.iter().filter(|c| c.stratum == name && c.excluded.is_none()).count();
        let free = u32::try_from(free).unwrap_or(u32::MAX);
        match share {
            Share::Number(n) => n.min(free),
            Share::Percent(p) => (u64::from(free) * u64::from(p)).div_ceil(100).min(u64::from(free)) as u32,
        }
    };
    let counts = names.into_iter().map(|name| (name, of(name)));
    let all: Vec<Stratum> =
        counts.map(|(name, count)| Stratum { name: name.to_owned(), count, reserves: 0 }).collect();
    if all.iter().all(|s| s.count == 0) { Vec::new() } else { all }
}

fn place(association: &str, id: Id) -> String {
    format!("draw:{association}:{id}")
}

fn refused(error: DrawError) -> Failure {
    Refusal::new("draw-plan").with("detail", error).into()
}

fn document<T: serde::Serialize>(value: &T) -> Result<Json, Failure> {
    Ok(serde_json::to_value(value).map_err(|e| Fault::new("writing a draw", e))?)
}

/// Reveals the seed and draws: the record is public, and each project that was drawn gets its inspection. The public
/// number, where one was announced, is what everybody can read by now.
///
/// # Errors
/// `not-found`, `not-permitted`; `draw-early` before its day or within the minute of its announcement, `draw-done`,
/// `draw-public` without the public number, `draw-plan` with what the engine says.
pub async fn reveal(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (public, witnesses): (&str, Vec<Witness>),
) -> Result<(), Failure> {
    ctx.permit(Action::InspectionManage, &Scope::Association(association))?;
    let (held, ctx, association) = (app.clone(), ctx.clone(), association.to_owned());
    let public = public.trim().to_owned();
    app.store
        .write(move |tx| {
            let none = || Refusal::new("not-found");
            let mut d = spot_draw::by_id(tx, &association, id)?.ok_or_else(none)?;
            if d.revealed_at.is_some() {
                return Err(Failure::from(Refusal::new("draw-done")));
            }
            if time::beijing_date(ctx.now) < d.draws_on || ctx.now <= d.pledged_at {
                let on = time::long_date(d.draws_on);
                return Err(Refusal::new("draw-early").with("on", on).into());
            }
            let notice = notice_of(&d)?;
            let opened = held.secret.open(&place(&association, id), &d.secret);
            d.seed = opened.map_err(|e| Fault::new("opening the seed of a draw", e))?;
            let mut shares = vec![draw::Share { by: notice.pledges[0].by.clone(), seed: d.seed.clone() }];
            if let Some(pledge) = notice.pledges.get(1) {
                if public.is_empty() {
                    return Err(Refusal::new("draw-public").at("public").into());
                }
                shares.push(draw::Share { by: pledge.by.clone(), seed: public.clone() });
            }
            let record =
                draw::run(notice, shares, witnesses.clone(), &time::long(ctx.now)).map_err(refused)?;
            d.drawn = record.picks.iter().map(|p| p.id.clone()).collect();
            d.record = document(&record)?;
            spot_draw::reveal(tx, &d, ctx.now)?;
            let after = json!({ "title": d.title, "seal": record.seal, "drawn": d.drawn });
            let subject = Subject::new("draw", id);
            write::record(tx, ctx.entry_with(&association, "draw.reveal", subject, after))?;
            found(tx, &ctx, &held, &d, &record)
        })
        .await
}

/// Plans the inspection of each project that was drawn.
fn found(tx: &mut Tx<'_>, ctx: &Ctx, app: &App, d: &SpotDraw, record: &Record) -> Result<(), Failure> {
    let projects = register::all(tx, &d.association)?;
    for pick in &record.picks {
        let project = projects.iter().find(|p| p.number == pick.id);
        let project = project.ok_or_else(|| Fault::saying("planning what was drawn", pick.id.clone()))?;
        let (of, what) = ((d.association.as_str(), project.id), (Kind::Draw, Some(d.id), "", d.visits_on));
        enter(tx, ctx, &app.programmes, of, what)?;
    }
    Ok(())
}

/// The draws of an association, for everybody, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn draws(app: &App, association: &str) -> Result<Vec<SpotDraw>, Failure> {
    let association = association.to_owned();
    app.store.read(move |tx| Ok(spot_draw::all(tx, &association)?)).await
}

/// A draw, for everybody: what was published before, and the record after.
///
/// # Errors
/// `not-found`.
pub async fn show(app: &App, association: &str, id: Id) -> Result<SpotDraw, Failure> {
    let association = association.to_owned();
    let found = app.store.read(move |tx| spot_draw::by_id(tx, &association, id)).await?;
    Ok(found.ok_or_else(|| Refusal::new("not-found"))?)
}

/// The notice of a draw, as it was published.
///
/// # Errors
/// A row that is none.
pub fn notice_of(d: &SpotDraw) -> Result<Notice, Failure> {
    Ok(serde_json::from_value(d.notice.clone()).map_err(|e| Fault::new("reading a draw", e))?)
}
