//! Compiles the built-in lexicon, so that starting the program only unpacks it.
//!
//! It is compiled by the program's own rooms, named here a second time.

#![expect(dead_code, unreachable_pub, reason = "the rooms are the library's; only compiling is used here")]

use std::error::Error;
use std::path::Path;

#[path = "src/error.rs"]
mod error;
#[path = "src/text/mod.rs"]
mod text;

#[path = "src/lexicon"]
mod lexicon {
    mod compile;
    mod compiled;
    mod learn;
    mod phrases;
    mod source;
    mod vocabulary;
    mod wordings;

    /// The built-in lexicon, compiled.
    pub fn built_in() -> crate::error::Result<compiled::Lexicon> {
        let mut lexicon = compile::compile(&source::read(None)?);
        learn::learn(&mut lexicon)?;
        Ok(lexicon)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/error.rs");
    println!("cargo::rerun-if-changed=src/text");
    println!("cargo::rerun-if-changed=src/lexicon");
    let folder = std::env::var("OUT_DIR")?;
    let bytes = postcard::to_stdvec(&lexicon::built_in()?)?;
    std::fs::write(Path::new(&folder).join("lexicon.bin"), bytes)?;
    Ok(())
}
