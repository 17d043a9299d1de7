//! Parts of an organisation's page, as the office and the organisation itself see them.

use kexiang_core::id::Id;
use kexiang_core::identifiers::uscc::CreditCode;
use kexiang_core::organisation::FactKind;
use kexiang_core::policy::MemberRole;
use kexiang_core::time;
use kexiang_store::organisation::{FactEntry, Organisation};
use serde_json::Value as Json;

use super::super::call::{VerdictView, verdict_views};
use super::view::{fact_colour, fact_value, masked_account, region};
use crate::actions::organisation::{CallEffect, Dossier, Member};
use crate::locale::Locale;

/// A line of a list of pairs.
pub struct Pair {
    pub label: String,
    pub text: String,
    /// A quiet remark behind it.
    pub note: String,
}

/// A year of the facts.
pub struct YearView {
    pub year: i16,
    pub cells: Vec<FactCell>,
}

/// A fact of a year.
pub struct FactCell {
    pub label: String,
    /// The word; empty where nothing is recorded.
    pub word: String,
    pub colour: &'static str,
    /// What a missing fact means.
    pub missing: String,
    pub basis: String,
    pub code: String,
    /// Where a call's rule looks at it: the clause, and whether it bars.
    pub uses: Vec<UseView>,
}

/// A rule that looks at a fact.
pub struct UseView {
    pub call: String,
    pub place: String,
    pub says: String,
    pub bars: bool,
}

/// An entry of the history of facts.
pub struct EntryView {
    pub what: String,
    pub at: String,
    pub by: String,
    pub basis: String,
    pub reason: String,
}

/// A credit measure.
pub struct BarView {
    pub id: Id,
    pub period: String,
    pub basis: String,
    pub recorded: String,
    pub lifted: String,
    pub runs: bool,
}

/// What the rules of a call say.
pub struct EffectView {
    pub title: String,
    pub href: String,
    pub open: bool,
    pub lines: Vec<EffectLine>,
    /// Rules that are met, folded away.
    pub met: Vec<EffectLine>,
}

/// What one rule says.
pub struct EffectLine {
    pub verdict: VerdictView,
    pub types: String,
}

/// A person.
pub struct PersonView {
    pub id: Id,
    pub name: String,
    pub login: String,
    pub contact: String,
    pub roles: Vec<MemberRole>,
    pub free: Vec<MemberRole>,
    pub active: bool,
    pub first: bool,
    pub sign_in: String,
    pub own: bool,
}

/// An invitation that waits.
pub struct InvitationView {
    pub id: Id,
    pub role: MemberRole,
    pub at: String,
    pub by: String,
}

/// A request for correction.
pub struct RequestView {
    pub id: Id,
    pub state: String,
    pub waiting: bool,
    pub asked: String,
    pub reason: String,
    pub decided: String,
    pub answer: String,
    /// Field, value before, value wanted.
    pub fields: Vec<(String, String, String)>,
}

/// The particulars that stand on the certificate and the bank account.
pub fn identity(l: &Locale, o: &Organisation, full_account: bool) -> Vec<Pair> {
    let pair = |key: &str, text: &str| Pair {
        label: l.t(key).to_owned(),
        text: text.to_owned(),
        note: String::new(),
    };
    let yes_no = |flag: bool| l.t(if flag { "org-yes" } else { "org-no" });
    let mut pairs = vec![pair("org-class", &l.word("class", o.class.code()))];
    let note = match o.credit_code.parse::<CreditCode>() {
        Ok(_) => l.t("org-code-valid").to_owned(),
        Err(_) if o.credit_code.is_empty() => String::new(),
        Err(_) => l.t("org-code-invalid").to_owned(),
    };
    pairs.push(Pair { note, ..pair("org-credit_code", &o.credit_code) });
    if !o.host_name.is_empty() {
        pairs.push(Pair { note: o.host_code.clone(), ..pair("org-host_name", &o.host_name) });
    }
    pairs.extend([
        pair("org-legal_person", yes_no(o.legal_person)),
        pair("org-own_account", yes_no(o.own_account)),
        pair("org-member", yes_no(o.member)),
        Pair { note: o.region.clone(), ..pair("org-region", &region(&o.region)) },
    ]);
    if !o.qualified_in.is_empty() {
        let years = o.qualified_in.iter().map(i16::to_string).collect::<Vec<_>>().join("、");
        pairs.push(pair("org-qualified_in", &years));
    }
    let account = if full_account { grouped(&o.bank_account) } else { masked_account(&o.bank_account) };
    pairs.extend([
        pair("org-bank_holder", &o.bank_holder),
        pair("org-bank_name", &o.bank_name),
        pair("org-bank_account", &account),
    ]);
    pairs
}

