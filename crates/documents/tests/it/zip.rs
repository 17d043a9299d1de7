//! Bulk downloads, read back.

use std::io::{self, Cursor, Read, Write};

use jiff::civil::datetime;
use kexiang_documents::zip::{Bundle, file_name};

/// A target that can only be written to, as a response body is.
struct Pipe(Vec<u8>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn bundle() -> Vec<u8> {
    let mut bundle = Bundle::new(Pipe(Vec::new()), datetime(2026, 3, 31, 17, 0, 0, 0));
    let name = file_name(7, "柳州市机械工程学会", "学会改革与发展项目", "申报书", "pdf");
    let folder = ["007_柳州市机械工程学会"];
    assert_eq!(bundle.add(&folder, &name, &mut &b"%PDF-1"[..]).unwrap(), format!("{}/{name}", folder[0]));
    let second = bundle.add(&folder, &name, &mut &b"%PDF-2"[..]).unwrap();
    assert_eq!(second, "007_柳州市机械工程学会/007_柳州市机械工程学会_学会改革与发展项目_申报书(2).pdf");
    assert_eq!(bundle.add(&[], "../../evil\u{202E}fdp.exe", &mut &b""[..]).unwrap(), "evilfdp.exe");
    bundle.add(&[], "大.bin", &mut io::repeat(7).take(3 << 20)).unwrap();
    bundle.finish().unwrap().0
}

#[test]
fn entries_come_back_under_utf8_names() {
    let bytes = bundle();
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(zip.len(), 4);
    let mut content = String::new();
    zip.by_index(0).unwrap().read_to_string(&mut content).unwrap();
    assert_eq!(content, "%PDF-1");
    let stamp = zip.by_index(0).unwrap().last_modified().unwrap();
    assert_eq!((stamp.year(), stamp.month(), stamp.day(), stamp.hour()), (2026, 3, 31, 17));
    assert_eq!(zip.by_name("大.bin").unwrap().size(), 3 << 20);
    // General purpose bit 11 in each local header whose name is not ASCII.
    let flags = u16::from_le_bytes([bytes[6], bytes[7]]);
    assert_eq!(flags & 1 << 11, 1 << 11);
    assert!(bytes == bundle());
}

#[test]
fn names_are_short_and_safe() {
    let long = file_name(12, &"柳州市先进制造".repeat(8), &"项目/名称:".repeat(30), "申报书", "pdf");
    assert!(long.chars().count() <= 80, "{long}");
    assert!(long.starts_with("012_柳州市先进制造") && long.ends_with("_申报书.pdf"), "{long}");
    assert_eq!(file_name(1, "甲_乙", "丙?丁", "申报书", "pdf"), "001_甲乙_丙丁_申报书.pdf");
}
