use clap::Subcommand;
use kexiang_core::identifiers::region::RegionCode;
use kexiang_store::association::{Association, Settings};

use super::{Problem, explain, open, say, terminal};
use crate::actions::association;
use crate::config::Config;

/// `kexiang association …`
#[derive(Debug, Subcommand)]
pub(super) enum Associations {
    /// Add an association to this deployment.
    Add {
        /// Code in keys and addresses: 2 to 12 small letters and digits, e.g. lz. It cannot be changed later.
        #[arg(long, value_parser = code)]
        code: String,
        /// Full name, e.g. 柳州市科学技术协会.
        #[arg(long)]
        name: String,
        /// Short name, e.g. 柳州市科协.
        #[arg(long)]
        short_name: String,
        /// Region, six digits of GB/T 2260, e.g. 450200.
        #[arg(long, value_parser = region)]
        region: String,
    },
    /// List the associations.
    List,
}

fn code(text: &str) -> Result<String, String> {
    let fits =
        text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) && (2..=12).contains(&text.len());
    if fits { Ok(text.to_owned()) } else { Err("a code has 2 to 12 small letters and digits".to_owned()) }
}

fn region(text: &str) -> Result<String, String> {
    text.parse::<RegionCode>().map(|region| region.to_string()).map_err(|error| error.to_string())
}

pub(super) async fn run(config: Config, command: Associations) -> Result<(), Problem> {
    let app = open(config).await?;
    match command {
        Associations::Add { code, name, short_name, region } => {
            let new = Association { code, name, short_name, region, settings: Settings::default() };
            if !association::add(&app, &terminal(&app), &new).await.map_err(explain)? {
                return Err(format!("there is an association `{}` already", new.code).into());
            }
            let next = format!(
                "next: kexiang user create --association {0} --login … --name …, then kexiang user role --association \
                 {0} --login … --role system (and another person with --role security)",
                new.code
            );
            say(&format!("{} is added\n{next}\n", new.code));
        }
        Associations::List => {
            for a in app.associations().iter() {
                say(&format!("{:<14}{}  {}\n", a.code, a.region, a.name));
            }
        }
    }
    Ok(())
}
