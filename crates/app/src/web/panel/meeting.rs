//! The review meeting and the fees of a panel.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{FeeTable, PanelState, Rank, Vote, shown, tally};

use super::noise::{self, NoiseView};
use super::{Asked, address, flash, view, words};
use crate::actions::panel::{self, MeetingForm, PanelFile, daily, is_present, priorities, results};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::{Answer, Failure, Visitor};

/// The meeting: who is there, who must leave when, the votes.
#[derive(Template)]
#[template(path = "panel/meeting.html")]
pub struct MeetingPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    name: String,
    held_on: String,
    place: String,
    host: String,
    recorder: String,
    notes: String,
    people: Vec<(String, String, bool)>,
    items: Vec<ItemView>,
    noise: Vec<NoiseView>,
    problem: Option<String>,
}

/// An item of the agenda.
pub struct ItemView {
    n: usize,
    id: String,
    number: String,
    title: String,
    organisation: String,
    score: String,
    /// Who must leave the room now.
    leaves: String,
    /// Who may vote: id, name, vote.
    voters: Vec<(String, String, String)>,
    outcome: String,
    carried: bool,
    /// Preferences of the notice: id, name, whether met.
    priorities: Vec<(String, String, bool)>,
}

/// What experts are paid.
#[derive(Template)]
#[template(path = "panel/fees.html")]
pub struct FeesPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    name: String,
    source: String,
    /// Rank, daily rate in yuan, cap in yuan.
    rates: Vec<(&'static str, String, String)>,
    percent: String,
    rows: Vec<FeeRow>,
    totals: [String; 3],
    problem: Option<String>,
}

/// A line of the fee list.
pub struct FeeRow {
    id: String,
    name: String,
    rank: &'static str,
    half_days: i64,
    reviews: u32,
    gross: String,
    tax: String,
    net: String,
}

type At = Path<(String, Id)>;

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = panel::open(&app, &visitor.ctx(), &association, id).await?;
    if file.panel.state != PanelState::Revealed {
        return Err(Refusal::new("meeting-sealed").into());
    }
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = flash(visitor.l, &asked.done);
    page::show(&MeetingPage::of(shell, &file))
}

pub(super) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let form = MeetingForm {
        held_on: one("held_on"),
        place: one("place"),
        host: one("host"),
        recorder: one("recorder"),
        notes: one("notes"),
        present: pairs.iter().filter(|(n, _)| n == "present").filter_map(|(_, v)| v.parse().ok()).collect(),
        priorities: pairs
            .iter()
            .filter(|(n, _)| n == "priority")
            .filter_map(|(_, v)| v.split_once('/'))
            .filter_map(|(a, p)| Some((a.parse().ok()?, p.to_owned())))
            .collect(),
    };
    panel::save_meeting(&app, &visitor.ctx(), &association, id, &form).await?;
    Ok(see_other(&format!("{}/meeting?done=saved", address(&association, id))))
}

