//! The acceptance form on paper (验收表): as it was handed in, with what was found and concluded, as PDF and DOCX.

use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use kexiang_core::acceptance::{FormRow, score};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::docx;
use kexiang_documents::letter::{
    Align, ApplicationLabels, ApplicationSheet, Cell, Column, Content, Labelled, Listing, Mark, Row, Section,
    Signature,
};
use kexiang_store::acceptance::Acceptance;

use super::unwritten;
use super::view::{hundredths, percent, reached};
use crate::actions::acceptance::{self, AcceptanceFile};
use crate::locale::{Locale, progress};
use crate::state::App;
use crate::web::panel::paper::download;
use crate::web::{Answer, Failure, Visitor};

type Of = Path<(String, Id, i64)>;

/// `GET …/acceptance/{round}/form.pdf`
pub(super) async fn pdf(State(app): State<App>, visitor: Visitor, Path((association, id, n)): Of) -> Answer {
    let (sheet, name) = made(&app, &visitor, &association, id, n).await?;
    crate::web::panel::paper::pdf(sheet, &visitor, &name).await
}

/// `GET …/acceptance/{round}/form.docx`
pub(super) async fn docx(State(app): State<App>, visitor: Visitor, Path((association, id, n)): Of) -> Answer {
    let (sheet, name) = made(&app, &visitor, &association, id, n).await?;
    let bytes = docx::write(&sheet).map_err(unwritten)?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(download(kind, "attachment", &format!("{name}.docx"), bytes).into_response())
}

async fn made(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
    n: i64,
) -> Result<(ApplicationSheet, String), Failure> {
    let desk = acceptance::view(app, &visitor.ctx(), association, id).await?;
    let a = desk.rounds.iter().find(|a| a.round == n).ok_or_else(|| Refusal::new("not-found"))?;
    let name = format!("{}_{}", a.form.number, visitor.l.t("sheet-form"));
    Ok((sheet(visitor.l, &desk, a), name))
}

/// A round as data for the printed page.
pub(crate) fn sheet(l: &Locale, desk: &AcceptanceFile, a: &Acceptance) -> ApplicationSheet {
    let print = Print { l, desk, a };
    ApplicationSheet {
        title: l.t("sheet-form").to_owned(),
        caption: None,
        subtitle: Some(desk.file.programme.programme.title.clone()),
        filled_on: Some(
            l.tf("acceptance-paper-filled", &[("date", &time::long_date(time::beijing_date(a.applied_at)))]),
        ),
        cover: None,
        sections: vec![
            print.project(),
            print.indicators(),
            print.activities(),
            print.money(),
            print.papers(),
            print.findings(),
            print.signatures(),
        ],
        footnote: None,
        mark: Mark {
            lines: vec![
                Labelled::new(l.t("project-number"), &a.form.number),
                Labelled::new(l.t("sheet-hash"), &a.form_hash[..a.form_hash.len().min(16)]),
            ],
            page: l.t("paper-page").to_owned(),
            qr: None,
            watermark: None,
        },
        labels: ApplicationLabels { continued: l.t("paper-continued").to_owned() },
    }
}

struct Print<'a> {
    l: &'a Locale,
    desk: &'a AcceptanceFile,
    a: &'a Acceptance,
}

/// An empty cell of a form is filled (domain §2.4).
fn filled(text: &str) -> String {
    if text.trim().is_empty() { "—".to_owned() } else { text.to_owned() }
}

