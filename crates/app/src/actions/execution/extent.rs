//! What a file says of its length, and which required words stand in it: read off the async workers.

use kexiang_core::achievement::Extent;
use kexiang_documents::extent;
use kexiang_documents::sniff::Kind;

use crate::actions::application::file::{LARGEST, Received};
use crate::actions::application::peek::Peek;
use crate::actions::{Failure, Fault};
use crate::state::App;

/// The length of a received file, and those of the wanted words that stand in it.
pub(super) async fn read(
    app: &App,
    received: &Received,
    wanted: &[String],
) -> Result<(Extent, Vec<String>), Failure> {
    let fault = |e: String| Fault::saying("reading the length of a file", e);
    if matches!(received.found.kind, Kind::Mp4 | Kind::Mov) {
        let mut peek = Peek::new(app.blobs.clone(), received.stored);
        let read = tokio::task::spawn_blocking(move || extent::seconds(&mut peek)).await;
        let seconds = read.map_err(|e| fault(e.to_string()))?.ok().flatten();
        let seconds = seconds.and_then(|n| i64::try_from(n).ok());
        return Ok((Extent { seconds, ..Extent::default() }, Vec::new()));
    }
    let bytes = app.blobs.bytes(received.stored.hash, LARGEST).await.map_err(|e| fault(e.to_string()))?;
    let (name, wanted) = (received.name.clone(), wanted.to_vec());
    let read = tokio::task::spawn_blocking(move || extent::extent(&name, &bytes, &wanted)).await;
    let read = read.map_err(|e| fault(e.to_string()))?;
    let whole = |n: Option<u64>| n.and_then(|n| i64::try_from(n).ok());
    let found = Extent {
        characters: whole(read.characters),
        seconds: whole(read.seconds),
        slides: whole(read.slides),
    };
    Ok((found, read.found))
}
