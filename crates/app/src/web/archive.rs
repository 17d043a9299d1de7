//! Archives: the archivist's list, one project's package with its test report and certificate, the package itself.

use askama::Template;
use axum::extract::{Path, Query as InAddress, RawQuery, State};
use axum::response::IntoResponse as _;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::package::{Metadata, Property, Report};
use kexiang_store::archive::{Archive, Holding, Place};
use serde::Deserialize;

use super::error::status;
use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::panel::paper::{download, pdf};
use super::project::{Problem, Typed, project_address};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::Fault;
use crate::actions::archive::{self, ArchiveFile, List, Query, TERMS};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/archives", office)
        .get("/associations/{association}/projects/{id}/archive", show)
        .post("/associations/{association}/projects/{id}/archive", order)
        .get("/associations/{association}/projects/{id}/archive/package.zip", package)
        .get("/associations/{association}/projects/{id}/archive/certificate.pdf", certificate)
}

/// Entry of the archivist's navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let of = association.filter(|a| may(actor, Action::ArchiveSeal, &Scope::Association(a)).is_ok())?;
    Some(NavItem::new(format!("/associations/{of}/archives"), "nav-archives"))
}

/// The list of projects that are over.
#[derive(Template)]
#[template(path = "archive/list.html")]
pub struct ArchivesPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    text: String,
    place: String,
    /// Word, query, count and whether it is this one.
    tabs: Vec<(String, String, i64, bool)>,
    rows: Vec<RowView>,
    previous: Option<String>,
    next: Option<String>,
}

/// A project that is over.
pub struct RowView {
    href: String,
    number: String,
    title: String,
    organisation: String,
    state: String,
    ended: String,
    place: String,
    colour: &'static str,
    archive: String,
    term: String,
}

/// One project's archive.
#[derive(Template)]
#[template(path = "archive/show.html")]
pub struct ArchivePage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    list: String,
    number: String,
    title: String,
    organisation: String,
    /// Facts of the sealed package.
    sealed: Option<SealedView>,
    /// Who ordered it, when.
    ordered: Option<(String, String)>,
    /// May order it now.
    orders: bool,
    /// Holds the archive: may download and test.
    keeps: bool,
    /// Why it cannot be ordered.
    why: String,
    terms: Vec<(&'static str, String)>,
    steps: Vec<(String, String, String)>,
    typed: Typed,
    problem: Option<Problem>,
}

/// A sealed package in words.
pub struct SealedView {
    number: String,
    package: String,
    manifest: String,
    files: i64,
    size: String,
    term: String,
    until: String,
    by: String,
    /// Whether this report was made just now.
    tested: bool,
    /// Property, what was tested, whether it passed, faults.
    checks: Vec<(String, String, bool, Vec<String>)>,
    passed: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
    test: String,
}

type At = Path<(String, Id)>;

async fn office(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = Query::parse(&query.unwrap_or_default());
    let list = archive::of_office(&app, &visitor.ctx(), &association, &query).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&ArchivesPage::of(shell, &association, &query, &list))
}

/// The page of one project's archive; only for the office: an organisation keeps its own papers.
async fn seen(app: &App, visitor: &Visitor, association: &str, id: Id) -> Result<ArchiveFile, Failure> {
    let file = archive::view(app, &visitor.ctx(), association, id).await?;
    let office = may(&visitor.actor, Action::ProjectView, &Scope::Association(association));
    office.map_err(|_| Refusal::new("not-found"))?;
    Ok(file)
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    InAddress(asked): InAddress<Asked>,
) -> Answer {
    let file = seen(&app, &visitor, &association, id).await?;
    let tested = match asked.test.as_str() {
        "1" => Some(archive::test(&app, &visitor.ctx(), &association, id).await?),
        _ => None,
    };
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = (asked.done == "ordered").then(|| visitor.l.t("archive-done-ordered").to_owned());
    page::show(&ArchivePage::of(shell, &file, &visitor.actor, tested))
}

