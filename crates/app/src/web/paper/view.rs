//! The paper desk in words.

use jiff::Timestamp;
use kexiang_core::programme::Counts;
use kexiang_core::time;
use kexiang_store::paper::Copy;

use crate::actions::paper::{Found, Sheet, Validity, typed_code, validity};
use crate::locale::Locale;
use crate::web::check::sample_case;
use crate::web::desk::paper_word;

/// An application that was found.
pub struct FoundView {
    pub href: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub say: String,
}

/// What was typed into the registration.
pub struct Typed {
    pub code: String,
    pub copies: String,
    pub arrived_on: String,
    pub dispatched_on: String,
    pub courier_number: String,
    pub note: String,
}

/// The paper of one application.
pub struct PaperView {
    pub desk: String,
    pub base: String,
    pub check: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub paper: String,
    pub expected: bool,
    pub may_register: bool,
    pub wanted: String,
    pub due: String,
    pub counts: String,
    pub says: String,
    pub place: String,
    /// Code that stands; empty before there is one.
    pub code: String,
    /// The code that was scanned, and what it is worth.
    pub matched: Option<Match>,
    pub copies: Vec<CopyView>,
    pub prints: Vec<PrintView>,
}

/// Whether a code is that of the record.
pub struct Match {
    pub good: bool,
    pub word: String,
    pub say: String,
}

/// Registered paper.
pub struct CopyView {
    pub id: String,
    pub code: String,
    pub arrived: String,
    pub dispatched: String,
    pub courier: String,
    pub copies: i64,
    pub in_time: bool,
    pub verdict: String,
    pub verdict_code: String,
    pub note: String,
    pub by: String,
    pub scan: String,
    pub scan_name: String,
    pub scan_is_picture: bool,
    pub matched: Option<Match>,
}

/// A printed version.
pub struct PrintView {
    pub code: String,
    pub printed: String,
    pub say: String,
    pub valid: bool,
}

impl FoundView {
    pub fn of(l: &Locale, f: &Found) -> Self {
        let a = &f.application;
        let code = f.code.as_deref().unwrap_or(&a.version_code);
        FoundView {
            href: format!("/associations/{}/applications/{}/paper?code={code}", a.association, a.id),
            number: a.number.clone(),
            title: a.title.clone(),
            organisation: a.organisation_name.clone(),
            say: worth(l, &f.validity),
        }
    }
}

/// What a code is worth, in a sentence.
fn worth(l: &Locale, validity: &Validity) -> String {
    match validity {
        Validity::Valid => l.t("copy-valid").to_owned(),
        Validity::Unknown => l.t("copy-unknown").to_owned(),
        Validity::Void { at, reason } => {
            l.tf("copy-void", &[("at", &time::short(*at)), ("why", &l.word("step", reason))])
        }
    }
}

impl Typed {
    /// Filled with what is most likely: today, the number of copies the notice wants, the code that was scanned.
    pub fn first(sheet: &Sheet, code: &str, now: Timestamp) -> Self {
        let copies = sheet.case.programme.paper.as_ref().map_or(1, |p| p.copies);
        Typed {
            code: typed_code(code).unwrap_or_else(|| code.to_owned()),
            copies: copies.to_string(),
            arrived_on: time::beijing_date(now).to_string(),
            dispatched_on: String::new(),
            courier_number: String::new(),
            note: String::new(),
        }
    }
}

impl PaperView {
    pub fn of(l: &Locale, sheet: &Sheet, code: &str) -> Self {
        let a = &sheet.case.application;
        let programme = &sheet.case.programme;
        let here = format!("/associations/{}/applications/{}", a.association, a.id);
        let base = format!("{here}/paper");
        let due = sheet.due.as_ref();
        let clause = due.and_then(|d| d.clause.as_ref()).or(programme.paper.as_ref().map(|p| &p.clause));
        let notice = programme.programme.document_number.as_deref().unwrap_or(&programme.programme.notice);
        let counts = match due.map(|d| d.counts) {
            Some(Counts::Dispatch) => l.t("copy-counts-dispatch"),
            Some(Counts::Arrival) => l.t("copy-counts-arrival"),
            None => "",
        };
        PaperView {
            desk: format!("/associations/{}/paper", a.association),
            check: format!("{here}/check"),
            number: a.number.clone(),
            title: a.title.clone(),
            organisation: a.organisation_name.clone(),
            paper: paper_word(l, &a.paper_state),
            expected: a.paper_state != "none",
            may_register: sheet.may_register,
            wanted: programme
                .paper
                .as_ref()
                .map_or_else(String::new, |p| l.tf("copy-wanted", &[("n", &p.copies)])),
            due: due.map(|d| time::long_date_with_weekday(d.last)).unwrap_or_default(),
            counts: counts.to_owned(),
            says: clause.map(|c| c.says.clone()).unwrap_or_default(),
            place: clause.map(|c| crate::web::check::place(c, notice)).unwrap_or_default(),
            code: sheet
                .prints
                .iter()
                .find(|p| p.voided_at.is_none())
                .map(|p| p.version_code.clone())
                .unwrap_or_default(),
            matched: typed_code(code).map(|code| matched(l, sheet, &code)),
            copies: sheet.copies.iter().map(|c| CopyView::of(l, sheet, c, &base)).collect(),
            prints: sheet
                .prints
                .iter()
                .map(|p| PrintView {
                    code: p.version_code.clone(),
                    printed: time::short(p.printed_at),
                    valid: p.voided_at.is_none(),
                    say: worth(l, &validity(&sheet.prints, &p.version_code)),
                })
                .collect(),
            base,
        }
    }
}

