//! Password hashes: Argon2id, 19 MiB, two passes, one lane; computed off the async workers, a few at a time.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::actions::Fault;
use crate::chance;

/// Memory in KiB, passes, lanes: OWASP's choice for Argon2id, about 25 ms here.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Computes and checks password hashes.
pub struct Passwords {
    lanes: Arc<Semaphore>,
    cost: (u32, u32, u32),
    /// A hash of nothing, so that an unknown account costs the same time as a known one.
    decoy: String,
}

impl Passwords {
    /// With so many hashes at the same time; 0 means one per core.
    pub fn new(lanes: usize) -> Self {
        Self::with_cost(lanes, COST)
    }

    /// The cheapest hashes, for tests with many sign-ins.
    pub fn cheap() -> Self {
        Self::with_cost(0, (Params::MIN_M_COST, 1, 1))
    }

    fn with_cost(lanes: usize, cost: (u32, u32, u32)) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let lanes = Arc::new(Semaphore::new(if lanes == 0 { cores } else { lanes }));
        let decoy = hash(cost, &chance::token()).unwrap_or_default();
        Passwords { lanes, cost, decoy }
    }

    /// The PHC string of a password.
    ///
    /// # Errors
    /// A fault of the hash function.
    pub async fn hash(&self, password: &str) -> Result<String, Fault> {
        let (password, cost) = (password.to_owned(), self.cost);
        self.run(move || hash(cost, &password)).await?
    }

    /// Whether the password belongs to the PHC string; an empty one takes the time of a check and is wrong.
    ///
    /// # Errors
    /// A damaged PHC string.
    pub async fn matches(&self, password: &str, phc: &str) -> Result<bool, Fault> {
        let known = !phc.is_empty();
        let phc = if known { phc.to_owned() } else { self.decoy.clone() };
        let password = password.to_owned();
        let matches = self.run(move || verify(&password, &phc)).await??;
        Ok(known && matches)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let permit = Arc::clone(&self.lanes).acquire_owned().await.map_err(|e| Fault::new("hashing", e))?;
        let working = tokio::task::spawn_blocking(move || {
            let _held = permit;
            work()
        });
        working.await.map_err(|error| Fault::new("hashing", error))
    }
}

fn hash((memory, passes, lanes): (u32, u32, u32), password: &str) -> Result<String, Fault> {
    let params =
        Params::new(memory, passes, lanes, None).map_err(|e| Fault::saying("hashing", e.to_string()))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt = chance::bytes::<16>();
    let phc: Result<PasswordHash, _> = argon.hash_password_with_salt(password.as_bytes(), &salt);
    phc.map(|phc| phc.to_string()).map_err(|e| Fault::saying("hashing", e.to_string()))
}

/// With the parameters that stand in the PHC string.
fn verify(password: &str, phc: &str) -> Result<bool, Fault> {
    let parsed =
        PasswordHash::new(phc).map_err(|e| Fault::saying("reading a password hash", e.to_string()))?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches() {
        for passwords in [Passwords::new(1), Passwords::cheap()] {
            let phc = passwords.hash("科协Kexie2026").await.expect("hash");
            assert!(phc.starts_with("$argon2id$v=19$m="), "{phc}");
            assert!(passwords.matches("科协Kexie2026", &phc).await.expect("check"));
            assert!(!passwords.matches("科协kexie2026", &phc).await.expect("check"));
            assert!(!passwords.matches("", "").await.expect("check"));
            assert!(passwords.matches("x", "no hash").await.is_err());
            assert_ne!(phc, passwords.hash("科协Kexie2026").await.expect("hash"));
        }
        let phc = Passwords::new(1).hash("x").await.expect("hash");
        assert!(phc.contains("$m=19456,t=2,p=1$"), "{phc}");
    }
}
