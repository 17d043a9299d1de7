//! Draws among projects: the office's list with the form of a new one; the public page with the list, the commitment and,
//! afterwards, the record, both as files that anybody can check.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_matching::draw::{Notice, Record, Witness};
use kexiang_store::spot_draw::SpotDraw;
use serde::Deserialize;

use crate::actions::inspection::{self, Ask, Layer, Share, notice_of};
use crate::actions::{Failure, Fault};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::project::{Problem, Typed, stays};
use crate::web::{Answer, Visitor};

type At = Path<(String, Id)>;

/// The draws of the association, and the form of a new one.
#[derive(Template)]
#[template(path = "inspection/draws.html")]
pub struct DrawsPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    rows: Vec<Line>,
    layers: Vec<(&'static str, String)>,
    manages: bool,
    today: String,
    typed: Typed,
    problem: Option<Problem>,
}

/// A draw in the list.
struct Line {
    href: String,
    title: String,
    pool: usize,
    take: usize,
    draws_on: String,
    done: bool,
    published: String,
}

/// A draw, for everybody.
#[derive(Template)]
#[template(path = "inspection/draw.html")]
pub struct DrawPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    list: String,
    title: String,
    draws_on: String,
    visits_on: String,
    published: String,
    digest: String,
    /// Who gives chance, and the commitment; empty for a public number.
    pledges: Vec<(String, String)>,
    /// Name, how many are drawn, how many there are.
    strata: Vec<(String, u32, usize)>,
    /// Id, name, stratum, why it cannot be drawn, whether it was drawn.
    candidates: Vec<(String, String, String, String, bool)>,
    record: Option<RecordView>,
    /// Whether the person may draw now; the public number that is to be entered, if any.
    reveals: Option<String>,
    /// It can be drawn later.
    waits: bool,
    typed: Typed,
    problem: Option<Problem>,
}

/// The record of a draw.
struct RecordView {
    at: String,
    seal: String,
    shares: Vec<(String, String)>,
    /// Stratum, place, remaining weight, number, id, name.
    picks: Vec<(String, u32, u64, u64, String, String)>,
    witnesses: Vec<String>,
    check: String,
}

/// What is asked of a page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Answer {
    visitor.ctx().permit(Action::ProjectView, &Scope::Association(&association))?;
    let draws = inspection::draws(&app, &association).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&DrawsPage::of(shell, &association, &visitor.actor, &draws))
}

/// What is to be drawn, from a form.
fn ask(typed: &Typed) -> Result<Ask, Refusal> {
    let share = || Refusal::new("draw-share").at("share");
    let number: u32 = typed.get("share").trim().parse().map_err(|_| share())?;
    Ok(Ask {
        title: typed.get("title").to_owned(),
        layer: Layer::from_code(typed.or("layer", "whole"))
            .ok_or_else(|| Refusal::new("draw-layer").at("layer"))?,
        share: if typed.get("unit") == "percent" { Share::Percent(number) } else { Share::Number(number) },
        draws_on: typed.date("draws_on")?,
        visits_on: typed.date("visits_on")?,
        public: typed.get("public").to_owned(),
    })
}

