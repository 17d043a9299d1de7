//! The contract on paper (合同书、任务书): generated from its terms as PDF with code and QR on every page, and as DOCX with the
//! same words (X06, L07).

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use kexiang_core::capital::capital;
use kexiang_core::contract::{Instalment, Party, Terms};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::docx;
use kexiang_documents::letter::{
    Align, ApplicationLabels, ApplicationSheet, Cell, Column, Content, Cover, Labelled, Listing, Mark, Row,
    Section, Signature,
};
use kexiang_store::contract::Contract;

use super::parts;
use crate::actions::Fault;
use crate::actions::project::{self, ProjectFile};
use crate::locale::Locale;
use crate::state::App;
use crate::web::{Answer, Visitor};

type Of = Path<(String, Id, i64)>;

/// `GET …/contract/{n}/contract.pdf`
pub(super) async fn pdf(State(app): State<App>, visitor: Visitor, Path((association, id, n)): Of) -> Answer {
    let (sheet, name) = made(&app, &visitor, &association, id, n).await?;
    crate::web::panel::paper::pdf(sheet, &visitor, &name).await
}

/// `GET …/contract/{n}/contract.docx`
pub(super) async fn docx(State(app): State<App>, visitor: Visitor, Path((association, id, n)): Of) -> Answer {
    let (sheet, name) = made(&app, &visitor, &association, id, n).await?;
    let bytes = docx::write(&sheet).map_err(|e| Fault::new("writing a contract", e))?;
    let name: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}.docx")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

async fn made(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: Id,
    n: i64,
) -> Result<(ApplicationSheet, String), crate::actions::Failure> {
    let file = project::view(app, &visitor.ctx(), association, id).await?;
    let c = file.contracts.iter().find(|c| c.version == n).ok_or_else(|| Refusal::new("not-found"))?;
    let name = format!("{}_{}", c.number, c.terms.taker.name);
    Ok((contract_sheet(visitor.l, &file, c), name))
}

/// A contract as data for the printed page: a draft with its watermark, an issued one with code and QR.
pub(crate) fn contract_sheet(l: &Locale, file: &ProjectFile, c: &Contract) -> ApplicationSheet {
    let t = &c.terms;
    let print = Print { l, file, t };
    ApplicationSheet {
        title: t.name.clone(),
        caption: None,
        subtitle: Some(format!("（{}：{}）", l.t("project-contract-number"), c.number)),
        filled_on: None,
        cover: Some(print.cover(c)),
        sections: vec![
            print.parties(),
            print.work(),
            print.targets(),
            print.budget(),
            print.plan(),
            print.bank(),
            print.clauses(),
            print.articles(),
            print.signatures(),
        ],
        footnote: None,
        mark: mark(l, c),
        labels: ApplicationLabels { continued: l.t("paper-continued").to_owned() },
    }
}

fn mark(l: &Locale, c: &Contract) -> Mark {
    let mut lines = vec![Labelled::new(l.t("project-contract-number"), &c.number)];
    let issued = !c.code.is_empty();
    if issued {
        lines.push(Labelled::new(l.t("paper-version-code"), &c.code));
    }
    let code = c.code.replace('-', "");
    Mark {
        lines,
        page: l.t("paper-page").to_owned(),
        qr: issued.then(|| format!("kexiang:{}:{}:{code}:{}", c.association, c.number, c.hash)),
        watermark: (!issued).then(|| l.t("paper-draft").to_owned()),
    }
}

struct Print<'a> {
    l: &'a Locale,
    file: &'a ProjectFile,
    t: &'a Terms,
}

/// An empty cell of a contract is filled (domain §2.4).
fn filled(text: &str) -> String {
    if text.trim().is_empty() { "—".to_owned() } else { text.to_owned() }
}

