use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use kexiang_core::time;
use kexiang_documents::sniff::clean_name;
use kexiang_documents::zip::Bundle;

use super::user::known;
use super::{Problem, explain, open, say, terminal};
use crate::actions::export::{self, Target};
use crate::actions::{desk, organisation};
use crate::config::Config;
use crate::locale::{Language, Locale};
use crate::web::workbooks;

/// `kexiang export …`
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// The organisation ledger as a workbook (.xlsx), all columns.
    ///
    /// Telephone numbers and bank accounts are masked unless --full gives a reason; the reason is recorded.
    /// Example: kexiang export organisations --association lz --out ledger.xlsx --query 'class=society&fact=grade.2024.C'
    Organisations {
        /// Code of the association, e.g. lz.
        #[arg(long)]
        association: String,
        /// File to write.
        #[arg(long, value_name = "FILE.xlsx")]
        out: PathBuf,
        /// Part of the ledger, as the address bar of the list has it.
        #[arg(long, default_value = "")]
        query: String,
        /// Why full numbers are needed.
        #[arg(long, default_value = "", value_name = "REASON")]
        full: String,
    },
    /// The register of applications (申报汇总表) as a workbook: all calls, or one.
    ///
    /// Example: kexiang export applications --association lz --call lz-2026 --out register.xlsx
    Applications {
        /// Code of the association, e.g. lz.
        #[arg(long)]
        association: String,
        /// Code of one call; without it all.
        #[arg(long, default_value = "")]
        call: String,
        /// File to write.
        #[arg(long, value_name = "FILE.xlsx")]
        out: PathBuf,
        /// Why full telephone numbers are needed.
        #[arg(long, default_value = "", value_name = "REASON")]
        full: String,
    },
    /// The audit chain, one JSON object a line, with the hashes that `kexiang audit verify` checks.
    ///
    /// Example: kexiang export audit --association lz | gzip > lz-audit.jsonl.gz
    Audit {
        /// Code of the association, e.g. lz.
        #[arg(long)]
        association: String,
        /// File to write; without it the standard output.
        #[arg(long, value_name = "FILE.jsonl")]
        out: Option<PathBuf>,
    },
    /// One application with everything that belongs to it: answers, versions, checks, paper, its audit record, the files,
    /// the printed form, and manifest.json with the SHA-256 of every file.
    ///
    /// Example: kexiang export application --association lz --number 2026-1-001 --out 2026-1-001.zip
    Application {
        /// Code of the association, e.g. lz.
        #[arg(long)]
        association: String,
        /// Number of the application, e.g. 2026-1-001.
        #[arg(long)]
        number: String,
        /// A name that ends in .zip makes an archive, any other a folder, which must be empty or new.
        #[arg(long, value_name = "FOLDER or FILE.zip")]
        out: PathBuf,
    },
}

pub(super) async fn run(config: Config, command: Export) -> Result<(), Problem> {
    let app = open(config).await?;
    let (ctx, l) = (terminal(&app), Locale::of(Language::Chinese));
    match command {
        Export::Organisations { association, out, query, full } => {
            known(&app, &association)?;
            let query = organisation::Query::parse(&query);
            let register =
                organisation::export(&app, &ctx, &association, &query, &full).await.map_err(explain)?;
            let name = app.association(&association).map(|a| a.name).unwrap_or_default();
            let bytes = workbooks::ledger(l, &name, &register).map_err(explain)?;
            write(&out, &bytes)?;
            say(&format!("{} organisations in {}\n", register.rows.len(), out.display()));
        }
        Export::Applications { association, call, out, full } => {
            known(&app, &association)?;
            let query = desk::Query { call, ..desk::Query::default() };
            let register =
                desk::export(&app, &ctx, &association, &query, &[], &full).await.map_err(explain)?;
            let bytes = workbooks::register(l, &register).map_err(explain)?;
            write(&out, &bytes)?;
            say(&format!("{} applications in {}\n", register.rows.len(), out.display()));
        }
        Export::Audit { association, out } => {
            known(&app, &association)?;
            let mut target: Box<dyn Write + Send> = match &out {
                Some(path) => Box::new(BufWriter::new(create(path)?)),
                None => Box::new(BufWriter::new(io::stdout())),
            };
            let lines = export::audit_chain(&app, &ctx, &association, &mut *target).await.map_err(explain)?;
            target.flush()?;
            if let Some(path) = out {
                say(&format!("{lines} records in {}\n", path.display()));
            }
        }
        Export::Application { association, number, out } => {
            known(&app, &association)?;
            let zipped = out.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
            let files = if zipped {
                let mut target =
                    Archive(Some(Bundle::new(BufWriter::new(create(&out)?), time::beijing(ctx.now))));
                let packed = export::package(
                    &app,
                    &ctx,
                    workbooks::application_sheet,
                    &association,
                    &number,
                    &mut target,
                )
                .await;
                let packed = packed.map_err(explain)?;
                target.finish()?;
                packed
            } else {
                let mut target = Folder::new(&out)?;
                export::package(&app, &ctx, workbooks::application_sheet, &association, &number, &mut target)
                    .await
                    .map_err(explain)?
            };
            say(&format!("{} files in {}\n", files.len(), out.display()));
        }
    }
    Ok(())
}

fn create(path: &Path) -> Result<File, Problem> {
    File::create(path).map_err(|e| format!("{}: {e}", path.display()).into())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()).into())
}

/// A package as a folder.
struct Folder(PathBuf);

impl Folder {
    fn new(path: &Path) -> Result<Self, Problem> {
        fs::create_dir_all(path).map_err(|e| format!("{}: {e}", path.display()))?;
        if fs::read_dir(path)?.next().is_some() {
            return Err(format!("{} is not empty: name a new folder", path.display()).into());
        }
        Ok(Folder(path.to_owned()))
    }
}

impl Target for Folder {
    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let safe: PathBuf = path.split('/').map(clean_name).collect();
        let path = self.0.join(safe);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)
    }
}

/// A package as an archive, written while it is made.
struct Archive<W: Write>(Option<Bundle<W>>);

impl<W: Write> Archive<W> {
    fn finish(mut self) -> Result<(), Problem> {
        match self.0.take() {
            Some(bundle) => Ok(bundle.finish()?.flush()?),
            None => Ok(()),
        }
    }
}

impl<W: Write> Target for Archive<W> {
    fn put(&mut self, path: &str, mut bytes: &[u8]) -> io::Result<()> {
        let Some(bundle) = self.0.as_mut() else { return Ok(()) };
        let (folders, name) = match path.rsplit_once('/') {
            Some((folders, name)) => (folders.split('/').collect::<Vec<_>>(), name),
            None => (Vec::new(), path),
        };
        bundle.add(&folders, name, &mut bytes).map(|_| ()).map_err(io::Error::other)
    }
}
