//! Files by their content: named by SHA-256, never changed, kept in a local folder or an S3 bucket.

use std::fmt::Display;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use jiff::Timestamp;
use kexiang_core::canonical::ContentHash;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempPath};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::error::StoreError;
use crate::row::Row;
use crate::tx::Tx;

/// Bytes of one part of an upload to S3; two parts of one upload are in memory at most.
const PART: usize = 8 << 20;
/// Bytes read from a spooled file in one go.
const CHUNK: usize = 256 << 10;

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum BlobsConfig {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket.
    S3(S3Config),
}

/// A bucket on an S3 server.
#[derive(Clone)]
pub struct S3Config {
    /// `https://s3.example.cn`; empty means AWS.
    pub endpoint: String,
    /// `cn-south-1`; many servers take anything.
    pub region: String,
    /// The bucket; it must exist.
    pub bucket: String,
    /// A folder in the bucket; may be empty.
    pub prefix: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
    /// `https://host/bucket/key` rather than `https://bucket.host/key`: most servers but AWS.
    pub path_style: bool,
    /// Whether `http://` may be used: only within one machine or a closed net.
    pub allow_http: bool,
    /// A folder of this machine where uploads wait until their hash is known.
    pub spool: PathBuf,
}

impl std::fmt::Debug for S3Config {
    /// Without the keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3 bucket {} at {}", self.bucket, self.endpoint)
    }
}

/// Why a file could not be stored or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// More bytes came than are allowed; nothing was kept.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The upload broke off; nothing was kept.
    #[error("the upload broke off: {0}")]
    Source(String),
    /// There is no such file.
    #[error("the file {0} is missing from the file store")]
    Missing(ContentHash),
    /// The requested bytes lie outside the file.
    #[error("the file has {size} bytes, the requested range lies outside")]
    Range {
        /// The size of the file in bytes.
        size: u64,
    },
    /// The file is not what its name says: restore it from a backup.
    #[error("the file {expected} is damaged: its content has the hash {found}; restore it from a backup")]
    Damaged {
        /// Its name.
        expected: ContentHash,
        /// The hash of its bytes.
        found: ContentHash,
    },
    /// Disk, network or settings.
    #[error("file store: {0}")]
    Store(String),
}

impl From<BlobError> for StoreError {
    fn from(error: BlobError) -> Self {
        StoreError::File(error.to_string())
    }
}

/// A stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Its name: the hash of its bytes.
    pub hash: ContentHash,
    /// Its size in bytes.
    pub size: u64,
}

/// A file being read.
pub struct Content {
    /// The size of the whole file in bytes.
    pub size: u64,
    /// The bytes that come.
    pub range: Range<u64>,
    /// They.
    pub stream: BoxStream<'static, Result<Bytes, BlobError>>,
}

/// The file store. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    files: Arc<dyn ObjectStore>,
    /// The folder of a local store; `None` for a bucket.
    root: Option<PathBuf>,
    spool: PathBuf,
    prefix: String,
}

impl Blobs {
    /// Opens a file store; creates the folders of this machine, but no bucket.
    pub fn open(config: &BlobsConfig) -> Result<Blobs, BlobError> {
        match config {
            BlobsConfig::Folder(root) => {
                let spool = root.join("incoming");
                std::fs::create_dir_all(&spool).map_err(|error| on_disk(&spool, &error))?;
                let files = Arc::new(LocalFileSystem::new_with_prefix(root).map_err(failed)?);
                Ok(Blobs { files, root: Some(root.clone()), spool, prefix: String::new() })
            }
            BlobsConfig::S3(config) => {
                std::fs::create_dir_all(&config.spool).map_err(|error| on_disk(&config.spool, &error))?;
                let files = Arc::new(bucket(config).build().map_err(failed)?);
                let prefix = config.prefix.trim_matches('/').to_owned();
                Ok(Blobs { files, root: None, spool: config.spool.clone(), prefix })
            }
        }
    }

