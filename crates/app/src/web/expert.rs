//! The expert pool: list with filters, import, one expert.

mod sample;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{ExpertState, Kind, Rank};
use kexiang_core::time;
use kexiang_store::expert::{Expert, Filter};
use serde::Deserialize;

use super::error::status;
use super::form::{Form, Shown};
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::expert::{self, COLUMNS, Entered, ExpertFile, PAGE, Report};
use crate::locale::Locale;
use crate::state::App;
pub(super) use sample::sample_expert;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/experts", list)
        .post("/associations/{association}/experts", create)
        .get("/associations/{association}/experts/new", blank)
        .post("/associations/{association}/experts/import", import)
        .get("/associations/{association}/experts/{id}", show)
        .post("/associations/{association}/experts/{id}", change)
        .post("/associations/{association}/experts/{id}/account", issue)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let sees = may(actor, Action::ExpertManage, &Scope::Association(association)).is_ok();
    sees.then(|| NavItem::new(format!("/associations/{association}/experts"), "nav-experts"))
}

/// The pool.
#[derive(Template)]
#[template(path = "expert/list.html")]
pub struct ExpertsPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    asked: Asked,
    rows: Vec<RowView>,
    count: i64,
    columns: String,
    report: Option<ReportView>,
    problem: Option<String>,
    previous: Option<String>,
    next: Option<String>,
}

/// An expert in the list.
pub struct RowView {
    href: String,
    name: String,
    title: String,
    organisation: String,
    kinds: Vec<String>,
    disciplines: String,
    state: ExpertState,
    has_account: bool,
}

/// What an import did.
pub struct ReportView {
    added: usize,
    changed: usize,
    faults: Vec<(u32, String)>,
}

/// One expert, or the form for a new one.
#[derive(Template)]
#[template(path = "expert/show.html")]
pub struct ExpertPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    /// Where the form goes.
    action: String,
    title: String,
    is_new: bool,
    form: Shown,
    kinds: Vec<String>,
    rank: String,
    state: String,
    disciplines: String,
    former: String,
    relations: String,
    state_note: String,
    login: bool,
    /// Sign-in name and first password, shown once.
    issued: Option<(String, String)>,
    panels: Vec<(String, String, String)>,
}

/// Filter and page in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    text: String,
    kind: String,
    region: String,
    state: String,
    page: i64,
    done: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            text: self.text.trim().to_owned(),
            kind: self.kind.clone(),
            region: self.region.trim().to_owned(),
            state: self.state.clone(),
        }
    }
}

fn base(association: &str) -> String {
    format!("/associations/{association}/experts")
}

fn read(pairs: &[(String, String)]) -> Entered {
    let one = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    Entered {
        name: one("name"),
        organisation: one("organisation"),
        kinds: pairs.iter().filter(|(n, _)| n == "kinds").map(|(_, v)| v.clone()).collect(),
        title: one("title"),
        rank: one("rank"),
        disciplines: one("disciplines"),
        region: one("region"),
        phone: one("phone"),
        email: one("email"),
        former: one("former"),
        relations: one("relations"),
        state: one("state"),
        state_note: one("state_note"),
    }
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    page::show(&ExpertsPage::load(&app, &visitor, &association, asked).await?)
}

async fn import(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    mut parts: Multipart,
) -> Answer {
    let bad =
        |e: axum::extract::multipart::MultipartError| Refusal::new("bad-form").with("detail", e.body_text());
    let mut bytes = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        if part.name() == Some("file") {
            bytes = part.bytes().await.map_err(bad)?.to_vec();
        }
    }
    let outcome = expert::import(&app, &visitor.ctx(), &association, bytes).await;
    let mut page = ExpertsPage::load(&app, &visitor, &association, Asked::default()).await?;
    match outcome {
        Ok(report) => page.report = Some(ReportView::of(visitor.l, &report)),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            page.problem = Some(words(visitor.l, &refusal));
            return page::show_as(status(&refusal), &page);
        }
        Err(other) => return Err(other),
    }
    page::show(&page)
}

fn words(l: &Locale, refusal: &Refusal) -> String {
    let text = l.refusal(refusal);
    [text.message, text.remedy].join(" ").trim().to_owned()
}

async fn blank(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    let ctx = visitor.ctx();
    ctx.permit(Action::ExpertManage, &Scope::Association(&association))?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&ExpertPage::of(shell, &base(&association), &Entered::default(), None))
}

async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    save(app, visitor, association, None, &pairs).await
}

async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    save(app, visitor, association, Some(id), &pairs).await
}

