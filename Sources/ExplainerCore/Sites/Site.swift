/// An address inside a model's computation, the same words for every family, such as `layers.3.attention.pattern`.
///
/// `SiteKind.all` has every name with its shape and what it holds.
///
/// Where a norm stands behind every sum (BERT, BART), `.mid` and `.post` are what it gives. What a checkpoint has no
/// weights for has no site. Models with two stacks put `encoder.` or `decoder.` in front, but for `logits`. Sites
/// order by stack, layer (as a number) and depth.
public struct Site: Sendable, Hashable {
  /// `encoder` or `decoder`; nil where the model has one stack.
  public var stack: String?
  /// The layer, from 0; nil for sites outside the layers.
  public var layer: Int?
  /// The rest of the address, such as `attention.pattern`.
  public var part: String

  /// Creates a site from its parts.
  public init(stack: String? = nil, layer: Int? = nil, part: String) {
    self.stack = stack
    self.layer = layer
    self.part = part
  }

  /// A site inside layer `layer`, such as `.layer(3, "residual.post")`.
  public static func layer(_ layer: Int, _ part: String) -> Site { Site(layer: layer, part: part) }

  /// The address as text.
  public var name: String {
    let prefix = stack.map { "\($0)." } ?? ""
    return prefix + (layer.map { "layers.\($0)." } ?? "") + part
  }

  /// Parses an address; nil where a layer is not a number or nothing follows it.
  public init?(_ name: String) {
    var words = name.split(separator: ".", omittingEmptySubsequences: false)[...]
    if let first = words.first, first == "encoder" || first == "decoder" {
      stack = String(first)
      words = words.dropFirst()
    }
    if words.first == "layers" {
      guard words.count > 2, let number = Int(words[words.startIndex + 1]), number >= 0 else { return nil }
      layer = number
      words = words.dropFirst(2)
    }
    guard !words.isEmpty, words.allSatisfy({ !$0.isEmpty }) else { return nil }
    part = words.joined(separator: ".")
  }
}

extension Site: CustomStringConvertible {
  /// The address as text.
  public var description: String { name }
}
