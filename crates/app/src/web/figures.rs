//! Figures of an office (统计): applications, rates, money, acceptances by type, class, region and year, as pictures made here;
//! every number leads to the list behind it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_store::figures::{Applications, Projects};

use super::acceptance::percent;
use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::register::Asked;
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::figures::{self, CallOf, Figures};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new().get("/associations/{association}/figures", show)
}

/// Entry of the office's navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let of = association.filter(|a| may(actor, Action::DeskView, &Scope::Association(a)).is_ok())?;
    Some(NavItem::new(format!("/associations/{of}/figures"), "nav-figures"))
}

/// The figures.
#[derive(Template)]
#[template(path = "figures/show.html")]
pub struct FiguresPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    /// Code and title of the calls.
    calls: Vec<(String, String)>,
    call: String,
    figures: Vec<Figure>,
    charts: Vec<Chart>,
}

/// A number with the list behind it.
pub struct Figure {
    value: String,
    word: String,
    note: String,
    href: String,
}

/// A picture as a table with bars: a whole, and a part of it.
pub struct Chart {
    title: String,
    unit: String,
    /// What a row is, the whole, the part, their ratio.
    heads: [String; 4],
    rows: Vec<ChartRow>,
}

/// A row of a picture.
pub struct ChartRow {
    name: String,
    /// Widths in per cent of the widest whole.
    whole_width: String,
    part_width: String,
    /// Value and address.
    whole: (String, String),
    part: (String, String),
    ratio: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let figures = figures::view(&app, &visitor.ctx(), &association).await?;
    if !asked.call.is_empty() && !figures.calls.iter().any(|c| c.code == asked.call) {
        return Err(Refusal::new("not-found").into());
    }
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&FiguresPage::of(shell, &association, &figures, &asked.call))
}

/// A whole, a part of it, and where they lead.
#[derive(Default)]
struct Pair {
    name: String,
    whole: i64,
    part: i64,
    whole_href: String,
    part_href: String,
}

/// Ratio of a part to its whole, as `62.5%`; nothing without a whole.
fn ratio(part: i64, whole: i64) -> String {
    let points = (i128::from(part) * 10_000).checked_div(i128::from(whole));
    points.and_then(|n| u32::try_from(n).ok()).map(percent).unwrap_or_default()
}

