//! Whether the story's prompts and title name the competencies that the question probes, in [0, 1].

use super::{Scene, named};

pub(super) fn value(scene: &Scene<'_>) -> f32 {
    named(scene.question, &scene.story.profile.prompts, scene.story.prompts_norm)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{story, value};

    #[test]
    fn a_prompt_names_the_competency_in_other_words() {
        let asked = "When did you clash with a colleague?";
        let (action, result) = ("I took both of them for a coffee.", "They shared the boat.");
        let noted = story("## Tell me about a conflict with a coworker", action, result);
        let other = story("## Tell me about a tight deadline", action, result);
        assert!(value("topic", asked, &noted) > value("topic", asked, &other) + 0.3);
    }
}
