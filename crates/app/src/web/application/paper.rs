//! The application as PDF: looking like the notice's own form, every page carrying number, version code
//! and QR (L11, L12).

mod listing;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use kexiang_core::capital::capital;
use kexiang_core::programme::{self, Field, FieldKind};
use kexiang_core::time;
use kexiang_documents::letter::{
    Align, ApplicationLabels, ApplicationSheet, Cell, Content, Cover, Labelled, Mark, Row, Section,
    Signature, Tick,
};
use kexiang_documents::pdf::{Pdf, Settings, Sheet, Standard, render};

use super::{Shown, named};
use crate::actions::Fault;
use crate::actions::application::{self as act, CaseFile};
use crate::locale::Locale;
use crate::state::App;
use crate::web::Visitor;

/// `GET …/application.pdf`: a draft with its watermark, or the final version that is printed and sealed.
pub async fn application(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let case = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let sheet = application_sheet(visitor.l, &case);
    let is_final = sheet.mark.watermark.is_none();
    let standard = if is_final { Standard::Archive } else { Standard::Plain };
    let name = format!("{}_{}", number_or_draft(visitor.l, &case), case.application.organisation_name);
    answer(sheet, settings(&visitor, standard), &name).await
}

/// An application that is not kept anywhere, e.g. the empty form of a call, as PDF.
pub async fn application_pdf(visitor: &Visitor, case: &CaseFile, name: &str) -> Shown {
    answer(application_sheet(visitor.l, case), settings(visitor, Standard::Plain), name).await
}

pub fn settings(visitor: &Visitor, standard: Standard) -> Settings {
    Settings { standard, today: time::beijing_date(visitor.now) }
}

/// Typesetting leaves the async workers.
pub async fn answer<S: Sheet + Send + 'static>(sheet: S, settings: Settings, name: &str) -> Shown {
    let made = tokio::task::spawn_blocking(move || render(&sheet, settings)).await;
    let pdf: Pdf =
        made.map_err(|e| Fault::new("typesetting", e))?.map_err(|e| Fault::new("typesetting", e))?;
    let name: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename*=UTF-8''{name}.pdf")),
    ];
    Ok((headers, pdf.bytes).into_response())
}

/// A form that nobody has begun, to be looked at or written on by hand.
fn is_blank(case: &CaseFile) -> bool {
    case.application.organisation_name.is_empty()
}

fn number_or_draft(l: &Locale, case: &CaseFile) -> String {
    match case.application.number.as_str() {
        "" if is_blank(case) => String::new(),
        "" => l.t("paper-draft").to_owned(),
        number => number.to_owned(),
    }
}

/// Whether the printed version is the valid one: frozen, and paper is due.
fn is_final(case: &CaseFile) -> bool {
    !case.application.version_code.is_empty()
        && matches!(case.application.paper_state.as_str(), "due" | "received" | "accepted")
}

pub fn mark(l: &Locale, case: &CaseFile) -> Mark {
    let a = &case.application;
    let mut lines = vec![Labelled::new(l.t("paper-number"), number_or_draft(l, case))];
    let valid = is_final(case);
    if valid {
        lines.push(Labelled::new(l.t("paper-version-code"), &a.version_code));
    }
    Mark {
        lines,
        page: l.t("paper-page").to_owned(),
        qr: valid.then(|| {
            format!(
                "kexiang:{}:{}:{}:{}",
                a.association,
                a.number,
                a.version_code.replace('-', ""),
                a.content_hash
            )
        }),
        watermark: (!valid)
            .then(|| l.t(if is_blank(case) { "paper-blank" } else { "paper-draft" }).to_owned()),
    }
}

/// The form as data for the printed page.
pub fn application_sheet(l: &Locale, case: &CaseFile) -> ApplicationSheet {
    let form = case.form();
    let print = Print { l, case };
    let written = case.application.submitted_at.or(Some(case.application.changed_at));
    let date = written.filter(|_| !is_blank(case)).map(time::beijing_date);
    ApplicationSheet {
        title: form.title.clone(),
        caption: None,
        subtitle: form.subtitle.as_deref().map(|s| s.replace("{type}", &case.application.type_code)),
        filled_on: form
            .dated
            .then(|| l.tf("paper-filled-on", &[("date", &date.map(time::long_date).unwrap_or_default())])),
        cover: form.cover.then(|| print.cover(date)),
        sections: form.sections.iter().map(|s| print.section(s)).collect(),
        footnote: None,
        mark: mark(l, case),
        labels: ApplicationLabels { continued: l.t("paper-continued").to_owned() },
    }
}

struct Print<'a> {
    l: &'a Locale,
    case: &'a CaseFile,
}

