//! A stored file as something that can be read and searched piece by piece, so that looking into it needs no more memory
//! than a window.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use bytes::Bytes;
use futures::TryStreamExt as _;
use kexiang_store::blob::{Blobs, Stored};
use tokio::runtime::Handle;

/// Bytes read from the store in one go.
const WINDOW: u64 = 256 * 1024;

/// Reads a stored file from a thread that may wait.
pub(in crate::actions) struct Peek {
    blobs: Blobs,
    stored: Stored,
    handle: Handle,
    at: u64,
    window: Bytes,
    window_at: u64,
}

impl Peek {
    /// Begins at the first byte. Must be made within the runtime, and read outside of its workers.
    pub(in crate::actions) fn new(blobs: Blobs, stored: Stored) -> Self {
        Peek { blobs, stored, handle: Handle::current(), at: 0, window: Bytes::new(), window_at: 0 }
    }

    fn fetch(&mut self) -> Result<()> {
        let end = self.stored.size.min(self.at + WINDOW);
        let (blobs, hash, range) = (self.blobs.clone(), self.stored.hash, self.at..end);
        let read = async move {
            let mut content = blobs.get(hash, Some(range)).await?;
            let mut bytes = Vec::new();
            while let Some(chunk) = content.stream.try_next().await? {
                bytes.extend_from_slice(&chunk);
            }
            Ok::<_, kexiang_store::blob::BlobError>(bytes)
        };
        self.window = self.handle.block_on(read).map_err(Error::other)?.into();
        self.window_at = self.at;
        Ok(())
    }
}

impl Read for Peek {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.at >= self.stored.size || out.is_empty() {
            return Ok(0);
        }
        let inside = self.at >= self.window_at && self.at < self.window_at + self.window.len() as u64;
        if !inside {
            self.fetch()?;
        }
        let from = usize::try_from(self.at - self.window_at).map_err(Error::other)?;
        let rest = self.window.get(from..).unwrap_or_default();
        let taken = rest.len().min(out.len());
        out[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken as u64;
        Ok(taken)
    }
}

impl Seek for Peek {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => i128::from(at),
            SeekFrom::End(by) => i128::from(self.stored.size) + i128::from(by),
            SeekFrom::Current(by) => i128::from(self.at) + i128::from(by),
        };
        self.at = u64::try_from(target).map_err(|_| Error::other("before the beginning"))?;
        Ok(self.at)
    }
}