impl Print<'_> {
    fn word(&self, key: &str) -> String {
        self.l.t(key).to_owned()
    }

    fn cover(&self, c: &Contract) -> Cover {
        let pair = |key: &str, value: &str| Labelled::new(self.l.t(key), value);
        let (from, to) = (time::long_date(self.t.starts_on), time::long_date(self.t.ends_on));
        Cover {
            number: format!("{}：{}", self.l.t("project-contract-number"), c.number),
            heading: Some(self.file.programme.programme.title.clone()),
            title: self.t.name.clone(),
            fields: vec![
                pair("paper-project", &self.t.title),
                pair("project-giver", &self.t.giver.name),
                pair("project-taker", &self.t.taker.name),
                pair("project-leader", &self.t.leader),
                pair("project-period", &format!("{from}—{to}")),
            ],
            issuer: vec![self.t.giver.name.clone()],
        }
    }

    fn section(&self, key: &str, columns: Vec<u16>, rows: Vec<Row>) -> Section {
        Section { heading: Some(self.word(key)), note: None, columns, rows }
    }

    fn row(&self, key: &str, value: &str) -> Row {
        let text = Content::Text { text: filled(value), align: Align::Left };
        Row::new([Cell::label(self.l.t(key)), Cell::new(text)])
    }

    fn parties(&self) -> Section {
        let side = |key: &str, p: &Party| {
            vec![
                self.row(key, &p.name),
                self.row("project-credit-code", &p.credit_code),
                self.row("project-party-address", &p.address),
                self.row("project-party-contact", &[p.contact.as_str(), p.phone.as_str()].join("　")),
            ]
        };
        let mut rows = side("project-giver", &self.t.giver);
        rows.extend(side("project-taker", &self.t.taker));
        rows.push(self.row("project-joint", &self.t.joint.join("、")));
        rows.push(self.row("project-leader", &self.t.leader));
        rows.push(self.row("project-number", &self.t.project));
        if !self.t.basis.is_empty() {
            rows.push(self.row("project-contract-basis", &self.t.basis));
        }
        self.section("contract-part-1", vec![24, 76], rows)
    }

    fn work(&self) -> Section {
        let mut rows: Vec<Row> = self
            .t
            .sections
            .iter()
            .map(|s| Row::new([Cell::label(&s.title), Cell::long(filled(&s.text), None)]))
            .collect();
        if rows.is_empty() {
            rows.push(self.row("paper-project", &self.t.title));
        }
        self.section("contract-part-2", vec![24, 76], rows)
    }

    fn listing(
        &self,
        columns: &[(&str, u16, Align)],
        rows: Vec<Vec<String>>,
        end: Option<Vec<String>>,
        note: Option<String>,
    ) -> Row {
        let column = |(key, width, align): &(&str, u16, Align)| Column::new(self.l.t(key), *width, *align);
        Row::new([Cell::new(Content::Listing(Listing {
            unit: None,
            columns: columns.iter().map(column).collect(),
            rows,
            merge: 0,
            totals: end,
            note,
        }))])
    }

    fn targets(&self) -> Section {
        let row = |(n, t): (usize, &kexiang_core::project::Target)| {
            let mark = t.mark.as_ref().map(|m| format!("{}{}{}", m.op.sign(), m.value, m.unit));
            vec![n.to_string(), t.name.clone(), filled(&mark.unwrap_or_default()), filled(&t.promise)]
        };
        let columns = [
            ("desk-register-index", 8, Align::Center),
            ("project-target", 46, Align::Left),
            ("project-mark", 18, Align::Center),
            ("project-promise", 28, Align::Left),
        ];
        let rows = (1..).zip(&self.t.targets).map(row).collect();
        self.section("contract-part-3", vec![100], vec![self.listing(&columns, rows, None, None)])
    }

    fn budget(&self) -> Section {
        let rules = &self.file.programme.budget;
        let grant = rules.grant_source().map(|s| s.id.as_str()).unwrap_or_default();
        let sums = |b: &kexiang_core::application::BudgetLine| {
            let own = b.sums.get(grant).copied().unwrap_or_default();
            let all: Fen = b.sums.values().sum();
            (own, all - own)
        };
        let row = |b: &kexiang_core::application::BudgetLine| {
            let name = rules.category(&b.category).map_or(b.category.as_str(), |c| &c.name);
            let (own, other) = sums(b);
            vec![name.to_owned(), filled(&b.note), own.yuan(), other.yuan()]
        };
        let own: Fen = self.t.budget.iter().map(|b| sums(b).0).sum();
        let other: Fen = self.t.budget.iter().map(|b| sums(b).1).sum();
        let columns = [
            ("project-category", 26, Align::Left),
            ("project-purpose", 38, Align::Left),
            ("contract-own-money", 18, Align::Right),
            ("contract-other-money", 18, Align::Right),
        ];
        let end = vec![self.word("desk-register-sum"), "—".to_owned(), own.yuan(), other.yuan()];
        let words = [
            ("amount", &self.t.amount.yuan() as &dyn std::fmt::Display),
            ("capitals", &capital(self.t.amount)),
        ];
        let note = self.l.tf("contract-amount", &words);
        let rows: Vec<_> = self.t.budget.iter().map(row).collect();
        let end = (!rows.is_empty()).then_some(end);
        self.section("contract-part-4", vec![100], vec![self.listing(&columns, rows, end, Some(note))])
    }

    fn plan(&self) -> Section {
        let row = |(n, i): (i64, &Instalment)| {
            let gate = self.l.word("gate", i.gate.code());
            let gate = if i.condition.is_empty() { gate } else { format!("{gate}：{}", i.condition) };
            let due = i.due_on.map(time::long_date).unwrap_or_default();
            vec![self.l.tf("project-instalment-n", &[("n", &n)]), gate, filled(&due), i.amount.yuan()]
        };
        let columns = [
            ("project-instalment", 14, Align::Center),
            ("project-gate", 46, Align::Left),
            ("project-due", 20, Align::Center),
            ("project-amount", 20, Align::Right),
        ];
        let rows = (1..).zip(&self.t.instalments).map(row).collect();
        let sum: Fen = self.t.instalments.iter().map(|i| i.amount).sum();
        let end = vec![self.word("desk-register-sum"), "—".to_owned(), "—".to_owned(), sum.yuan()];
        self.section("contract-part-5", vec![100], vec![self.listing(&columns, rows, Some(end), None)])
    }

    fn bank(&self) -> Section {
        let b = &self.t.bank;
        let rows = vec![
            self.row("project-bank-holder", &b.holder),
            self.row("project-bank-name", &b.name),
            self.row("project-bank-account", &b.account),
        ];
        self.section("contract-part-6", vec![24, 76], rows)
    }

    fn clauses(&self) -> Section {
        let notice = parts::notice(self.file);
        let rows: Vec<Row> = self
            .t
            .clauses
            .iter()
            .map(|c| Row::new([Cell::label(parts::place(c, notice)), Cell::long(&c.says, None)]))
            .collect();
        let rows = if rows.is_empty() { vec![self.row("project-clauses", "")] } else { rows };
        self.section("contract-part-7", vec![30, 70], rows)
    }

    fn articles(&self) -> Section {
        let numbered = (1..).zip(&self.t.articles).map(|(n, a): (usize, &String)| format!("{n}. {a}"));
        let text = numbered.collect::<Vec<_>>().join("\n");
        self.section("contract-part-8", vec![100], vec![Row::new([Cell::long(text, None)])])
    }

    fn signatures(&self) -> Section {
        let block = |key: &str, p: &Party, signers: &[&str]| Signature {
            party: Some(format!("{}：{}", self.l.t(key), p.name)),
            statement: None,
            signers: signers.iter().map(|s| self.word(s)).collect(),
            seal: Some(self.word("contract-seal")),
            date: Some(self.word("contract-date")),
        };
        let blocks = vec![
            block("project-giver", &self.t.giver, &["contract-signer-giver"]),
            block(
                "project-taker",
                &self.t.taker,
                &["contract-signer-leader", "contract-signer-head", "contract-signer-finance"],
            ),
        ];
        let cell = Cell::new(Content::Signatures { blocks });
        self.section("contract-part-9", vec![100], vec![Row::new([cell])])
    }
}