impl Print<'_> {
    fn section(&self, key: &str, columns: Vec<u16>, rows: Vec<Row>) -> Section {
        Section { heading: Some(self.l.t(key).to_owned()), note: None, columns, rows }
    }

    fn row(&self, key: &str, value: &str) -> Row {
        Row::new([Cell::label(self.l.t(key)), Cell::long(filled(value), None)])
    }

    fn listing(&self, columns: &[(&str, u16, Align)], rows: Vec<Vec<String>>, note: Option<String>) -> Row {
        let column = |(key, width, align): &(&str, u16, Align)| Column::new(self.l.t(key), *width, *align);
        Row::new([Cell::new(Content::Listing(Listing {
            unit: None,
            columns: columns.iter().map(column).collect(),
            rows,
            merge: 0,
            totals: None,
            note,
        }))])
    }

    fn project(&self) -> Section {
        let form = &self.a.form;
        let (first, last) = form.term;
        let rows = vec![
            self.row("paper-project", &form.title),
            self.row("project-number", &form.number),
            self.row("sheet-organisation", &form.organisation),
            self.row("project-leader", &form.leader),
            self.row("project-period", &format!("{}—{}", time::long_date(first), time::long_date(last))),
            self.row("acceptance-summary", &form.summary),
        ];
        self.section("acceptance-part-1", vec![22, 78], rows)
    }

    fn indicators(&self) -> Section {
        let (form, points) = (&self.a.form, score(&self.a.form));
        let said = |r: &FormRow| self.a.verdicts.iter().find(|v| v.id == r.id);
        let row = |(n, (r, points)): (usize, (&FormRow, &Option<u64>))| {
            let verdict = said(r).map(|v| {
                let word = self.l.word("acceptance-accepted", if v.accepted { "yes" } else { "no" });
                [word, v.words.clone()].join(" ").trim().to_owned()
            });
            let proofs = r.proofs.join("、");
            let words = [proofs.as_str(), r.words.as_str()]
                .iter()
                .filter(|t| !t.is_empty())
                .copied()
                .collect::<Vec<_>>();
            vec![
                n.to_string(),
                r.name.clone(),
                filled(&r.mark.as_ref().map(progress::mark).unwrap_or_default()),
                reached(self.l, r),
                filled(&points.map(hundredths).unwrap_or_default()),
                filled(&words.join("；")),
                filled(&verdict.unwrap_or_default()),
            ]
        };
        let columns = [
            ("sheet-index", 6, Align::Center),
            ("sheet-required", 26, Align::Left),
            ("sheet-mark", 11, Align::Center),
            ("sheet-reached", 11, Align::Center),
            ("acceptance-column-score", 10, Align::Center),
            ("acceptance-column-proof", 22, Align::Left),
            ("acceptance-column-verdict-row", 14, Align::Left),
        ];
        let grade = self.l.word("acceptance-grade", points.grade.code());
        let args: [(&str, &dyn std::fmt::Display); 4] = [
            ("share", &percent(form.completion)),
            ("score", &hundredths(points.total)),
            ("money", &hundredths(points.money)),
            ("grade", &grade),
        ];
        let note = self.l.tf("acceptance-score-line", &args);
        let rows = (1..).zip(form.rows.iter().zip(&points.rows)).map(row).collect();
        self.section("acceptance-part-2", vec![100], vec![self.listing(&columns, rows, Some(note))])
    }

    fn activities(&self) -> Section {
        let row = |(n, (on, title, people)): (usize, &(jiff::civil::Date, String, i64))| {
            vec![n.to_string(), time::long_date(*on), title.clone(), people.to_string()]
        };
        let columns = [
            ("sheet-index", 8, Align::Center),
            ("archive-column-on", 24, Align::Center),
            ("archive-column-title", 52, Align::Left),
            ("archive-column-people", 16, Align::Center),
        ];
        let rows: Vec<_> = (1..).zip(&self.a.form.activities).map(row).collect();
        let none = rows.is_empty().then(|| self.l.t("acceptance-no-activities").to_owned());
        self.section("acceptance-part-3", vec![100], vec![self.listing(&columns, rows, none)])
    }

    fn money(&self) -> Section {
        let m = &self.a.form.money;
        let row = |line: &kexiang_core::acceptance::MoneyLine| {
            vec![line.name.clone(), line.budget.yuan(), line.spent.yuan(), (line.budget - line.spent).yuan()]
        };
        let columns = [
            ("project-category", 34, Align::Left),
            ("project-line-budget", 22, Align::Right),
            ("project-line-spent", 22, Align::Right),
            ("project-line-left", 22, Align::Right),
        ];
        let sums = [
            ("approved", &m.approved.yuan() as &dyn std::fmt::Display),
            ("received", &m.received.yuan()),
            ("spent", &m.spent.yuan()),
        ];
        let note = self.l.tf("sheet-money-line", &sums);
        let rows = m.lines.iter().map(row).collect();
        self.section("acceptance-part-4", vec![100], vec![self.listing(&columns, rows, Some(note))])
    }

    fn papers(&self) -> Section {
        let row = |p: &kexiang_core::acceptance::Paper| {
            let kind = self.l.word("acceptance-paper", p.kind.code());
            vec![kind, p.name.clone(), p.sha256.clone()]
        };
        let columns = [
            ("acceptance-column-kind", 18, Align::Center),
            ("archive-column-file", 32, Align::Left),
            ("sheet-hash", 50, Align::Left),
        ];
        let rows: Vec<_> = self.a.form.papers.iter().map(row).collect();
        let none = rows.is_empty().then(|| self.l.t("acceptance-no-papers").to_owned());
        self.section("acceptance-part-5", vec![100], vec![self.listing(&columns, rows, none)])
    }

    fn findings(&self) -> Section {
        let found = |f: &kexiang_store::acceptance::Finding, word: &str| {
            format!("{word}　{}\n{} {}", f.words, f.name, time::short(f.at))
        };
        let money_word =
            |in_order: bool| self.l.word("acceptance-in-order", if in_order { "yes" } else { "no" });
        let substance = self.a.substance.as_ref().map(|f| found(f, "")).unwrap_or_default();
        let money = self.a.money.as_ref().map(|f| found(f, &money_word(f.in_order))).unwrap_or_default();
        let end = self.a.conclusion.as_ref().map(|c| {
            let verdict = self.l.word("acceptance-verdict", c.verdict.code());
            format!(
                "{verdict}（{}）　{}\n{} {}",
                percent(c.basis_points),
                self.a.reason,
                c.name,
                time::short(c.at)
            )
        });
        let rows = vec![
            self.row("sheet-substance", &substance).high(18),
            self.row("sheet-money", &money).high(18),
            self.row("acceptance-conclusion", &end.unwrap_or_default()).high(18),
        ];
        self.section("acceptance-part-6", vec![22, 78], rows)
    }

    fn signatures(&self) -> Section {
        let block = |party: &str, signers: &[&str]| Signature {
            party: Some(party.to_owned()),
            statement: None,
            signers: signers.iter().map(|s| self.l.t(s).to_owned()).collect(),
            seal: Some(self.l.t("contract-seal").to_owned()),
            date: Some(self.l.t("contract-date").to_owned()),
        };
        let giver = self.desk.file.contract().map(|c| c.terms.giver.name.clone()).unwrap_or_default();
        let blocks = vec![
            block(
                &self.a.form.organisation,
                &["sheet-leader", "contract-signer-head", "contract-signer-finance"],
            ),
            block(&giver, &["contract-signer-giver"]),
        ];
        let cell = Cell::new(Content::Signatures { blocks });
        self.section("acceptance-part-7", vec![100], vec![Row::new([cell])])
    }
}
