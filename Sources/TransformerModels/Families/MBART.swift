import Checkpoints
import Diagnostics

/// mBART and mBART-50: BART with norms before what reads, and one behind the last layer of each stack.
///
/// BART's table says which site is which of Hugging Face's outputs, but for these:
///
/// | site | Hugging Face |
/// |---|---|
/// | `encoder.final_norm` | `encoder_hidden_states[-1]`, `encoder_last_hidden_state` |
/// | `decoder.final_norm` | `decoder_hidden_states[-1]` |
/// | `….layers.N.residual.post`, N the last | nowhere: what the last norms take |
///
/// - Note: A text begins or ends with the code of its language, as the tokenizer has it. What the decoder begins with is
///   the code of the language to translate to; where neither file says it, the token a text begins with, as in
///   transformers. The decoder of a classifier reads what the encoder reads, the last token first.
///
/// Source: Liu et al. 2020, "Multilingual Denoising Pre-training for Neural Machine Translation"; checked against Hugging
/// Face `modeling_mbart.py` (transformers 5.24).
enum MBART {
  static func recipe(_ file: ModelConfiguration) throws(ExplainerError) -> Recipe {
    let start = try file.integer("bos_token_id", default: 0, in: 0...Int(Int32.max))
    return try BARTPlan(
      file,
      BARTPlan.Family(title: "mBART", name: "mbart", isNormedBefore: true, start: start, wrapsText: true)
    ).recipe
  }
}
