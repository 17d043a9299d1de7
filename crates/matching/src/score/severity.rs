//! The additive model of projects and experts.

/// Rounds of alternation; each brings the rest nearer by a factor, and the last changes nothing that is printed.
const ROUNDS: usize = 10_000;
/// Points of change below which a round was the last.
const STILL: f64 = 1e-12;

/// Projects and experts told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// Score of each project as if experts of mean severity had given it.
    pub projects: Vec<f64>,
    /// What each expert adds to any score: positive is lenient (偏宽), negative is severe (偏严).
    pub experts: Vec<f64>,
}

/// Tells projects and experts apart: the least `Σ (score − project − expert)² + shrinkage · Σ expert²`, in which only
/// experts of at least `least` reviews have a severity. Reviews are `(project, expert, score)`.
pub fn correct(
    projects: usize,
    experts: usize,
    reviews: &[(usize, usize, f64)],
    shrinkage: f64,
    least: u32,
) -> Corrected {
    let counts = |index: fn(&(usize, usize, f64)) -> usize, of: usize| {
        let mut counts = vec![0u32; of];
        reviews.iter().for_each(|review| counts[index(review)] += 1);
        counts
    };
    let (by_project, by_expert) = (counts(|r| r.0, projects), counts(|r| r.1, experts));
    let mut found = Corrected { projects: vec![0.0; projects], experts: vec![0.0; experts] };
    for _ in 0..ROUNDS {
        let mut sums = vec![0.0; projects];
        reviews.iter().for_each(|(p, e, score)| sums[*p] += score - found.experts[*e]);
        found.projects = sums.iter().zip(&by_project).map(|(sum, n)| sum / f64::from((*n).max(1))).collect();
        let mut sums = vec![0.0; experts];
        reviews.iter().for_each(|(p, e, score)| sums[*e] += score - found.projects[*p]);
        let corrected = sums.iter().zip(&by_expert);
        let next: Vec<f64> = corrected
            .map(|(sum, n)| if *n >= least.max(1) { sum / (f64::from(*n) + shrinkage) } else { 0.0 })
            .collect();
        let change = next.iter().zip(&found.experts).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        found.experts = next;
        if change < STILL {
            break;
        }
    }
    found
}
