//! One programme: in what state it is, whose turn it is, what is wrong, its parts, and what can be done with it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::programme::outline::{self, ROOT};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::programme::{Call, CallVersion, Draft};

use super::compare::{DifferenceView, differences};
use super::list::state_of;
use super::part::{ListView, lists};
use super::place::{FindingView, findings};
use super::{Answer, Visitor, base, named, rights};
use crate::actions::call::PublicCall;
use crate::actions::programme::{self as act, Desk, Listed, SHIPPED};
use crate::locale::Locale;
use crate::state::App;
use crate::web::call::CallView;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};

/// The parts of a programme in the order in which an office thinks of them: message key, keys of the file.
const CHAPTERS: [(&str, &[&str]); 7] = [
    ("programme-chapter-notice", &["programme", "deadline", "submission", "paper", "enclosure", "contact"]),
    ("programme-chapter-types", &["group", "type", "final_numbers"]),
    ("programme-chapter-who", &["rule", "limit", "repeat", "priority"]),
    ("programme-chapter-forms", &["form"]),
    ("programme-chapter-money", &["budget", "payment"]),
    ("programme-chapter-steps", &["step", "rubric", "filing", "changes"]),
    ("programme-chapter-results", &["deliverable"]),
];

/// One programme on the desk.
#[derive(Template)]
#[template(path = "programme/desk.html")]
pub struct ProgrammePage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    all: String,
    title: String,
    code: String,
    state: &'static str,
    version: i64,
    edited: String,
    note: String,
    reason: String,
    notice: String,
    errors: usize,
    warnings: usize,
    findings: Vec<FindingView>,
    chapters: Vec<(&'static str, Vec<ListView>)>,
    forms: Vec<(String, String)>,
    differences: Vec<DifferenceView>,
    versions: Vec<(String, String)>,
    call: String,
    editable: bool,
    writes: bool,
    approves: bool,
    own: bool,
}

/// The public page of a programme that is not published yet.
#[derive(Template)]
#[template(path = "programme/page.html")]
pub struct DraftCallPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    call: CallView,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let shell = Shell::within(&app, &visitor, &association);
    let own = visitor.actor.account.map(Id::as_i64) == Some(desk.draft.edited_by);
    page::show(&ProgrammePage::of(
        shell,
        &association,
        &desk,
        rights(&visitor, &association),
        own,
        visitor.now,
    ))
}

/// The call page as it would be published.
pub async fn page(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let public = would_be(&desk, visitor.now).ok_or_else(|| Refusal::new("programme-not-readable"))?;
    let shell = Shell::within(&app, &visitor, &association);
    let call = CallView::of(visitor.l, &public, visitor.now);
    page::show(&DraftCallPage { l: visitor.l, shell, base: base(&association, desk.draft.id), call })
}

/// The call that publication would make.
fn would_be(desk: &Desk, now: Timestamp) -> Option<PublicCall> {
    let programme = desk.programme.clone()?;
    let draft = &desk.draft;
    let deadlines = programme.deadlines.iter().map(kexiang_core::programme::DeadlineRule::instant);
    let call = Call {
        association: draft.association.clone(),
        id: draft.id,
        code: draft.code.clone(),
        title: draft.title.clone(),
        programme: draft.id,
        version: 1,
        opens_at: programme.submission.opens.map_or(now, |m| m.opens()),
        closes_at: deadlines.max().unwrap_or(now),
        published_at: now,
    };
    Some(PublicCall { call, programme: Arc::new(programme), versions: Arc::default(), before: None })
}

impl ProgrammePage {
    fn of(
        shell: Shell,
        association: &str,
        desk: &Desk,
        (writes, approves): (bool, bool),
        own: bool,
        now: Timestamp,
    ) -> Self {
        let l = shell.l;
        let draft = &desk.draft;
        let base = base(association, draft.id);
        let views = findings(l, &base, &desk.tree, &desk.findings);
        let mut all = lists(l, &base, desk, "", &ROOT, &views);
        let mut take = |key: &&str| all.iter().position(|list| list.key == *key).map(|n| all.swap_remove(n));
        let chapters = CHAPTERS.map(|(word, keys)| (word, keys.iter().filter_map(&mut take).collect()));
        let listed = Listed { draft: draft.clone(), call: desk.call.clone() };
        let call = desk.call.as_ref().map(|c| format!("/associations/{association}/calls/{}", c.code));
        let forms = desk.tree.get("form").and_then(serde_json::Value::as_array).into_iter().flatten();
        let before = desk.published().filter(|v| v.body != draft.body);
        ProgrammePage {
            all: format!("/office/{association}/programmes"),
            title: if draft.title.is_empty() {
                l.t("programme-untitled").to_owned()
            } else {
                draft.title.clone()
            },
            code: draft.code.clone(),
            state: state_of(&listed, now),
            version: draft.version,
            edited: format!("{} {}", draft.edited_by_name, time::short(draft.edited_at)),
            note: draft.review_note.clone(),
            reason: draft.amendment_reason.clone(),
            notice: draft.amendment_notice.clone(),
            errors: desk.errors(),
            warnings: desk.findings.len() - desk.errors(),
            findings: views,
            chapters: chapters.into(),
            forms: forms
                .enumerate()
                .map(|(n, form)| {
                    let name = outline::title_of(form).unwrap_or_default().to_owned();
                    (format!("{base}/forms/{n}"), name)
                })
                .collect(),
            differences: before.map(|v| differences(l, &v.body, &draft.body)).unwrap_or_default(),
            versions: desk.versions.iter().map(|v| version_line(l, &call, v)).collect(),
            call: call.unwrap_or_default(),
            editable: writes && draft.state == "draft",
            writes,
            approves,
            own,
            base,
            shell,
            l,
        }
    }
}