pub(super) async fn announce(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, ctx) = (Typed(pairs), visitor.ctx());
    ctx.permit(Action::InspectionManage, &Scope::Association(&association))?;
    let outcome = match ask(&typed) {
        Ok(ask) => inspection::announce(&app, &ctx, &association, ask).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(id) => Ok(see_other(&format!("/associations/{association}/draws/{id}?done=announced"))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let draws = inspection::draws(&app, &association).await?;
            let shell = Shell::within(&app, &visitor, &association);
            let mut page = DrawsPage::of(shell, &association, &visitor.actor, &draws);
            page.problem = Some(Problem::of(visitor.l, "", &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let draw = inspection::show_draw(&app, &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = super::flash(visitor.l, &asked.done);
    page::show(&DrawPage::of(shell, &draw, &visitor.actor)?)
}

/// Witnesses, one on a line: `name` or `name, office`.
fn witnesses(text: &str) -> Vec<Witness> {
    let one = |line: &str| {
        let (name, role) = line.split_once(['，', ',', '、', ' ', '　']).unwrap_or((line, ""));
        Witness { name: name.trim().to_owned(), role: role.trim().to_owned() }
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| one(line.trim())).collect()
}

pub(super) async fn reveal(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (typed, ctx) = (Typed(pairs), visitor.ctx());
    let said = (typed.get("public"), witnesses(typed.get("witnesses")));
    match inspection::reveal(&app, &ctx, &association, id, said).await {
        Ok(()) => Ok(see_other(&format!("/associations/{association}/draws/{id}?done=drawn"))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let draw = inspection::show_draw(&app, &association, id).await?;
            let shell = Shell::within(&app, &visitor, &association);
            let mut page = DrawPage::of(shell, &draw, &visitor.actor)?;
            page.problem = Some(Problem::of(visitor.l, "", &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn notice(State(app): State<App>, Path((association, id)): At) -> Answer {
    let draw = inspection::show_draw(&app, &association, id).await?;
    json(&draw.notice, &format!("notice-{id}.json"))
}

pub(super) async fn record(State(app): State<App>, Path((association, id)): At) -> Answer {
    let draw = inspection::show_draw(&app, &association, id).await?;
    if draw.revealed_at.is_none() {
        return Err(Refusal::new("not-found").into());
    }
    json(&draw.record, &format!("record-{id}.json"))
}

fn json(document: &serde_json::Value, name: &str) -> Answer {
    let text = serde_json::to_string_pretty(document).map_err(|e| Fault::new("writing a draw", e))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, text).into_response())
}

impl DrawsPage {
    fn of(shell: Shell, association: &str, actor: &Actor, draws: &[SpotDraw]) -> Self {
        let l = shell.l;
        let line = |d: &SpotDraw| Line {
            href: address(d),
            title: d.title.clone(),
            pool: d.pool.len(),
            take: d.take,
            draws_on: time::long_date(d.draws_on),
            done: d.revealed_at.is_some(),
            published: format!("{}　{}", d.pledged_by, time::short(d.pledged_at)),
        };
        DrawsPage {
            base: format!("/associations/{association}/inspections"),
            rows: draws.iter().map(line).collect(),
            layers: Layer::ALL.map(|x| (x.code(), l.word("draw-layer", x.code()))).to_vec(),
            manages: may(actor, Action::InspectionManage, &Scope::Association(association)).is_ok(),
            today: time::beijing_date(shell.now).to_string(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }
}

fn address(d: &SpotDraw) -> String {
    format!("/associations/{}/draws/{}", d.association, d.id)
}

impl DrawPage {
    fn of(shell: Shell, d: &SpotDraw, actor: &Actor) -> Result<Self, Failure> {
        let l = shell.l;
        let notice: Notice = notice_of(d)?;
        let plan = &notice.plan;
        let manages = may(actor, Action::InspectionManage, &Scope::Association(&d.association)).is_ok();
        let sees = may(actor, Action::ProjectView, &Scope::Association(&d.association)).is_ok();
        let ripe = time::beijing_date(shell.now) >= d.draws_on;
        let open = d.revealed_at.is_none();
        let public = plan.contributors.get(1).map(|c| c.by.clone()).unwrap_or_default();
        let candidate = |c: &kexiang_matching::draw::Candidate| {
            let drawn = d.drawn.contains(&c.id);
            (c.id.clone(), c.name.clone(), c.stratum.clone(), c.excluded.clone().unwrap_or_default(), drawn)
        };
        let stratum = |s: &kexiang_matching::draw::Stratum| {
            let free = plan.candidates.iter().filter(|c| c.stratum == s.name && c.excluded.is_none());
            (s.name.clone(), s.count, free.count())
        };
        Ok(DrawPage {
            base: address(d),
            list: if sees {
                format!("/associations/{}/inspections/draws", d.association)
            } else {
                String::new()
            },
            title: d.title.clone(),
            draws_on: time::long_date_with_weekday(d.draws_on),
            visits_on: time::long_date(d.visits_on),
            published: time::short(d.pledged_at),
            digest: notice.plan_digest.clone(),
            pledges: notice
                .pledges
                .iter()
                .map(|p| (p.by.clone(), p.commitment.clone().unwrap_or_default()))
                .collect(),
            strata: plan.strata.iter().map(stratum).collect(),
            candidates: plan.candidates.iter().map(candidate).collect(),
            record: RecordView::of(d, plan)?,
            reveals: (manages && ripe && open).then_some(public),
            waits: open && !ripe,
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        })
    }
}

impl RecordView {
    fn of(d: &SpotDraw, plan: &kexiang_matching::draw::Plan) -> Result<Option<Self>, Failure> {
        let Some(at) = d.revealed_at else { return Ok(None) };
        let record: Record =
            serde_json::from_value(d.record.clone()).map_err(|e| Fault::new("reading a draw", e))?;
        let name = |id: &str| {
            plan.candidates.iter().find(|c| c.id == id).map(|c| c.name.clone()).unwrap_or_default()
        };
        let pick = |p: kexiang_matching::draw::Pick| {
            let name = name(&p.id);
            (p.stratum, p.place, p.total, p.number, p.id, name)
        };
        let witness = |w: Witness| format!("{} {}", w.name, w.role).trim().to_owned();
        Ok(Some(RecordView {
            at: time::short(at),
            seal: record.seal,
            shares: record.shares.into_iter().map(|s| (s.by, s.seed)).collect(),
            picks: record.picks.into_iter().map(pick).collect(),
            witnesses: record.witnesses.into_iter().map(witness).collect(),
            check: format!("/draws/check?association={}&draw={}", d.association, d.id),
        }))
    }
}

impl Page for DrawsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let office = crate::web::project::sample::office();
        let page = |draws: &[SpotDraw], actor: &Actor| DrawsPage::of(Shell::sample(l), "lz", actor, draws);
        let mut wrong = page(&[], &office);
        wrong.problem = Some(Problem::of(l, "", &Refusal::new("draw-share").at("share")));
        vec![page(&[], &Actor::nobody()), page(&super::sample::draws(), &office), wrong]
    }
}

impl Page for DrawPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let office = crate::web::project::sample::office();
        let all = super::sample::draws();
        let pages = all.iter().flat_map(|d| {
            [Actor::nobody(), office.clone()].map(|actor| DrawPage::of(Shell::sample(l), d, &actor))
        });
        pages.filter_map(Result::ok).collect()
    }
}

crate::page!(DrawsPage);
crate::page!(DrawPage);

#[cfg(test)]
mod tests {
    use super::witnesses;

    #[test]
    fn witnesses_stand_one_on_a_line() {
        let said = witnesses("李纪检，机关纪委\n\n 王老师 ");
        let said: Vec<(&str, &str)> = said.iter().map(|w| (w.name.as_str(), w.role.as_str())).collect();
        assert_eq!(said, [("李纪检", "机关纪委"), ("王老师", "")]);
    }
}