/// Width in per cent of the widest, with one decimal.
fn width(value: i64, widest: i64) -> String {
    let tenths = i128::from(value.max(0)) * 1000 / i128::from(widest.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn chart(title: &str, unit: &str, heads: [&str; 4], pairs: Vec<Pair>, said: impl Fn(i64) -> String) -> Chart {
    let widest = pairs.iter().map(|p| p.whole.max(p.part)).max().unwrap_or(0);
    let row = |p: Pair| ChartRow {
        whole_width: width(p.whole, widest),
        part_width: width(p.part, widest),
        ratio: ratio(p.part, p.whole),
        whole: (said(p.whole), p.whole_href),
        part: (said(p.part), p.part_href),
        name: p.name,
    };
    Chart {
        title: title.to_owned(),
        unit: unit.to_owned(),
        heads: heads.map(str::to_owned),
        rows: pairs.into_iter().filter(|p| p.whole != 0 || p.part != 0).map(row).collect(),
    }
}

/// What is counted of the calls that are looked at.
struct Count<'a> {
    l: &'a Locale,
    association: &'a str,
    figures: &'a Figures,
    call: Option<&'a CallOf>,
}

impl Count<'_> {
    fn applications(&self) -> impl Iterator<Item = &Applications> {
        self.figures.applications.iter().filter(|a| self.call.is_none_or(|c| c.id == a.call))
    }

    fn projects(&self) -> impl Iterator<Item = &Projects> {
        self.figures.projects.iter().filter(|p| self.call.is_none_or(|c| c.id == p.call))
    }

    /// The address of a list, narrowed by the call and by what is given.
    fn list(&self, list: &str, narrowed: &[(&str, &str)]) -> String {
        let call = self.call.map_or("", |c| c.code.as_str());
        self.list_of(list, call, narrowed)
    }

    fn list_of(&self, list: &str, call: &str, narrowed: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !call.is_empty() {
            query.append_pair("call", call);
        }
        query.extend_pairs(narrowed);
        format!("/associations/{}/{list}?{}", self.association, query.finish())
    }

    fn word(&self, key: &str) -> String {
        self.l.word("figures", key)
    }

    fn heads(&self, of: &str, whole: &str, part: &str, ratio: &str) -> [String; 4] {
        [self.word(of), self.word(whole), self.word(part), self.word(ratio)]
    }

    fn chart(&self, of: &str, kind: Kind, pairs: Vec<Pair>) -> Chart {
        let (title, unit, whole, part, ratio) = match kind {
            Kind::Counts => ("applications", "unit-items", "applied", "awarded", "award-rate"),
            Kind::Money => ("money", "unit-wan", "approved", "paid", "paid-rate"),
        };
        let title = format!("{} · {}", self.word(title), self.word(of));
        let heads = self.heads(of, whole, part, ratio);
        let heads = [heads[0].as_str(), heads[1].as_str(), heads[2].as_str(), heads[3].as_str()];
        let said = move |n: i64| if kind == Kind::Money { Fen(n).wan() } else { n.to_string() };
        chart(&title, &self.word(unit), heads, pairs, said)
    }

    /// By type: the types of the call, or of all calls.
    fn by_type(&self, kind: Kind) -> Vec<Pair> {
        let calls = self.figures.calls.iter().filter(|c| self.call.is_none_or(|own| own.id == c.id));
        let pair = |c: &CallOf, (code, name): &(String, String)| {
            let own = |call: Id, type_code: &str| call == c.id && type_code == code;
            let projects = self.figures.projects.iter().filter(|p| own(p.call, &p.type_code));
            let narrowed = [("type", code.as_str())];
            let of_projects = self.list_of("projects", &c.code, &narrowed);
            let (whole, part, whole_href) = match kind {
                Kind::Counts => {
                    let applied = self.figures.applications.iter().filter(|a| own(a.call, &a.type_code));
                    let list = self.list_of("desk", &c.code, &narrowed);
                    (applied.map(|a| a.n).sum(), projects.map(|p| p.n).sum(), list)
                }
                Kind::Money => {
                    let sums = projects.fold((0, 0), |(a, b), p| (a + p.amount, b + p.paid));
                    (sums.0, sums.1, of_projects.clone())
                }
            };
            Pair { name: format!("{code} {name}"), whole, part, whole_href, part_href: of_projects }
        };
        calls.flat_map(|c| c.types.iter().map(move |t| pair(c, t))).collect()
    }

    fn by_class(&self) -> Vec<Pair> {
        let mut found: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        self.applications().for_each(|a| found.entry(a.class.code()).or_default().0 += a.n);
        self.projects().for_each(|p| found.entry(p.class.code()).or_default().1 += p.n);
        let pair = |(class, (whole, part)): (&str, (i64, i64))| Pair {
            name: self.l.word("class", class),
            whole,
            part,
            whole_href: self.list("desk", &[("class", class)]),
            part_href: self.list("projects", &[("class", class)]),
        };
        found.into_iter().map(pair).collect()
    }

    fn by_region(&self) -> Vec<Pair> {
        let mut found: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for p in self.projects() {
            let sums = found.entry(p.region.as_str()).or_default();
            *sums = (sums.0 + p.amount, sums.1 + p.paid);
        }
        let pair = |(region, (whole, part)): (&str, (i64, i64))| {
            let href = self.list("projects", &[("region", region)]);
            let name =
                if region.is_empty() { self.word("no-region") } else { super::organisation::region(region) };
            Pair { name, whole, part, whole_href: href.clone(), part_href: href }
        };
        found.into_iter().map(pair).collect()
    }

    /// By year and call, whatever call is chosen.
    fn by_year(&self) -> Vec<Pair> {
        let pair = |c: &CallOf| {
            let applied = self.figures.applications.iter().filter(|a| a.call == c.id);
            let founded = self.figures.projects.iter().filter(|p| p.call == c.id);
            Pair {
                name: format!("{} {}", c.year, c.title),
                whole: applied.map(|a| a.n).sum(),
                part: founded.map(|p| p.n).sum(),
                whole_href: self.list_of("desk", &c.code, &[]),
                part_href: self.list_of("projects", &c.code, &[]),
            }
        };
        self.figures.calls.iter().map(pair).collect()
    }

    fn verdicts(&self) -> Vec<Figure> {
        let mut found: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for v in self.figures.verdicts.iter().filter(|v| self.call.is_none_or(|c| c.id == v.call)) {
            let sums = found.entry(v.verdict.as_str()).or_default();
            *sums = (sums.0 + v.n, sums.1 + v.basis_points);
        }
        let figure = |(verdict, (n, points)): (&str, (i64, i64))| {
            let mean = points.checked_div(n).and_then(|m| u32::try_from(m).ok()).map(percent);
            let word = self.l.word("acceptance-verdict", verdict);
            Figure {
                value: n.to_string(),
                word: self.l.tf("figures-accepted", &[("verdict", &word)]),
                note: self.l.tf("figures-mean", &[("share", &mean.unwrap_or_default())]),
                href: format!("/associations/{}/acceptances?verdict={verdict}", self.association),
            }
        };
        found.into_iter().map(figure).collect()
    }

    fn figures(&self) -> Vec<Figure> {
        let applied: i64 = self.applications().map(|a| a.n).sum();
        let founded: i64 = self.projects().map(|p| p.n).sum();
        let sum = |of: fn(&Projects) -> i64| self.projects().map(of).sum::<i64>();
        let (approved, paid, spent) = (sum(|p| p.amount), sum(|p| p.paid), sum(|p| p.spent));
        let (owed, recovered) = (sum(|p| p.owed), sum(|p| p.recovered));
        let figure = |value: String, key: &str, note: String, href: String| Figure {
            value,
            word: self.word(key),
            note,
            href,
        };
        let rate = |key: &str, part, whole| self.l.tf(key, &[("rate", &ratio(part, whole))]);
        let projects = self.list("projects", &[]);
        let mut all = vec![
            figure(applied.to_string(), "applied", String::new(), self.list("desk", &[])),
            figure(
                founded.to_string(),
                "awarded",
                rate("figures-note-award", founded, applied),
                projects.clone(),
            ),
            figure(Fen(approved).wan(), "approved-wan", String::new(), projects.clone()),
            figure(Fen(paid).wan(), "paid-wan", rate("figures-note-paid", paid, approved), projects.clone()),
            figure(Fen(spent).wan(), "spent-wan", rate("figures-note-spent", spent, paid), projects),
            figure(
                Fen(recovered).wan(),
                "recovered-wan",
                self.l.tf("figures-note-owed", &[("owed", &Fen(owed).wan())]),
                self.list("projects", &[("only", "owed")]),
            ),
        ];
        all.extend(self.verdicts());
        all
    }
}