fn matched(l: &Locale, sheet: &Sheet, code: &str) -> Match {
    let validity = validity(&sheet.prints, code);
    let good = validity == Validity::Valid;
    let word = l.t(if good { "copy-match" } else { "copy-no-match" }).to_owned();
    Match { good, word, say: format!("{code}　{}", worth(l, &validity)) }
}

impl CopyView {
    fn of(l: &Locale, sheet: &Sheet, c: &Copy, base: &str) -> Self {
        let name = c.scan_name.to_lowercase();
        CopyView {
            id: c.id.to_string(),
            code: c.version_code.clone(),
            arrived: c.arrived_on.clone(),
            dispatched: c.dispatched_on.clone(),
            courier: c.courier_number.clone(),
            copies: c.copies,
            in_time: c.in_time,
            verdict: l.word("copy-verdict", &c.verdict),
            verdict_code: c.verdict.clone(),
            note: c.note.clone(),
            by: format!("{} {}", c.registered_by, time::short(c.registered_at)),
            scan: if c.scan_sha256.is_empty() { String::new() } else { format!("{base}/{}/scan", c.id) },
            scan_name: c.scan_name.clone(),
            scan_is_picture: [".png", ".jpg", ".jpeg"].iter().any(|end| name.ends_with(end)),
            matched: (!c.scan_sha256.is_empty()).then(|| scan_match(l, sheet, c)),
        }
    }
}

/// What the scan's own code says, compared with the code that stands.
fn scan_match(l: &Locale, sheet: &Sheet, c: &Copy) -> Match {
    if c.scan_code.is_empty() {
        let word = l.t("copy-scan-silent").to_owned();
        return Match { good: false, word, say: l.t("copy-scan-silent-say").to_owned() };
    }
    if c.scan_code != c.version_code {
        let say = l.tf("copy-scan-other", &[("scan", &c.scan_code), ("code", &c.version_code)]);
        return Match { good: false, word: l.t("copy-no-match").to_owned(), say };
    }
    matched(l, sheet, &c.scan_code)
}

/// Found applications for samples.
pub fn found_samples(l: &Locale) -> Vec<FoundView> {
    let case = sample_case();
    let at = case.application.changed_at;
    let found = |validity| {
        let code = Some("3F2A9-0B71C".to_owned());
        FoundView::of(l, &Found { application: case.application.clone(), code, validity })
    };
    vec![found(Validity::Valid), found(Validity::Void { at, reason: "return-check".into() })]
}

/// A paper sheet for samples, with or without registered paper.
pub fn sample(filled: bool) -> Sheet {
    let case = sample_case();
    let at = case.application.changed_at;
    let print = |code: &str, voided| kexiang_store::snapshot::Print {
        version_code: code.into(),
        content_hash: "0".repeat(64),
        snapshot: 1,
        printed_at: at,
        voided_at: voided,
        void_reason: "return-check".into(),
    };
    let copy = |scan: &str, verdict: &str| Copy {
        id: case.application.id,
        version_code: "3F2A9-0B71C".into(),
        copies: 1,
        arrived_on: "2026-04-02".into(),
        dispatched_on: "2026-03-31".into(),
        courier_number: "SF1234567890123".into(),
        in_time: true,
        verdict: verdict.into(),
        note: String::new(),
        scan_sha256: "0".repeat(64),
        scan_name: "盖章扫描件.pdf".into(),
        scan_code: scan.into(),
        registered_by: "王晓".into(),
        registered_at: at,
    };
    Sheet {
        due: crate::actions::paper::PaperDue::of(&case),
        copies: if filled { vec![copy("3F2A9-0B71C", "received"), copy("", "rejected")] } else { Vec::new() },
        prints: if filled {
            vec![print("3F2A9-0B71C", None), print("AAAAA-BBBBB", Some(at))]
        } else {
            Vec::new()
        },
        may_register: true,
        case,
    }
}
