import Diagnostics
import ExplainerCore
import Glibc
import Tensors

/// Chooses the next token from its logits: the greatest, or one drawn as Hugging Face's `generate` would.
///
/// Drawing applies temperature, then top-k (ties with the k-th stay), then top-p (the least probable tokens
/// that together hold at most 1 − p go), takes the softmax of what is left in double precision, and picks the
/// first token, in order of id, at which the cumulative probability exceeds the next number of
/// `SplitMix64(seed:)`.
struct Sampler {
  /// Each beam holds keys and values of its own.
  static let maximumBeams = 64

  private let options: GenerationOptions
  private var random: SplitMix64

  /// A sampler.
  ///
  /// - Throws: `badParameter` for a setting out of range.
  init(_ options: GenerationOptions) throws(ExplainerError) {
    func check(_ isRight: Bool, _ name: String, _ expected: String, _ found: String) throws(ExplainerError) {
      if !isRight {
        throw ExplainerError(.badParameter, "'\(name)' is out of range", expected: expected, found: found)
      }
    }
    let (temperature, topP) = (options.temperature, options.topP)
    try check(options.maximumNewTokens >= 1, "maximum_new_tokens", "1 or more", "\(options.maximumNewTokens)")
    try check(temperature > 0 && temperature.isFinite, "temperature", "a number above 0", "\(temperature)")
    try check(options.topK >= 0, "top_k", "0 (all) or more", "\(options.topK)")
    try check(topP > 0 && topP <= 1, "top_p", "a number above 0, at most 1", "\(topP)")
    try check(
      options.beams.map { (1...Self.maximumBeams).contains($0) } ?? true, "beams",
      "1 to \(Self.maximumBeams)",
      "\(options.beams ?? 0)")
    guard (options.beams ?? 1) == 1 || !options.samples else {
      throw ExplainerError(
        .badParameter, "'beams' and 'do_sample' exclude each other",
        remedy: "search with beams, or draw tokens at random")
    }
    self.options = options
    random = SplitMix64(seed: options.seed)
  }

  /// The next token for `logits`, `[V]`, which rules may have made `scores`.
  mutating func next(_ logits: Tensor, by scores: Tensor? = nil, rules: [String] = []) -> Generation.Step {
    let scores = scores ?? logits
    return Self.step((options.samples ? draw(scores) : scores.indexOfMaximum) ?? 0, logits, rules: rules)
  }

  /// Token `id` with its probability by `logits`, `[V]`, at temperature 1 over the whole vocabulary.
  ///
  /// - Parameter rules: those that took the best place from the model's own best token; they have not chosen that one.
  static func step(_ id: Int, _ logits: Tensor, rules: [String] = []) -> Generation.Step {
    Generation.Step(
      id: id, probability: Float(exp(Double(logits[flat: id]) - logits.logSumExp)),
      rules: rules.isEmpty || id == logits.indexOfMaximum ? [] : rules)
  }

  private mutating func draw(_ logits: Tensor) -> Int? {
    let scaled = logits.values.map { Double($0) / options.temperature }
    var kept = Array(scaled.indices)
    if options.topK > 0, let last = logits.indicesOfGreatest(options.topK).last {
      kept.removeAll { scaled[$0] < scaled[last] }
    }
    kept.removeAll { scaled[$0].isNaN }
    guard let top = kept.map({ scaled[$0] }).max(), top > -.infinity else { return nil }
    if options.topP < 1 {
      kept.sort { (scaled[$1], $0) < (scaled[$0], $1) }
      let total = kept.reduce(0) { $0 + exp(scaled[$1] - top) }
      var tail = 0.0
      while kept.count > 1, let last = kept.last {
        tail += exp(scaled[last] - top)
        guard tail <= (1 - options.topP) * total else { break }
        kept.removeLast()
      }
      kept.sort()
    }
    let weights = kept.map { exp(scaled[$0] - top) }
    let mark = random.nextUnit() * weights.reduce(0, +)
    var sum = 0.0
    for (id, weight) in zip(kept, weights) {
      sum += weight
      if sum > mark { return id }
    }
    return kept.last
  }
}
