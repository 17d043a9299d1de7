//! One place of a programme as a form: its keys as controls, its lists with buttons that work by keyboard.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse as _;
use kexiang_core::programme::outline::{self, Shape, Table};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use serde_json::{Value, json};

use super::control::Drawing;
use super::place::{FindingView, dotted, findings, item_word, key_word, page_and_place, path_of, trail};
use super::posted::{self, Posted};
use super::{Answer, Visitor, base, named, preview, rights};
use crate::actions::Failure;
use crate::actions::programme::{self as act, Change, Desk, Edit, seal_of};
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::{Form, html};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};

/// A place of a programme.
#[derive(Template)]
#[template(path = "programme/part.html")]
pub struct PartPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    programme: String,
    place: String,
    words: String,
    crumbs: Vec<(String, String)>,
    seal: String,
    controls: Vec<String>,
    lists: Vec<ListView>,
    said: String,
    conflict: String,
    editable: bool,
    builder: String,
    preview: String,
    saved: String,
}

/// What is wrong on a page, as a piece that a script renews.
#[derive(Template)]
#[template(path = "programme/said.html")]
struct Said<'a> {
    l: &'static Locale,
    findings: &'a [&'a FindingView],
}

/// A list of things with pages of their own.
pub struct ListView {
    /// The key.
    pub key: &'static str,
    /// Its word.
    pub word: String,
    /// What it is for.
    pub help: String,
    /// Seal of the list as shown.
    pub seal: String,
    /// Its things.
    pub items: Vec<ItemView>,
    /// Address of the one thing, where it is no list.
    pub single: String,
    /// Whether the one thing is there.
    pub present: bool,
}

/// One thing of a list.
pub struct ItemView {
    /// Its page.
    pub href: String,
    /// What it is called.
    pub word: String,
    /// How many findings concern it.
    pub errors: usize,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, place)): Path<(String, String, String)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let path = path_of(&place);
    page::show(&PartPage::of(&app, &visitor, &association, &desk, &path, None)?)
}

pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, place)): Path<(String, String, String)>,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (id, path, posted) = (named(&id)?, path_of(&place), Posted(pairs));
    let ctx = visitor.ctx();
    let desk = act::view(&app, &ctx, &association, id).await?;
    let table = outline::step_into(&path).ok_or_else(|| Refusal::new("not-found"))?;
    let old = outline::at(&desk.tree, &path).unwrap_or(&Value::Null);
    let typed = Change::Put(posted::table(table, "", &posted, old));
    let asked = Asked::of(posted.get("do"));
    let (edits, onward) = asked.edits(&desk, &path, table, typed.clone(), &posted);
    let scripted = headers.get(header::ACCEPT).is_some_and(|a| a.as_bytes().starts_with(b"application/json"));
    match act::edit(&app, &ctx, &association, id, edits).await {
        Ok(_) if scripted => {
            let desk = act::view(&app, &ctx, &association, id).await?;
            Ok(Json(renewed(&visitor, &association, &desk, &path)).into_response())
        }
        Ok(_) => Ok(see_other(&format!("{}{onward}", base(&association, id)))),
        Err(Failure::Refused(refusal)) if scripted => {
            let words = visitor.l.refusal(&refusal);
            let answer = json!({ "error": format!("{} {}", words.message, words.remedy).trim_end() });
            Ok((StatusCode::CONFLICT, Json(answer)).into_response())
        }
        Err(Failure::Refused(refusal)) => {
            // Nothing typed is lost: the page shows it again, over what is saved.
            let mut desk = desk;
            act::apply(&mut desk.tree, &path, typed)?;
            page::show_as(
                StatusCode::CONFLICT,
                &PartPage::of(&app, &visitor, &association, &desk, &path, Some(&refusal))?,
            )
        }
        Err(failure) => Err(failure),
    }
}

/// What a button asks beyond saving: `add:indicator`, `up:indicator:2`, `down:…`, `remove:…`.
struct Asked<'p> {
    verb: &'p str,
    key: &'p str,
    place: usize,
}

impl<'p> Asked<'p> {
    fn of(text: &'p str) -> Self {
        let mut parts = text.split(':');
        let (verb, key) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let place = parts.next().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
        Asked { verb, key, place }
    }

