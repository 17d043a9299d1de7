//! A panel on paper: minutes as PDF, ranking and payment list as workbooks.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::PanelState;
use kexiang_core::time;
use kexiang_documents::letter::{Labelled, ListColumn, ListSheet, Mark, Signoff};
use kexiang_documents::pdf::{Settings, Sheet, Standard, render};
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue, write_register};

use super::meeting::agenda;
use super::view::PanelView;
use crate::actions::panel::{self, PanelFile, is_present};
use crate::actions::{Failure, Fault};
use crate::locale::Locale;
use crate::state::App;
use crate::web::{Answer, Visitor};

type At = Path<(String, Id)>;

/// Typesets off the async workers and answers with the PDF.
pub(in crate::web) async fn pdf<S: Sheet + Send + 'static>(
    sheet: S,
    visitor: &Visitor,
    name: &str,
) -> Answer {
    let settings = Settings { standard: Standard::Archive, today: time::beijing_date(visitor.now) };
    let made = tokio::task::spawn_blocking(move || render(&sheet, settings)).await;
    let pdf = made.map_err(|e| Fault::new("typesetting", e))?.map_err(|e| Fault::new("typesetting", e))?;
    Ok(download("application/pdf", "inline", &format!("{name}.pdf"), pdf.bytes))
}

/// A workbook as the answer.
pub(crate) fn workbook(register: &Register, visitor: &Visitor, name: &str) -> Answer {
    let bytes = write_register(register, time::beijing(visitor.now))
        .map_err(|e| Failure::from(Fault::new("writing a register", e)))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download(kind, "attachment", &format!("{name}.xlsx"), bytes))
}

/// Bytes as a file with a name of any characters.
pub(crate) fn download(kind: &'static str, how: &str, name: &str, bytes: Vec<u8>) -> Response {
    let name: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// Footer of lists: nothing but the page number.
pub(in crate::web) fn plain_mark(l: &Locale, lines: Vec<Labelled>) -> Mark {
    Mark { lines, page: l.t("desk-register-page").to_owned(), qr: None, watermark: None }
}

async fn revealed(app: &App, visitor: &Visitor, association: &str, id: Id) -> Result<PanelFile, Failure> {
    let file = panel::open(app, &visitor.ctx(), association, id).await?;
    if file.panel.state != PanelState::Revealed {
        return Err(Refusal::new("meeting-sealed").into());
    }
    Ok(file)
}

pub(crate) async fn minutes(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let file = revealed(&app, &visitor, &association, id).await?;
    let issuer = app.association(&association).map(|a| a.name).unwrap_or_default();
    let l = visitor.l;
    let said =
        |name: &str| file.panel.meeting.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let present: Vec<&str> =
        file.seated().filter(|(_, e)| is_present(&file.panel, e.id)).map(|(_, e)| e.name.as_str()).collect();
    let column = |key: &str, weight, centred| ListColumn { name: l.t(key).to_owned(), weight, centred };
    let title = l.tf("minutes-title", &[("call", &file.call.title)]);
    let signers = file
        .seated()
        .map(|(m, e)| {
            let role =
                if m.chairs { l.t("panel-chair").to_owned() } else { l.word("expert-kind", m.seat.code()) };
            Labelled::new(role, &e.name)
        })
        .collect();
    let held = said("held_on").parse::<jiff::civil::Date>().unwrap_or(time::beijing_date(visitor.now));
    let sheet = ListSheet {
        title: title.clone(),
        before: vec![
            l.tf("minutes-when", &[("date", &time::long_date_with_weekday(held)), ("place", &said("place"))]),
            l.tf(
                "minutes-who",
                &[("host", &said("host")), ("recorder", &said("recorder")), ("present", &present.join("、"))],
            ),
            l.tf("minutes-how", &[("rubric", &file.panel.rubric.name), ("n", &file.applications.len())]),
        ],
        columns: vec![
            column("desk-register-index", 0, true),
            column("panel-application", 34, false),
            column("desk-column-organisation", 24, false),
            column("panel-score", 0, true),
            column("meeting-leaves", 14, false),
            column("meeting-votes", 20, false),
        ],
        rows: agenda(l, &file).iter().map(super::meeting::ItemView::cells).collect(),
        after: said("notes").lines().filter(|p| !p.trim().is_empty()).map(str::to_owned).collect(),
        signers,
        signoff: Some(Signoff { issuer, date: time::long_date(held) }),
        mark: plain_mark(l, vec![Labelled::new(l.t("panel-name"), &file.panel.name)]),
    };
    pdf(sheet, &visitor, &title).await
}

/// 评审汇总表
pub(super) async fn ranking(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let file = revealed(&app, &visitor, &association, id).await?;
    let l = visitor.l;
    let view = PanelView::of(l, &file, &[], false);
    let text =
        |key: &str, width| RegisterColumn { title: l.t(key).to_owned(), width, kind: ColumnKind::Text };
    let rows = view.ranking.iter().map(|r| {
        let marks: Vec<String> = r.marks.iter().map(|m| format!("{} {}", m.1, m.2)).collect();
        [
            &r.number,
            &r.title,
            &r.organisation,
            &r.group,
            &marks.join("；"),
            &r.score,
            &r.corrected,
            &r.spread,
            &r.place,
            &r.by,
        ]
        .map(|v| RegisterValue::Text(v.clone()))
        .to_vec()
    });
    let title = l.tf("ranking-title", &[("call", &file.call.title)]);
    let register = Register {
        title: title.clone(),
        unit: None,
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("publicity-number", 16),
            text("publicity-project", 40),
            text("desk-column-organisation", 28),
            text("publicity-type", 28),
            text("panel-marks", 40),
            text("panel-score", 10),
            text("panel-corrected", 12),
            text("panel-spread", 10),
            text("panel-place", 8),
            text("panel-tie", 18),
        ],
        rows: rows.collect(),
        total: None,
        footer: footer(l, &visitor),
        page: Some(l.t("desk-register-page").to_owned()),
    };
    workbook(&register, &visitor, &title)
}