impl Print<'_> {
    fn cover(&self, date: Option<jiff::civil::Date>) -> Cover {
        let a = &self.case.application;
        let row = |key: &str, value: &str| Labelled::new(self.l.t(key), value);
        let day = date.map(time::long_date).unwrap_or_default();
        Cover {
            number: a.number.clone(),
            heading: Some(self.case.programme.programme.title.clone()),
            title: self.case.form().title.clone(),
            fields: vec![
                row("paper-project", if is_blank(self.case) { "" } else { &a.title }),
                row("paper-type", &self.case.project_type().name),
                row("paper-organisation", &a.organisation_name),
                row("paper-leader", &a.leader),
                row("paper-date", &day),
            ],
            issuer: vec![self.case.programme.programme.issuer.clone()],
        }
    }

    fn section(&self, section: &programme::Section) -> Section {
        Section {
            heading: section.title.clone(),
            note: None,
            columns: section.columns.iter().map(|c| u16::try_from(*c).unwrap_or(1)).collect(),
            rows: section.rows.iter().map(|r| self.row(r)).collect(),
        }
    }

    fn row(&self, cells: &[programme::Cell]) -> Row {
        let span = |n: u32| u16::try_from(n).unwrap_or(1);
        let made: Vec<Cell> = cells
            .iter()
            .map(|c| {
                let field = c.field.as_deref().and_then(|id| self.case.form().field(id));
                let content = match (field, &c.text) {
                    (Some(field), _) => self.content(field),
                    (None, text) => Content::Label { text: text.clone().unwrap_or_default() },
                };
                Cell::new(content).over(span(c.cols)).down(span(c.rows))
            })
            .collect();
        let long = made.iter().any(|c| matches!(c.content, Content::Long { .. }));
        let row = Row::new(made);
        if long { row.high(40) } else { row }
    }

    fn content(&self, field: &Field) -> Content {
        let answers = &self.case.answers;
        let text = || answers.text(&field.id).to_owned();
        match field.kind {
            FieldKind::Text => Content::Long { text: text(), hint: field.hint.clone() },
            FieldKind::Choice | FieldKind::Choices | FieldKind::TypeChoices | FieldKind::Tier => {
                self.ticks(field)
            }
            FieldKind::Amount => {
                let sum = answers.fen(&field.id);
                let text = sum.map(|f| {
                    self.l
                        .tf("paper-sum", &[("wan", &f.wan()), ("yuan", &f.yuan()), ("capital", &capital(f))])
                });
                Content::Text { text: text.unwrap_or_default(), align: Align::Left }
            }
            FieldKind::Budget => Content::Listing(self.budget(field)),
            FieldKind::Targets => Content::Listing(self.targets(field)),
            FieldKind::Joint => Content::Listing(self.partners()),
            FieldKind::Table => Content::Listing(self.table(field)),
            FieldKind::Files => Content::Listing(self.files(field)),
            FieldKind::Signature => Content::Signatures { blocks: self.signatures(field) },
            _ => Content::Text { text: breakable(&text()), align: Align::Left },
        }
    }

    fn ticks(&self, field: &Field) -> Content {
        let answers = &self.case.answers;
        let (text, texts) = (answers.text(&field.id), answers.texts(&field.id));
        let tick = |text_of: &str, value: &str| Tick {
            text: text_of.to_owned(),
            ticked: text == value || texts.contains(&value),
        };
        let project_type = self.case.project_type();
        let options = match field.kind {
            FieldKind::Tier => project_type.tiers.iter().map(|t| tick(&t.name, &t.code)).collect(),
            FieldKind::TypeChoices => {
                project_type.choices.iter().flat_map(|c| c.options.iter()).map(|o| tick(o, o)).collect()
            }
            _ => field.options.iter().map(|o| tick(o, o)).collect(),
        };
        Content::Ticks { options, note: field.hint.clone() }
    }

    /// One block, or one for every joint organisation that confirmed (N14).
    fn signatures(&self, field: &Field) -> Vec<Signature> {
        let words: Vec<_> = field.block.iter().map(|line| line.trim_end_matches(['：', ':'])).collect();
        let signers: Vec<String> =
            words.iter().filter(|w| w.contains("签")).map(|w| (*w).to_owned()).collect();
        let seal = words.iter().find(|w| w.contains('章') && !w.contains("签")).map(|w| (*w).to_owned());
        let block = |party: Option<String>, statement: Option<String>| Signature {
            party,
            statement,
            signers: signers.clone(),
            seal: seal.clone().or_else(|| Some(self.l.t("paper-seal").to_owned())),
            date: Some(self.l.t("paper-date-blank").to_owned()),
        };
        if !field.per_joint {
            return vec![block(None, None)];
        }
        let confirmed = self.case.joint.iter().filter(|j| j.state == "confirmed");
        let blocks: Vec<_> = confirmed
            .map(|j| block(Some(j.name.clone()), Some(j.note.clone()).filter(|n| !n.is_empty())))
            .collect();
        if blocks.is_empty() {
            vec![block(None, Some(self.l.t("paper-no-partner").to_owned()))]
        } else {
            blocks
        }
    }
}

/// Long runs without a space (account numbers, addresses) get places where a narrow cell may break them.
fn breakable(text: &str) -> String {
    const RUN: usize = 8;
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        if c.is_ascii_graphic() {
            run += 1;
            if run > RUN && (run % 4 == 1 || matches!(c, '@' | '.')) {
                out.push('\u{200B}');
            }
        } else {
            run = 0;
        }
        out.push(c);
    }
    out
}