    /// Stores what a stream brings, hashing on the way, never more than a few megabytes in memory. Breaks off when
    /// more than `limit` bytes come. The same content is stored once.
    pub async fn put<S, E>(&self, mut source: S, limit: u64) -> Result<Stored, BlobError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: Display,
    {
        let incoming = NamedTempFile::new_in(&self.spool).map_err(|error| on_disk(&self.spool, &error))?;
        let (file, path) = incoming.into_parts();
        let mut file = File::from_std(file);
        let mut hasher = Sha256::new();
        let mut size = 0_u64;
        while let Some(chunk) = source.next().await {
            let chunk = chunk.map_err(|error| BlobError::Source(error.to_string()))?;
            size = size.saturating_add(chunk.len() as u64);
            if size > limit {
                return Err(BlobError::TooLarge { limit });
            }
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(|error| on_disk(&path, &error))?;
        }
        file.flush().await.map_err(|error| on_disk(&path, &error))?;
        let stored = Stored { hash: ContentHash::from_bytes(hasher.finalize().into()), size };
        if self.size(stored.hash).await? == Some(size) {
            return Ok(stored);
        }
        match &self.root {
            Some(root) => keep(root, stored.hash, file, path).await?,
            None => self.upload(stored.hash, &path).await?,
        }
        Ok(stored)
    }

    /// Stores bytes in memory.
    pub async fn put_bytes(&self, bytes: impl Into<Bytes>) -> Result<Stored, BlobError> {
        let source = futures::stream::iter([Ok::<_, BlobError>(bytes.into())]);
        self.put(source, u64::MAX).await
    }

    /// Reads a file, or the given bytes of it; a range that ends beyond the file is cut.
    pub async fn get(&self, hash: ContentHash, range: Option<Range<u64>>) -> Result<Content, BlobError> {
        let mut options = GetOptions::new();
        if let Some(range) = range {
            let size = self.size(hash).await?.ok_or(BlobError::Missing(hash))?;
            if range.start >= range.end || range.start >= size {
                return Err(BlobError::Range { size });
            }
            options.range = Some(GetRange::Bounded(range.start..range.end.min(size)));
        }
        let result =
            self.files.get_opts(&self.key(hash), options).await.map_err(|error| about(hash, error))?;
        let (size, range) = (result.meta.size, result.range.clone());
        let stream = result.into_stream().map_err(move |error| about(hash, error)).boxed();
        Ok(Content { size, range, stream })
    }

    /// Reads a small file into memory; [`BlobError::TooLarge`] beyond `limit` bytes.
    pub async fn bytes(&self, hash: ContentHash, limit: u64) -> Result<Bytes, BlobError> {
        let mut content = self.get(hash, None).await?;
        if content.size > limit {
            return Err(BlobError::TooLarge { limit });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = content.stream.try_next().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.into())
    }

    /// Whether the file is there.
    pub async fn exists(&self, hash: ContentHash) -> Result<bool, BlobError> {
        Ok(self.size(hash).await?.is_some())
    }