fn grouped(number: &str) -> String {
    let known = number.parse::<kexiang_core::identifiers::bank::AccountNumber>();
    known.map(|n| n.grouped()).unwrap_or_default()
}

/// How the organisation is reached.
pub fn contact(l: &Locale, o: &Organisation) -> Vec<Pair> {
    let pair = |key: &str, text: &str| Pair {
        label: l.t(key).to_owned(),
        text: text.to_owned(),
        note: String::new(),
    };
    vec![
        pair("org-contact", &o.contact),
        pair("org-phone", &o.phone),
        pair("org-email", &o.email),
        pair("org-address", &o.address),
    ]
}

/// The facts, the newest year first: the years that have any, and the last three.
pub fn years(l: &Locale, d: &Dossier, this_year: i16) -> Vec<YearView> {
    let mut years: Vec<i16> = d.facts.iter().map(|f| f.year).chain(this_year - 2..=this_year).collect();
    years.sort_unstable();
    years.dedup();
    let year = |year: i16| YearView {
        year,
        cells: FactKind::ALL.into_iter().map(|kind| fact_cell(l, d, kind, year)).collect(),
    };
    years.into_iter().rev().map(year).collect()
}

fn fact_cell(l: &Locale, d: &Dossier, kind: FactKind, year: i16) -> FactCell {
    let fact = d.facts.iter().find(|f| f.kind == kind && f.year == year);
    let entry = d.entries.iter().find(|e| e.kind == kind && e.year == year && !e.value.is_empty());
    let complete = d.closed.iter().any(|(_, y)| *y == year);
    let missing = if complete { "org-fact-none" } else { "org-fact-unknown" };
    FactCell {
        label: l.word("fact", kind.code()),
        word: fact.map(|f| fact_value(l, kind, &f.value)).unwrap_or_default(),
        colour: fact.map_or("", |f| fact_colour(&f.value)),
        missing: l.t(missing).to_owned(),
        basis: entry.filter(|_| fact.is_some()).map(|e| e.basis.clone()).unwrap_or_default(),
        code: format!("{kind}.{year}"),
        uses: uses(d, kind, year),
    }
}

fn uses(d: &Dossier, kind: FactKind, year: i16) -> Vec<UseView> {
    let mut views = Vec::new();
    for effect in &d.effects {
        for used in effect.uses.iter().filter(|u| u.kind == kind && u.year == year) {
            let Some(line) = effect.lines.iter().find(|line| line.verdict.rule == used.rule) else {
                continue;
            };
            let clause = &line.verdict.clause;
            views.push(UseView {
                call: effect.call.title.clone(),
                place: clause.at.clone(),
                says: clause.says.clone(),
                bars: line.verdict.outcome == kexiang_core::eligibility::Outcome::Failed,
            });
        }
    }
    views
}

/// Everything that was ever recorded about the facts.
pub fn entries(l: &Locale, entries: &[FactEntry]) -> Vec<EntryView> {
    let view = |e: &FactEntry| {
        let value = if e.value.is_empty() {
            l.t("org-fact-withdrawn").to_owned()
        } else {
            fact_value(l, e.kind, &e.value)
        };
        EntryView {
            what: format!("{} {}：{value}", e.year, l.word("fact", e.kind.code())),
            at: time::short(e.at),
            by: e.by.clone(),
            basis: e.basis.clone(),
            reason: e.reason.clone(),
        }
    };
    entries.iter().map(view).collect()
}

