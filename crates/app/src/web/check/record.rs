//! The record of a decision (审查记录), to read and to print: what was decided, on what it rested, every override with its
//! reason, and whether the stored words still match their hash.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::canonical::ContentHash;
use kexiang_core::programme::Clause;
use kexiang_core::time;
use kexiang_store::check::Record;
use serde::Deserialize;
use serde_json::{Value, json};

use super::view::place;
use super::{address, id, sample};
use crate::actions::application::CaseFile;
use crate::actions::check;
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::{Answer, Visitor};
use kexiang_core::refusal::Refusal;

/// The record of a decision.
#[derive(Template)]
#[template(path = "check/record.html")]
pub struct RecordPage {
    l: &'static Locale,
    shell: Shell,
    desk: String,
    base: String,
    n: i64,
    pub(super) number: String,
    pub(super) what: String,
    pub(super) facts: Vec<(String, String)>,
    pub(super) items: Vec<ItemRow>,
    pub(super) overrides: Vec<ItemRow>,
    defects: Vec<DefectRow>,
    pub(super) hash: String,
    genuine: bool,
}

/// An item as it stood when the decision was made.
pub struct ItemRow {
    pub(super) name: String,
    pub(super) clause: String,
    pub(super) verdict: String,
    pub(super) reason: String,
    pub(super) by: String,
}

/// A defect as it was named.
pub struct DefectRow {
    label: String,
    problem: String,
    demand: String,
    says: String,
    place: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application, n)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let n = n.parse().map_err(|_| Refusal::new("not-found"))?;
    let (case, record) = check::record_of(&app, &visitor.ctx(), &association, id(&application)?, n).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = (asked.done == "decided").then(|| visitor.l.t("check-decided").to_owned());
    page::show(&RecordPage::of(shell, &case, &record))
}

impl RecordPage {
    pub(super) fn of(shell: Shell, case: &CaseFile, record: &Record) -> Self {
        let l = shell.l;
        let a = &case.application;
        let body = &record.body;
        let programme = &case.programme.programme;
        let notice = programme.document_number.as_deref().unwrap_or(&programme.notice);
        let look = Look { l, case, notice };
        let list = |name: &str| body.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        RecordPage {
            desk: format!("/associations/{}/desk?call={}", a.association, case.call.code),
            base: address(&a.association, &a.id.to_string()),
            n: record.n,
            number: a.number.clone(),
            what: l.word("step", &record.command),
            facts: facts(l, case, record),
            items: list("items").iter().map(|v| look.item(v)).collect(),
            overrides: list("overrides").iter().map(|v| look.overridden(v)).collect(),
            defects: list("defects").iter().map(|v| look.defect(v)).collect(),
            genuine: ContentHash::of_value(body).is_ok_and(|hash| hash.to_string() == record.body_hash),
            hash: record.body_hash.clone(),
            l,
            shell,
        }
    }
}

/// Head of the record, in words.
fn facts(l: &Locale, case: &CaseFile, record: &Record) -> Vec<(String, String)> {
    let body = &record.body;
    let a = &case.application;
    let fact = |key: &str, value: String| (l.t(key).to_owned(), value);
    let reason = match text(body, "reason") {
        "" => String::new(),
        code => l.word("check-reason", code),
    };
    vec![
        fact("check-application", format!("{} {}", a.number, text(body, "title"))),
        fact("desk-column-organisation", text(body, "organisation").to_owned()),
        fact("check-fact-code", text(body, "version_code").to_owned()),
        fact("check-fact-from", state(l, text(body, "from"))),
        fact("check-fact-to", state(l, text(body, "to"))),
        fact("check-refuse-reason", reason),
        fact("check-note", text(body, "note").to_owned()),
        fact("check-fact-due", text(body, "correction_due").to_owned()),
        fact("check-fact-by", record.decided_by.clone()),
        fact("check-fact-at", time::exact(record.decided_at)),
    ]
}

fn state(l: &Locale, code: &str) -> String {
    if code.is_empty() { String::new() } else { l.word("state", code) }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn clause(value: &Value) -> Option<Clause> {
    serde_json::from_value(value.get("clause")?.clone()).ok()
}

struct Look<'a> {
    l: &'static Locale,
    case: &'a CaseFile,
    notice: &'a str,
}

impl Look<'_> {
    fn item(&self, value: &Value) -> ItemRow {
        let none = Value::Null;
        let judged = value.get("judged").unwrap_or(&none);
        ItemRow {
            name: self.name(value),
            clause: self.clause_words(value),
            verdict: self.l.word("check-mark", text(value, "mark")),
            reason: text(judged, "reason").to_owned(),
            by: [text(judged, "by"), text(judged, "at")].join(" ").trim().to_owned(),
        }
    }

    fn overridden(&self, value: &Value) -> ItemRow {
        ItemRow {
            name: self.name(value),
            clause: self.clause_words(value),
            verdict: String::new(),
            reason: text(value, "reason").to_owned(),
            by: [text(value, "by"), text(value, "at")].join(" ").trim().to_owned(),
        }
    }

    fn defect(&self, value: &Value) -> DefectRow {
        let field = self.case.form().field(text(value, "field"));
        let clause = clause(value);
        DefectRow {
            label: field.map_or_else(|| self.l.t("check-whole").to_owned(), |f| f.label.clone()),
            problem: text(value, "problem").to_owned(),
            demand: text(value, "demand").to_owned(),
            says: clause.as_ref().map(|c| c.says.clone()).unwrap_or_default(),
            place: clause.as_ref().map(|c| place(c, self.notice)).unwrap_or_default(),
        }
    }

    fn name(&self, value: &Value) -> String {
        super::view::item_name(self.l, self.case, text(value, "id"), clause(value).as_ref())
    }

    fn clause_words(&self, value: &Value) -> String {
        clause(value).map(|c| format!("{}（{}）", c.says, place(&c, self.notice))).unwrap_or_default()
    }
}

impl Page for RecordPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let case = sample::case(kexiang_core::application::State::Returned);
        let clause = json!({ "notice": null, "at": "三（一）", "says": "同一单位申报项目原则上不超过2个。" });
        let said = json!({ "verdict": "overridden", "reason": "前两项为县级联合项目", "by": "陈彤", "at": "2026-04-01 09:12:30.000" });
        let body = json!({
            "title": case.application.title, "organisation": case.application.organisation_name,
            "version_code": "3F2A9-0B71C", "from": "submitted", "to": "returned", "reason": "", "note": "",
            "correction_due": "2026-04-08 24:00:00.000",
            "items": [{ "id": "two-per-organisation", "mark": "overridden", "clause": clause, "judged": said }],
            "overrides": [{ "id": "two-per-organisation", "clause": clause, "reason": "前两项为县级联合项目", "by": "陈彤", "at": "2026-04-01" }],
            "defects": [{ "field": "plan", "problem": "未写明备案计划", "clause": clause, "demand": "请写明备案时间" }],
        });
        let hash = ContentHash::of_value(&body).map(|h| h.to_string()).unwrap_or_default();
        let record = |hash: String| Record {
            n: 1,
            command: "return-check".into(),
            body: body.clone(),
            body_hash: hash,
            decided_by: "陈彤".into(),
            decided_at: case.application.changed_at,
        };
        let page = |hash| RecordPage::of(Shell::sample(l), &case, &record(hash));
        vec![page(hash), page("0".repeat(64))]
    }
}

crate::page!(RecordPage);
