//! The fit: a number in [0, 1] that means the same in every question and bank, its level, and what
//! each signal adds to it.

use serde::Serialize;

use super::signals::{BIAS, SIGNALS, Scene};

/// How well a story answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Below everything that is offered.
    Gap,
    /// Could be bent to the question.
    Stretch,
    /// Usable.
    Workable,
    /// Squarely answers.
    Strong,
}

/// Least fit of each level. On judgments (see the README) 70 % or more of the stories shown as strong
/// deserve it.
pub const STRONG: f32 = 0.7;
/// See [`STRONG`].
pub const WORKABLE: f32 = 0.3;
/// See [`STRONG`].
pub const STRETCH: f32 = 0.02;

impl Level {
    /// The level of a fit.
    #[must_use]
    pub fn of(fit: f32) -> Self {
        match fit {
            f if f >= STRONG => Self::Strong,
            f if f >= WORKABLE => Self::Workable,
            f if f >= STRETCH => Self::Stretch,
            _ => Self::Gap,
        }
    }

    /// The name in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Stretch => "stretch",
            Self::Workable => "workable",
            Self::Strong => "strong",
        }
    }
}

/// The fit of a story: the logistic function of the weighted sum of its signals.
#[must_use]
pub fn fit(scene: &Scene<'_>) -> f32 {
    logistic(BIAS + SIGNALS.iter().map(|s| s.weight * (s.value)(scene)).sum::<f32>())
}

/// What a signal adds to a fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The signal, or "base" for the fit of a story of which every signal is 0.
    pub signal: &'static str,
    /// The signal's value.
    pub value: f32,
    /// What it adds; the shares of a story add up to its fit.
    pub share: f32,
}

/// The shares of all signals. The logistic function is followed from the base to the sum along a
/// straight line, and each signal is given its part of the rise (Aumann & Shapley 1974).
#[must_use]
pub fn shares(scene: &Scene<'_>) -> Vec<Share> {
    let values: Vec<f32> = SIGNALS.iter().map(|s| (s.value)(scene)).collect();
    let sum: f32 = SIGNALS.iter().zip(&values).map(|(s, v)| s.weight * v).sum();
    let base = logistic(BIAS);
    let rise = logistic(BIAS + sum) - base;
    let slope = if sum.abs() > 1e-6 { rise / sum } else { base * (1.0 - base) };
    let of = |(signal, value): (&super::signals::Signal, f32)| Share {
        signal: signal.name,
        value,
        share: signal.weight * value * slope,
    };
    std::iter::once(Share { signal: "base", value: 1.0, share: base })
        .chain(SIGNALS.iter().zip(values).map(of))
        .collect()
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise_with_the_fit() {
        let levels = [0.0, STRETCH, WORKABLE, STRONG, 1.0].map(Level::of);
        assert_eq!(levels, [Level::Gap, Level::Stretch, Level::Workable, Level::Strong, Level::Strong]);
    }

    #[test]
    fn names_of_signals_are_distinct() {
        let mut names: Vec<&str> = SIGNALS.iter().map(|s| s.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SIGNALS.len());
    }
}
