//! Registers and forms on paper, for the command line too.

use kexiang_documents::letter::ApplicationSheet;

use crate::actions::application::CaseFile;
use crate::actions::{Failure, desk, organisation};
use crate::locale::Locale;

/// The organisation ledger (单位台账).
///
/// # Errors
/// A fault where the workbook cannot be written.
pub fn ledger(l: &Locale, association: &str, register: &organisation::Register) -> Result<Vec<u8>, Failure> {
    super::organisation::workbook::bytes(l, association, register)
}

/// The register of applications (申报汇总表).
///
/// # Errors
/// A fault where the workbook cannot be written.
pub fn register(l: &Locale, register: &desk::Register) -> Result<Vec<u8>, Failure> {
    super::desk::workbook::bytes(l, register)
}

/// The form of an application as it is printed.
pub fn application_sheet(l: &Locale, case: &CaseFile) -> ApplicationSheet {
    super::application::paper::application_sheet(l, case)
}

/// A contract as it is printed.
pub fn contract_sheet(
    l: &Locale,
    file: &crate::actions::project::ProjectFile,
    contract: &kexiang_store::contract::Contract,
) -> ApplicationSheet {
    super::project::paper::contract_sheet(l, file, contract)
}

/// An acceptance form with what was found and concluded, as it is printed.
pub fn acceptance_sheet(
    l: &Locale,
    desk: &crate::actions::acceptance::AcceptanceFile,
    a: &kexiang_store::acceptance::Acceptance,
) -> ApplicationSheet {
    super::acceptance::paper::sheet(l, desk, a)
}

/// The notice of a recovery order as it is printed.
pub fn recovery_sheet(
    l: &Locale,
    file: &crate::actions::project::ProjectFile,
    order: &kexiang_store::recovery::Order,
    issuer: &str,
) -> kexiang_documents::letter::ListSheet {
    super::project::recovery_sheet(l, file, order, issuer)
}
