/// A pattern that cuts texts into words: alternatives, in order, over sets of scalars.
///
/// This is what regular expressions of pre-tokenizers are made of; `SplitPatternParser` makes one of such an expression.
/// A match is the one a backtracking engine finds: at the leftmost offset, of the first alternative that fits there, every
/// part of it taking as much as lets the rest fit.
struct SplitPattern: Sendable, Hashable {
  /// One step of a match.
  enum Instruction: Sendable, Hashable {
    /// Takes scalars of a set, as many as there are between `least` and `most`; with `givesBack` fewer where what
    /// follows does not fit else.
    case run(set: Int, least: Int, most: Int, givesBack: Bool)
    /// Goes on only where the next scalar is in a set, or only where it is not (nor at the end of the text).
    case ahead(set: Int, isIn: Bool)
    /// Goes on; where what follows does not fit, goes on at `otherwise` instead.
    case choice(otherwise: Int)
    /// Goes on elsewhere.
    case jump(Int)
    /// It fits.
    case match
  }

  /// An alternative of the whole pattern.
  struct Alternative: Sendable, Hashable {
    /// The scalars it can begin with, and maybe others.
    var first: ScalarSet
    /// Its first instruction.
    var start: Int
  }

  /// Whether what lies between matches is words too.
  let keepsGaps: Bool
  /// The alternatives, in order.
  let alternatives: [Alternative]
  /// The steps of all alternatives.
  let instructions: [Instruction]
  /// The sets that the steps name.
  let sets: [ScalarSet]

  /// A pattern of these alternatives.
  init(_ alternatives: [[SplitTerm]], keepsGaps: Bool) throws(SplitPatternProblem) {
    var compiler = SplitPatternCompiler()
    self.alternatives = try alternatives.map { terms throws(SplitPatternProblem) in
      try compiler.compile(terms)
    }
    self.keepsGaps = keepsGaps
    instructions = compiler.instructions
    sets = compiler.sets
  }

  /// The pattern that `expression`, a regular expression, describes.
  init(_ expression: String, keepsGaps: Bool = true) throws(SplitPatternProblem) {
    var parser = SplitPatternParser(expression)
    try self.init(parser.parse(), keepsGaps: keepsGaps)
  }

  /// GPT-2's: every byte of a text is in a word.
  ///
  /// Source: openai/gpt-2 `encoder.py`.
  static func gpt2() throws(SplitPatternProblem) -> SplitPattern {
    try SplitPattern(#"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#)
  }

  /// BERT's: what white space separates, with every punctuation mark by itself.
  ///
  /// Source: huggingface/tokenizers `pre_tokenizers/bert.rs`.
  static func bert() throws(SplitPatternProblem) -> SplitPattern {
    let letters = ScalarSet(.space, .punctuation, .punctuationSymbol, .punctuationMark).inverted
    let marks = ScalarSet(.punctuation, .punctuationSymbol, .punctuationMark)
    return try SplitPattern([[.run(letters, least: 1)], [.run(marks, least: 1, most: 1)]], keepsGaps: false)
  }
}
