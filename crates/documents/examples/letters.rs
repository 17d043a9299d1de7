//! Measures the typesetting of application forms, every one different, and writes one of them to look at:
//! `cargo run --release -p kexiang-documents --example letters -- 100 out.pdf`

use std::io::Write as _;
use std::time::Instant;

use jiff::civil::date;
use kexiang_documents::letter::{ApplicationSheet, Content};
use kexiang_documents::pdf::{Settings, Standard, render};

#[path = "../tests/it/samples.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use the other samples")]
mod samples;

const SETTINGS: Settings = Settings { standard: Standard::Archive, today: date(2026, 3, 6) };

/// A form of five pages, different for each number.
fn form(number: usize) -> ApplicationSheet {
    let mut sheet = samples::form_one(samples::Filling::Short, false);
    let line = |n: usize| {
        format!(
            "{n}．第{number}号申报单位组织龙城专家{n}人次开展“专家入企赋能行动”，覆盖柳东新区、鱼峰区、柳南区等5个县（区），形成调研报告{}篇，在市级以上媒体报道不少于3次。",
            n % 7
        )
    };
    for (index, text) in
        sheet.sections[0].rows.iter_mut().flat_map(|row| &mut row.cells).filter_map(long).enumerate()
    {
        *text = (1..=8 + 6 * index).map(line).collect::<Vec<_>>().join("\n");
    }
    sheet.mark.qr = Some(format!("KX1:2026-1-{number:03}:9f3a2b10c4"));
    sheet
}

fn long(cell: &mut kexiang_documents::letter::Cell) -> Option<&mut String> {
    match &mut cell.content {
        Content::Long { text, .. } => Some(text),
        _ => None,
    }
}

/// Processor time of this process in milliseconds (Linux: hundredths of a second).
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    fields.iter().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
}

fn peak_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().map_or(Ok(50), |count| count.parse())?;
    let start = Instant::now();
    let first = render(&form(0), SETTINGS)?;
    let first_ms = start.elapsed().as_millis();
    if let Some(path) = arguments.next() {
        std::fs::write(path, &first.bytes)?;
    }
    let (cpu, start) = (cpu_ms(), Instant::now());
    let mut times = Vec::with_capacity(count);
    for number in 1..=count {
        let begun = Instant::now();
        render(&form(number), SETTINGS)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let result = serde_json::json!({
        "documents": count,
        "pages": first.pages,
        "bytes": first.bytes.len(),
        "first_ms": first_ms as u64,
        "cpu_ms_each": (cpu_ms() - cpu) as f64 / count.max(1) as f64,
        "wall_ms_each": start.elapsed().as_secs_f64() * 1000.0 / count.max(1) as f64,
        "wall_ms_median": times.get(count / 2),
        "peak_memory_mb": peak_memory_mb(),
        "load_average": std::fs::read_to_string("/proc/loadavg")?.split(' ').next(),
    });
    writeln!(std::io::stdout(), "{result:#}")?;
    Ok(())
}