    /// The size in bytes, if the file is there.
    pub async fn size(&self, hash: ContentHash) -> Result<Option<u64>, BlobError> {
        match self.files.head(&self.key(hash)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Reads the whole file and compares it with its name; its size in bytes.
    pub async fn verify(&self, hash: ContentHash) -> Result<u64, BlobError> {
        let mut content = self.get(hash, None).await?;
        let mut hasher = Sha256::new();
        while let Some(chunk) = content.stream.try_next().await? {
            hasher.update(&chunk);
        }
        let found = ContentHash::from_bytes(hasher.finalize().into());
        if found == hash { Ok(content.size) } else { Err(BlobError::Damaged { expected: hash, found }) }
    }

    /// Removes a file whose retention has ended; a missing one is no error.
    pub async fn remove(&self, hash: ContentHash) -> Result<(), BlobError> {
        match self.files.delete(&self.key(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    /// Where uploads wait until their hash is known.
    pub(crate) fn spool(&self) -> &Path {
        &self.spool
    }

    /// `ab/cd/abcd…`, so that no folder grows too large.
    fn key(&self, hash: ContentHash) -> Key {
        let name = hash.to_string();
        Key::from(format!("{}/{}/{}/{name}", self.prefix, &name[..2], &name[2..4]))
    }

    /// Sends a spooled file to the bucket, large ones in parts.
    async fn upload(&self, hash: ContentHash, path: &Path) -> Result<(), BlobError> {
        let mut file = File::open(path).await.map_err(|error| on_disk(path, &error))?;
        let writer = BufWriter::with_capacity(Arc::clone(&self.files), self.key(hash), PART);
        let mut writer = writer.with_max_concurrency(2);
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            let read = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk).await;
            if read.map_err(|error| on_disk(path, &error))? == 0 {
                break;
            }
            if let Err(error) = writer.put(chunk.into()).await {
                let aborted = writer.abort().await;
                tracing::warn!(%hash, ?aborted, "an upload to the bucket failed");
                return Err(failed(error));
            }
        }
        writer.shutdown().await.map_err(|error| BlobError::Store(error.to_string()))
    }
}

/// Moves a spooled file to its place so that it survives a crash: its bytes, then its name.
async fn keep(root: &Path, hash: ContentHash, file: File, path: TempPath) -> Result<(), BlobError> {
    file.sync_all().await.map_err(|error| on_disk(&path, &error))?;
    let name = hash.to_string();
    let (first, root) = (root.join(&name[..2]), root.to_owned());
    let second = first.join(&name[2..4]);
    let moving = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&second)?;
        path.persist(second.join(name)).map_err(|error| error.error)?;
        [second, first, root].iter().try_for_each(|folder| std::fs::File::open(folder)?.sync_all())
    });
    let moved = moving.await.map_err(|error| BlobError::Store(error.to_string()))?;
    moved.map_err(|error| BlobError::Store(format!("{hash}: {error}")))
}

fn bucket(config: &S3Config) -> AmazonS3Builder {
    let builder = AmazonS3Builder::new()
        .with_region(&config.region)
        .with_bucket_name(&config.bucket)
        .with_access_key_id(&config.access_key)
        .with_secret_access_key(&config.secret_key)
        .with_virtual_hosted_style_request(!config.path_style)
        .with_allow_http(config.allow_http);
    if config.endpoint.is_empty() { builder } else { builder.with_endpoint(&config.endpoint) }
}

fn about(hash: ContentHash, error: object_store::Error) -> BlobError {
    match error {
        object_store::Error::NotFound { .. } => BlobError::Missing(hash),
        error => failed(error),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn failed(error: object_store::Error) -> BlobError {
    BlobError::Store(error.to_string())
}

fn on_disk(path: &Path, error: &std::io::Error) -> BlobError {
    BlobError::Store(format!("{}: {error}", path.display()))
}

/// Writes down that a file exists; the file itself is stored before. Known files stay as they are.
pub fn register(tx: &mut Tx<'_>, stored: Stored, now: Timestamp) -> Result<(), StoreError> {
    let statement = sql!(
        "insert into blob (sha256, size, created_at) values ($1, $2, $3) on conflict (sha256) do nothing"
    );
    let size = i64::try_from(stored.size).unwrap_or(i64::MAX);
    tx.exec(statement, params![stored.hash, size, now]).map(|_| ())
}

/// A file that was written down, if it was.
pub fn known(tx: &mut Tx<'_>, hash: ContentHash) -> Result<Option<Stored>, StoreError> {
    let row = tx.one(sql!("select sha256, size from blob where sha256 = $1"), params![hash])?;
    row.map(read).transpose()
}

/// The files written down after `after`, at most `most`, by hash: for verifying all of them page by page.
pub fn page(tx: &mut Tx<'_>, after: Option<ContentHash>, most: u32) -> Result<Vec<Stored>, StoreError> {
    let statement = sql!("select sha256, size from blob where sha256 > $1 order by sha256 limit $2");
    let after = after.map(|hash| hash.to_string()).unwrap_or_default();
    tx.all(statement, params![after, most])?.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<Stored, StoreError> {
    let row = row.identified(&["sha256"]);
    Ok(Stored { hash: row.parse("sha256")?, size: row.number("size")? })
}