/// What a picture is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Applications and projects.
    Counts,
    /// Approved and paid.
    Money,
}

impl FiguresPage {
    fn of(shell: Shell, association: &str, figures: &Figures, call: &str) -> Self {
        let l = shell.l;
        let chosen = figures.calls.iter().find(|c| c.code == call);
        let count = Count { l, association, figures, call: chosen };
        FiguresPage {
            base: format!("/associations/{association}/figures"),
            calls: figures.calls.iter().map(|c| (c.code.clone(), c.title.clone())).collect(),
            call: call.to_owned(),
            figures: count.figures(),
            charts: vec![
                count.chart("by-type", Kind::Counts, count.by_type(Kind::Counts)),
                count.chart("by-type", Kind::Money, count.by_type(Kind::Money)),
                count.chart("by-class", Kind::Counts, count.by_class()),
                count.chart("by-region", Kind::Money, count.by_region()),
                count.chart("by-year", Kind::Counts, count.by_year()),
            ],
            l,
            shell,
        }
    }
}

impl Page for FiguresPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use kexiang_core::organisation::OrganisationClass as Class;
        let call = Id::at(jiff::Timestamp::UNIX_EPOCH, 1);
        let figures = Figures {
            calls: vec![CallOf {
                id: call,
                code: "lz-2026".into(),
                title: "2026年“科创赋能”项目".into(),
                year: 2026,
                types: vec![("2026-1".into(), "学会改革与发展项目".into())],
            }],
            applications: vec![Applications {
                call,
                type_code: "2026-1".into(),
                state: "submitted".into(),
                class: Class::ALL[0],
                n: 12,
                amount: 18_000_000,
            }],
            projects: vec![Projects {
                call,
                type_code: "2026-1".into(),
                state: "running".into(),
                class: Class::ALL[0],
                region: "450200".into(),
                n: 2,
                amount: 3_000_000,
                paid: 1_500_000,
                spent: 400_000,
                owed: 0,
                recovered: 0,
            }],
            verdicts: vec![kexiang_store::figures::Verdicts {
                call,
                type_code: "2026-1".into(),
                verdict: "passed".into(),
                n: 1,
                basis_points: 9_800,
            }],
        };
        vec![
            FiguresPage::of(Shell::sample(l), "lz", &figures, "lz-2026"),
            FiguresPage::of(Shell::sample(l), "lz", &figures, ""),
            FiguresPage::of(Shell::sample(l), "lz", &Figures::default(), ""),
        ]
    }
}

crate::page!(FiguresPage);
