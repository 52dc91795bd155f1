public import ExplainerCore

extension Parameter {
  /// Beam search in place of greedy generation.
  public static var beams: Parameter {
    Parameter(
      "beams", .integer, absence: "the best token at each step", minimum: 1, maximum: 64,
      summary: "texts carried along side by side (beam search); 1 is greedy")
  }

  /// What the documentation of an entry point says about `beams` and about rules of generation.
  public static let generationWords: String = """
    Rules of generation in the checkpoint's `generation_config.json` (`min_length`, `suppress_tokens`, \
    `repetition_penalty`, `no_repeat_ngram_size`, `forced_bos_token_id` and the like) are followed as transformers 5.24 \
    follows them, and what is not followed is said in a warning; the model's description in the answer (`generation`) lists \
    both. Layers, probabilities and ranks are read from the model's own scores, before any rule: a token that a rule chose \
    need not have rank 1, and says so (`rules`). `beams` searches with so many texts side by side, as transformers does with \
    `num_beams`; without it the best token is taken at each step, even where the checkpoint asks for beams. A token of the \
    best text of a search need not have rank 1 either.
    """
}
