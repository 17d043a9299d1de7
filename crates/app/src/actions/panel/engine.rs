//! The panel as a problem of the assignment engine. This is the one place that knows which engine it is.

use std::collections::{BTreeMap, BTreeSet};

use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{Layout, Pair};
use kexiang_matching::assign as engine;
use kexiang_store::{Tx, answer};
use serde_json::Value;

use super::file::PanelFile;
use super::topic::named_in;
use crate::actions::{Failure, Fault};

/// The problem with what the people in front of it need to read its answers.
#[derive(Clone, Debug)]
pub struct Desk {
    /// What the engine solves; ids are those of applications and experts.
    pub problem: engine::Problem,
    /// Fit of every pair, 0 to 1000.
    pub fits: BTreeMap<Pair, u16>,
    /// Pairs whose review is in: they stay.
    pub submitted: BTreeSet<Pair>,
}

/// What the engine assigned.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// Pairs.
    pub pairs: BTreeSet<Pair>,
    /// Points.
    pub points: i64,
    /// Whether no assignment has more.
    pub optimal: bool,
}

impl Desk {
    /// The problem of a panel under locks and prohibitions. Seats, loads and conflicts are hard; the nearer an expert's
    /// disciplines are to what the application speaks of, and the more even the loads, the better.
    pub(super) fn of(tx: &mut Tx<'_>, file: &PanelFile, layout: &Layout) -> Result<Desk, Failure> {
        let submitted = file.reviews.iter().filter(|r| r.state == "submitted");
        let submitted: BTreeSet<Pair> = submitted.map(|r| (r.application, r.expert)).collect();
        let applications = applications(tx, file)?;
        let experts: Vec<engine::Expert> = file.seated().map(|(m, e)| expert(file, m, e)).collect();
        let weights = engine::Weights {
            balance: 50,
            parts: engine::FitShares { discipline: 1, keywords: 0, experience: 0 },
            ..engine::Weights::default()
        };
        let mut fits = BTreeMap::new();
        for (a, application) in file.applications.iter().zip(&applications) {
            for ((_, e), expert) in file.seated().zip(&experts) {
                fits.insert((a.id, e.id), engine::fit(application, expert, weights.parts).total);
            }
        }
        let mut desk = Desk { problem: engine::Problem::default(), fits, submitted };
        let fixed = layout.locked.union(&desk.submitted).copied().collect();
        desk.problem = engine::Problem {
            reviews: file.panel.composition.reviews,
            panel: seats(file),
            conflicts: conflicts(file),
            fixed: desk.named(&fixed),
            forbidden: desk.named(&layout.forbidden),
            applications,
            experts,
            weights,
            ..engine::Problem::default()
        };
        Ok(desk)
    }

    /// Pairs as the engine names them; those of experts who left the panel are gone.
    pub fn named(&self, pairs: &BTreeSet<Pair>) -> Vec<engine::Pair> {
        let known = pairs.iter().filter(|pair| self.fits.contains_key(pair));
        known.map(|(a, e)| engine::Pair { application: a.to_string(), expert: e.to_string() }).collect()
    }

    /// The best of all assignments that keep the rules.
    ///
    /// # Errors
    /// `assignment-clash` with the rules in words, `assignment-undecided`.
    pub(super) fn best(&self, file: &PanelFile) -> Result<Assigned, Failure> {
        Self::read(engine::assign(&self.problem).map_err(fault)?, file)
    }

    /// The one nearest to these pairs.
    ///
    /// # Errors
    /// As [`Desk::best`].
    pub(super) fn nearest(&self, file: &PanelFile, pairs: &BTreeSet<Pair>) -> Result<Assigned, Failure> {
        let repaired = engine::repair(&self.problem, &self.named(pairs)).map_err(fault)?;
        Self::read(repaired.outcome, file)
    }

    /// Rules that pairs break, and their points.
    ///
    /// # Errors
    /// A fault of the engine.
    pub(super) fn check(&self, pairs: &BTreeSet<Pair>) -> Result<engine::Checked, Failure> {
        Ok(engine::check(&self.problem, &self.named(pairs)).map_err(fault)?)
    }

