//! Scores against plain references: the normal equations solved densely, alpha by its definition over all pairs, and
//! the example that Krippendorff published.

use kexiang_matching::score::{Panel, Review, ScoreError, alpha, analyse, correct, picture, words};
use proptest::prelude::*;

/// Solves `a x = b` by elimination with pivots.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|i, j| a[*i][column].abs().total_cmp(&a[*j][column].abs())).unwrap();
        a.swap(column, pivot);
        b.swap(column, pivot);
        for row in column + 1..n {
            let factor = a[row][column] / a[column][column];
            let (upper, lower) = a.split_at_mut(row);
            let own = lower[0][column..].iter_mut().zip(&upper[column][column..]);
            own.for_each(|(value, pivot)| *value -= factor * pivot);
            b[row] -= factor * b[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| a[row][k] * b[k]).sum();
        b[row] = (b[row] - known) / a[row][row];
    }
    b
}

/// The least sum of squares by its normal equations.
fn reference(
    projects: usize,
    experts: usize,
    reviews: &[(usize, usize, f64)],
    shrinkage: f64,
    least: u32,
) -> Vec<f64> {
    let n = projects + experts;
    let (mut a, mut b) = (vec![vec![0.0; n]; n], vec![0.0; n]);
    let load = |e: usize| reviews.iter().filter(|r| r.1 == e).count() as u32;
    for (p, e, score) in reviews {
        a[*p][*p] += 1.0;
        b[*p] += score;
        if load(*e) >= least.max(1) {
            let e = projects + e;
            a[*p][e] += 1.0;
            a[e][*p] += 1.0;
            a[e][e] += 1.0;
            b[e] += score;
        }
    }
    for e in 0..experts {
        a[projects + e][projects + e] += if load(e) >= least.max(1) { shrinkage } else { 1.0 };
    }
    solve(a, b)
}

/// Alpha by its definition: observed and expected disagreement over all ordered pairs.
fn plain_alpha(units: &[Vec<f64>]) -> Option<f64> {
    let units: Vec<&Vec<f64>> = units.iter().filter(|u| u.len() > 1).collect();
    let all: Vec<f64> = units.iter().flat_map(|u| u.iter().copied()).collect();
    let pairs = |v: &[f64]| -> f64 {
        let pair = |i: usize, j: usize| if i == j { 0.0 } else { (v[i] - v[j]).powi(2) };
        (0..v.len()).map(|i| (0..v.len()).map(|j| pair(i, j)).sum::<f64>()).sum()
    };
    let n = all.len() as f64;
    let observed: f64 = units.iter().map(|u| pairs(u) / (u.len() as f64 - 1.0)).sum::<f64>() / n;
    let expected = pairs(&all) / (n * (n - 1.0));
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

#[test]
fn alpha_is_that_of_the_published_example() {
    // Four observers, twelve units, a point where one gave no value; interval alpha is .849.
    let rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
    let unit =
        |u: usize| rows.iter().filter_map(|row| row.as_bytes()[u].checked_sub(b'0').map(f64::from)).collect();
    let units: Vec<Vec<f64>> = (0..12).map(unit).collect();
    let alpha = alpha(&units).unwrap();
    assert!((alpha - 0.849).abs() < 0.0005, "{alpha}");
    assert_eq!(kexiang_matching::score::alpha(&[vec![1.0], vec![2.0]]), None);
    assert_eq!(kexiang_matching::score::alpha(&[vec![3.0, 3.0], vec![3.0, 3.0]]), None);
}

fn reviews() -> impl Strategy<Value = Vec<(usize, usize, f64)>> {
    let review = (0..8usize, 0..5usize, 0..100u32).prop_map(|(p, e, s)| (p, e, f64::from(s)));
    proptest::collection::vec(review, 1..40).prop_map(|mut reviews| {
        reviews.sort_by_key(|r| (r.0, r.1));
        reviews.dedup_by_key(|r| (r.0, r.1));
        // Every project that is named has a review.
        let mut names: Vec<usize> = reviews.iter().map(|r| r.0).collect();
        names.dedup();
        reviews.iter().map(|r| (names.iter().position(|n| *n == r.0).unwrap(), r.1, r.2)).collect()
    })
}

proptest! {
    #[test]
    fn severity_is_the_least_sum_of_squares(reviews in reviews(), shrinkage in 1..6u32, least in 1..4u32) {
        let projects = 1 + reviews.iter().map(|r| r.0).max().unwrap_or(0);
        let found = correct(projects, 5, &reviews, f64::from(shrinkage), least);
        let expected = reference(projects, 5, &reviews, f64::from(shrinkage), least);
        for (a, b) in found.projects.iter().chain(&found.experts).zip(&expected) {
            prop_assert!((a - b).abs() < 1e-6, "{a} {b}");
        }
    }

    #[test]
    fn alpha_is_its_definition(units in proptest::collection::vec(proptest::collection::vec(0..9u8, 0..5), 1..9)) {
        let units: Vec<Vec<f64>> = units.iter().map(|u| u.iter().map(|x| f64::from(*x)).collect()).collect();
        match (alpha(&units), plain_alpha(&units)) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9, "{a} {b}"),
            (a, b) => prop_assert_eq!(a, b),
        }
    }
}

