//! How fast a notice is read: `cargo run --release -p kexiang-reader --example measure -- NOTICE.txt TIMES` reads the
//! text repeated TIMES over as one and prints characters, seconds and facts.

use std::error::Error;
use std::io::Write;
use std::time::Instant;
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("usage: measure NOTICE.txt TIMES")?;
    let times: usize = env::args().nth(2).unwrap_or_default().parse().unwrap_or(1);
    let text = fs::read_to_string(path)?.repeat(times);
    let began = Instant::now();
    let reading = kexiang_reader::read(&text);
    let seconds = began.elapsed().as_secs_f64();
    let characters = text.chars().count();
    writeln!(
        io::stdout(),
        "{characters} characters, {seconds:.3} s, {:.0} characters per second, {} facts",
        characters as f64 / seconds,
        reading.facts.len()
    )?;
    Ok(())
}