    /// The edits in order, and the page behind the programme's address that comes next.
    fn edits(
        &self,
        desk: &Desk,
        path: &str,
        table: &'static Table,
        typed: Change,
        posted: &Posted,
    ) -> (Vec<Edit>, String) {
        let edit = |guard: String, seal: &str, change| Edit {
            path: path.to_owned(),
            guard,
            seal: seal.to_owned(),
            change,
        };
        let here = format!("/parts/{}", dotted(path));
        // Forms that show lists alone, without the table's own keys, carry no seal of the table.
        let shown = posted.get("seal");
        let own = (!shown.is_empty()).then(|| edit(path.to_owned(), shown, typed));
        let mut edits: Vec<Edit> = own.into_iter().collect();
        let list = if path.is_empty() { self.key.to_owned() } else { format!("{path}.{}", self.key) };
        let known = table.key(self.key).is_some_and(|key| key.leads_on());
        let seal = posted.get(&format!("seal:{}", self.key)).to_owned();
        let key = self.key.to_owned();
        let (change, onward) = match self.verb {
            "add" if known => {
                let count = outline::at(&desk.tree, &list).and_then(Value::as_array).map_or(0, Vec::len);
                let new = outline::skeleton(&desk.tree, path, self.key);
                (Change::Add(key, new), format!("/parts/{}", dotted(&format!("{list}[{count}]"))))
            }
            "up" | "down" if known => {
                (Change::Move(key, self.place, self.verb == "up"), format!("{here}#list-{}", self.key))
            }
            "remove" if known => (Change::Remove(key, self.place), format!("{here}#list-{}", self.key)),
            _ => return (edits, format!("{here}?saved")),
        };
        edits.push(edit(list, &seal, change));
        // The lists of the whole file stand on the programme's own page.
        let onward =
            if path.is_empty() && self.verb != "add" { format!("#part-{}", self.key) } else { onward };
        (edits, onward)
    }
}

/// What a script renews after saving: seals, what is wrong, the preview.
fn renewed(visitor: &Visitor, association: &str, desk: &Desk, path: &str) -> Value {
    let base = base(association, desk.draft.id);
    let views = findings(visitor.l, &base, &desk.tree, &desk.findings);
    let mut seals = serde_json::Map::new();
    seals.insert("seal".into(), seal_of(&desk.tree, path).into());
    if let Some(table) = outline::step_into(path) {
        for list in lists(visitor.l, &base, desk, path, table, &views) {
            seals.insert(format!("seal:{}", list.key), list.seal.into());
        }
    }
    let saved = visitor.l.tf("programme-saved-at", &[("at", &time::exact(visitor.now))]);
    json!({ "seals": seals, "saved": saved, "said": said(visitor.l, &views, path),
            "preview": form_preview(visitor, desk, path) })
}

fn said(l: &'static Locale, views: &[FindingView], path: &str) -> String {
    let mine: Vec<_> = views.iter().filter(|f| page_and_place(&f.path).0 == path).collect();
    html(&Said { l, findings: &mine })
}

/// The form that a place belongs to, as applicants see it.
fn form_preview(visitor: &Visitor, desk: &Desk, path: &str) -> String {
    let n = path.strip_prefix("form[").and_then(|rest| rest.split(']').next()?.parse().ok());
    n.and_then(|n| preview::form(visitor.l, &desk.tree, n, visitor.now)).unwrap_or_default()
}

/// The lists and single tables under a place, each with its seal.
pub fn lists(
    l: &Locale,
    base: &str,
    desk: &Desk,
    path: &str,
    table: &'static Table,
    views: &[FindingView],
) -> Vec<ListView> {
    let leading = table.keys.iter().filter(|key| key.leads_on());
    leading.map(|key| list(l, base, desk, path, (table.name, key), views)).collect()
}

