//! Drafts a programme: `cargo run -p kexiang-reader --example draft -- NOTICE.txt`.

use std::error::Error;
use std::io::Write;
use std::{env, fs, io};

use kexiang_reader::programme::{Names, draft, to_toml};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("usage: draft NOTICE.txt")?;
    let reading = kexiang_reader::read(&fs::read_to_string(path)?);
    let names = Names { association: "demo".to_owned(), code: "draft".to_owned() };
    io::stdout().write_all(to_toml(&draft(&reading, &names)).as_bytes())?;
    Ok(())
}
