//! Registers (台账) of an office, as workbooks: awards, payments, acceptances, projects with all that happened to them.

use kexiang_core::policy::{Action, OfficeRole, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::programme::{self, Call};
use kexiang_store::register::{self as store, Accepted, Life, Paid};

use super::{Ctx, Failure};
use crate::state::App;

/// A register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 立项一览表
    Awards,
    /// 拨付表
    Payments,
    /// 验收汇总表
    Acceptances,
    /// 项目台账
    Projects,
}

impl Kind {
    /// All registers, in the order of a project's life.
    pub const ALL: [Kind; 4] = [Kind::Awards, Kind::Payments, Kind::Acceptances, Kind::Projects];

    /// Code in addresses and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Awards => "awards",
            Kind::Payments => "payments",
            Kind::Acceptances => "acceptances",
            Kind::Projects => "projects",
        }
    }

    /// The register with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// The rows of a register.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Of [`Kind::Awards`] and [`Kind::Projects`].
    Lives(Vec<Life>),
    /// Of [`Kind::Payments`].
    Paid(Vec<Paid>),
    /// Of [`Kind::Acceptances`].
    Accepted(Vec<Accepted>),
}

/// The calls a register can be narrowed to, the newest first.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn calls(app: &App, ctx: &Ctx, association: &str) -> Result<Vec<Call>, Failure> {
    ctx.permit(Action::DeskView, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store.read(move |tx| Ok(programme::calls(tx, &association)?)).await
}

/// Whether the actor may have this register: payments carry account numbers, for officer and finance alone.
pub fn may_read(ctx: &Ctx, association: &str, kind: Kind) -> Result<(), Refusal> {
    ctx.permit(Action::DeskExport, &Scope::Association(association))?;
    let paying = ctx.actor.has_any_office(association, &[OfficeRole::Officer, OfficeRole::Finance]);
    if kind == Kind::Payments && !paying {
        return Err(Refusal::new("not-permitted").with("action", Action::PaymentSettle.code()));
    }
    Ok(())
}

/// A register with the call it is of; all calls where none is named.
///
/// # Errors
/// `not-signed-in`, `not-permitted`, `not-found` for an unknown call.
pub async fn read(
    app: &App,
    ctx: &Ctx,
    association: &str,
    kind: Kind,
    call: &str,
) -> Result<(Rows, Option<Call>), Failure> {
    may_read(ctx, association, kind)?;
    let (association, code) = (association.to_owned(), call.to_owned());
    app.store
        .read_long(move |tx| {
            let call = match code.as_str() {
                "" => None,
                code => {
                    let found = programme::call_by_code(tx, &association, code)?;
                    Some(found.ok_or_else(|| Failure::from(Refusal::new("not-found")))?)
                }
            };
            let of = call.as_ref().map_or(0, |c| c.id.as_i64());
            let rows = match kind {
                Kind::Awards | Kind::Projects => Rows::Lives(store::lives(tx, &association, of)?),
                Kind::Payments => Rows::Paid(store::paid(tx, &association, of)?),
                Kind::Acceptances => Rows::Accepted(store::accepted(tx, &association, of)?),
            };
            Ok((rows, call))
        })
        .await
}
