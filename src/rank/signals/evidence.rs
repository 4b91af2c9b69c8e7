//! What the story shows of the competencies that the question probes, in tens of standard deviations.

use super::{Scene, norm};

/// Scales the product to the size of the other signals.
const UNIT: f32 = 0.1;

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    let probes = &scene.question.probes;
    let product: f32 = probes.iter().zip(&scene.story.profile.evidence).map(|(p, e)| p * e).sum();
    UNIT * product / norm(probes).max(1.0)
}
