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
    /// Goes on only where the text begins, or only where it ends.
    case edge(isStart: Bool)
    /// Goes on; where what follows does not fit, goes on at `otherwise` instead.
    case choice(otherwise: Int)
    /// Goes on elsewhere.
    case jump(Int)
    /// It fits.
    case match
  }

  /// What becomes of matches and of what lies between them.
  var behavior: SplitBehavior
  /// Whether matches and what lies between them change places.
  var isInverted: Bool
  /// The first step of each alternative, in order.
  let starts: [Int]
  /// For each scalar of ASCII a bit for each alternative that can begin with it.
  let asciiStarts: [UInt64]
  /// For each class a bit for each alternative that may begin with one of its scalars beyond ASCII.
  let classStarts: [UInt64]
  /// The steps of all alternatives.
  let instructions: [Instruction]
  /// The sets that the steps name.
  let sets: [ScalarSet]

  /// A pattern of these alternatives.
  init(
    _ alternatives: [[SplitTerm]], _ behavior: SplitBehavior, isInverted: Bool = false
  ) throws(SplitPatternProblem) {
    guard alternatives.count <= 64 else { throw SplitPatternProblem(message: "more than 64 alternatives") }
    var compiler = SplitPatternCompiler()
    var ascii = [UInt64](repeating: 0, count: 0x80)
    var classes = [UInt64](repeating: 0, count: 16)
    var starts: [Int] = []
    for (index, terms) in alternatives.enumerated() {
      starts.append(compiler.instructions.count)
      let first = try compiler.compile(terms)
      for scalar in ascii.indices where first.contains(UInt32(scalar)) { ascii[scalar] |= 1 << UInt64(index) }
      for kind in classes.indices where first.mayContain(class: kind) { classes[kind] |= 1 << UInt64(index) }
    }
    (self.starts, asciiStarts, classStarts) = (starts, ascii, classes)
    self.behavior = behavior
    self.isInverted = isInverted
    instructions = compiler.instructions
    sets = compiler.sets
  }

  /// The pattern that `expression`, a regular expression, describes.
  init(
    _ expression: String, _ behavior: SplitBehavior = .isolated, isInverted: Bool = false
  ) throws(SplitPatternProblem) {
    var parser = SplitPatternParser(expression)
    try self.init(parser.parse(), behavior, isInverted: isInverted)
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
    let marks = ScalarSet.bertPunctuation
    let letters = ScalarSet(.space, .punctuation, .punctuationSymbol, .punctuationMark).inverted
    return try SplitPattern(
      [[.run(letters, least: 1)], [.run(marks, least: 1, most: 1)]], .removed, isInverted: true)
  }
}