/// A published version in one line, with the page where it stays readable.
fn version_line(l: &Locale, call: &Option<String>, v: &CallVersion) -> (String, String) {
    let kind = l.word("call-version", &v.kind);
    let parts = [kind, time::long(v.published_at), v.notice.clone(), v.reason.clone()];
    let words = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("　");
    (format!("{}/versions/{}", call.as_deref().unwrap_or_default(), v.version), words)
}

/// A programme on the desk for the samples of pages.
pub(super) fn sample_desk(state: &str) -> Desk {
    let now = time::instant(jiff::civil::date(2026, 3, 2).at(9, 0, 0, 0));
    let body = SHIPPED[0].1.to_owned();
    let (programme, findings) = kexiang_core::programme::examine(&body, now).unwrap_or_default();
    Desk {
        tree: outline::read(&body).unwrap_or_default(),
        programme,
        findings,
        draft: Draft {
            association: "lz".into(),
            id: Id::at(now, 7),
            code: "lz-2026".into(),
            title: "2026年柳州市科协“科创赋能”项目".into(),
            state: state.into(),
            body,
            version: 3,
            edited_by: 5,
            edited_by_name: "陈彤".into(),
            edited_at: now,
            review_note: String::new(),
            amendment: String::new(),
            amendment_reason: String::new(),
            amendment_notice: String::new(),
            origin: String::new(),
        },
        call: None,
        versions: Vec::new(),
    }
}

/// A visitor for the samples of pages.
pub(super) fn sample_visitor(l: &'static Locale) -> Visitor {
    let now = time::instant(jiff::civil::date(2026, 3, 2).at(9, 0, 0, 0));
    Visitor::unknown(crate::web::visitor::Stranger {
        now,
        request_id: "sample".into(),
        ip: String::new(),
        looks: crate::web::looks::Looks { language: l.language(), ..Default::default() },
        path: "/sample".into(),
    })
}

impl Page for ProgrammePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let now = time::instant(jiff::civil::date(2026, 3, 2).at(9, 0, 0, 0));
        let page =
            |desk: &Desk, rights, own| ProgrammePage::of(Shell::sample(l), "lz", desk, rights, own, now);
        let mut unfinished = sample_desk("draft");
        unfinished.draft.review_note = "支持额度与通知不符，请核对。".into();
        unfinished.draft.title.clear();
        unfinished.draft.body = "schema = 1\n\n[programme]\ncode = \"x\"\n\n[[type]]\nname = \"一\"\n".into();
        unfinished.tree = outline::read(&unfinished.draft.body).unwrap_or_default();
        (unfinished.programme, unfinished.findings) =
            kexiang_core::programme::examine(&unfinished.draft.body, now).unwrap_or_default();
        let mut amending = sample_desk("review");
        let published = CallVersion {
            version: 1,
            kind: "publication".into(),
            reason: String::new(),
            notice: String::new(),
            body: amending.draft.body.replace("2026-03-31T17:00", "2026-03-20T17:00"),
            body_hash: String::new(),
            author: "陈彤".into(),
            approver: "韦强".into(),
            published_at: now,
        };
        amending.call = would_be(&amending, now).map(|p| p.call);
        amending.versions = vec![published];
        amending.draft.amendment = "extension".into();
        amending.draft.amendment_reason = "应申报单位要求".into();
        amending.draft.amendment_notice = "柳科协字〔2026〕9号".into();
        vec![
            page(&sample_desk("draft"), (true, false), true),
            page(&unfinished, (true, true), true),
            page(&sample_desk("review"), (true, true), false),
            page(&amending, (false, true), false),
            page(&sample_desk("published"), (true, false), false),
        ]
    }
}

impl Page for DraftCallPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page =
            |call| DraftCallPage { l, shell: Shell::sample(l), base: "/office/lz/programmes/1".into(), call };
        CallView::samples(l).into_iter().map(page).collect()
    }
}

crate::page!(ProgrammePage);
crate::page!(DraftCallPage);
