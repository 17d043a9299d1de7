//! Spreadsheets: registers (汇总表、台账) out, lists that people filled in back in, and the same sheet with its errors.

mod annotate;
mod biff;
mod import;
mod sheet;
mod table;
mod value;

pub use annotate::{Note, annotate};
pub use import::{Expected, Fault, Imported, ImportedCell, ImportedRow, Reading, import};
pub use sheet::{Sheet, SheetCell, place, read_sheets};
pub use table::{ColumnKind, Register, RegisterColumn, RegisterValue, write_register};
pub use value::parse_date;
