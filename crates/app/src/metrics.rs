//! Counters and durations of requests and jobs, as Prometheus reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

/// Upper bounds of the duration buckets in seconds.
const BOUNDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// What a process counts. Gauges that lie in the database are added when the page is asked for.
#[derive(Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String), Route>>,
    jobs: Mutex<BTreeMap<(String, &'static str), u64>>,
}

#[derive(Default)]
struct Route {
    statuses: BTreeMap<u16, u64>,
    buckets: [u64; BOUNDS.len()],
    seconds: f64,
    count: u64,
}

impl Metrics {
    /// Counts a request by method and route pattern.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let mut requests = lock(&self.requests);
        let entry = requests.entry((method.to_owned(), route.to_owned())).or_default();
        let seconds = took.as_secs_f64();
        *entry.statuses.entry(status).or_default() += 1;
        entry
            .buckets
            .iter_mut()
            .zip(BOUNDS)
            .filter(|(_, bound)| seconds <= *bound)
            .for_each(|(n, _)| *n += 1);
        entry.seconds += seconds;
        entry.count += 1;
    }

    /// Counts a job by kind and outcome: `done`, `again`, `failed`.
    pub fn job(&self, kind: &str, outcome: &'static str) {
        *lock(&self.jobs).entry((kind.to_owned(), outcome)).or_default() += 1;
    }

    /// The text format of Prometheus; `gauges` are (name, help, value).
    pub fn text(&self, gauges: &[(&str, &str, i64)]) -> String {
        let mut out = String::new();
        for (name, help, value) in gauges {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
        }
        self.write_requests(&mut out);
        out.push_str(
            "# HELP kexiang_jobs_total Jobs by kind and outcome.\n# TYPE kexiang_jobs_total counter\n",
        );
        for ((kind, outcome), n) in lock(&self.jobs).iter() {
            let _ = writeln!(out, "kexiang_jobs_total{{kind=\"{kind}\",outcome=\"{outcome}\"}} {n}");
        }
        out
    }

    fn write_requests(&self, out: &mut String) {
        let requests = lock(&self.requests);
        out.push_str("# HELP kexiang_requests_total Requests by method, route and status.\n");
        out.push_str("# TYPE kexiang_requests_total counter\n");
        for ((method, route), entry) in requests.iter() {
            for (status, n) in &entry.statuses {
                let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
                let _ = writeln!(out, "kexiang_requests_total{{{labels}}} {n}");
            }
        }
        out.push_str("# HELP kexiang_request_seconds Duration of requests.\n");
        out.push_str("# TYPE kexiang_request_seconds histogram\n");
        for ((method, route), entry) in requests.iter() {
            let labels = format!("method=\"{method}\",route=\"{route}\"");
            for (n, bound) in entry.buckets.iter().zip(BOUNDS) {
                let _ = writeln!(out, "kexiang_request_seconds_bucket{{{labels},le=\"{bound}\"}} {n}");
            }
            let _ = writeln!(out, "kexiang_request_seconds_bucket{{{labels},le=\"+Inf\"}} {}", entry.count);
            let _ = writeln!(out, "kexiang_request_seconds_sum{{{labels}}} {}", entry.seconds);
            let _ = writeln!(out, "kexiang_request_seconds_count{{{labels}}} {}", entry.count);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_in_their_buckets() {
        let metrics = Metrics::default();
        metrics.request("GET", "/", 200, Duration::from_micros(900));
        metrics.request("GET", "/", 404, Duration::from_millis(30));
        metrics.job("mail", "done");
        let text = metrics.text(&[("kexiang_jobs_waiting", "Jobs waiting.", 3)]);
        for line in [
            "kexiang_jobs_waiting 3",
            "kexiang_requests_total{method=\"GET\",route=\"/\",status=\"404\"} 1",
            "kexiang_request_seconds_bucket{method=\"GET\",route=\"/\",le=\"0.001\"} 1",
            "kexiang_request_seconds_bucket{method=\"GET\",route=\"/\",le=\"0.05\"} 2",
            "kexiang_request_seconds_count{method=\"GET\",route=\"/\"} 2",
            "kexiang_jobs_total{kind=\"mail\",outcome=\"done\"} 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is missing in\n{text}");
        }
    }
}
