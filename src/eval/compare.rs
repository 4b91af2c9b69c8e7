//! Two runs of the same questions → which is better, and how sure that is.

use std::fmt;

use super::Scores;
use crate::error::{Error, Result};

/// How often the bootstrap draws anew. Efron & Tibshirani, "An Introduction to the Bootstrap"
/// (Chapman & Hall 1993), chapter 13, take 1,000 to 2,000 for a percentile interval; more costs
/// milliseconds here.
pub const RESAMPLES: usize = 10_000;

/// Where the random numbers start: fixed, so that the same runs give the same interval.
pub const SEED: u64 = 20_061_006;

/// Differences below this are rounding: values are compared after different orders of addition.
const SAME: f64 = 1e-9;

/// How a run does against a baseline, question by question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Questions on which the run has the higher value.
    pub wins: usize,
    /// Questions on which the baseline has it.
    pub losses: usize,
    /// Questions on which the values are equal (to 1e-9).
    pub ties: usize,
    /// Mean of the run less mean of the baseline, in [−1, 1].
    pub difference: f64,
    /// 95 % interval of the difference, in [−1, 1], low end first; where it holds no 0, the
    /// difference is unlikely to come from the choice of questions. With few questions it is too
    /// narrow.
    pub interval: (f64, f64),
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wins, losses, ties, difference, interval: (low, high) } = self;
        write!(f, "{difference:+.4} [{low:+.4}, {high:+.4}], {wins} better, {losses} worse, {ties} equal")
    }
}

/// Compares a run with a baseline. The interval is the percentile interval of the paired bootstrap:
/// questions are drawn with replacement, each with its own difference (Efron & Tibshirani 1993,
/// chapter 13; for retrieval measures: Sakai, "Evaluating evaluation metrics based on the bootstrap",
/// SIGIR 2006).
///
/// # Errors
/// Values of different measures or different questions, or none.
pub fn compare(run: &Scores, baseline: &Scores) -> Result<Comparison> {
    let questions = |scores: &Scores| -> Vec<String> {
        scores.values.iter().map(|(question, _)| question.clone()).collect()
    };
    if run.measure != baseline.measure {
        let (a, b) = (&run.measure, &baseline.measure);
        return Err(Error::Input(format!("cannot compare \"{a}\" with \"{b}\"; use one measure for both")));
    }
    if run.values.is_empty() || questions(run) != questions(baseline) {
        return Err(Error::Input("cannot compare runs over different questions; use one qrels file".into()));
    }
    let pairs = run.values.iter().zip(&baseline.values);
    let differences: Vec<f64> = pairs.map(|((_, ours), (_, theirs))| ours - theirs).collect();
    let wins = differences.iter().filter(|&&difference| difference > SAME).count();
    let losses = differences.iter().filter(|&&difference| difference < -SAME).count();
    Ok(Comparison {
        wins,
        losses,
        ties: differences.len() - wins - losses,
        difference: differences.iter().sum::<f64>() / differences.len() as f64,
        interval: bootstrap(&differences),
    })
}

/// The 2.5 % and 97.5 % points of the mean of `differences`, which are not empty, under resampling:
/// the B·α-th values in order, as Efron & Tibshirani define them.
fn bootstrap(differences: &[f64]) -> (f64, f64) {
    let mut state = SEED;
    let mut draw = || differences[below(&mut state, differences.len())];
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| differences.iter().map(|_| draw()).sum::<f64>() / differences.len() as f64)
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    (means[RESAMPLES * 25 / 1000 - 1], means[RESAMPLES * 975 / 1000 - 1])
}

/// The next random number below `end`: SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014), scaled by multiplication (Lemire, TOMACS 29(1), 2019).
fn below(state: &mut u64, end: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    ((u128::from(z) * end as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn scores(measure: &str, values: &[f64]) -> Scores {
        let values = values.iter().enumerate().map(|(number, &value)| (format!("q{number}"), value));
        Scores { measure: measure.parse().unwrap(), values: values.collect() }
    }

    #[test]
    fn counts_and_difference() {
        let run = scores("RR", &[1.0, 0.5, 0.25, 0.1 + 0.2]);
        let baseline = scores("RR", &[0.5, 1.0, 0.0, 0.3]);
        let found = compare(&run, &baseline).unwrap();
        assert_eq!((found.wins, found.losses, found.ties), (2, 1, 1));
        assert!((found.difference - 0.0625).abs() < 1e-12);
        assert!(found.interval.0 <= found.difference && found.difference <= found.interval.1);
    }

    #[test]
    fn the_interval_is_that_of_the_normal_law_for_many_questions() {
        // 400 differences, half 0.1 and half -0.1: standard error of the mean 0.1 / sqrt(400) = 0.005.
        let values: Vec<f64> = (0..400).map(|number| if number % 2 == 0 { 0.6 } else { 0.4 }).collect();
        let found = compare(&scores("RR", &values), &scores("RR", &[0.5; 400])).unwrap();
        assert!((found.interval.0 + 1.96 * 0.005).abs() < 5e-4, "{found}");
        assert!((found.interval.1 - 1.96 * 0.005).abs() < 5e-4, "{found}");
    }

    #[test]
    fn the_same_runs_give_the_same_interval() {
        let (run, baseline) = (scores("RR", &[1.0, 0.5, 0.2]), scores("RR", &[0.2, 0.5, 0.3]));
        assert_eq!(compare(&run, &baseline).unwrap(), compare(&run, &baseline).unwrap());
        let same = compare(&run, &run).unwrap();
        assert_eq!((same.ties, same.difference, same.interval), (3, 0.0, (0.0, 0.0)));
    }

    #[test]
    fn random_numbers_are_those_of_split_mix_64() {
        // The first output for seed 1234567 in the published test vectors is 6457827717110365317.
        let mut state = 1_234_567;
        assert_eq!(below(&mut state, 1 << 32), (6_457_827_717_110_365_317_u64 >> 32) as usize);
    }

    #[test]
    fn what_does_not_pair_is_refused() {
        let one = scores("RR", &[1.0]);
        let refused = |other: &Scores| compare(&one, other).unwrap_err().to_string();
        assert_eq!(
            refused(&scores("P@5", &[1.0])),
            "cannot compare \"RR\" with \"P@5\"; use one measure for both"
        );
        assert_eq!(
            refused(&scores("RR", &[1.0, 0.0])),
            "cannot compare runs over different questions; use one qrels file"
        );
        assert!(compare(&scores("RR", &[]), &scores("RR", &[])).is_err());
    }
}
