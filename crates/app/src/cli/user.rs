use clap::Subcommand;
use kexiang_core::id::Id;
use kexiang_core::policy::OfficeRole;
use kexiang_store::account;

use super::{Problem, explain, open, say, terminal};
use crate::actions::office::{self, NewPerson};
use crate::config::Config;
use crate::state::App;

/// `kexiang user …`: the first system and security administrator of an association are made here; they make all others.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account in an association's office; prints the first password.
    Create {
        /// Code of the association, e.g. lz.
        #[arg(long)]
        association: String,
        /// Sign-in name, e.g. lz.chentong.
        #[arg(long)]
        login: String,
        /// Name of the person.
        #[arg(long)]
        name: String,
        /// Mail address.
        #[arg(long, default_value = "")]
        email: String,
    },
    /// Grant a role to a person of the office.
    Role {
        /// Code of the association.
        #[arg(long)]
        association: String,
        /// Sign-in name.
        #[arg(long)]
        login: String,
        /// officer, head, leader, finance, discipline, archivist, system, security or audit.
        #[arg(long, value_parser = role)]
        role: OfficeRole,
        /// Take the role back instead.
        #[arg(long)]
        revoke: bool,
    },
    /// Unlock an account after failed sign-ins.
    Unlock {
        /// Code of the association.
        #[arg(long)]
        association: String,
        /// Sign-in name.
        #[arg(long)]
        login: String,
    },
    /// Set a new first password; prints it.
    Reset {
        /// Code of the association.
        #[arg(long)]
        association: String,
        /// Sign-in name.
        #[arg(long)]
        login: String,
        /// Remove the second factor too.
        #[arg(long)]
        factor: bool,
    },
}

fn role(text: &str) -> Result<OfficeRole, String> {
    OfficeRole::from_code(text).ok_or_else(|| {
        let known: Vec<&str> = OfficeRole::ALL.iter().map(|role| role.code()).collect();
        format!("roles are {}", known.join(", "))
    })
}

pub(super) async fn run(config: Config, command: User) -> Result<(), Problem> {
    let app = open(config).await?;
    let ctx = terminal(&app);
    match command {
        User::Create { association, login, name, email } => {
            known(&app, &association)?;
            let new = NewPerson { login, name, email, ..NewPerson::default() };
            let (_, first) = office::create(&app, &ctx, &association, &new).await.map_err(explain)?;
            say(&format!("{} may sign in with the first password {first}\n", new.login));
        }
        User::Role { association, login, role, revoke } => {
            let id = find(&app, &association, &login).await?;
            let outcome = if revoke {
                office::revoke(&app, &ctx, &association, id, role).await
            } else {
                office::grant(&app, &ctx, &association, id, role).await
            };
            outcome.map_err(explain)?;
            say(&format!("{login}: {} {}\n", role.code(), if revoke { "revoked" } else { "granted" }));
        }
        User::Unlock { association, login } => {
            let id = find(&app, &association, &login).await?;
            office::unlock(&app, &ctx, &association, id).await.map_err(explain)?;
            say(&format!("{login} is unlocked\n"));
        }
        User::Reset { association, login, factor } => {
            let id = find(&app, &association, &login).await?;
            if factor {
                office::clear_factor(&app, &ctx, &association, id).await.map_err(explain)?;
            }
            let first = office::reset_password(&app, &ctx, &association, id).await.map_err(explain)?;
            say(&format!("{login} may sign in with the first password {first}\n"));
        }
    }
    Ok(())
}

pub(super) fn known(app: &App, association: &str) -> Result<(), Problem> {
    if app.association(association).is_some() {
        return Ok(());
    }
    let codes: Vec<String> = app.associations().iter().map(|a| a.code.clone()).collect();
    Err(format!("there is no association `{association}`; there are: {}", codes.join(", ")).into())
}

async fn find(app: &App, association: &str, login: &str) -> Result<Id, Problem> {
    known(app, association)?;
    let wanted = login.to_owned();
    let account = app.store.read(move |tx| account::by_login(tx, &wanted)).await?;
    account.map(|a| a.id).ok_or_else(|| format!("there is no account `{login}`").into())
}
