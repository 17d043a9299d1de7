//! The only place that asks the system for chance: identities of records, tokens, salts.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use kexiang_core::id::Id;

/// Characters of codes that people type: digits and letters without i, l, o, u (Crockford's base 32).
const TYPED: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Random bytes from the operating system.
///
/// # Panics
/// Where the operating system has no randomness to give: nothing may go on without it.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new identity of a record made at `now`. Those of one process count on from a random start, so that the rows of one
/// moment, ten thousand in an import, never meet and keep their order; those of other processes start elsewhere.
pub fn id(now: Timestamp) -> Id {
    static NEXT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(u32::from_le_bytes(bytes())));
    Id::at(now, NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A new secret token: 32 random bytes as 64 hexadecimal characters.
pub fn token() -> String {
    hex::encode(bytes::<32>())
}

/// A code that people type: groups of four characters of 5 bits each, `7kd2-0xhm`.
pub fn typed_code(groups: usize) -> String {
    let group = || bytes::<4>().map(|b| char::from(TYPED[usize::from(b & 31)])).iter().collect::<String>();
    (0..groups).map(|_| group()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_of_one_moment_never_meet() {
        let now: Timestamp = "2026-03-31T09:00:00Z".parse().expect("instant");
        let ids: HashSet<Id> = (0..50_000).map(|_| id(now)).collect();
        assert_eq!(ids.len(), 50_000);
    }

    #[test]
    fn codes_have_their_form() {
        let code = typed_code(3);
        assert_eq!(code.len(), 14);
        assert!(
            code.split('-').all(|group| group.len() == 4 && group.bytes().all(|b| TYPED.contains(&b))),
            "{code}"
        );
        assert_eq!(token().len(), 64);
        assert_ne!(token(), token());
    }
}