/// The credit measures.
pub fn bars(l: &Locale, d: &Dossier, today: jiff::civil::Date) -> Vec<BarView> {
    d.bars
        .iter()
        .map(|b| {
            let to = b.bar.to.map_or_else(|| l.t("org-bar-for-good").to_owned(), time::long_date);
            let by = |at, by: &str| l.tf("org-by-at", &[("by", &by), ("at", &time::short(at))]);
            BarView {
                id: b.id,
                period: l.tf("org-bar-period", &[("from", &time::long_date(b.bar.from)), ("to", &to)]),
                basis: b.bar.basis.clone(),
                recorded: by(b.recorded.0, &b.recorded.1),
                lifted: b
                    .lifted
                    .as_ref()
                    .map(|(at, who, why)| l.tf("org-bar-lifted", &[("by", &by(*at, who)), ("reason", why)]))
                    .unwrap_or_default(),
                runs: b.lifted.is_none() && b.bar.from <= today && b.bar.to.is_none_or(|to| today <= to),
            }
        })
        .collect()
}

/// What the ledger means for each call: what hinders or is open first, what is met behind a fold.
pub fn effects(l: &Locale, association: &str, effects: &[CallEffect]) -> Vec<EffectView> {
    effects
        .iter()
        .map(|effect| {
            let verdicts: Vec<_> = effect.lines.iter().map(|line| line.verdict.clone()).collect();
            let views = verdict_views(l, &verdicts, &effect.programme);
            let lines = views.into_iter().zip(&effect.lines);
            let lines = lines.map(|(verdict, line)| EffectLine { verdict, types: line.types.join("、") });
            let (met, lines) =
                lines.partition(|line: &EffectLine| matches!(line.verdict.class, "yes" | "notice"));
            EffectView {
                title: effect.call.title.clone(),
                href: format!("/associations/{association}/calls/{}", effect.call.code),
                open: effect.open,
                lines,
                met,
            }
        })
        .collect()
}

/// The people.
pub fn people(people: &[Member], me: Option<Id>) -> Vec<PersonView> {
    let view = |m: &Member| PersonView {
        id: m.account.id,
        name: m.account.name.clone(),
        login: m.account.login.clone(),
        contact: [m.account.phone.as_str(), m.account.email.as_str()].join(" ").trim().to_owned(),
        roles: m.roles.clone(),
        free: MemberRole::ALL.into_iter().filter(|role| !m.roles.contains(role)).collect(),
        active: m.account.active,
        first: m.account.must_change,
        sign_in: m.account.sign_in.as_ref().map(|(at, _)| time::short(*at)).unwrap_or_default(),
        own: me == Some(m.account.id),
    };
    people.iter().map(view).collect()
}

/// The invitations that wait.
pub fn invitations(d: &Dossier) -> Vec<InvitationView> {
    let view = |i: &kexiang_store::organisation::request::Invitation| InvitationView {
        id: i.id,
        role: i.role,
        at: time::short(i.at),
        by: i.by.clone(),
    };
    d.invitations.iter().map(view).collect()
}

/// The requests, the latest first. Account numbers stand in full where the reader may compare them.
pub fn requests(l: &Locale, d: &Dossier) -> Vec<RequestView> {
    let view = |r: &kexiang_store::organisation::request::Request| {
        let text = |of: &Json, name: &str| {
            let value = of.get(name).and_then(Json::as_str).unwrap_or_default();
            let whole = if name == "bank_account" { grouped(value) } else { String::new() };
            if whole.is_empty() { value.to_owned() } else { whole }
        };
        let fields = r.wanted.as_object().into_iter().flatten();
        RequestView {
            id: r.id,
            state: l.word("org-request", &r.state),
            waiting: r.state == "waiting",
            asked: l.tf("org-by-at", &[("by", &r.asked_by), ("at", &time::short(r.asked_at))]),
            reason: r.reason.clone(),
            decided: r
                .decided
                .as_ref()
                .map(|(at, by, _)| l.tf("org-by-at", &[("by", by), ("at", &time::short(*at))]))
                .unwrap_or_default(),
            answer: r.decided.as_ref().map(|(.., answer)| answer.clone()).unwrap_or_default(),
            fields: fields
                .map(|(name, _)| {
                    (l.t(&format!("org-{name}")).to_owned(), text(&r.present, name), text(&r.wanted, name))
                })
                .collect(),
        }
    };
    d.requests.iter().map(view).collect()
}
