//! How large the sheets of an old workbook (.xls, BIFF) claim to be, before a parser believes them.

use std::io::{self, Cursor, Read};

const MAX_STREAM: u64 = 64 << 20;
const BEGIN_OF_SHEET: u16 = 0x0809;

/// Records that hold cells; all begin with row and column.
const CELLS: [u16; 10] = [0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406];

/// The rectangles spanned by the cells of all sheets together, in cells.
pub(super) fn area(bytes: &[u8]) -> io::Result<u64> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes))?;
    let name = if file.is_stream("Workbook") { "Workbook" } else { "Book" };
    let mut stream = Vec::new();
    file.open_stream(name)?.take(MAX_STREAM).read_to_end(&mut stream)?;
    Ok(area_of_stream(&stream))
}

fn area_of_stream(mut stream: &[u8]) -> u64 {
    let (mut total, mut rows, mut columns) = (0u64, 0u64, 0u64);
    while let [a, b, c, d, rest @ ..] = stream {
        let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let Some(body) = rest.get(..length) else { break };
        match body {
            _ if kind == BEGIN_OF_SHEET => {
                total += rows * columns;
                (rows, columns) = (0, 0);
            }
            [r0, r1, c0, c1, ..] if CELLS.contains(&kind) => {
                rows = rows.max(u64::from(u16::from_le_bytes([*r0, *r1])) + 1);
                columns = columns.max(u64::from(u16::from_le_bytes([*c0, *c1])) + 1);
            }
            _ => {}
        }
        stream = &rest[length..];
    }
    total + rows * columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
    }

    #[test]
    fn rectangles_of_all_sheets_are_added() {
        let sheet = |row: u16, column: u16| {
            let cell = [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat();
            [record(BEGIN_OF_SHEET, &[0; 16]), record(0x0203, &cell)].concat()
        };
        assert_eq!(area_of_stream(&[sheet(9, 4), sheet(65_535, 255)].concat()), 50 + 65_536 * 256);
    }

    #[test]
    fn damaged_records_end_the_walk() {
        assert_eq!(area_of_stream(&[0x03, 0x02, 0xFF, 0xFF, 1, 2]), 0);
        assert_eq!(area_of_stream(&[1, 2, 3]), 0);
    }
}
