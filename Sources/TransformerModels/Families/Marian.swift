import Checkpoints
import Diagnostics
import ExplainerCore

/// Marian, the translation models of OPUS-MT: BART with sinusoids for positions, and no norm of the embeddings.
///
/// BART's table says which site is which of Hugging Face's outputs.
///
/// - Note: Stacks whose vocabularies are not of one size cannot be run: a model reads texts with one.
///
/// Source: Junczys-Dowmunt et al. 2018, "Marian: Fast Neural Machine Translation in C++"; checked against Hugging Face
/// `modeling_marian.py` (transformers 5.24).
enum Marian {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    var plan = try BARTPlan(
      file,
      BARTPlan.Family(
        title: "Marian", name: "marian", normsEmbeddings: false, hasSinusoids: true, vocabulary: 58101,
        start: 58100))
    plan.sharesEmbeddings = try file.bool("share_encoder_decoder_embeddings", default: true)
    let vocabulary = try file.integer(
      "decoder_vocab_size", default: plan.info.vocabularySize, in: 1...(1 << 26))
    guard vocabulary == plan.info.vocabularySize else {
      throw ExplainerError(
        .unsupported, "this form of Marian cannot be run", at: [file.path],
        expected: "a decoder_vocab_size that is the vocab_size \(plan.info.vocabularySize)",
        found: "\(vocabulary)")
    }
    return plan.recipe
  }
}
