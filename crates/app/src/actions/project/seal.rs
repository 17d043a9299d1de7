//! Sealed copies of a contract: the code on the page is read and must be the contract's own, so that what was sealed is
//! what was issued (L07, X07).

use kexiang_core::canonical::{ContentHash, HashError};
use kexiang_core::contract::{self, Command};
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_store::contract::Contract;
use kexiang_store::{blob, contract as store};

use super::ProjectFile;
use super::contract::{enforce, newest, record, tell_members};
use crate::actions::paper::{LARGEST_SCAN, Scan, read_code, scan_kind};
use crate::actions::{Ctx, Failure, Fault};
use crate::seal::{self, Seal};
use crate::state::App;

/// Whose seal a copy carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// 乙方盖章件: the organisation's.
    Taker,
    /// 双方签章件: both, which brings the contract into force.
    Both,
}

impl Side {
    /// The side with this code: `taker`, `both`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "taker" => Some(Side::Taker),
            "both" => Some(Side::Both),
            _ => None,
        }
    }

    /// Code used in addresses and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Side::Taker => "taker",
            Side::Both => "both",
        }
    }

    fn action(self) -> Action {
        match self {
            Side::Taker => Action::ContractSeal,
            Side::Both => Action::ContractSign,
        }
    }
}

/// Takes a sealed copy in. A code that can be read must be this contract's; where none can be read the copy is kept and
/// people compare by eye. The copy with both seals brings the contract into force.
///
/// # Errors
/// `not-found`, `not-permitted`; `too-large`, `scan-kind`, `scan-unreadable`; `contract-other-copy` with the code found;
/// those of [`contract::decide`].
pub async fn upload(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    side: Side,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    if bytes.len() > LARGEST_SCAN {
        return Err(Refusal::new("too-large").into());
    }
    let kind = scan_kind(&bytes).ok_or_else(|| Refusal::new("scan-kind"))?;
    super::view(app, ctx, association, id).await?.permit(ctx, side.action())?;
    let (seals, bytes) = examine(app, bytes).await?;
    let (code, bytes) = read_code(kind, bytes).await?;
    let stored = app.blobs.put_bytes(bytes).await.map_err(|e| Fault::new("keeping a sealed contract", e))?;
    let sha256 = stored.hash.to_string();
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut file = ProjectFile::load(tx, &programmes, &association, id, true)?;
            file.permit(&ctx, side.action())?;
            let mut c = newest(&file)?;
            let command = if side == Side::Taker { Command::Seal } else { Command::Countersign };
            c.state = contract::decide(c.state, file.project.is_held(), &command)?;
            if !code.is_empty() && code != c.code {
                let refusal = Refusal::new("contract-other-copy").with("code", &code).with("own", &c.code);
                return Err(refusal.at("copy").into());
            }
            let check = check(&c, side, &seals, &code).to_owned();
            blob::register(tx, stored, ctx.now)?;
            match side {
                Side::Taker => (c.sealed, c.sealed_check) = (sha256.clone(), check),
                Side::Both => {
                    (c.signed, c.signed_check) = (sha256.clone(), check);
                    c.in_force_at = Some(ctx.now);
                }
            }
            store::update(tx, &c)?;
            let step = format!("contract-{}", command.code());
            record(tx, &ctx, &file, &step.replacen('-', ".", 1), &c)?;
            file.note(tx, &ctx, &step, "")?;
            if side == Side::Both {
                enforce(tx, &ctx, &mut file, &c.terms)?;
            }
            tell_members(tx, &ctx, &file, &step)
        })
        .await
}

/// What the provider of electronic seals finds in a file, and the bytes again; nothing where there is no provider, or it
/// gives no answer: people then compare by eye.
async fn examine(app: &App, bytes: Vec<u8>) -> Result<(Vec<Seal>, Vec<u8>), Failure> {
    let settings = &app.config.seal;
    let Some(provider) = seal::provider(&settings.program, settings.seconds) else {
        return Ok((Vec::new(), bytes));
    };
    let asked = tokio::task::spawn_blocking(move || (provider.examine(&bytes), bytes)).await;
    let (seals, bytes) = asked.map_err(|e| Fault::new("asking the provider of seals", e))?;
    let seals = seals.unwrap_or_else(|error| {
        tracing::warn!(%error, "the provider of electronic seals gave no answer");
        Vec::new()
    });
    Ok((seals, bytes))
}

/// What is known of a copy: electronically sealed by those who must, the same paper by its code, or unread.
fn check(c: &Contract, side: Side, seals: &[Seal], code: &str) -> &'static str {
    let (taker, giver) = (c.terms.taker.name.as_str(), c.terms.giver.name.as_str());
    let owners: &[&str] = if side == Side::Taker { &[taker] } else { &[taker, giver] };
    match code {
        _ if seal::sealed_by(seals, owners) => "e-seal",
        "" => "unread",
        _ => "same",
    }
}

/// A sealed copy of a version, for those who see the project.
///
/// # Errors
/// `not-found`.
pub async fn copy(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    version: i64,
    side: Side,
) -> Result<Scan, Failure> {
    let file = super::view(app, ctx, association, id).await?;
    let c = file.contracts.iter().find(|c| c.version == version);
    let c = c.ok_or_else(|| Refusal::new("not-found"))?;
    let sha256 = if side == Side::Taker { &c.sealed } else { &c.signed };
    if sha256.is_empty() {
        return Err(Refusal::new("not-found").into());
    }
    let fault = |e: String| Fault::saying("reading a sealed contract", e);
    let hash: ContentHash = sha256.parse().map_err(|e: HashError| fault(e.to_string()))?;
    let bytes = app.blobs.bytes(hash, LARGEST_SCAN as u64).await.map_err(|e| fault(e.to_string()))?;
    let kind = scan_kind(&bytes).unwrap_or("application/octet-stream");
    Ok(Scan { name: c.number.clone(), kind, bytes: bytes.to_vec() })
}

/// Whether a person may send this copy now: asked before a file is read.
///
/// # Errors
/// `not-found`, `not-permitted`.
pub async fn may_upload(app: &App, ctx: &Ctx, association: &str, id: Id, side: Side) -> Result<(), Failure> {
    Ok(super::view(app, ctx, association, id).await?.permit(ctx, side.action())?)
}
