//! Files by their content, in a folder and in a bucket.

use bytes::Bytes;
use futures::{TryStreamExt, stream};
use kexiang_core::canonical::ContentHash;
use kexiang_store::StoreError;
use kexiang_store::blob::{self, BlobError, Blobs, Stored};
use kexiang_store::testing::{each_engine, each_file_store};

use crate::NOW;

/// SHA-256 of `abc` (FIPS 180-2).
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn hash(text: &str) -> ContentHash {
    text.parse().unwrap()
}

/// 20 MB in chunks of 64 KB, no two alike.
fn large() -> impl Iterator<Item = Bytes> {
    (0..320_u32).map(|number| Bytes::from(number.to_le_bytes().repeat(16_384)))
}

fn source(chunks: impl Iterator<Item = Bytes>) -> impl futures::Stream<Item = Result<Bytes, String>> + Unpin {
    stream::iter(chunks.map(Ok).collect::<Vec<_>>())
}

async fn read(
    blobs: &Blobs,
    hash: ContentHash,
    range: Option<std::ops::Range<u64>>,
) -> Result<Vec<u8>, BlobError> {
    let content = blobs.get(hash, range).await?;
    let expected = usize::try_from(content.range.end - content.range.start).unwrap();
    let bytes: Vec<u8> = content
        .stream
        .try_fold(Vec::new(), async |mut all, chunk| {
            all.extend_from_slice(&chunk);
            Ok(all)
        })
        .await?;
    assert_eq!(bytes.len(), expected);
    Ok(bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_named_by_its_content_and_kept_once() {
    each_file_store(async |blobs| {
        let abc = Stored { hash: hash(ABC), size: 3 };
        assert_eq!(blobs.exists(abc.hash).await, Ok(false));
        assert_eq!(read(&blobs, abc.hash, None).await, Err(BlobError::Missing(abc.hash)));
        assert_eq!(blobs.verify(abc.hash).await, Err(BlobError::Missing(abc.hash)));
        assert_eq!(blobs.put_bytes("abc").await, Ok(abc));
        assert_eq!(blobs.put(source(["a", "", "bc"].map(Bytes::from).into_iter()), 3).await, Ok(abc));
        assert_eq!(read(&blobs, abc.hash, None).await, Ok(b"abc".to_vec()));
        assert_eq!((blobs.exists(abc.hash).await, blobs.size(abc.hash).await), (Ok(true), Ok(Some(3))));
        assert_eq!(blobs.verify(abc.hash).await, Ok(3));
        assert_eq!(blobs.remove(abc.hash).await, Ok(()));
        assert_eq!(blobs.remove(abc.hash).await, Ok(()));
        assert_eq!(blobs.exists(abc.hash).await, Ok(false));
        let nothing = blobs.put_bytes("").await.unwrap();
        assert_eq!((nothing.size, read(&blobs, nothing.hash, None).await), (0, Ok(Vec::new())));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_through_in_parts_and_comes_back_in_ranges() {
    each_file_store(async |blobs| {
        let bytes: Vec<u8> = large().flatten().collect();
        let stored = blobs.put(source(large()), bytes.len() as u64).await.unwrap();
        assert_eq!(stored, Stored { hash: ContentHash::of(&bytes), size: 20_971_520 });
        assert_eq!(blobs.verify(stored.hash).await, Ok(stored.size));
        assert!(read(&blobs, stored.hash, None).await.unwrap() == bytes);
        for range in [0..1, 65_535..65_537, 8_388_600..16_777_300, 20_971_519..20_971_520] {
            let part = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
            assert!(read(&blobs, stored.hash, Some(range)).await.unwrap() == bytes[part]);
        }
        assert_eq!(read(&blobs, stored.hash, Some(20_971_518..30_000_000)).await.unwrap().len(), 2);
        let outside = BlobError::Range { size: stored.size };
        assert_eq!(read(&blobs, stored.hash, Some(20_971_520..20_971_521)).await, Err(outside.clone()));
        assert_eq!(read(&blobs, stored.hash, Some(5..5)).await, Err(outside));
        assert_eq!(blobs.bytes(stored.hash, 1 << 20).await, Err(BlobError::TooLarge { limit: 1 << 20 }));
        assert!(blobs.bytes(stored.hash, stored.size).await.unwrap() == bytes);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_and_broken_uploads_leave_nothing_behind() {
    each_file_store(async |blobs| {
        let limit = 100_000;
        let mut pulled = 0;
        let counted = large().inspect(|_| pulled += 1);
        let refused = blobs.put(stream::iter(counted.map(Ok::<_, String>)), limit).await;
        assert_eq!((refused, pulled), (Err(BlobError::TooLarge { limit }), 2));
        let broken = stream::iter([Ok(Bytes::from("abc")), Err("connection reset")]);
        assert_eq!(blobs.put(broken, limit).await, Err(BlobError::Source("connection reset".into())));
        assert_eq!(blobs.exists(hash(ABC)).await, Ok(false));
        assert_eq!(blobs.put_bytes("abc").await.map(|stored| stored.size), Ok(3));
        assert_eq!(kexiang_store::testing::spooled(&blobs), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_store_the_same_file_at_once() {
    each_file_store(async |blobs| {
        let puts = (0..8).map(|_| blobs.put_bytes(vec![7_u8; 300_000]));
        let stored = futures::future::join_all(puts).await;
        assert!(stored.iter().all(|outcome| outcome == &stored[0] && outcome.is_ok()));
        assert_eq!(blobs.verify(stored[0].as_ref().unwrap().hash).await, Ok(300_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_found_and_mended_by_storing_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&blob::BlobsConfig::Folder(folder.path().to_owned())).unwrap();
    blobs.put_bytes("abc").await.unwrap();
    let path = folder.path().join("ba/78").join(ABC);
    std::fs::write(&path, "abd").unwrap();
    let found = ContentHash::of(b"abd");
    assert_eq!(blobs.verify(hash(ABC)).await, Err(BlobError::Damaged { expected: hash(ABC), found }));
    std::fs::write(&path, "ab").unwrap();
    blobs.put_bytes("abc").await.unwrap();
    assert_eq!(blobs.verify(hash(ABC)).await, Ok(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_written_down_once_and_listed_in_pages() {
    each_engine(async |store| {
        let mut files: Vec<Stored> = ["abc", "b", "c"]
            .iter()
            .map(|text| Stored { hash: ContentHash::of(text.as_bytes()), size: 9 })
            .collect();
        for file in files.clone() {
            store.write(move |tx| blob::register(tx, file, NOW)).await.unwrap();
            store.write(move |tx| blob::register(tx, Stored { size: 8, ..file }, NOW)).await.unwrap();
        }
        files.sort_by_key(|file| file.hash);
        assert_eq!(
            store.read(|tx| blob::known(tx, hash(ABC))).await,
            Ok(Some(Stored { hash: hash(ABC), size: 9 }))
        );
        assert_eq!(store.read(|tx| blob::known(tx, ContentHash::NONE)).await, Ok(None));
        let first = store.read(|tx| blob::page(tx, None, 2)).await.unwrap();
        let last = first[1].hash;
        let rest = store.read(move |tx| blob::page(tx, Some(last), 2)).await.unwrap();
        assert_eq!([first, rest].concat(), files);
        let wrapped: StoreError = BlobError::Missing(hash(ABC)).into();
        assert!(wrapped.to_string().contains(ABC));
    })
    .await;
}
