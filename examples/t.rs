fn main(){ for _ in 0..3 { let t=std::time::Instant::now(); let v: toml::Table = toml::from_str(storyfit::lexicon::BUILT_IN).unwrap(); eprintln!("toml {:?} {}", t.elapsed(), v.len());
let t=std::time::Instant::now(); let lex=storyfit::lexicon::Lexicon::load(None).unwrap(); eprintln!("lexicon {:?} {}", t.elapsed(), lex.competencies().len());}
let t=std::time::Instant::now(); let x=blake3::hash(storyfit::lexicon::BUILT_IN.as_bytes()); eprintln!("hash {:?} {}", t.elapsed(), x);
}
