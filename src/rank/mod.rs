//! Question → ranked stories.
//!
//! Enters: a question as the interviewer asks it, and a snapshot of the index. Leaves: the stories with
//! their fit, best first, and why.
//!
//! Deliberately absent: files, printing, and any language model. All knowledge of meaning is in the
//! lexicon.

pub mod fit;
pub mod matches;
pub mod norms;
pub mod profile;
pub mod question;
pub mod signals;
mod spelling;
pub mod why;

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::index::Snapshot;
use crate::lexicon::{self, Lexicon};
use crate::story::Story;
use fit::Share;
use matches::Matches;
use profile::Profile;
use question::Question;
use signals::Scene;

/// A story as the signals see it.
pub struct View {
    /// What was kept of it at indexing.
    pub profile: Profile,
    /// Length of the prompts' vector.
    pub prompts_norm: f32,
    /// Length of the theme's vector.
    pub theme_norm: f32,
}

/// A story and how well it answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Index of the story in the snapshot.
    pub story: usize,
    /// In [0, 1].
    pub fit: f32,
}

/// Ranks the stories of one snapshot.
pub struct Ranker {
    lexicon: Arc<Lexicon>,
    snapshot: Snapshot,
    views: Vec<View>,
    /// For each story its place in the order of ids, by which ties are broken.
    order: Vec<u32>,
}

/// The versions that decide what a profile holds: the lexicon (with the user's own) and the norms.
#[must_use]
pub fn profile_version(user_lexicon: Option<&str>) -> String {
    format!("{}-{}-{PROFILE_VERSION}", lexicon::fingerprint(user_lexicon), norms::fingerprint())
}

/// Raised whenever a profile would hold something else for the same story and lexicon.
const PROFILE_VERSION: u32 = 2;

impl Ranker {
    /// Makes a ranker of a snapshot.
    ///
    /// # Errors
    /// A profile in the index is damaged.
    pub fn new(snapshot: Snapshot, lexicon: Arc<Lexicon>) -> Result<Self> {
        let mut views = Vec::with_capacity(snapshot.rows().len());
        for row in snapshot.rows() {
            let profile = Profile::from_bytes(&row.profile)
                .filter(|p| p.evidence.len() == lexicon.competencies().len())
                .ok_or_else(|| damaged(&row.id))?;
            let (prompts_norm, theme_norm) = (signals::norm(&profile.prompts), signals::norm(&profile.theme));
            views.push(View { profile, prompts_norm, theme_norm });
        }
        let mut sorted: Vec<usize> = (0..views.len()).collect();
        sorted.sort_by(|a, b| snapshot.rows()[*a].id.cmp(&snapshot.rows()[*b].id));
        let mut order = vec![0; views.len()];
        for (place, story) in sorted.into_iter().enumerate() {
            order[story] = u32::try_from(place).unwrap_or(u32::MAX);
        }
        Ok(Self { lexicon, snapshot, views, order })
    }

    /// The lexicon that questions are read with.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The snapshot that is ranked.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Understands a question, mending words that neither the lexicon nor the stories know.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn question(&self, text: &str) -> Result<Question> {
        spelling::mended(text, self)
    }

    /// Every story with its fit, best first, ties in the order of ids.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn rank(&self, question: &Question) -> Result<Ranking> {
        let matches = Matches::new(question, &self.snapshot)?;
        let mut scored: Vec<Scored> = (0..self.views.len())
            .map(|story| Scored { story, fit: fit::fit(&self.scene(question, &matches, story)) })
            .collect();
        scored.sort_unstable_by(|a, b| {
            b.fit.total_cmp(&a.fit).then_with(|| self.order[a.story].cmp(&self.order[b.story]))
        });
        Ok(Ranking { scored, matches })
    }

    /// What each signal adds to a story's fit.
    #[must_use]
    pub fn shares(&self, question: &Question, matches: &Matches, story: usize) -> Vec<Share> {
        fit::shares(&self.scene(question, matches, story))
    }

    /// The signals' values for a story, in the order of [`signals::SIGNALS`].
    #[must_use]
    pub fn values(&self, question: &Question, matches: &Matches, story: usize) -> Vec<f32> {
        let scene = self.scene(question, matches, story);
        signals::SIGNALS.iter().map(|s| (s.value)(&scene)).collect()
    }

    /// The whole story.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn story(&self, number: usize) -> Result<Story> {
        let row = self.snapshot.rows().get(number).ok_or_else(|| damaged("?"))?;
        self.snapshot.story(row).map_err(|cause| Error::Index {
            what: format!("cannot read the story \"{}\"", row.id),
            source: Box::new(cause),
        })
    }

    fn scene<'a>(&'a self, question: &'a Question, matches: &'a Matches, story: usize) -> Scene<'a> {
        Scene { question, matches, story: &self.views[story], number: story }
    }
}

fn damaged(id: &str) -> Error {
    Error::IndexRefused(format!("the index entry of \"{id}\" is damaged; run \"storyfit index --rebuild\""))
}

/// All stories for one question.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Best first.
    pub scored: Vec<Scored>,
    /// What they say of the question's words.
    pub matches: Matches,
}
