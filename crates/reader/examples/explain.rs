//! Says why a notice is read as it is: `cargo run -p kexiang-reader --example explain -- NOTICE.txt`.

use std::error::Error;
use std::io::Write;
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("usage: explain NOTICE.txt")?;
    io::stdout().write_all(kexiang_reader::explain(&fs::read_to_string(path)?).as_bytes())?;
    Ok(())
}
