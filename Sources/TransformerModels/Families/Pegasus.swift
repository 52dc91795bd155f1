import Checkpoints
import Diagnostics

/// Pegasus: BART with norms before what reads, one behind the last layer of each stack, none of the embeddings, and
/// sinusoids for positions.
///
/// The tables of BART and mBART say which site is which of Hugging Face's outputs.
///
/// Source: Zhang et al. 2020, "PEGASUS: Pre-training with Extracted Gap-sentences for Abstractive Summarization"; checked
/// against Hugging Face `modeling_pegasus.py` (transformers 5.24).
enum Pegasus {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    try BARTPlan(
      file,
      BARTPlan.Family(
        title: "Pegasus", name: "pegasus", isNormedBefore: true, normsEmbeddings: false, hasSinusoids: true,
        start: 0)
    ).recipe
  }
}
