use crate::application::State;
use crate::id::Id;

/// What the policy must know of an application.
#[derive(Clone, Debug)]
pub struct ApplicationScope {
    /// Association.
    pub association: String,
    /// Applying organisation.
    pub organisation: Id,
    /// Joint organisations.
    pub joint: Vec<Id>,
    /// Recommending organisation.
    pub recommender: Option<Id>,
    /// State.
    pub state: State,
    /// Whether it was ever submitted: before that the office sees its existence, not its content.
    pub submitted_once: bool,
}

/// What the policy must know of a review.
#[derive(Clone, Debug)]
pub struct ReviewScope {
    /// Association.
    pub association: String,
    /// Account of the expert it is assigned to.
    pub expert: Option<Id>,
    /// Whether it is assigned at this moment: not released, not replaced, no conflict.
    pub assigned: bool,
}

/// What the policy must know of an objection.
#[derive(Clone, Debug)]
pub struct ObjectionScope {
    /// Association.
    pub association: String,
    /// Account of the handling officer.
    pub handler: Option<Id>,
}

/// What the policy must know of a project.
#[derive(Clone, Debug)]
pub struct ProjectScope {
    /// Association.
    pub association: String,
    /// Organisation that carries it out.
    pub organisation: Id,
}

/// The record an action concerns.
#[derive(Clone, Debug)]
pub enum Scope<'a> {
    /// The deployment itself.
    Deployment,
    /// An association as a whole.
    Association(&'a str),
    /// An organisation in an association's ledger.
    Organisation(&'a str, Id),
    /// An application.
    Application(&'a ApplicationScope),
    /// A review by an expert.
    Review(&'a ReviewScope),
    /// An objection or appeal.
    Objection(&'a ObjectionScope),
    /// A project.
    Project(&'a ProjectScope),
}

impl Scope<'_> {
    /// Code of the association; empty for the deployment.
    pub fn association(&self) -> &str {
        match self {
            Scope::Deployment => "",
            Scope::Association(code) | Scope::Organisation(code, _) => code,
            Scope::Application(a) => &a.association,
            Scope::Review(r) => &r.association,
            Scope::Objection(o) => &o.association,
            Scope::Project(p) => &p.association,
        }
    }
}
