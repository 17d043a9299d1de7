//! An index in a folder of one machine: segments, and a manifest that names those that count.
//!
//! Every change writes new files first and the manifest last, by renaming; each is on the disk before the next. A
//! crash therefore leaves the index as it was before or after a change, never between, and files that no manifest
//! names are removed by the next change. One process writes at a time; any number read, each the state it opened.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::build::{Builder, combine};
use super::segment::{Segment, SimilarError, content, key};
use super::text::Text;

/// Name of the manifest in the folder.
const MANIFEST: &str = "manifest.json";
/// A segment is merged with a newer one unless it has more than so many times its texts: a million texts that came
/// one by one are in at most eleven segments, and each was copied about as often.
const RATIO: usize = 4;

/// Which segments count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// Of the format of segments and manifest.
    version: u32,
    /// Number of the next segment.
    next: u64,
    /// The segments, the oldest texts first.
    segments: Vec<Listed>,
}

/// A segment that counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    /// File name.
    file: String,
    /// Numbers of the texts that were replaced or removed since it was written.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    gone: BTreeSet<u32>,
}

/// What an addition did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Texts that are new.
    pub new: usize,
    /// Texts whose words or owner changed.
    pub changed: usize,
    /// Texts that were there as they are.
    pub same: usize,
    /// Texts that were removed.
    pub removed: usize,
}

/// An index opened in the state of its last change.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    manifest: Manifest,
    pub(super) segments: Vec<Segment>,
}

