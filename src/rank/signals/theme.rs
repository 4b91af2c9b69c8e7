//! Whether the theme that the story is filed under names the competencies probed, in [0, 1].

use super::{Scene, named};

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    named(scene.question, &scene.story.profile.theme, scene.story.theme_norm)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn the_shelf_says_what_a_story_is_for() {
        let asked = "When did you take responsibility for something that was not your job?";
        let (action, result) = ("I mended the winch.", "It turns.");
        let filed = story("# Ownership\n\n## The winch", action, result);
        let loose = story("## The winch", action, result);
        assert!(value("theme", asked, &filed) > 0.2);
        assert!(value("theme", asked, &loose).abs() < f32::EPSILON);
    }
}
