//! Everything about one application that decisions and pages need, loaded together in one transaction.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kexiang_core::application::{
    Answers, Content, Gap, GapKind, State, content_hash, gaps, total, version_code,
};
use kexiang_core::eligibility::{self, Case, Outcome, Party, Used, Verdict};
use kexiang_core::id::Id;
use kexiang_core::lifecycle::{Dossier, Due};
use kexiang_core::money::Fen;
use kexiang_core::organisation::Standing;
use kexiang_core::policy::ApplicationScope;
use kexiang_core::programme::{
    FieldKind, FieldRole, Form, LimitPer, Material, Programme, ProjectType, StepKind, Test,
};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::answer::Saved;
use kexiang_store::application::Application;
use kexiang_store::attachment::Attachment;
use kexiang_store::joint::Joint;
use kexiang_store::organisation::Organisation;
use kexiang_store::programme::Call;
use kexiang_store::{Tx, answer, application, attachment, check, joint, organisation, programme};

use super::limits;
use crate::actions::Failure;
use crate::programmes::Programmes;

/// An application with all that belongs to it.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The register row.
    pub application: Application,
    /// Its call.
    pub call: Call,
    /// The programme in the version that binds it.
    pub programme: Arc<Programme>,
    /// The applying organisation.
    pub organisation: Organisation,
    /// Its ledger.
    pub standing: Standing,
    /// Joint organisations.
    pub joint: Vec<Joint>,
    /// The recommending organisation.
    pub recommender: Option<Organisation>,
    /// Saved fields.
    pub saved: Vec<Saved>,
    /// The answers alone.
    pub answers: Answers,
    /// Files.
    pub files: Vec<Attachment>,
    /// Use of the limits by other applications.
    pub used: Vec<Used>,
    /// Later deadline granted to the organisation.
    pub extension: Option<Timestamp>,
    /// Items judged in the present round of the formal check.
    pub items: Vec<check::Item>,
}

impl CaseFile {
    /// Loads an application; `hold` keeps it against others until the transaction ends.
    ///
    /// # Errors
    /// `not-found` where there is none; a fault where the database or the programme cannot be read.
    pub fn load(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
        hold: bool,
    ) -> Result<CaseFile, Failure> {
        let mut case = Self::load_to_fill_in(tx, programmes, association, id, hold)?;
        let row = &case.application;
        case.recommender = match row.recommender {
            Some(id) => organisation::by_id(tx, association, id)?,
            None => None,
        };
        case.standing = organisation::standing(tx, &case.organisation)?;
        case.files = attachment::of_application(tx, association, id)?;
        case.extension = programme::extension(tx, association, row.call, row.organisation)?;
        case.items = check::items(tx, association, id, row.returns + 1)?;
        case.used = limits::used_by_others(tx, &case)?;
        Ok(case)
    }

    /// Loads what saving a field needs. It holds nothing of the ledger, the limits, the files and the checks: no decision
    /// can rest on it.
    ///
    /// # Errors
    /// As [`CaseFile::load`].
    pub(super) fn load_to_fill_in(
        tx: &mut Tx<'_>,
        programmes: &Programmes,
        association: &str,
        id: Id,
        hold: bool,
    ) -> Result<CaseFile, Failure> {
        let row = if hold {
            application::hold(tx, association, id)?
        } else {
            application::by_id(tx, association, id)?
        };
        let missing = || Refusal::new("not-found");
        let row = row.ok_or_else(missing)?;
        let call = programme::call_by_id(tx, association, row.call)?.ok_or_else(missing)?;
        let organisation = organisation::by_id(tx, association, row.organisation)?.ok_or_else(missing)?;
        let saved = answer::all(tx, association, id)?;
        Ok(CaseFile {
            programme: programmes.of_call(tx, association, row.call, row.call_version)?,
            standing: organisation.standing(),
            joint: joint::of_application(tx, association, id)?,
            answers: Answers(saved.iter().map(|s| (s.field.clone(), s.value.clone())).collect()),
            files: Vec::new(),
            used: Vec::new(),
            extension: None,
            items: Vec::new(),
            application: row,
            call,
            organisation,
            recommender: None,
            saved,
        })
    }

    /// The type applied for. A published programme always has it; a programme without it could not have been read.
    pub fn project_type(&self) -> &ProjectType {
        let found = self.programme.project_type(&self.application.type_code);
        found.unwrap_or(&self.programme.types[0])
    }

    /// The form it fills in.
    pub fn form(&self) -> &Form {
        self.programme.form_of(self.project_type()).unwrap_or(&self.programme.forms[0])
    }

    /// What the policy must know.
    pub fn scope(&self) -> ApplicationScope {
        let a = &self.application;
        ApplicationScope {
            association: a.association.clone(),
            organisation: a.organisation,
            joint: self.joint.iter().map(|j| j.organisation).collect(),
            recommender: a.recommender,
            state: a.state,
            submitted_once: a.submitted_at.is_some(),
        }
    }