impl Folder {
    /// Opens the index in a folder; an empty one where there is none.
    pub fn open(path: &Path) -> Result<Self, SimilarError> {
        let manifest = read_manifest(path)?;
        let open = |listed: &Listed| Segment::open(&path.join(&listed.file));
        let segments = manifest.segments.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), manifest, segments })
    }

    /// How many texts count.
    pub fn len(&self) -> usize {
        let listed = self.manifest.segments.iter().zip(&self.segments);
        listed.map(|(listed, segment)| segment.len() - listed.gone.len()).sum()
    }

    /// Whether the index holds no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names of the segment files, the oldest texts first: what a node must have to answer queries.
    pub fn files(&self) -> Vec<PathBuf> {
        self.manifest.segments.iter().map(|listed| self.path.join(&listed.file)).collect()
    }

    /// Whether a text of a segment was replaced or removed.
    pub(super) fn is_gone(&self, segment: usize, text: u32) -> bool {
        self.manifest.segments[segment].gone.contains(&text)
    }

    /// Removes everything: the first step of building anew.
    pub fn clear(&mut self) -> Result<(), SimilarError> {
        let _lock = lock(&self.path)?;
        let next = read_manifest(&self.path).map_or(self.manifest.next, |manifest| manifest.next);
        self.commit(Manifest { version: 1, next, segments: Vec::new() })
    }

    /// Adds texts; one with the id of an earlier text replaces it. A failing `texts` changes nothing. With
    /// `complete`, texts of the index that are not among `texts` are removed.
    pub fn add<E: From<SimilarError>>(
        &mut self,
        texts: impl Iterator<Item = Result<Text, E>>,
        complete: bool,
    ) -> Result<Added, E> {
        let _lock = lock(&self.path)?;
        self.refresh()?;
        let mut addition = Addition::new(self);
        for text in texts {
            addition.take(&text?)?;
        }
        if complete {
            addition.remove_unseen();
        }
        let (manifest, added) = addition.finish()?;
        if manifest != self.manifest {
            self.commit(manifest)?;
            self.compact()?;
        }
        Ok(added)
    }

    /// Takes up what other processes changed.
    pub fn refresh(&mut self) -> Result<(), SimilarError> {
        let manifest = read_manifest(&self.path)?;
        if manifest != self.manifest {
            self.take_up(manifest)?;
        }
        Ok(())
    }

    /// The texts that count: the key of the id, segment and number.
    fn known(&self) -> impl Iterator<Item = (u64, (usize, u32))> {
        let segments = self.segments.iter().enumerate();
        let texts =
            segments.flat_map(|(s, segment)| segment.ids.iter().zip(0..).map(move |(id, t)| (*id, (s, t))));
        texts.filter(|(_, (s, text))| !self.is_gone(*s, *text))
    }

    /// Merges the newest segments until each older one is much larger, so that there are few.
    fn compact(&mut self) -> Result<(), SimilarError> {
        let listed = self.manifest.segments.iter().zip(&self.segments);
        let sizes: Vec<usize> = listed.clone().map(|(listed, s)| s.len() - listed.gone.len()).collect();
        let mut from = sizes.len().saturating_sub(1);
        let mut size = sizes.last().copied().unwrap_or_default();
        while from > 0 && sizes[from - 1] <= size * RATIO {
            from -= 1;
            size += sizes[from];
        }
        // A segment of which more than half is gone is written anew, and all newer ones with it.
        let worn = listed.map(|(listed, s)| listed.gone.len() * 2 > s.len()).position(|worn| worn);
        let from = worn.map_or(from, |worn| worn.min(from));
        if worn.is_none() && from + 1 >= sizes.len() {
            return Ok(());
        }
        let mut manifest = self.manifest.clone();
        let name = format!("{:08}.segment", manifest.next);
        let segments: Vec<&Segment> = self.segments[from..].iter().collect();
        combine(&self.path.join(&name).with_extension("tmp"), &segments, |s, text| {
            self.is_gone(from + s, text)
        })?;
        settle(&self.path, &name)?;
        manifest.next += 1;
        manifest.segments.truncate(from);
        manifest.segments.push(Listed { file: name, gone: BTreeSet::new() });
        self.commit(manifest)
    }

    /// Makes a manifest the one that counts, opens its segments and removes files that no longer count.
    fn commit(&mut self, manifest: Manifest) -> Result<(), SimilarError> {
        write_manifest(&self.path, &manifest)?;
        self.take_up(manifest)?;
        self.sweep();
        Ok(())
    }

    /// Opens the segments of a manifest that are not open yet, and closes those that no longer count.
    fn take_up(&mut self, manifest: Manifest) -> Result<(), SimilarError> {
        let mut open: BTreeMap<String, Segment> = BTreeMap::new();
        for (listed, segment) in self.manifest.segments.iter().zip(self.segments.drain(..)) {
            open.insert(listed.file.clone(), segment);
        }
        for listed in &manifest.segments {
            let segment = match open.remove(&listed.file) {
                Some(segment) => segment,
                None => Segment::open(&self.path.join(&listed.file))?,
            };
            self.segments.push(segment);
        }
        self.manifest = manifest;
        Ok(())
    }

    /// Removes what no manifest names. A file that cannot be removed does no harm and is tried again next time.
    fn sweep(&self) {
        let counts: BTreeSet<&str> =
            self.manifest.segments.iter().map(|listed| listed.file.as_str()).collect();
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let own = [".segment", ".tmp"].iter().any(|end| name.ends_with(end)) || name.contains(".run");
            if own && !counts.contains(name.as_ref()) {
                let _tried_again = fs::remove_file(entry.path());
            }
        }
    }
}

/// An addition under way: texts become a segment, what they replace is marked as gone.
struct Addition<'a> {
    folder: &'a Folder,
    manifest: Manifest,
    listed: Listed,
    builder: Option<Builder>,
    /// Where each text that counted before stands; made when more than a few are asked for.
    known: Option<HashMap<u64, (usize, u32)>>,
    /// Numbers in the new segment.
    new: HashMap<u64, u32>,
    /// Texts of before that came again as they are.
    same: HashSet<u64>,
    asked: usize,
    added: Added,
}

/// Texts that are looked for one by one before a table of all is made.
const FEW: usize = 32;