fn list(
    l: &Locale,
    base: &str,
    desk: &Desk,
    path: &str,
    (table, key): (&str, &'static outline::Key),
    views: &[FindingView],
) -> ListView {
    let at = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
    let inner = match key.shape {
        Shape::One(inner) | Shape::Many(inner) => Some(inner),
        _ => None,
    };
    let value = outline::at(&desk.tree, &at);
    let is_list = matches!(key.shape, Shape::Many(_));
    let items = value.and_then(Value::as_array).into_iter().flatten().enumerate();
    let help_key = format!("outline-{table}-{}.help", key.name);
    let under = |place: &str| {
        let inside = |f: &&FindingView| {
            f.path.strip_prefix(place).is_some_and(|r| r.is_empty() || r.starts_with(['.', '[']))
        };
        views.iter().filter(inside).count()
    };
    ListView {
        key: key.name,
        word: key_word(l, table, key.name),
        help: if l.has(&help_key) { l.t(&help_key).to_owned() } else { String::new() },
        seal: seal_of(&desk.tree, &at),
        items: items
            .map(|(n, item)| {
                let place = format!("{at}[{n}]");
                let word = item_word(l, inner, item);
                ItemView {
                    href: format!("{base}/parts/{}", dotted(&place)),
                    word: if word.is_empty() { (n + 1).to_string() } else { word },
                    errors: under(&place),
                }
            })
            .collect(),
        single: if is_list { String::new() } else { format!("{base}/parts/{}", dotted(&at)) },
        present: value.is_some(),
    }
}

impl PartPage {
    fn of(
        app: &App,
        visitor: &Visitor,
        association: &str,
        desk: &Desk,
        path: &str,
        refusal: Option<&Refusal>,
    ) -> Result<Self, Failure> {
        let editable = rights(visitor, association).0 && desk.draft.state == "draft";
        let shell = Shell::within(app, visitor, association);
        Self::drawn(shell, association, desk, path, refusal, editable, visitor)
    }

    fn drawn(
        shell: Shell,
        association: &str,
        desk: &Desk,
        path: &str,
        refusal: Option<&Refusal>,
        editable: bool,
        visitor: &Visitor,
    ) -> Result<Self, Failure> {
        let l = shell.l;
        let missing = || Failure::from(Refusal::new("not-found"));
        let table = outline::step_into(path).filter(|t| t.has_page()).ok_or_else(missing)?;
        let value = outline::at(&desk.tree, path);
        // A thing of a list must be there; a single table comes into being when it is first saved.
        if value.is_none() && path.ends_with(']') {
            return Err(missing());
        }
        let base = base(association, desk.draft.id);
        let views = findings(l, &base, &desk.tree, &desk.findings);
        let drawing = Drawing { l, tree: &desk.tree, path, findings: &views, editable };
        let mut lists = lists(l, &base, desk, path, table, &views);
        let mut builder = String::new();
        if table.name == "form" {
            lists.clear();
            builder = format!("{base}/forms/{}", path.trim_start_matches("form[").trim_end_matches(']'));
        } else if table.name == "root" {
            lists.clear();
        }
        let words = trail(l, &desk.tree, path);
        let conflict = refusal.map(|r| {
            let words = l.refusal(r);
            format!("{} {}", words.message, words.remedy).trim_end().to_owned()
        });
        // Between the programme and this place: the pages that hold it.
        let mut crumbs = vec![(base.clone(), title(l, desk))];
        if let Some((holder, _)) = path.rsplit_once('.') {
            let page = page_and_place(holder).0;
            if !page.is_empty() {
                let word = trail(l, &desk.tree, &page).join(" › ");
                crumbs.push((format!("{base}/parts/{}", dotted(&page)), word));
            }
        }
        Ok(PartPage {
            l,
            programme: title(l, desk),
            place: dotted(path),
            words: words.last().cloned().unwrap_or_else(|| l.t("programme-attachments").to_owned()),
            crumbs,
            seal: seal_of(&desk.tree, path),
            controls: drawing.table(table, value.unwrap_or(&Value::Null), ""),
            lists,
            said: said(l, &views, path),
            conflict: conflict.unwrap_or_default(),
            editable,
            builder,
            preview: form_preview(visitor, desk, path),
            saved: if visitor.path.ends_with("?saved") {
                l.tf("programme-saved-at", &[("at", &time::exact(desk.draft.edited_at))])
            } else {
                String::new()
            },
            base,
            shell,
        })
    }
}

fn title(l: &Locale, desk: &Desk) -> String {
    if desk.draft.title.is_empty() { l.t("programme-untitled").to_owned() } else { desk.draft.title.clone() }
}

impl Page for PartPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let desk = super::desk::sample_desk("draft");
        let visitor = super::desk::sample_visitor(l);
        let places = [
            "programme",
            "type[0]",
            "type[0].indicator[0]",
            "rule[0]",
            "deadline[0]",
            "form[0]",
            "form[0].field[0]",
            "budget.category[8]",
            "payment",
            "paper",
            "",
        ];
        let changed = Refusal::new("place-changed").with("by", "陈彤");
        let page = |place: &&str| {
            let refusal = (*place == "rule[0]").then_some(&changed);
            let editable = *place != "deadline[0]";
            let page =
                PartPage::drawn(Shell::sample(l), "lz", &desk, place, refusal, editable, &visitor).ok();
            // The form itself is the applicants' page, with samples of its own.
            page.map(|page| PartPage { preview: String::new(), ..page })
        };
        places.iter().filter_map(page).collect()
    }
}

crate::page!(PartPage);