async fn save(
    app: App,
    visitor: Visitor,
    association: String,
    id: Option<Id>,
    pairs: &[(String, String)],
) -> Answer {
    let entered = read(pairs);
    let ctx = visitor.ctx();
    match expert::save(&app, &ctx, &association, id, &entered).await {
        Ok(id) => Ok(see_other(&format!("{}/{id}?done=saved", base(&association)))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let file = match id {
                Some(id) => Some(expert::show(&app, &ctx, &association, id).await?),
                None => None,
            };
            let shell = Shell::within(&app, &visitor, &association);
            let mut page = ExpertPage::of(shell, &base(&association), &entered, file.as_ref());
            page.form = page.form.refused(visitor.l, &refusal);
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = expert::show(&app, &visitor.ctx(), &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = (asked.done == "saved").then(|| visitor.l.t("expert-saved").to_owned());
    page::show(&ExpertPage::of(shell, &base(&association), &Entered::of(&file.expert), Some(&file)))
}

async fn issue(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
) -> Answer {
    let issued = expert::issue_account(&app, &visitor.ctx(), &association, id).await?;
    let file = expert::show(&app, &visitor.ctx(), &association, id).await?;
    let shell = Shell::within(&app, &visitor, &association);
    let mut page = ExpertPage::of(shell, &base(&association), &Entered::of(&file.expert), Some(&file));
    page.issued = Some(issued);
    page::show(&page)
}

impl ExpertsPage {
    async fn load(app: &App, visitor: &Visitor, association: &str, asked: Asked) -> Result<Self, Failure> {
        let page = asked.page.clamp(0, 1_000_000);
        let (rows, count) =
            expert::list(app, &visitor.ctx(), association, &asked.filter(), page * PAGE).await?;
        let shell = Shell::within(app, visitor, association);
        Ok(Self::of(shell, &base(association), asked, &rows, count))
    }

    fn of(shell: Shell, base: &str, asked: Asked, rows: &[Expert], count: i64) -> Self {
        let l = shell.l;
        let page = asked.page.max(0);
        let query = |page: i64| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("text", &asked.text).append_pair("kind", &asked.kind);
            query.append_pair("region", &asked.region).append_pair("state", &asked.state);
            format!("{base}?{}", query.append_pair("page", &page.to_string()).finish())
        };
        let row = |e: &Expert| RowView {
            href: format!("{base}/{}", e.id),
            name: e.name.clone(),
            title: e.title.clone(),
            organisation: e.organisation.clone(),
            kinds: e.kinds.iter().map(|k| l.word("expert-kind", k.code())).collect(),
            disciplines: e.disciplines.join("；"),
            state: e.state,
            has_account: e.account.is_some(),
        };
        ExpertsPage {
            l,
            base: base.to_owned(),
            rows: rows.iter().map(row).collect(),
            count,
            columns: COLUMNS.join("、"),
            report: None,
            problem: None,
            previous: (page > 0).then(|| query(page - 1)),
            next: ((page + 1) * PAGE < count).then(|| query(page + 1)),
            asked,
            shell,
        }
    }
}

impl ReportView {
    fn of(l: &Locale, report: &Report) -> Self {
        let mut faults: Vec<(u32, String)> =
            report.faults.iter().map(|(row, refusal)| (*row, words(l, refusal))).collect();
        if !report.missing.is_empty() {
            faults.push((0, l.tf("expert-import-header", &[("names", &report.missing.join("、"))])));
        }
        ReportView { added: report.added, changed: report.changed, faults }
    }
}

impl ExpertPage {
    fn of(shell: Shell, base: &str, entered: &Entered, file: Option<&ExpertFile>) -> Self {
        let l = shell.l;
        let values = [
            ("name", entered.name.as_str()),
            ("organisation", &entered.organisation),
            ("title", &entered.title),
            ("region", &entered.region),
            ("phone", &entered.phone),
            ("email", &entered.email),
        ];
        let panels = file.map(|f| {
            f.panels
                .iter()
                .map(|(name, m)| {
                    (name.clone(), l.word("member-state", m.state.code()), time::short(m.invited_at))
                })
                .collect()
        });
        ExpertPage {
            l,
            base: base.to_owned(),
            action: file.map_or_else(|| base.to_owned(), |f| format!("{base}/{}", f.expert.id)),
            title: file.map_or_else(|| l.t("expert-new").to_owned(), |f| f.expert.name.clone()),
            is_new: file.is_none(),
            form: Shown::with(&values),
            kinds: entered.kinds.clone(),
            rank: entered.rank.clone(),
            state: entered.state.clone(),
            disciplines: entered.disciplines.clone(),
            former: entered.former.clone(),
            relations: entered.relations.clone(),
            state_note: entered.state_note.clone(),
            login: file.is_some_and(|f| f.expert.account.is_some()),
            issued: None,
            panels: panels.unwrap_or_default(),
            shell,
        }
    }

    fn kind_choices(&self) -> Vec<(&'static str, bool)> {
        Kind::ALL.iter().map(|k| (k.code(), self.kinds.iter().any(|c| c == k.code()))).collect()
    }

    fn rank_choices(&self) -> Vec<(&'static str, bool)> {
        Rank::ALL.iter().map(|r| (r.code(), self.rank == r.code())).collect()
    }

    fn state_choices(&self) -> Vec<(&'static str, bool)> {
        ExpertState::ALL.iter().map(|s| (s.code(), self.state == s.code())).collect()
    }
}
