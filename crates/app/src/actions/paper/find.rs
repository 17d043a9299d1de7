//! Finding the application that a sheet of paper belongs to.

use kexiang_core::canonical::VersionCode;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_store::Tx;
use kexiang_store::application::{self, Application};
use kexiang_store::paper::{self, Copy};
use kexiang_store::snapshot::{self, Print};

use super::super::application::CaseFile;
use super::super::desk::enter;
use super::super::{Ctx, Failure};
use super::{PaperDue, Validity, validity};
use crate::state::App;

/// An application that a code or number points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The application.
    pub application: Application,
    /// The code looked for, in its usual form; none where a number was typed.
    pub code: Option<String>,
    /// What that code is worth; for a number: what stands.
    pub validity: Validity,
}

/// What the paper desk shows of one application.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The application.
    pub case: CaseFile,
    /// Paper registered so far, the latest first.
    pub copies: Vec<Copy>,
    /// Printed versions, the latest first.
    pub prints: Vec<Print>,
    /// When paper is in time; none where the notice wants none.
    pub due: Option<PaperDue>,
    /// Whether the actor may register.
    pub may_register: bool,
}

/// The version code in what was scanned or typed, in its usual form: `3f2a9 0b71c`, `KX1:2026-1-007:3F2A90B71C`, the
/// address of a check page that ends in the code.
pub fn typed_code(text: &str) -> Option<String> {
    let whole = text.trim().parse::<VersionCode>().ok();
    let pieces = || text.rsplit([':', '：', '/', '?', '&', '=']).map(str::trim).filter(|p| p.len() >= 10);
    whole.or_else(|| pieces().find_map(|p| p.parse().ok())).map(|code| code.to_string())
}

/// The applications that a scanned or typed text points at: by version code, by number, or by the number that stands
/// beside a code. Most often one; empty where nothing fits.
///
/// # Errors
/// `not-signed-in`, `not-permitted`; `not-found` for a stranger to the association.
pub async fn find(app: &App, ctx: &Ctx, association: &str, text: &str) -> Result<Vec<Found>, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let text: String = text.trim().chars().take(200).map(kexiang_core::wording::half_width_char).collect();
    app.store
        .read(move |tx| {
            enter(&ctx, &association, Action::DeskView)?;
            if text.is_empty() {
                return Ok(Vec::new());
            }
            let code = typed_code(&text);
            if let Some(code) = &code {
                let carriers = application::by_version_code(tx, &association, code)?;
                let found =
                    carriers.into_iter().map(|a| found(tx, a, Some(code))).collect::<Result<Vec<_>, _>>()?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            // The number is tried last: a code that is not known here may stand beside one that is.
            for number in std::iter::once(text.as_str()).chain(text.split(':')) {
                if let Some(a) = application::by_number(tx, &association, number.trim())? {
                    let beside = code.as_ref().filter(|_| number != text);
                    return Ok(vec![found(tx, a, beside)?]);
                }
            }
            Ok(Vec::new())
        })
        .await
}

fn found(tx: &mut Tx<'_>, a: Application, code: Option<&String>) -> Result<Found, Failure> {
    let prints = snapshot::prints(tx, &a.association, a.id)?;
    let validity = match code {
        Some(code) => validity(&prints, code),
        None => validity(&prints, &a.version_code),
    };
    Ok(Found { application: a, code: code.cloned(), validity })
}

/// The paper of one application.
///
/// # Errors
/// `not-found` for strangers, for the three administrators, and before the first submission.
pub async fn open(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Sheet, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            permit_reading(&ctx, &case)?;
            Ok(Sheet {
                copies: paper::of_application(tx, &association, id)?,
                prints: snapshot::prints(tx, &association, id)?,
                due: PaperDue::of(&case),
                may_register: may(&ctx.actor, Action::PaperRegister, &Scope::Application(&case.scope()))
                    .is_ok(),
                case,
            })
        })
        .await
}

pub(super) fn permit_reading(ctx: &Ctx, case: &CaseFile) -> Result<(), Failure> {
    may(&ctx.actor, Action::ApplicationView, &Scope::Application(&case.scope()))?;
    let unseen = enter(ctx, &case.application.association, Action::DeskView).is_err();
    if unseen || case.application.submitted_at.is_none() {
        return Err(Refusal::new("not-found").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::typed_code;

    #[test]
    fn codes_are_read_as_people_and_scanners_write_them() {
        let code = Some("3F2A9-0B71C".to_owned());
        for text in [
            "3F2A9-0B71C",
            " 3f2a9 0b71c ",
            "３Ｆ２Ａ９－０Ｂ７１Ｃ",
            "3F2A9-OB7lC",
            "KX1:2026-1-007:3f2a90b71c",
            "https://kx.example/verify/lz/3F2A9-0B71C",
            "https://kx.example/verify?code=3F2A9-0B71C",
        ] {
            assert_eq!(typed_code(text), code, "{text}");
        }
        for text in ["", "2026-1-007", "3F2A9-0B71", "3F2A9-0B71G", "https://kx.example/verify/lz"] {
            assert_eq!(typed_code(text), None, "{text}");
        }
    }
}
