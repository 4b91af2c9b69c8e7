//! Whether the story's prompts and title name the competencies that the question probes, in [0, 1].

use super::{Scene, cosine, norm};

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    let probes = &scene.question.probes;
    cosine(probes, norm(probes), &scene.story.profile.prompts, scene.story.prompts_norm)
}
