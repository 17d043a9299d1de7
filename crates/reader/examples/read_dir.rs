//! Reads every `*.txt` of a folder and writes what was read as `<name>.json` into another:
//! `cargo run -p kexiang-reader --example read_dir -- NOTICES OUT`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: read_dir NOTICES OUT".into());
    };
    fs::create_dir_all(&to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt")
            && let Some(name) = path.file_stem()
        {
            let reading = kexiang_reader::read(&fs::read_to_string(&path)?);
            fs::write(to.join(name).with_extension("json"), serde_json::to_string_pretty(&reading)?)?;
        }
    }
    Ok(())
}
