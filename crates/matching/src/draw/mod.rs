//! Reproducible draws (可复核抽取) of experts, spot checks and tie-breaks.
//!
//! Before the draw the office publishes a [`Notice`]: the whole list, how many are drawn from which stratum, and for
//! each contributor of chance either a commitment to a secret seed or the description of a public number that
//! nobody knows yet. After it the seeds are revealed, [`run`] draws, and the [`Record`] says every step.
//! [`verify`] needs the record alone: it recomputes commitments, key, numbers and picks, and names what differs.
//!
//! # The algorithm `kexiang-draw` version 1
//! All texts are lines of compact JSON arrays, each ended by `\n`, in UTF-8; strings are escaped as
//! `JSON.stringify` does. H is SHA-256 or SM3 as the plan says; digests are lower-case hexadecimal.
//! 1. Plan text: the line `["kexiang-draw",1,"plan",hash]`, `["purpose",purpose]`, one
//!    `["contributor",by,"secret"|"public"]` per contributor, one `["stratum",name,count,reserves]` per stratum in
//!    the order of the plan, one `["candidate",id,name,stratum,weight,excluded|null]` per candidate, sorted by the
//!    code points of the id. Plan digest = H(plan text).
//! 2. Commitment of a secret seed = H of `["kexiang-draw",1,"seed",plan digest,by,seed]`.
//! 3. Key = H of `["kexiang-draw",1,"key",plan digest]` and one `["share",by,seed]` per contributor in order.
//! 4. Numbers: the ChaCha20 key stream (RFC 8439, nonce zero, counter from 0) read as 64-bit little-endian words.
//!    A number below `n`: words at or above the largest multiple of `n` that fits are skipped; the rest modulo `n`.
//! 5. For each stratum in order, for each of its `count + reserves` places: `total` = sum of the weights of those
//!    not yet drawn and not excluded; `number` = a number below `total`; drawn is the first in id order whose running
//!    sum of weights is greater than `number`.

mod canonical;
mod chacha;
mod plan;
mod record;
mod run;
mod sample;
mod verify;

pub use canonical::{PlanPart, commitment, key, part_digests, plan_digest, plan_text};
pub use chacha::{ChaCha, block};
pub use plan::{ALGORITHM, Candidate, Contributor, Hash, Origin, Plan, Stratum, VERSION};
pub use record::{Notice, PartDigest, Pick, Pledge, Record, Share, Witness};
pub use run::{DrawError, announce, draw, run};
pub use sample::Pool;
pub use verify::{Finding, verify, verify_against};
