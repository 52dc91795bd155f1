import Diagnostics
import ExplainerCore

/// Where a number that the host knows before a call comes from: `x.shape[0]`, `tokens.count`, `model.heads`.
enum NumberSource: Sendable, Hashable {
  /// An extent of what an argument points to: `x.shape[0]`.
  case extent(of: String, axis: Int)
  /// How many extents it has: `x.rank`.
  case rank(of: String)
  /// How many numbers it holds: `x.count`.
  case count(of: String)
  /// The tokens of the text: `tokens.count`.
  case tokens
  /// What the model says of itself: `model.layers`.
  case model(ModelQuantity)
  /// The layer of the site the call is about, -1 outside the layers: `site.layer`.
  case layer

  /// A number of a model's description.
  enum ModelQuantity: String, Sendable, Hashable, CaseIterable {
    case layers
    case heads
    case hiddenSize = "hidden_size"
    case feedForwardSize = "feed_forward_size"
    case vocabularySize = "vocabulary_size"
    case contextLength = "context_length"

    /// The number for `model`.
    func value(of model: ModelInfo) -> Int {
      switch self {
      case .layers: model.layers
      case .heads: model.heads
      case .hiddenSize: model.hiddenSize
      case .feedForwardSize: model.feedForwardSize
      case .vocabularySize: model.vocabularySize
      case .contextLength: model.contextLength
      }
    }
  }

  /// The argument it is about, if it is about one.
  var argument: String? {
    switch self {
    case .extent(let name, _), .rank(let name), .count(let name): name
    case .tokens, .model, .layer: nil
    }
  }

  /// Reads the written form; nil where it is none.
  init?(_ text: String) {
    guard let dot = text.firstIndex(of: "."), dot != text.startIndex else { return nil }
    let owner = String(text[..<dot]), member = String(text[text.index(after: dot)...])
    switch (owner, member) {
    case ("tokens", "count"): self = .tokens
    case ("site", "layer"): self = .layer
    case ("model", _):
      guard let quantity = ModelQuantity(rawValue: member) else { return nil }
      self = .model(quantity)
    case ("tokens", _), ("site", _), ("text", _): return nil
    case (_, "rank"): self = .rank(of: owner)
    case (_, "count"): self = .count(of: owner)
    default:
      guard member.hasPrefix("shape["), member.hasSuffix("]"),
        let axis = Int(member.dropFirst("shape[".count).dropLast()), axis >= 0
      else { return nil }
      self = .extent(of: owner, axis: axis)
    }
  }

  /// What can be written, for messages.
  static let forms: String =
    "x.shape[0], x.rank or x.count of an argument x, tokens.count, site.layer, "
    + ModelQuantity.allCases.map { "model.\($0.rawValue)" }.joined(separator: ", ")

  /// Words that no argument may have for a name, because sources begin with them.
  static let reservedNames = ["model", "site", "text", "tokens"]
}
