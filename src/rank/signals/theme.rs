//! Whether the theme that the story is filed under names the competencies probed, in [0, 1].

use super::{Scene, cosine, norm};

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    let probes = &scene.question.probes;
    cosine(probes, norm(probes), &scene.story.profile.theme, scene.story.theme_norm)
}