    /// Why a pair is or is not in the best assignment; moves are told from `present`.
    ///
    /// # Errors
    /// A fault of the engine.
    pub(super) fn why(&self, present: &BTreeSet<Pair>, pair: Pair) -> Result<engine::Why, Failure> {
        let asked = self.named(&BTreeSet::from([pair]));
        let mut answers = engine::why(&self.problem, &self.named(present), &asked).map_err(fault)?;
        answers.pop().ok_or_else(|| Refusal::new("not-found").into())
    }

    fn read(outcome: engine::Outcome, file: &PanelFile) -> Result<Assigned, Failure> {
        let assignment = match outcome {
            engine::Outcome::Assigned(assignment) => assignment,
            engine::Outcome::Infeasible(clash) => {
                let refusal = Refusal::new("assignment-clash").with("rules", clash.rules.len());
                return Err(refusal.with("why", in_words(file, &clash.to_string())).into());
            }
            engine::Outcome::Undecided { .. } => return Err(Refusal::new("assignment-undecided").into()),
        };
        let id = |text: &str| text.parse::<Id>().map_err(|e| Fault::new("assigning experts", e));
        let pairs = assignment.pairs.iter();
        let pairs = pairs.map(|p| Ok::<_, Failure>((id(&p.application)?, id(&p.expert)?)));
        Ok(Assigned {
            pairs: pairs.collect::<Result<_, _>>()?,
            points: assignment.score.points,
            optimal: assignment.proof.optimal,
        })
    }
}

fn fault(e: engine::ProblemError) -> Fault {
    Fault::new("assigning experts", e)
}

/// The engine's words with numbers and names in place of ids.
pub(crate) fn in_words(file: &PanelFile, text: &str) -> String {
    let mut text = text.to_owned();
    for a in &file.applications {
        text = text.replace(&a.id.to_string(), &a.number);
    }
    for (_, e) in &file.members {
        text = text.replace(&e.id.to_string(), &e.name);
    }
    text
}

/// The applications with the disciplines, among those of the panel's experts, that their words speak of.
fn applications(tx: &mut Tx<'_>, file: &PanelFile) -> Result<Vec<engine::Application>, Failure> {
    let known: BTreeSet<&str> =
        file.seated().flat_map(|(_, e)| e.disciplines.iter().map(String::as_str)).collect();
    let mut all = Vec::new();
    for a in &file.applications {
        let answers = answer::answers(tx, &file.panel.association, a.id)?;
        let texts = answers.0.values().filter_map(Value::as_str);
        let text = texts.fold(a.title.clone(), |all, text| all + "\n" + text);
        all.push(engine::Application {
            id: a.id.to_string(),
            title: a.title.clone(),
            disciplines: named_in(&text, &known),
            ..engine::Application::default()
        });
    }
    Ok(all)
}

fn expert(
    file: &PanelFile,
    member: &kexiang_store::panel::Member,
    e: &kexiang_store::expert::Expert,
) -> engine::Expert {
    let most = file.panel.composition.most;
    engine::Expert {
        id: e.id.to_string(),
        name: e.name.clone(),
        kinds: vec![member.seat.code().to_owned()],
        max: (most > 0).then_some(most),
        organisation: e.organisation.clone(),
        region: e.region.clone(),
        disciplines: e.disciplines.clone(),
        ..engine::Expert::default()
    }
}

/// One seat for each kind that the notice wants together, where there are as many reviews.
fn seats(file: &PanelFile) -> Vec<engine::Seats> {
    let rules = &file.panel.composition;
    if (rules.reviews as usize) < rules.kinds.len() {
        return Vec::new();
    }
    rules.kinds.iter().map(|k| engine::Seats { kind: k.code().to_owned(), at_least: 1 }).collect()
}

fn conflicts(file: &PanelFile) -> Vec<engine::Conflict> {
    let blocking = file.conflicts.iter().filter(|c| c.blocks());
    blocking
        .filter(|c| file.seated().any(|(m, _)| m.expert == c.expert))
        .filter(|c| file.applications.iter().any(|a| a.id == c.application))
        .map(|c| engine::Conflict {
            application: c.application.to_string(),
            experts: vec![c.expert.to_string()],
            cause: engine::Cause::Interest,
            reason: c.kind.code().to_owned(),
        })
        .collect()
}
