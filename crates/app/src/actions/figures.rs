//! Figures of an office (统计), counted in the database.

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_store::figures::{self as store, Applications, Projects, Verdicts};
use kexiang_store::programme;

use super::{Ctx, Failure};
use crate::state::App;

/// A call, with the year and the types of its programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOf {
    /// Id.
    pub id: Id,
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// 项目年度
    pub year: i16,
    /// Code and name of its types.
    pub types: Vec<(String, String)>,
}

/// Everything that is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The calls, the newest first.
    pub calls: Vec<CallOf>,
    /// Submitted applications.
    pub applications: Vec<Applications>,
    /// Projects with their money.
    pub projects: Vec<Projects>,
    /// Concluded acceptances.
    pub verdicts: Vec<Verdicts>,
}

/// The figures of an association, for its office.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn view(app: &App, ctx: &Ctx, association: &str) -> Result<Figures, Failure> {
    ctx.permit(Action::DeskView, &Scope::Association(association))?;
    let (programmes, association) = (app.programmes.clone(), association.to_owned());
    app.store
        .read_long(move |tx| {
            let mut calls = Vec::new();
            for call in programme::calls(tx, &association)? {
                let rules = programmes.of_call(tx, &association, call.id, call.version)?;
                calls.push(CallOf {
                    id: call.id,
                    code: call.code,
                    title: call.title,
                    year: rules.programme.year,
                    types: rules.types.iter().map(|t| (t.code.clone(), t.name.clone())).collect(),
                });
            }
            Ok(Figures {
                calls,
                applications: store::applications(tx, &association)?,
                projects: store::projects(tx, &association)?,
                verdicts: store::verdicts(tx, &association)?,
            })
        })
        .await
}
