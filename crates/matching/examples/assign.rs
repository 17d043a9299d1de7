//! Assigns experts to applications: `assign problem.json assignment.json`.

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use kexiang_matching::assign::{Outcome, assign};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [problem, answer] = &args[..] else {
        writeln!(io::stderr(), "assign PROBLEM ASSIGNMENT")?;
        return Ok(ExitCode::from(2));
    };
    let problem = serde_json::from_slice(&fs::read(problem)?)?;
    let outcome = assign(&problem)?;
    let mut file = BufWriter::new(fs::File::create(answer)?);
    serde_json::to_writer(&mut file, &outcome)?;
    file.flush()?;
    let mut out = io::stdout().lock();
    match outcome {
        Outcome::Assigned(assignment) => {
            let (score, proof) = (assignment.score, assignment.proof);
            writeln!(out, "points {} bound {} optimal {}", score.points, proof.bound, proof.optimal)?;
            writeln!(out, "weakest pair {} total {}", score.weakest_pair, score.weakest_total_milli)?;
            writeln!(out, "{:?} fairest {} nodes {}", proof.method, proof.fairest, proof.nodes)?;
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Infeasible(clash) => {
            writeln!(out, "{clash}")?;
            Ok(ExitCode::FAILURE)
        }
        Outcome::Undecided { nodes } => {
            writeln!(out, "undecided after {nodes} nodes")?;
            Ok(ExitCode::FAILURE)
        }
    }
}
