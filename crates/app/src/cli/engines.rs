//! `kexiang match …`: the engines on plain files. Their formats are described in `docs/matching/`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use kexiang_matching::assign::{self, Assignment, Outcome, Pair, Problem as AssignProblem, Repaired};
use kexiang_matching::score;
use kexiang_matching::similar::{CorpusError, Kind, Limits, Query, Text, scan};
use serde::Deserialize;

use super::files;
use super::{Problem, say};

/// `kexiang match …`
#[derive(Debug, Subcommand)]
pub(super) enum Match {
    /// Assign experts to applications: the best assignment with its proof, or the rules that clash.
    Assign(AssignFiles),
    /// Copied text.
    #[command(subcommand)]
    Similar(Similar),
    /// Severity of experts, reliability of the panel, and which decisions near the line are within noise.
    Scores {
        /// The scores: {"reviews": [{"application", "expert", "score"}], "places": 10}.
        panel: PathBuf,
        /// Write the analysis here instead of to the standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Draw the ranking around the line as SVG.
        #[arg(long, value_name = "FILE")]
        picture: Option<PathBuf>,
    },
}

/// Arguments of `kexiang match assign`.
#[derive(Debug, clap::Args)]
pub(super) struct AssignFiles {
    /// The problem; `-` is the standard input.
    problem: PathBuf,
    /// Write the assignment here instead of to the standard output.
    out: Option<PathBuf>,
    /// Keep as much as possible of this earlier assignment.
    #[arg(long, value_name = "ASSIGNMENT")]
    repair: Option<PathBuf>,
    /// Say why this pair is or is not in the best assignment, and what the other way would cost. May be repeated.
    #[arg(long, value_name = "APPLICATION=EXPERT", value_parser = pair)]
    why: Vec<Pair>,
    /// Check this assignment against the rules instead of making one.
    #[arg(long, value_name = "ASSIGNMENT", conflicts_with_all = ["repair", "why"])]
    check: Option<PathBuf>,
}