pub(super) async fn vote(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let application = pairs.iter().find(|(n, _)| n == "application").and_then(|(_, v)| v.parse::<Id>().ok());
    let application = application.ok_or_else(|| Refusal::new("not-found"))?;
    let votes = pairs
        .iter()
        .filter_map(|(n, v)| Some((n.strip_prefix("vote.")?.parse().ok()?, Vote::from_code(v)?)))
        .collect();
    let ctx = visitor.ctx();
    match panel::vote(&app, &ctx, &association, id, (application, votes)).await {
        Ok(()) => Ok(see_other(&format!("{}/meeting#v-{application}", address(&association, id)))),
        Err(Failure::Refused(refusal)) if matches!(refusal.code.as_str(), "must-leave" | "not-present") => {
            let file = panel::open(&app, &ctx, &association, id).await?;
            let mut page = MeetingPage::of(Shell::within(&app, &visitor, &association), &file);
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn fees(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = panel::open(&app, &visitor.ctx(), &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = flash(visitor.l, &asked.done);
    page::show(&FeesPage::of(shell, &file))
}

pub(super) async fn save_fees(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let ctx = visitor.ctx();
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim());
    let mut rates = Vec::new();
    for rank in Rank::ALL {
        let typed = one(&format!("rate.{}", rank.code()));
        let sum =
            Fen::parse_yuan(typed).map_err(|e| Refusal::new("fee-form").with("detail", e).at("rate"))?;
        rates.push((rank, sum));
    }
    let percent = one("percent").parse().ok();
    let days = pairs
        .iter()
        .filter_map(|(n, v)| Some((n.strip_prefix("days.")?.parse().ok()?, v.trim().parse().ok()?)))
        .collect();
    match panel::save_rates(&app, &ctx, &association, id, rates, percent, days).await {
        Ok(()) => Ok(see_other(&format!("{}/fees?done=saved", address(&association, id)))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let file = panel::open(&app, &ctx, &association, id).await?;
            let mut page = FeesPage::of(Shell::within(&app, &visitor, &association), &file);
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl MeetingPage {
    fn of(shell: Shell, file: &PanelFile) -> Self {
        let l = shell.l;
        let said =
            |name: &str| file.panel.meeting.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let people = file
            .seated()
            .map(|(_, e)| (e.id.to_string(), e.name.clone(), is_present(&file.panel, e.id)))
            .collect();
        MeetingPage {
            l,
            base: address(&file.panel.association, file.panel.id),
            name: file.panel.name.clone(),
            held_on: said("held_on"),
            place: said("place"),
            host: said("host"),
            recorder: said("recorder"),
            notes: said("notes"),
            people,
            items: agenda(l, file),
            noise: noise::views(l, file),
            problem: None,
            shell,
        }
    }
}

/// The agenda: the ranking, with who must leave and how the room voted.
pub(super) fn agenda(l: &Locale, file: &PanelFile) -> Vec<ItemView> {
    results(file)
        .iter()
        .enumerate()
        .map(|(n, r)| {
            let a = &r.application;
            let blocked = |id: Id| file.blocking(a.id, id).is_some();
            let leaves: Vec<&str> =
                file.seated().filter(|(_, e)| blocked(e.id)).map(|(_, e)| e.name.as_str()).collect();
            let in_room = file.seated().filter(|(_, e)| is_present(&file.panel, e.id) && !blocked(e.id));
            let vote_of = |id: Id| file.votes.iter().find(|v| v.application == a.id && v.expert == id);
            let voters: Vec<(String, String, String)> = in_room
                .map(|(_, e)| {
                    let vote = vote_of(e.id).map(|v| v.vote.code()).unwrap_or_default();
                    (e.id.to_string(), e.name.clone(), vote.to_owned())
                })
                .collect();
            let votes: Vec<Vote> = voters.iter().filter_map(|(_, _, v)| Vote::from_code(v)).collect();
            let count = tally(u32::try_from(voters.len()).unwrap_or(0), &votes);
            let met = priorities(file, a);
            let offered = file.programme.priorities_for(&a.type_code);
            ItemView {
                n: n + 1,
                id: a.id.to_string(),
                number: a.number.clone(),
                title: a.title.clone(),
                organisation: a.organisation_name.clone(),
                score: r.summary.as_ref().map(|s| shown(s.score)).unwrap_or_default(),
                leaves: leaves.join("、"),
                outcome: if votes.is_empty() {
                    String::new()
                } else {
                    l.tf(
                        "meeting-tally",
                        &[
                            ("yes", &count.yes),
                            ("no", &count.no),
                            ("abstain", &count.abstain),
                            ("of", &count.entitled),
                        ],
                    )
                },
                carried: count.carried,
                voters,
                priorities: offered
                    .map(|p| (p.id.clone(), p.name.clone(), met.iter().any(|m| m.id == p.id)))
                    .collect(),
            }
        })
        .collect()
}

impl ItemView {
    /// Cells of the minutes: number, title, organisation, score, who left, votes.
    pub(super) fn cells(&self) -> Vec<String> {
        vec![
            self.n.to_string(),
            format!("{} {}", self.number, self.title),
            self.organisation.clone(),
            self.score.clone(),
            self.leaves.clone(),
            self.outcome.clone(),
        ]
    }
}

impl FeesPage {
    fn of(shell: Shell, file: &PanelFile) -> Self {
        let table = FeeTable::national();
        let paid = panel::fees(file);
        let sum = |part: fn(&kexiang_core::review::Fee) -> i64| {
            Fen(paid.iter().filter_map(|p| p.fee.as_ref().ok()).map(part).sum()).yuan()
        };
        let totals = [sum(|f| f.gross.0), sum(|f| f.tax.0), sum(|f| f.net.0)];
        let row = |p: &panel::Paid| {
            let fee = p.fee.clone().unwrap_or_default();
            FeeRow {
                id: p.expert.id.to_string(),
                name: p.expert.name.clone(),
                rank: p.expert.rank.code(),
                half_days: p.member.half_days,
                reviews: p.reviews,
                gross: fee.gross.yuan(),
                tax: fee.tax.yuan(),
                net: fee.net.yuan(),
            }
        };
        let percent = file.panel.rates.get("percent").and_then(serde_json::Value::as_u64);
        FeesPage {
            l: shell.l,
            base: address(&file.panel.association, file.panel.id),
            name: file.panel.name.clone(),
            source: table.source.clone(),
            rates: Rank::ALL
                .map(|r| (r.code(), daily(file, r, &table).yuan_plain(), table.daily(r).1.yuan()))
                .into(),
            percent: percent.map(|p| p.to_string()).unwrap_or_default(),
            rows: paid.iter().map(row).collect(),
            totals,
            problem: None,
            shell,
        }
    }
}

impl Page for MeetingPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let mut page = MeetingPage::of(Shell::sample(l), &view::sample(true));
        page.people.iter_mut().for_each(|p| p.2 = true);
        for item in &mut page.items {
            item.leaves = "黄志明".to_owned();
            item.voters = vec![("x".to_owned(), "古丽娜尔".to_owned(), "yes".to_owned())];
            item.outcome = l.tf("meeting-tally", &[("yes", &1), ("no", &0), ("abstain", &0), ("of", &1)]);
            item.carried = true;
        }
        let mut wrong = MeetingPage::of(Shell::sample(l), &view::sample(true));
        wrong.problem = Some(words(l, &Refusal::new("must-leave").with("name", "黄志明")));
        vec![page, wrong, MeetingPage::of(Shell::sample(l), &view::ranked())]
    }
}

impl Page for FeesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let mut wrong = FeesPage::of(Shell::sample(l), &view::sample(true));
        wrong.problem =
            Some(words(l, &Refusal::new("fee-over-cap").with("most", "2,400.00").with("source", "x")));
        vec![FeesPage::of(Shell::sample(l), &view::sample(true)), wrong]
    }
}

crate::page!(MeetingPage);
crate::page!(FeesPage);
