//! Krippendorff's alpha.

/// Krippendorff's alpha for interval data (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"): 1 when
/// experts agree, 0 when scores differ within projects as much as between any. `None` when no project has two
/// scores, or all scores are the same: then nothing can be said.
///
/// Each unit holds the scores of one project.
pub fn alpha(units: &[Vec<f64>]) -> Option<f64> {
    let units: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() > 1).collect();
    let all: Vec<f64> = units.iter().flat_map(|unit| unit.iter().copied()).collect();
    let count = all.len() as f64;
    let observed: f64 = units.iter().map(|unit| squares(unit) / (unit.len() as f64 - 1.0)).sum();
    let expected = squares(&all) / (count - 1.0);
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Sum over all ordered pairs of the squared difference: `2 (n Σx² − (Σx)²)`, from the mean so that nothing cancels.
fn squares(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n.max(1.0);
    2.0 * n * values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>()
}
