//! Counts N activities of one project of each shipped type with indicators of events: `progress N` prints the number of
//! activities counted and how many indicators are met. `bench/progress/run` measures it.

use std::io::Write;

use jiff::civil::date;
use kexiang_core::activity::{Activity, Attendance, Guest, Level, Mode, Partaker, State};
use kexiang_core::id::Id;
use kexiang_core::programme::{Programme, ProjectType, parse};
use kexiang_core::progress::{Dates, Tally};

const FILES: [&str; 4] = [
    include_str!("../../../programmes/liuzhou-2026.toml"),
    include_str!("../../../programmes/ningxia-2025.toml"),
    include_str!("../../../programmes/xinjiang-2025.toml"),
    include_str!("../../../programmes/guangdong-2024.toml"),
];

fn main() -> std::io::Result<()> {
    let wanted: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let programmes: Vec<Programme> = FILES.iter().filter_map(|text| parse(text).ok()).collect();
    let types: Vec<_> = programmes.iter().flat_map(|p| p.types.iter().map(move |t| (p, t))).collect();
    let each = wanted.div_ceil(types.len());
    let (mut counted, mut met, mut rows) = (0, 0, 0);
    for (programme, project_type) in types {
        let mut activity = sample(project_type);
        let tier = project_type.tiers.first().map(|t| t.code.as_str());
        let mut tally = Tally::new(programme, project_type, tier, &[]);
        for n in 0..each.min(wanted - counted) {
            vary(&mut activity, n);
            tally.activity(&activity);
            counted += 1;
        }
        let day = date(2026, 12, 31);
        let progress = tally.progress(&Dates { awarded: day, completes_on: Some(day), today: day });
        met += progress.iter().filter(|p| p.met).count();
        rows += progress.len();
    }
    writeln!(std::io::stdout(), "{counted} activities, {met} of {rows} rows met")
}

/// An activity meant for all indicators of its type.
fn sample(project_type: &ProjectType) -> Activity {
    Activity {
        id: Id::compose(0, 0),
        title: "“龙城科创大讲堂”党旗领航·科创强柳—学会专家走基层".to_owned(),
        form: String::new(),
        counts_for: project_type.indicators.iter().map(|i| i.id.clone()).collect(),
        starts_on: date(2026, 6, 10),
        ends_on: date(2026, 6, 11),
        mode: Mode::OnSite,
        region: "440300".to_owned(),
        place: "会展中心".to_owned(),
        organisations: vec![Partaker::default(); 3],
        experts: vec![Guest { level: Level::Known, ..Guest::default() }; 3],
        talks: Vec::new(),
        attendance: Attendance::default(),
        evidence: Vec::new(),
        filings: Vec::new(),
        state: State::Held,
    }
}

/// Every activity has other people, organisations and experts.
fn vary(activity: &mut Activity, n: usize) {
    let people = u32::try_from(n % 400).unwrap_or(0);
    activity.id = Id::compose(n as u64, 0);
    activity.attendance = Attendance { on_site: people, daily: people * 2, on_line: people / 4 };
    for (k, o) in activity.organisations.iter_mut().enumerate() {
        o.name = format!("单位{}", n * 3 + k);
        o.enterprise = k == 1;
    }
    for (k, e) in activity.experts.iter_mut().enumerate() {
        e.name = format!("专家{}", (n * 3 + k) % 5_000);
        e.field = format!("领域{}", n % 300);
    }
}
