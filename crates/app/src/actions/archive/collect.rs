//! What goes into a package: everything that happened to the project, in the order in which it happened. Of the review
//! what the law lets an archive keep: the mean, the place and the decision; who reviewed what stays with the panel.

use jiff::civil::Date;
use kexiang_core::contract::State as ContractState;
use kexiang_core::id::Id;
use kexiang_store::archive::{self as store, Order};
use kexiang_store::audit::{self, Link};
use kexiang_store::check::{self, Record};
use kexiang_store::inspection::{self, Inspection};
use kexiang_store::programme::{self, CallVersion};
use kexiang_store::publicity::{self, Publicity};
use kexiang_store::selection::{self, Selection};
use kexiang_store::write::Subject;
use kexiang_store::{Tx, achievement, activity};

use super::make::{Paper, Printers};
use super::tables;
use crate::actions::Failure;
use crate::actions::acceptance::AcceptanceFile;
use crate::actions::application::CaseFile;
use crate::locale::{Language, Locale};
use crate::programmes::Programmes;
use crate::sheet;

/// Links of the audit chain that go into a package, for each subject.
const LINKS: u32 = 10_000;

/// Everything that is known of a project.
pub(super) struct Found {
    pub order: Order,
    pub desk: AcceptanceFile,
    pub case: CaseFile,
    pub versions: Vec<CallVersion>,
    pub checks: Vec<Record>,
    /// The public list it stood in, with the selection behind it and its own line.
    pub public: Option<(Publicity, Option<(Selection, kexiang_core::selection::Line)>)>,
    pub activities: Vec<(activity::Kept, Vec<kexiang_core::activity::SignIn>)>,
    pub achievements: Vec<achievement::Kept>,
    pub inspections: Vec<Inspection>,
    pub links: Vec<Link>,
}

/// A paper with its place in the package.
pub(super) struct Kept {
    pub kind: String,
    pub name: String,
    pub paper: Paper,
}

/// Reads everything; nothing where no package is ordered.
pub(super) fn everything(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    association: &str,
    id: Id,
    today: Date,
) -> Result<Option<Found>, Failure> {
    let Some(order) = store::ordered(tx, association, id)? else { return Ok(None) };
    let desk = AcceptanceFile::load(tx, programmes, association, id, (false, today))?;
    let p = desk.file.project.clone();
    let case = CaseFile::load(tx, programmes, association, p.application, false)?;
    let mut activities = Vec::new();
    for kept in activity::of_project(tx, association, id)? {
        let sheet = activity::sheet(tx, association, kept.activity.id)?;
        activities.push((kept, sheet));
    }
    let mut links = Vec::new();
    let mut subjects = vec![Subject::new("application", p.application), Subject::new("project", id)];
    subjects.extend(desk.file.payments.iter().map(|p| Subject::new("payment", p.id)));
    subjects.extend(desk.file.recoveries.iter().map(|(o, _)| Subject::new("recovery", o.id)));
    for subject in subjects {
        links.extend(audit::of_subject(tx, association, &subject, None, LINKS)?);
    }
    links.sort_by_key(|l| l.seq);
    Ok(Some(Found {
        versions: programme::versions(tx, association, p.call)?,
        checks: check::records(tx, association, p.application)?,
        public: public(tx, association, &p)?,
        achievements: achievement::of_project(tx, association, id)?,
        inspections: inspection::of_project(tx, association, id)?,
        order,
        desk,
        case,
        activities,
        links,
    }))
}

type Public = Option<(Publicity, Option<(Selection, kexiang_core::selection::Line)>)>;

fn public(tx: &mut Tx<'_>, association: &str, p: &kexiang_core::project::Project) -> Result<Public, Failure> {
    let lists = publicity::all(tx, association)?;
    let Some(list) = lists.into_iter().find(|l| l.hash == p.frozen.publicity_hash) else { return Ok(None) };
    let line = selection::lines(tx, association, list.selection)?;
    let line = line.into_iter().find(|l| l.application == p.application);
    let decided = selection::by_id(tx, association, list.selection)?.zip(line);
    Ok(Some((list, decided)))
}

/// Everything as papers.
pub(super) fn papers(found: &Found, printers: &Printers, issuer: &str) -> Vec<Kept> {
    let l = Locale::of(Language::Chinese);
    let mut all = Papers { l, kept: Vec::new() };
    all.begun(found, printers);
    all.decided(found);
    all.contracted(found, printers);
    all.money(found, printers, issuer);
    all.done(found);
    all.accepted(found, printers);
    // Whom an applicant asked to keep away is between applicant and office.
    let told = found.links.iter().filter(|l| l.entry.action != "application.avoid");
    let lines: Vec<String> = told.map(|l| crate::actions::export::line(l).to_string()).collect();
    all.text("audit", l.t("archive-name-audit"), lines.join("\n"));
    all.kept
}