/// Ten projects of falling merit, six experts, the last of them ten points more severe than the others.
fn panel() -> Panel {
    let review = |p: usize, e: usize| {
        let noise = f64::from(((p * 7 + e * 13) % 5) as u32) - 2.0;
        let severity = if e == 5 { -10.0 } else { 0.0 };
        Review {
            application: format!("P{p:02}"),
            expert: format!("E{e}"),
            score: 90.0 - 3.0 * p as f64 + noise + severity,
        }
    };
    let reviews = (0..10).flat_map(|p| [p % 6, (p + 1) % 6, (p + 3) % 6].map(|e| review(p, e))).collect();
    Panel { reviews, places: 4, shrinkage: 1, least: 3, draws: 2_000, level: 900, seed: 7 }
}

#[test]
fn a_severe_expert_no_longer_costs_a_project_its_place() {
    let analysis = analyse(&panel()).unwrap();
    assert_eq!(analysis.experts[0].expert, "E5");
    assert!(analysis.experts[0].severity < -5.0);
    let merit: Vec<&str> = analysis.applications.iter().map(|row| row.application.as_str()).collect();
    let mut sorted = merit.clone();
    sorted.sort_unstable();
    assert_eq!(merit, sorted);
    assert!(analysis.applications.iter().any(|row| row.mean_rank != row.rank), "the raw means are unjust");
}

#[test]
fn far_from_the_line_decisions_are_certain_and_at_it_they_are_not() {
    let analysis = analyse(&panel()).unwrap();
    let (first, last) = (&analysis.applications[0], &analysis.applications[9]);
    assert_eq!((first.chance, last.chance), (1000, 0));
    assert!(!first.within_noise && !last.within_noise);
    assert!(analysis.applications[3].chance < 1000 && analysis.applications[4].chance > 0);
    assert!(analysis.applications.iter().all(|row| row.between.0 <= row.rank && row.rank <= row.between.1));
    assert_eq!(analyse(&panel()).unwrap(), analysis, "the same seed gives the same answer");
}

#[test]
fn few_reviews_correct_nobody() {
    let analysis = analyse(&Panel { least: 100, ..panel() }).unwrap();
    assert!(analysis.experts.iter().all(|expert| expert.severity == 0.0 && !expert.corrected));
    assert!(analysis.applications.iter().all(|row| row.mean == row.corrected));
}

#[test]
fn what_cannot_be_analysed_is_refused_in_words() {
    let empty = Panel { reviews: Vec::new(), ..panel() };
    assert_eq!(analyse(&empty), Err(ScoreError::Empty));
    let mut twice = panel();
    twice.reviews.push(twice.reviews[0].clone());
    assert_eq!(analyse(&twice).unwrap_err().to_string(), "专家“E0”对项目“P00”评了两次分");
    let mut odd = panel();
    odd.reviews[0].score = f64::NAN;
    assert!(matches!(analyse(&odd), Err(ScoreError::Unusable { .. })));
}

