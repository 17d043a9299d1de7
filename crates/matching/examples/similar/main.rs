//! Measures the index of copied text: see `bench/matching/README.md`.
//!
//! - `similar corpus COUNT SAMPLE` prints texts of 1,500 characters as lines of JSON;
//! - `similar index FOLDER` adds the lines of the standard input to an index;
//! - `similar add FOLDER FROM COUNT SAMPLE` adds texts one by one, as they come in a day;
//! - `similar quality FOLDER COUNT SAMPLE QUERIES` asks about planted copies and prints what was found as JSON.

mod edits;
mod words;

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use edits::{Manner, plant};
use kexiang_matching::similar::{CorpusError, Kind, Limits, Query, Report, Text, lines};
use serde_json::{Value, json};
use words::World;

const LENGTH: usize = 1_500;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["corpus", count, sample] => corpus(count.parse()?, &fs::read_to_string(sample)?),
        ["index", folder] => {
            let mut index = Query::open(Path::new(folder), Limits::default())?;
            let added = index.add(lines(io::stdin().lock(), "-".into()), false)?;
            print(&serde_json::to_value(added)?)
        }
        ["add", folder, from, count, sample] => {
            add(Path::new(folder), from.parse()?, count.parse()?, &fs::read_to_string(sample)?)
        }
        ["quality", folder, count, sample, queries] => {
            let world = World::new(&fs::read_to_string(sample)?);
            quality(Path::new(folder), &world, count.parse()?, queries.parse()?)
        }
        _ => Err("similar corpus COUNT SAMPLE | index FOLDER | add FOLDER FROM COUNT SAMPLE | quality FOLDER COUNT SAMPLE QUERIES".into()),
    }
}

fn print(value: &Value) -> Result<(), Box<dyn Error>> {
    writeln!(io::stdout(), "{value}")?;
    Ok(())
}

fn work(world: &World, number: u64) -> Text {
    let (id, owner) = (format!("T{number:07}"), format!("O{}", number % 997));
    Text { id, owner, kind: Kind::Work, title: String::new(), text: world.text(number, LENGTH) }
}

fn corpus(count: u64, sample: &str) -> Result<(), Box<dyn Error>> {
    let world = World::new(sample);
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    for number in 0..count {
        serde_json::to_writer(&mut out, &work(&world, number))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn add(folder: &Path, from: u64, count: u64, sample: &str) -> Result<(), Box<dyn Error>> {
    let world = World::new(sample);
    let mut index = Query::open(folder, Limits::default())?;
    let mut times: Vec<u64> = Vec::new();
    for number in from..from + count {
        let text = work(&world, number);
        let start = Instant::now();
        index.add(std::iter::once(Ok::<_, CorpusError>(text)), false)?;
        times.push(start.elapsed().as_micros() as u64);
    }
    print(&json!({ "added": count, "microseconds": places(times) }))
}

/// Found and true, of sources and of characters.
#[derive(Default)]
struct Tally {
    planted: u64,
    found: u64,
    reported: u64,
    true_characters: u64,
    named_characters: u64,
    right_characters: u64,
}

impl Tally {
    fn count(&mut self, report: &Report, copied: &[bool], source: Option<&str>) {
        self.planted += u64::from(source.is_some());
        self.reported += report.sources.len() as u64;
        self.found += u64::from(report.sources.iter().any(|s| Some(s.id.as_str()) == source));
        let mut named = vec![false; copied.len()];
        for (here, _) in report.sources.iter().flat_map(|s| &s.passages).flat_map(|p| &p.equal) {
            named[here.from as usize..here.to as usize].fill(true);
        }
        self.true_characters += copied.iter().filter(|c| **c).count() as u64;
        self.named_characters += named.iter().filter(|n| **n).count() as u64;
        self.right_characters += named.iter().zip(copied).filter(|(n, c)| **n && **c).count() as u64;
    }

    fn rates(&self) -> Value {
        let rate = |part: u64, whole: u64| (part as f64 / whole.max(1) as f64 * 10_000.0).round() / 10_000.0;
        json!({
            "recall": rate(self.found, self.planted),
            "precision": rate(self.found, self.reported),
            "characters_recall": rate(self.right_characters, self.true_characters),
            "characters_precision": rate(self.right_characters, self.named_characters),
        })
    }
}

fn quality(folder: &Path, world: &World, count: u64, queries: u64) -> Result<(), Box<dyn Error>> {
    let index = Query::open(folder, Limits::default())?;
    let (mut times, mut work): (Vec<u64>, Vec<u64>) = Default::default();
    let mut seed = 1u64 << 40;
    let mut ask =
        |tally: &mut Tally, share: usize, edits: usize, manner: Manner| -> Result<(), Box<dyn Error>> {
            seed += 1;
            let mut voice = world.voice(seed);
            let source = voice.chance.below(count);
            let mixed = match share {
                0 => plant(&world.text(seed, LENGTH), 0, 0, manner, &mut voice),
                share => plant(&world.text(source, LENGTH), share, edits, manner, &mut voice),
            };
            let text = Text { id: "?".into(), text: mixed.text.iter().collect(), ..Text::default() };
            let (start, used) = (Instant::now(), on_processor());
            let report = index.ask(&text)?;
            times.push(start.elapsed().as_micros() as u64);
            work.push((on_processor() - used) / 1_000);
            let id = format!("T{source:07}");
            tally.count(&report, &mixed.copied, (share > 0).then_some(id.as_str()));
            Ok(())
        };
    let mut rows = Vec::new();
    for (name, manner) in
        [("words", Manner::Words), ("sentences", Manner::Sentences), ("characters", Manner::Characters)]
    {
        for share in [10, 30, 60, 90] {
            for edits in [0, 15, 30, 45, 60] {
                let mut tally = Tally::default();
                for _ in 0..queries {
                    ask(&mut tally, share, edits, manner)?;
                }
                rows.push(json!({ "manner": name, "share": share, "edits": edits, "rates": tally.rates() }));
            }
        }
    }
    let mut fresh = Tally::default();
    for _ in 0..queries * 10 {
        ask(&mut fresh, 0, 0, Manner::Words)?;
    }
    print(&json!({
        "texts": index.works(), "queries": times.len(), "microseconds": places(times), "processor_microseconds": places(work),
        "named_in_fresh_texts": fresh.reported, "fresh_texts": queries * 10, "rows": rows,
    }))
}

/// Nanoseconds that this process was on a processor. The process has one thread.
fn on_processor() -> u64 {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    used.tv_sec as u64 * 1_000_000_000 + used.tv_nsec as u64
}

fn places(mut times: Vec<u64>) -> Value {
    times.sort_unstable();
    let at = |permille: usize| times[(times.len() - 1) * permille / 1000];
    json!({ "p50": at(500), "p99": at(990), "p999": at(999), "max": at(1000) })
}