    /// What every rule and limit says now.
    pub fn verdicts(&self, now: Timestamp) -> Vec<Verdict> {
        let joint: Vec<Party> = self
            .joint
            .iter()
            .filter(|j| j.state != "declined")
            .map(|j| Party { class: j.class, qualified_in: Vec::new(), agreed: j.state == "confirmed" })
            .collect();
        let recommender = self.recommender.as_ref().map(|r| Party {
            class: r.class,
            qualified_in: r.qualified_in.clone(),
            agreed: self.application.recommended_at.is_some(),
        });
        let case = Case {
            standing: &self.standing,
            joint: &joint,
            recommender: recommender.as_ref(),
            used: &self.used,
            today: time::beijing_date(now),
            in_application: true,
        };
        eligibility::judge(&self.programme, self.project_type(), &case)
    }

    /// What keeps it from being submitted, in the order of the form; files that may follow are not among it.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = self.all_gaps();
        gaps.retain(|gap| !self.may_follow(gap));
        gaps
    }

    /// Files that may still follow the submission, in the order of the form.
    pub fn files_awaited(&self) -> Vec<Gap> {
        let mut gaps = self.all_gaps();
        gaps.retain(|gap| self.may_follow(gap));
        gaps
    }

    /// Until when files may follow the submission (先提交后补件); none where the call does not offer it, and at a
    /// correction, which has a window of its own.
    pub fn files_due(&self) -> Option<Timestamp> {
        let hours = i64::from(self.programme.submission.files_later_hours);
        let correcting = self.is_editable() && self.state() != State::Draft;
        let due = self.due().filter(|_| hours > 0 && !correcting)?;
        due.at.checked_add(SignedDuration::from_hours(hours)).ok()
    }

    fn may_follow(&self, gap: &Gap) -> bool {
        let of_files = || self.form().field(&gap.field).is_some_and(|f| f.kind == FieldKind::Files);
        gap.kind == GapKind::Missing && self.files_due().is_some() && of_files()
    }

    fn all_gaps(&self) -> Vec<Gap> {
        let mut gaps = gaps(&self.programme, self.project_type(), self.form(), &self.answers_with_files());
        if let Some(field) = self.form().of_kind(FieldKind::Joint) {
            let unanswered = self.joint.iter().any(|j| j.state == "invited");
            if unanswered {
                let (field, label) = (field.id.clone(), field.label.clone());
                gaps.push(Gap { field, label, kind: GapKind::Missing, clause: None });
            }
        }
        gaps
    }

    /// The answers, with the ids of the files in their fields: whether a required file is there is a gap like any other.
    fn answers_with_files(&self) -> Answers {
        let mut answers = self.answers.clone();
        for field in self.form().fields.iter().filter(|f| f.kind == FieldKind::Files) {
            let ids: Vec<_> =
                self.files.iter().filter(|a| a.field == field.id).map(|a| a.id.to_string()).collect();
            answers.0.insert(field.id.clone(), ids.into());
        }
        answers
    }

    /// Whether the type's rules ask for a recommendation.
    pub fn needs_recommendation(&self) -> bool {
        let code = &self.application.type_code;
        self.programme.rules.iter().any(|r| {
            (r.types.is_empty() || r.types.contains(code)) && matches!(r.test, Test::RecommendedBy { .. })
        })
    }

    /// The electronic deadline for this organisation: the call's, or a later one by extension.
    pub fn due(&self) -> Option<Due> {
        let rule = self.programme.deadline(Material::Electronic, &self.application.type_code)?;
        let at = self.extension.map_or(rule.instant(), |later| later.max(rule.instant()));
        let grace_minutes = self.programme.submission.grace_minutes;
        Some(Due { at, grace_minutes, clause: rule.clause.clone() })
    }

    /// What the lifecycle decides by.
    ///
    /// # Errors
    /// `no-deadline` where the programme has none, which `programme check` does not let pass.
    pub fn dossier(&self, now: Timestamp) -> Result<Dossier, Failure> {
        let verdicts = self.verdicts(now);
        let due = self.due().ok_or_else(|| Refusal::new("no-deadline"))?;
        let recommendation = self.programme.deadline(Material::Recommendation, &self.application.type_code);
        let judged = |rule: &str| self.items.iter().any(|i| i.item == rule && i.verdict != "not_met");
        Ok(Dossier {
            state: self.application.state,
            opens_at: self.call.opens_at,
            recommendation_due: recommendation.map(|r| Due {
                at: r.instant(),
                grace_minutes: 0,
                clause: r.clause.clone(),
            }),
            due,
            counts: self.programme.submission.deadline_counts,
            needs_recommendation: self.needs_recommendation() && self.application.recommended_at.is_none(),
            withdrawal: self.programme.submission.withdrawal,
            has_target_check: self.programme.has_step(StepKind::TargetCheck),
            gaps: self.gaps().len(),
            files_awaited: self.files_awaited().len(),
            files_due: self.files_due(),
            bar: self.bar(&verdicts),
            open_overrides: verdicts.iter().filter(|v| v.needs_override() && !judged(&v.rule)).count(),
            open_items: super::items::manual(self).iter().filter(|i| !judged(&i.id)).count(),
            returns: u32::try_from(self.application.returns).unwrap_or(u32::MAX),
            correction_due: self.application.correction_due,
            submitted_at: self.application.submitted_at,
        })
    }

    /// The first hard rule that bars it. A recommendation is given after the sign-off, so that an open one bars nothing.
    fn bar(&self, verdicts: &[Verdict]) -> Option<Refusal> {
        let barred = verdicts.iter().find(|v| {
            let open_partner = v.outcome == Outcome::Open && !v.reason.code.starts_with("recommend");
            v.answer() == eligibility::Answer::No || open_partner
        })?;
        let mut refusal = Refusal::new("not-eligible").with("rule", &barred.rule).by(&barred.clause);
        refusal = refusal.with("why", &barred.reason.code);
        Some(refusal)
    }

    /// What the paper and the electronic copy have in common (L11).
    ///
    /// # Errors
    /// A fault where an answer has no canonical form; the fields' parsers let no such value in.
    pub fn sealed(&self) -> Result<Sealed, Failure> {
        let content = self.content();
        let fault = |e| crate::actions::Fault::new("hashing an application", e);
        Ok(Sealed {
            content_hash: content_hash(&content).map_err(fault)?.to_string(),
            version_code: version_code(&content).map_err(fault)?.to_string(),
            body: serde_json::to_value(&content)
                .map_err(|e| crate::actions::Fault::new("freezing an application", e))?,
        })
    }

    fn content(&self) -> Content<'_> {
        let mut files: Vec<_> =
            self.files.iter().map(|f| (f.field.as_str(), f.name.as_str(), f.sha256.as_str())).collect();
        files.sort_unstable();
        Content {
            association: &self.application.association,
            programme: &self.programme.programme.code,
            project_type: &self.application.type_code,
            organisation: &self.organisation.name,
            credit_code: &self.organisation.credit_code,
            joint: self.joint.iter().map(|j| j.name.as_str()).collect(),
            recommender: self.recommender.as_ref().map(|r| r.name.as_str()),
            answers: &self.answers,
            files,
        }
    }

    /// Copies what lists show from the answers into the register row.
    pub fn refresh_register(&mut self) {
        let form = self.form().clone();
        let role =
            |role| form.with_role(role).map(|f| self.answers.text(&f.id).to_owned()).unwrap_or_default();
        let title = role(FieldRole::Title);
        let (leader, leader_phone) = (role(FieldRole::Leader), role(FieldRole::LeaderPhone));
        let (grant, other) = self.sums(&form);
        let tier =
            form.of_kind(FieldKind::Tier).map(|f| self.answers.text(&f.id).to_owned()).unwrap_or_default();
        let type_name = self.project_type().name.clone();
        let a = &mut self.application;
        a.title = if title.is_empty() { type_name } else { title };
        (a.leader, a.leader_phone, a.tier) = (leader, leader_phone, tier);
        (a.amount, a.other) = (grant, other);
    }

    /// The sum applied for and the sum from other sources, in fen.
    fn sums(&self, form: &Form) -> (Fen, Fen) {
        let lines =
            form.of_kind(FieldKind::Budget).and_then(|f| self.answers.budget(&f.id)).unwrap_or_default();
        let totals = total(&lines).unwrap_or_default();
        let source = self.programme.budget.grant_source();
        let granted = source.and_then(|s| totals.by_source.get(&s.id)).copied().unwrap_or_default();
        let applied = form.of_kind(FieldKind::Amount).and_then(|f| self.answers.fen(&f.id));
        (applied.unwrap_or(granted), Fen(totals.all.0 - granted.0))
    }

    /// What the officer's search looks in.
    pub fn search_key(&self) -> String {
        let a = &self.application;
        let parts = [&a.number, &a.title, &a.organisation_name, &a.leader];
        kexiang_core::wording::normal_text(&parts.map(String::as_str).join(" "))
    }

    /// Whether it may be edited now.
    pub fn is_editable(&self) -> bool {
        self.application.state.is_editable()
    }

    /// State, for templates.
    pub fn state(&self) -> State {
        self.application.state
    }

    /// The limits that concern it.
    pub fn limits(&self) -> impl Iterator<Item = &kexiang_core::programme::Limit> {
        let code = &self.application.type_code;
        self.programme.limits.iter().filter(move |l| l.types.is_empty() || l.types.contains(code))
    }

    /// Of whom a limit counts: the organisation, or the leader by name and telephone.
    pub fn limit_key(&self, per: LimitPer) -> String {
        match per {
            LimitPer::Organisation => self.application.organisation.to_string(),
            LimitPer::Leader => {
                let digits: String =
                    self.application.leader_phone.chars().filter(char::is_ascii_digit).collect();
                format!("{}/{digits}", kexiang_core::wording::normal_text(&self.application.leader))
            }
        }
    }
}

/// The frozen content of an application with its hashes.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// SHA-256.
    pub content_hash: String,
    /// The short code on paper.
    pub version_code: String,
    /// The canonical content.
    pub body: serde_json::Value,
}