#[test]
fn the_picture_names_every_project_and_the_line_and_escapes_names() {
    let mut panel = panel();
    panel.reviews.iter_mut().filter(|r| r.application == "P03").for_each(|r| r.application = "<P&03>".into());
    let analysis = analyse(&panel).unwrap();
    let svg = picture(&analysis);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    assert_eq!(svg.matches("<circle ").count(), 10);
    assert!(svg.contains("&lt;P&amp;03&gt;") && !svg.contains("<P"));
    assert!(svg.contains("资助线：前 4 名") && !svg.contains("style="));
    assert!(words(&analysis)[0].starts_with("评委一致性"), "{:?}", words(&analysis));
}

/// Every way in which the rests of a small panel can be drawn anew: how often a project has each rank, exactly.
fn exact_ranks(merits: &[f64], counts: &[usize], rests: &[f64], project: usize) -> Vec<f64> {
    let all: usize = counts.iter().sum();
    let ways = rests.len().pow(all as u32);
    let mut ranks = vec![0.0; merits.len()];
    for way in 0..ways {
        let mut left = way;
        let varied: Vec<f64> = merits
            .iter()
            .zip(counts)
            .map(|(merit, count)| {
                let drawn = (0..*count).map(|_| {
                    let rest = rests[left % rests.len()];
                    left /= rests.len();
                    rest
                });
                merit + drawn.sum::<f64>() / *count as f64
            })
            .collect();
        let before = |p: usize| varied[p] > varied[project] || (varied[p] == varied[project] && p < project);
        ranks[(0..merits.len()).filter(|p| before(*p)).count()] += 1.0 / ways as f64;
    }
    ranks
}

/// The ranks at which a distribution passes a share of all ways, one for every share between `low` and `high`: more
/// than one where chance decides which.
fn passed(ranks: &[f64], (low, high): (f64, f64)) -> std::ops::RangeInclusive<u32> {
    let at = |share: f64| {
        let sums = ranks.iter().scan(0.0, |sum, part| {
            *sum += part;
            Some(*sum)
        });
        1 + sums.take_while(|sum| *sum <= share).count() as u32
    };
    at(low)..=at(high)
}

#[test]
fn chances_and_intervals_are_those_of_all_ways_to_draw_the_rests() {
    // Nobody is corrected, so that merits are means and rests are what is left of each score.
    let scores = [[80.0, 86.0], [79.0, 84.0], [75.0, 82.0]];
    let reviews = (0..3).flat_map(|p| {
        (0..2).map(move |e| Review {
            application: format!("P{p}"),
            expert: format!("E{e}"),
            score: scores[p][e],
        })
    });
    let draws = 40_000;
    let panel = Panel {
        reviews: reviews.collect(),
        places: 1,
        shrinkage: 3,
        least: 100,
        draws,
        level: 900,
        seed: 11,
    };
    let merits: Vec<f64> = scores.iter().map(|s| (s[0] + s[1]) / 2.0).collect();
    // Six rests of a model with three free parts: each is widened by √(6 / 3).
    let rests: Vec<f64> = (0..6).map(|i| (scores[i / 2][i % 2] - merits[i / 2]) * 2.0f64.sqrt()).collect();
    let analysis = analyse(&panel).unwrap();
    let mut chances = 0.0;
    for (p, name) in ["P0", "P1", "P2"].into_iter().enumerate() {
        let ranks = exact_ranks(&merits, &[2, 2, 2], &rests, p);
        let exact = ranks[0];
        let row = analysis.applications.iter().find(|row| row.application == name).unwrap();
        // Five standard deviations of so many draws, and the rounding to thousandths.
        let allowed = 5.0 * (exact * (1.0 - exact) / f64::from(draws)).sqrt() + 0.001;
        assert!((f64::from(row.chance) / 1000.0 - exact).abs() <= allowed, "{name}: {} {exact}", row.chance);
        chances += exact;
        // The middle nine tenths of the draws: within five standard deviations of a twentieth on either side.
        let margin = 5.0 * (0.05f64 * 0.95 / f64::from(draws)).sqrt();
        assert!(passed(&ranks, (0.05 - margin, 0.05 + margin)).contains(&row.between.0), "{name}: {ranks:?}");
        assert!(passed(&ranks, (0.95 - margin, 0.95 + margin)).contains(&row.between.1), "{name}: {ranks:?}");
    }
    assert!((chances - 1.0).abs() < 1e-12, "one of them has the place");
}
