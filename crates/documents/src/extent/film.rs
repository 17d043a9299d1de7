//! The length of a film: the movie header `mvhd` of MP4 and MOV (ISO/IEC 14496-12, 8.2.2). Only headers are read, so
//! that a film of gigabytes costs a few seeks.

use std::io::{Read, Seek, SeekFrom};

use super::exactly;

/// Boxes looked at before giving up: a file of millions of empty boxes is no film.
const MOST_BOXES: u32 = 10_000;

/// Seconds of the film, rounded down; none where the file has no readable movie header.
///
/// # Errors
/// Only those of reading `source`.
pub fn seconds(source: &mut (impl Read + Seek)) -> std::io::Result<Option<u64>> {
    let end = source.seek(SeekFrom::End(0))?;
    let Some((from, to)) = find(source, *b"moov", 0, end)? else { return Ok(None) };
    let Some((header, _)) = find(source, *b"mvhd", from, to)? else { return Ok(None) };
    source.seek(SeekFrom::Start(header))?;
    let Some([version, ..]) = exactly::<4>(source)? else { return Ok(None) };
    let (scale, duration) = match version {
        0 => {
            let Some(fields) = exactly::<16>(source)? else { return Ok(None) };
            (be32(&fields[8..12]), u64::from(be32(&fields[12..16])))
        }
        1 => {
            let Some(fields) = exactly::<28>(source)? else { return Ok(None) };
            let high = u64::from(be32(&fields[20..24]));
            (be32(&fields[16..20]), (high << 32) | u64::from(be32(&fields[24..28])))
        }
        _ => return Ok(None),
    };
    // All ones: the length was not known when the header was written.
    let unknown = (version == 0 && duration == u64::from(u32::MAX)) || duration == u64::MAX;
    Ok(if unknown { None } else { duration.checked_div(u64::from(scale)) })
}

/// Begin and end of the content of the first box of this kind between two places.
fn find(
    source: &mut (impl Read + Seek),
    kind: [u8; 4],
    from: u64,
    to: u64,
) -> std::io::Result<Option<(u64, u64)>> {
    let mut at = from;
    for _ in 0..MOST_BOXES {
        if at.saturating_add(8) > to {
            return Ok(None);
        }
        source.seek(SeekFrom::Start(at))?;
        let Some(head) = exactly::<8>(source)? else { return Ok(None) };
        let (length, content) = match be32(&head[..4]) {
            // To the end of the file.
            0 => (to - at, 8),
            1 => match exactly::<8>(source)? {
                Some(long) => (u64::from_be_bytes(long), 16),
                None => return Ok(None),
            },
            short => (u64::from(short), 8),
        };
        let end = at.saturating_add(length);
        if length < content || end > to {
            return Ok(None);
        }
        if head[4..8] == kind {
            return Ok(Some((at + content, end)));
        }
        at = end;
    }
    Ok(None)
}

fn be32(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}
