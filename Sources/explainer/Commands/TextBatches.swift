import Diagnostics
import ExplainerCore

/// Which texts go through a model together: as many as a number of tokens has room for, each whole.
struct TextBatches {
  /// Tokens of a pass over several texts, where nobody says otherwise.
  static let standardLimit = 4096

  let inputs: [ModelInput]
  /// The texts of each pass.
  let ranges: [Range<Int>]

  /// - Parameters:
  ///   - inputs: the texts.
  ///   - room: how many tokens may be added to each.
  ///   - limit: the tokens of one pass; a longer text has one to itself.
  ///   - subject: what makes them one pass, because it speaks of several texts; nil where nothing does.
  /// - Throws: `badParameter` where they have to be one pass and are too long for it.
  init(
    _ inputs: [ModelInput], adding room: Int = 0, limit: Int, isWhole subject: String?
  ) throws(ExplainerError) {
    self.inputs = inputs
    let lengths = inputs.map { $0.ids.count + ($0.decoderIDs?.count ?? 0) + room }
    if let subject {
      let total = lengths.reduce(0, +)
      guard total <= limit else {
        throw ExplainerError(
          .badParameter, "\(subject) of texts by number, so that all go through the model together",
          expected: "at most \(limit) tokens", found: "\(total)",
          remedy: "allow more with --batch-tokens \(total)")
      }
      ranges = [0..<inputs.count]
      return
    }
    var ranges: [Range<Int>] = []
    var (start, tokens) = (0, 0)
    for (index, length) in lengths.enumerated() {
      if index > start, tokens + length > limit {
        ranges.append(start..<index)
        (start, tokens) = (index, 0)
      }
      tokens += length
    }
    if start < inputs.count { ranges.append(start..<inputs.count) }
    self.ranges = ranges
  }
}

extension TextBatches {
  /// The tokens of one pass, as `--batch-tokens` says.
  static func limit(_ given: GivenArguments) -> Int {
    given["batch-tokens"].flatMap { Int($0) } ?? standardLimit
  }
}