struct Papers {
    l: &'static Locale,
    kept: Vec<Kept>,
}

impl Papers {
    fn add(&mut self, kind: &str, name: &str, paper: Paper) {
        self.kept.push(Kept { kind: self.l.word("archive-kind", kind), name: name.to_owned(), paper });
    }

    fn text(&mut self, kind: &str, name: &str, text: String) {
        if !text.is_empty() {
            self.add(kind, &format!("{name}.txt"), Paper::Text(text));
        }
    }

    fn list(&mut self, kind: &str, sheet: kexiang_documents::letter::ListSheet) {
        if !sheet.rows.is_empty() {
            let name = format!("{}.pdf", sheet.title);
            self.add(kind, &name, Paper::List(Box::new(sheet)));
        }
    }

    fn bytes(&mut self, kind: &str, name: &str, sha256: &str) {
        if !sha256.is_empty() {
            self.add(kind, name, Paper::Bytes(sha256.to_owned()));
        }
    }

    /// The notice with its corrections, the application with its files.
    fn begun(&mut self, found: &Found, printers: &Printers) {
        let name = self.l.t("archive-name-notice");
        for v in &found.versions {
            self.text("notice", &format!("{name}-{}", v.version), v.body.clone());
        }
        let form = (printers.application)(self.l, &found.case);
        let name = self.l.t("archive-name-application").to_owned();
        self.add("application", &format!("{name}.pdf"), Paper::Form(Box::new(form)));
        for f in &found.case.files {
            self.bytes("application", &f.name, &f.sha256);
        }
    }

    /// Checks, the decision on the award, the public list.
    fn decided(&mut self, found: &Found) {
        let name = self.l.t("archive-name-check");
        for r in found.checks.iter().rev() {
            let body = serde_json::to_string_pretty(&r.body).unwrap_or_default();
            self.text("check", &format!("{name}-{}", r.n), body);
        }
        self.list("check", tables::checks(self.l, found));
        self.list("selection", tables::selection(self.l, found));
        if let Some((list, _)) = &found.public {
            let body = serde_json::to_string_pretty(&list.list).unwrap_or_default();
            self.text("publicity", self.l.t("archive-name-publicity"), body);
        }
    }

    /// Every version of the contract that was issued, with its sealed copies, and the changes.
    fn contracted(&mut self, found: &Found, printers: &Printers) {
        let file = &found.desk.file;
        for c in file.contracts.iter().rev().filter(|c| c.state != ContractState::Draft) {
            let sheet = (printers.contract)(self.l, file, c);
            self.add("contract", &format!("{}-{}.pdf", c.number, c.version), Paper::Form(Box::new(sheet)));
            let sealed = [("archive-name-sealed", &c.sealed), ("archive-name-signed", &c.signed)];
            for (name, sha256) in sealed {
                self.bytes("contract", &format!("{}-{}", self.l.t(name), c.version), sha256);
            }
        }
        self.list("change", tables::changes(self.l, file));
    }

    fn money(&mut self, found: &Found, printers: &Printers, issuer: &str) {
        let file = &found.desk.file;
        self.list("money", tables::payments(self.l, file));
        self.list("money", tables::expenses(self.l, file));
        self.list("money", tables::entries(self.l, file));
        for (o, _) in file.recoveries.iter().filter(|(o, _)| o.issued_at.is_some()) {
            let sheet = (printers.recovery)(self.l, file, o, issuer);
            self.add("recovery", &format!("{}.pdf", o.number), Paper::List(Box::new(sheet)));
        }
    }

    /// Activities with sheets and evidence, achievements with files, inspections.
    fn done(&mut self, found: &Found) {
        self.list("activity", tables::activities(self.l, found));
        for (k, rows) in &found.activities {
            if !rows.is_empty() {
                let name = format!("{}-{}.pdf", k.activity.title, self.l.t("sheet-sign-in"));
                let sheet = sheet::sign_in(self.l, &k.activity, rows);
                self.add("activity", &name, Paper::List(Box::new(sheet)));
            }
            for e in &k.activity.evidence {
                self.bytes("activity", &format!("{}-{}", e.slot, e.name), &e.sha256);
            }
        }
        self.list("achievement", tables::achievements(self.l, found));
        for k in &found.achievements {
            let (name, sha256) = &k.achievement.file;
            self.bytes("achievement", name, sha256);
        }
        self.list("inspection", tables::inspections(self.l, found));
    }

    /// Every round of the acceptance with its papers.
    fn accepted(&mut self, found: &Found, printers: &Printers) {
        for a in &found.desk.rounds {
            let sheet = (printers.acceptance)(self.l, &found.desk, a);
            let name = format!("{}-{}.pdf", self.l.t("sheet-form"), a.round);
            self.add("acceptance", &name, Paper::Form(Box::new(sheet)));
            for p in &a.form.papers {
                self.bytes("acceptance", &p.name, &p.sha256);
            }
        }
    }
}