fn footer(l: &Locale, visitor: &Visitor) -> Vec<String> {
    vec![
        l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
        l.t("desk-register-checked-by").to_owned(),
        l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(visitor.now)))]),
    ]
}

/// 专家咨询费发放表
pub(super) async fn payments(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
) -> Answer {
    let (file, list) = panel::payments(&app, &visitor.ctx(), &association, id).await?;
    let l = visitor.l;
    let text =
        |key: &str, width| RegisterColumn { title: l.t(key).to_owned(), width, kind: ColumnKind::Text };
    let money = |key: &str| RegisterColumn { title: l.t(key).to_owned(), width: 14, kind: ColumnKind::Yuan };
    let rows = list.into_iter().map(|(p, bank)| {
        let fee = p.fee.unwrap_or_default();
        let (name, number) = bank.map(|b| (b.name, b.number.as_str().to_owned())).unwrap_or_default();
        vec![
            RegisterValue::Text(p.expert.name),
            RegisterValue::Text(p.expert.organisation),
            RegisterValue::Text(p.expert.title),
            RegisterValue::Text(p.member.half_days.to_string()),
            RegisterValue::Fen(fee.gross.0),
            RegisterValue::Fen(fee.tax.0),
            RegisterValue::Fen(fee.net.0),
            RegisterValue::Text(name),
            RegisterValue::Text(number),
            RegisterValue::Empty,
        ]
    });
    let title = l.tf("fees-title", &[("panel", &file.panel.name), ("call", &file.call.title)]);
    let register = Register {
        title: title.clone(),
        unit: Some(l.t("fees-unit").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("expert-name", 14),
            text("expert-organisation", 30),
            text("expert-job", 16),
            text("fees-half-days", 10),
            money("fees-gross"),
            money("fees-tax"),
            money("fees-net"),
            text("org-bank_name", 26),
            text("org-bank_account", 24),
            text("fees-signature", 14),
        ],
        rows: rows.collect(),
        total: Some(l.t("desk-register-sum").to_owned()),
        footer: footer(l, &visitor),
        page: Some(l.t("desk-register-page").to_owned()),
    };
    workbook(&register, &visitor, &title)
}