/// `kexiang match similar …`
#[derive(Debug, Subcommand)]
pub(super) enum Similar {
    /// Index the texts of a folder: OWNER/NAME.txt, _template/NAME.txt, _standing/OWNER.txt, and lines of *.jsonl.
    /// Only what is new or changed is indexed again; what is gone is removed.
    Index {
        /// The folder; the index is kept in its folder `.similar` unless --index says otherwise.
        folder: PathBuf,
        /// Folder of the index.
        #[arg(long, value_name = "FOLDER")]
        index: Option<PathBuf>,
        /// Build anew from nothing.
        #[arg(long)]
        rebuild: bool,
    },
    /// Lay a text (TXT, DOCX or PDF) beside an index.
    Query {
        /// The text; `-` is the standard input.
        file: PathBuf,
        /// Folder of the index.
        #[arg(long, value_name = "FOLDER", default_value = ".similar")]
        index: PathBuf,
        /// Whose text it is: own earlier texts are told from others'.
        #[arg(long, default_value = "")]
        owner: String,
        /// Print the whole answer as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn pair(text: &str) -> Result<Pair, String> {
    let (application, expert) = text.split_once('=').ok_or("expected APPLICATION=EXPERT")?;
    Ok(Pair { application: application.to_owned(), expert: expert.to_owned() })
}

pub(super) fn run(command: Match) -> Result<(), Problem> {
    match command {
        Match::Assign(files) => assign(&files),
        Match::Similar(Similar::Index { folder, index, rebuild }) => {
            let index = index.unwrap_or_else(|| folder.join(".similar"));
            index_folder(&folder, &index, rebuild)
        }
        Match::Similar(Similar::Query { file, index, owner, json }) => query(&file, &index, owner, json),
        Match::Scores { panel, out, picture } => scores(&panel, out.as_deref(), picture.as_deref()),
    }
}

fn assign(files: &AssignFiles) -> Result<(), Problem> {
    let problem: AssignProblem = files::json(&files.problem)?;
    let out = files.out.as_deref();
    if let Some(path) = &files.check {
        return files::write(out, &assign::check(&problem, &pairs(path)?)?);
    }
    if let Some(path) = &files.repair {
        let repaired = assign::repair(&problem, &pairs(path)?)?;
        files::write(out, &repaired)?;
        return conclude(&repaired.outcome);
    }
    let outcome = assign::assign(&problem)?;
    if !files.why.is_empty() {
        let present = match &outcome {
            Outcome::Assigned(assignment) => pairs_of(assignment),
            _ => Vec::new(),
        };
        return files::write(out, &assign::why(&problem, &present, &files.why)?);
    }
    files::write(out, &outcome)?;
    conclude(&outcome)
}

/// A file that an earlier run wrote.
#[derive(Deserialize)]
#[serde(untagged)]
enum Earlier {
    Assigned(Outcome),
    Repaired(Repaired),
}

/// The pairs of an assignment in a file; one that was repaired can be repaired again.
fn pairs(path: &Path) -> Result<Vec<Pair>, Problem> {
    match files::json(path)? {
        Earlier::Assigned(Outcome::Assigned(assignment))
        | Earlier::Repaired(Repaired { outcome: Outcome::Assigned(assignment), .. }) => {
            Ok(pairs_of(&assignment))
        }
        _ => Err(format!("{} holds no assignment", path.display()).into()),
    }
}

fn pairs_of(assignment: &Assignment) -> Vec<Pair> {
    let pair = |pair: &assign::AssignedPair| Pair {
        application: pair.application.clone(),
        expert: pair.expert.clone(),
    };
    assignment.pairs.iter().map(pair).collect()
}

fn conclude(outcome: &Outcome) -> Result<(), Problem> {
    match outcome {
        Outcome::Assigned(_) => Ok(()),
        Outcome::Infeasible(clash) => Err(clash.to_string().into()),
        Outcome::Undecided { nodes } => Err(format!(
            "no assignment was found among {nodes} branches and none was ruled out: raise `effort` in the problem"
        )
        .into()),
    }
}

fn index_folder(folder: &Path, path: &Path, rebuild: bool) -> Result<(), Problem> {
    if rebuild && path.exists() {
        std::fs::remove_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let mut index = Query::open(path, Limits::default())?;
    let added = index.add::<CorpusError>(scan(folder), true)?;
    say(&format!(
        "{} works and {} texts of background indexed: {} new, {} changed, {} as before, {} removed\n",
        index.works(),
        index.background(),
        added.new,
        added.changed,
        added.same,
        added.removed
    ));
    Ok(())
}

fn query(file: &Path, path: &Path, owner: String, json: bool) -> Result<(), Problem> {
    let text =
        Text { id: String::new(), owner, kind: Kind::Work, title: String::new(), text: files::words(file)? };
    let report = Query::open(path, Limits::default())?.ask(&text)?;
    if json {
        return files::write(None, &report);
    }
    let percent = |thousandths: u32| format!("{}.{}%", thousandths / 10, thousandths % 10);
    say(&format!(
        "复制比 {}（{} / {} 字），本单位旧文 {}；模板与自述 {} 字、通用表述 {} 字不计\n",
        percent(report.share()),
        report.others,
        report.counted(),
        percent(report.own_share()),
        report.background,
        report.common
    ));
    for source in &report.sources {
        let own = if source.own { "（本单位）" } else { "" };
        say(&format!("\n{} {} {}{own} {} 字\n", source.id, source.title, source.owner, source.characters));
        for passage in &source.passages {
            say(&format!("  {}–{} {}\n", passage.here.from + 1, passage.here.to, one_line(&passage.words)));
            say(&format!(
                "  ↔ {}–{} {}\n",
                passage.there.from + 1,
                passage.there.to,
                one_line(&passage.source_words)
            ));
        }
    }
    Ok(())
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn scores(panel: &Path, out: Option<&Path>, picture: Option<&Path>) -> Result<(), Problem> {
    let analysis = score::analyse(&files::json(panel)?)?;
    if let Some(path) = picture {
        std::fs::write(path, score::picture(&analysis))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    if out.is_some() {
        score::words(&analysis).iter().for_each(|words| say(&format!("{words}\n")));
    }
    files::write(out, &analysis)
}
