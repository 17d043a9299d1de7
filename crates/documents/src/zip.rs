//! Bulk download (打包下载): an archive written while it is sent, with names that every unpacker in use can read.

use std::collections::HashSet;
use std::io::{Read, Write};

use ::zip::write::{SimpleFileOptions, StreamWriter};
use ::zip::{CompressionMethod, ZipWriter};
use jiff::civil::DateTime;

use crate::error::{Error, Result};
use crate::sniff::clean_name;

/// An archive being written. Names beyond ASCII carry the UTF-8 flag (bit 11).
pub struct Bundle<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    used: HashSet<String>,
    options: SimpleFileOptions,
}

/// The name of one application's file: `007_柳州市机械工程学会_学会改革与发展项目_申报书.pdf`, safe and at most 80 characters
/// (the project's title is cut first).
pub fn file_name(index: u32, organisation: &str, project: &str, what: &str, extension: &str) -> String {
    let part = |text: &str, most: usize| text.chars().filter(|&c| c != '_').take(most).collect::<String>();
    let (organisation, what, extension) = (part(organisation, 30), part(what, 12), part(extension, 8));
    let head = format!("{index:03}_{organisation}_");
    let tail = format!("_{what}.{extension}");
    let room = 80usize.saturating_sub(head.chars().count() + tail.chars().count());
    clean_name(&format!("{head}{}{tail}", part(project, room)))
}

impl<W: Write> Bundle<W> {
    /// Starts an archive on `target`, which need not be seekable; `at` (Beijing time) stands at every entry.
    pub fn new(target: W, at: DateTime) -> Self {
        let field = |value: i8| u8::try_from(value).unwrap_or_default();
        let stamp = ::zip::DateTime::from_date_and_time(
            u16::try_from(at.year()).unwrap_or(1980),
            field(at.month()),
            field(at.day()),
            field(at.hour()),
            field(at.minute()),
            field(at.second()),
        );
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(stamp.unwrap_or_default())
            // The sizes are not known beforehand: entries above 4 GiB must stay possible.
            .large_file(true);
        Bundle { zip: ZipWriter::new_stream(target), used: HashSet::new(), options }
    }

    /// Adds a file under `folders`, each made safe; gives the path under which it stands (a second file of the same name
    /// gets `(2)`).
    ///
    /// # Errors
    /// [`Error::Unwritable`] when reading `source` or writing the archive fails.
    pub fn add(&mut self, folders: &[&str], name: &str, source: &mut impl Read) -> Result<String> {
        let folder: String = folders.iter().map(|folder| clean_name(folder) + "/").collect();
        let path = self.unused(&folder, &clean_name(name));
        self.zip.start_file(&path, self.options).map_err(|error| unwritable(&error))?;
        std::io::copy(source, &mut self.zip).map_err(|error| unwritable(&error))?;
        Ok(path)
    }

    fn unused(&mut self, folder: &str, name: &str) -> String {
        let (stem, extension) =
            name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
        let candidates = std::iter::once(format!("{folder}{name}"))
            .chain((2u32..).map(|number| format!("{folder}{stem}({number}){extension}")));
        // Windows does not tell upper from lower case.
        let mut free = candidates.filter(|path| self.used.insert(path.to_lowercase()));
        free.next().unwrap_or_else(|| format!("{folder}{name}"))
    }

    /// Writes the directory and gives the target back.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when writing fails.
    pub fn finish(self) -> Result<W> {
        self.zip.finish().map(StreamWriter::into_inner).map_err(|error| unwritable(&error))
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    Error::Unwritable { what: "ZIP archive", reason: error.to_string() }
}