async fn order(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    match archive::order(&app, &visitor.ctx(), &association, id, typed.get("term")).await {
        Ok(()) => Ok(see_other(&format!("{}/archive?done=ordered", project_address(&association, id)))),
        Err(Failure::Refused(refusal)) if super::project::stays(&refusal.code) => {
            let file = seen(&app, &visitor, &association, id).await?;
            let shell = Shell::within(&app, &visitor, &association);
            let mut page = ArchivePage::of(shell, &file, &visitor.actor, None);
            page.problem = Some(Problem::on(visitor.l, &file.file, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

async fn package(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let (sealed, bytes) = archive::download(&app, &visitor.ctx(), &association, id).await?;
    Ok(download("application/zip", "attachment", &format!("{}.zip", sealed.number), bytes).into_response())
}

/// The certificate: the hashes by which anyone can test the package later.
async fn certificate(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let found = seen(&app, &visitor, &association, id).await?;
    let sealed = found.sealed.as_ref().ok_or_else(|| Refusal::new("not-found"))?;
    let p = &found.file.project;
    let metadata = Metadata {
        number: sealed.number.clone(),
        title: p.title.clone(),
        responsible: p.organisation_name.clone(),
        term: visitor.l.word("archive-term", &sealed.term),
        ..Metadata::default()
    };
    let report = report_of(sealed)?;
    let hashes = (sealed.manifest.as_str(), sealed.package.as_str(), sealed.files);
    let sheet = crate::sheet::certificate_of(visitor.l, &metadata, hashes, &report);
    pdf(sheet, &visitor, &sealed.number).await
}

fn report_of(sealed: &Archive) -> Result<Report, Failure> {
    let read = serde_json::from_value(sealed.report.clone());
    Ok(read.map_err(|e| Fault::new("reading a test report", e))?)
}

impl ArchivesPage {
    fn of(shell: Shell, association: &str, query: &Query, list: &List) -> Self {
        let l = shell.l;
        let to = |place, page| Query { place, page, text: query.text.clone() }.to_string();
        let n = |place| list.counts.iter().filter(|(p, _)| *p == place).map(|(_, n)| n).sum::<i64>();
        let all: i64 = list.counts.iter().map(|(_, n)| n).sum();
        let mut tabs = vec![(l.t("archive-all").to_owned(), to(None, 1), all, query.place.is_none())];
        tabs.extend(
            Place::ALL
                .map(|p| (l.word("archive-place", p.code()), to(Some(p), 1), n(p), query.place == Some(p))),
        );
        ArchivesPage {
            base: format!("/associations/{association}/archives"),
            text: query.text.clone(),
            place: query.place.map_or("", Place::code).to_owned(),
            tabs,
            rows: list.rows.iter().map(|r| RowView::of(l, association, r)).collect(),
            previous: (query.page > 1).then(|| to(query.place, query.page - 1)),
            next: list.more.then(|| to(query.place, query.page + 1)),
            l,
            shell,
        }
    }
}

impl RowView {
    fn of(l: &Locale, association: &str, r: &Holding) -> Self {
        RowView {
            href: format!("{}/archive", project_address(association, r.project)),
            number: r.number.clone(),
            title: r.title.clone(),
            organisation: r.organisation_name.clone(),
            state: l.word("project-state", r.state.code()),
            ended: time::long_date(time::beijing_date(r.ended_at)),
            place: l.word("archive-place", r.place.code()),
            colour: match r.place {
                Place::Open => "straw",
                Place::Making => "blue",
                Place::Sealed => "green",
            },
            archive: r.archive.clone(),
            term: if r.term.is_empty() { String::new() } else { l.word("archive-term", &r.term) },
        }
    }
}

impl ArchivePage {
    fn of(shell: Shell, found: &ArchiveFile, actor: &Actor, tested: Option<Report>) -> Self {
        let l = shell.l;
        let p = &found.file.project;
        let keeps = found.file_allows(actor);
        let refused = found.check().err();
        let step = |s: &kexiang_store::project::Step| {
            let what = [l.word("project-step", &s.command), s.reason.clone()];
            (time::short(s.at), what.join(" ").trim().to_owned(), s.actor.clone())
        };
        ArchivePage {
            base: project_address(&p.association, p.id),
            list: format!("/associations/{}/archives", p.association),
            number: p.number.clone(),
            title: p.title.clone(),
            organisation: p.organisation_name.clone(),
            sealed: found.sealed.as_ref().map(|a| SealedView::of(l, a, tested)),
            ordered: found.ordered.as_ref().map(|o| (o.by.clone(), time::short(o.at))),
            orders: keeps && refused.is_none(),
            keeps,
            why: match &refused {
                Some(r) if found.sealed.is_none() && found.ordered.is_none() => l.refusal(r).message,
                _ => String::new(),
            },
            terms: TERMS.map(|t| (t, l.word("archive-term", t))).to_vec(),
            steps: found.file.steps.iter().rev().map(step).collect(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }
}

impl ArchiveFile {
    /// Whether the person keeps the archive.
    fn file_allows(&self, actor: &Actor) -> bool {
        may(actor, Action::ArchiveSeal, &Scope::Project(&self.file.scope())).is_ok()
    }
}

impl SealedView {
    fn of(l: &Locale, a: &Archive, tested: Option<Report>) -> Self {
        let kept = || serde_json::from_value::<Report>(a.report.clone()).unwrap_or_default();
        let now = tested.is_some();
        let report = tested.unwrap_or_else(kept);
        let of = |property: Property| report.checks.iter().filter(move |c| c.property == property);
        let check = |c: &kexiang_documents::package::Check| {
            let word = l.word("archive-check", &c.code);
            (l.word("archive-property", c.property.code()), word, c.faults.is_empty(), c.faults.clone())
        };
        let sealed_on = time::beijing_date(a.sealed_at);
        let years: Option<i16> = a.term.parse().ok();
        let until = years.and_then(|n| sealed_on.checked_add(jiff::Span::new().years(n)).ok());
        SealedView {
            number: a.number.clone(),
            package: a.package.clone(),
            manifest: a.manifest.clone(),
            files: a.files,
            size: format!("{} KB", (a.bytes / 1024).max(1)),
            term: l.word("archive-term", &a.term),
            until: until.map(time::long_date).unwrap_or_default(),
            by: format!("{} {}", a.sealed_by, time::short(a.sealed_at)),
            tested: now,
            passed: report.failed().is_empty(),
            checks: Property::ALL.into_iter().flat_map(of).map(check).collect(),
        }
    }
}

impl Page for ArchivesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let now = time::instant(jiff::civil::date(2026, 12, 30).at(9, 0, 0, 0));
        let holding = |n: u32, place, archive: &str, term: &str| Holding {
            project: Id::at(now, n),
            number: format!("LZ-2026-{n:03}"),
            title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
            organisation_name: "柳州市机械工程学会".into(),
            state: kexiang_core::project::State::Closed,
            ended_at: now,
            place,
            archive: archive.into(),
            term: term.into(),
            sealed_at: None,
        };
        let list = List {
            rows: vec![
                holding(1, Place::Open, "", ""),
                holding(2, Place::Making, "", "30"),
                holding(3, Place::Sealed, "LZ-DA-2026-0001", "permanent"),
            ],
            more: true,
            counts: vec![(Place::Open, 1), (Place::Making, 1), (Place::Sealed, 1)],
        };
        vec![
            ArchivesPage::of(Shell::sample(l), "lz", &Query::parse("page=2"), &list),
            ArchivesPage::of(Shell::sample(l), "lz", &Query::parse("place=open"), &List::default()),
        ]
    }
}

impl Page for ArchivePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::project::sample;
        use kexiang_core::policy::{Office, OfficeRole};
        let now = time::instant(jiff::civil::date(2026, 12, 30).at(9, 0, 0, 0));
        let mut archivist = sample::office();
        archivist.offices.push(Office { association: "lz".into(), role: OfficeRole::Archivist });
        let over = || {
            let mut file = sample::founded();
            file.project.state = kexiang_core::project::State::Closed;
            ArchiveFile { file, sealed: None, ordered: None }
        };
        let mut report = Report::default();
        report.checks.push(kexiang_documents::package::Check {
            property: Property::Integrity,
            code: "files-there".into(),
            faults: vec!["files/003-合同/合同书.pdf".into()],
        });
        let sealed = Archive {
            project: over().file.project.id,
            number: "LZ-DA-2026-0001".into(),
            package: "d".repeat(64),
            manifest: "e".repeat(64),
            files: 34,
            bytes: 5_345_678,
            term: "30".into(),
            report: serde_json::to_value(&report).unwrap_or_default(),
            sealed_by: "覃莉".into(),
            sealed_at: now,
        };
        let ordered = kexiang_store::archive::Order { term: "30".into(), by: "覃莉".into(), at: now };
        let running = ArchiveFile { file: sample::running(), sealed: None, ordered: None };
        let page = |f: &ArchiveFile| ArchivePage::of(Shell::sample(l), f, &archivist, None);
        let mut wrong = page(&over());
        wrong.problem = Some(Problem::on(l, &over().file, &Refusal::new("archive-term").at("term")));
        vec![
            page(&running),
            page(&over()),
            page(&ArchiveFile { ordered: Some(ordered), ..over() }),
            page(&ArchiveFile { sealed: Some(sealed), ..over() }),
            wrong,
        ]
    }
}

crate::page!(ArchivesPage);
crate::page!(ArchivePage);