impl<'a> Addition<'a> {
    fn new(folder: &'a Folder) -> Self {
        let manifest = Manifest { version: 1, ..folder.manifest.clone() };
        let listed = Listed { file: format!("{:08}.segment", manifest.next), gone: BTreeSet::new() };
        let (known, new, same) = (None, HashMap::new(), HashSet::new());
        Self { folder, manifest, listed, builder: None, known, new, same, asked: 0, added: Added::default() }
    }

    fn take(&mut self, text: &Text) -> Result<(), SimilarError> {
        let id = key(&[&text.id]);
        let before = self.find(id);
        if let Some((s, number)) = before
            && !self.new.contains_key(&id)
        {
            if self.folder.segments[s].contents[number as usize] == content(text) {
                self.added.same += usize::from(self.same.insert(id));
                return Ok(());
            }
            self.added.changed += usize::from(self.manifest.segments[s].gone.insert(number));
        }
        let builder = match &mut self.builder {
            Some(builder) => builder,
            none => {
                none.insert(Builder::create(&self.folder.path.join(&self.listed.file).with_extension("tmp"))?)
            }
        };
        let number = builder.add(text)?;
        match self.new.insert(id, number) {
            Some(earlier) => _ = self.listed.gone.insert(earlier),
            None => self.added.new += usize::from(before.is_none()),
        }
        Ok(())
    }

    /// Where a text of before stands.
    fn find(&mut self, id: u64) -> Option<(usize, u32)> {
        self.asked += 1;
        if self.asked > FEW {
            let folder = self.folder;
            return self.known.get_or_insert_with(|| folder.known().collect()).get(&id).copied();
        }
        self.folder.known().find(|(known, _)| *known == id).map(|(_, place)| place)
    }

    fn remove_unseen(&mut self) {
        for (id, (s, number)) in self.folder.known() {
            if !self.same.contains(&id) && !self.new.contains_key(&id) {
                self.added.removed += usize::from(self.manifest.segments[s].gone.insert(number));
            }
        }
    }

    fn finish(mut self) -> Result<(Manifest, Added), SimilarError> {
        if let Some(builder) = self.builder {
            builder.finish()?;
            settle(&self.folder.path, &self.listed.file)?;
            self.manifest.next += 1;
            self.manifest.segments.push(self.listed);
        }
        Ok((self.manifest, self.added))
    }
}

/// Gives a finished file its name and makes the name last.
fn settle(folder: &Path, name: &str) -> Result<(), SimilarError> {
    let path = folder.join(name);
    fs::rename(path.with_extension("tmp"), &path).map_err(SimilarError::disk(&path))?;
    sync_folder(folder)
}

/// A folder's entries are on the disk when this returns.
fn sync_folder(folder: &Path) -> Result<(), SimilarError> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|file| file.sync_all()).map_err(SimilarError::disk(folder))
}

fn read_manifest(folder: &Path) -> Result<Manifest, SimilarError> {
    let path = folder.join(MANIFEST);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Manifest::default()),
        read => read.map_err(SimilarError::disk(&path))?,
    };
    let manifest: Option<Manifest> = serde_json::from_slice(&bytes).ok();
    let sound = manifest.filter(|manifest| manifest.version == 1);
    sound.ok_or(SimilarError::Damaged { path, what: "清单" })
}

fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), SimilarError> {
    let path = folder.join(MANIFEST);
    let beside = path.with_extension("tmp");
    let write = || -> std::io::Result<()> {
        let file = File::create(&beside)?;
        serde_json::to_writer(&file, manifest)?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    };
    write().map_err(SimilarError::disk(&path))?;
    sync_folder(folder)
}

/// Keeps other writers out until the file is dropped.
fn lock(folder: &Path) -> Result<File, SimilarError> {
    fs::create_dir_all(folder).map_err(SimilarError::disk(folder))?;
    let path = folder.join("lock");
    let file = File::create(&path).map_err(SimilarError::disk(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(SimilarError::Busy { path: folder.to_owned() }),
        Err(fs::TryLockError::Error(error)) => Err(SimilarError::disk(&path)(error)),
    }
}
