import ExplainerCore

/// One site of a model, said once where the part that has it is built: its address, its shape, what may be done with
/// it, and the weights that are read for it.
struct SiteDeclaration: Sendable {
  /// How many there are along an extent.
  enum Extent: Sendable, Hashable {
    /// The tokens of the site's own stack.
    case tokens
    /// The tokens of the encoder that is looked at.
    case encoderTokens
    /// Always as many.
    case size(Int)

    /// How many there are of a text, at a site of `stack`.
    func count(over input: ModelInput, in stack: String?) -> Int {
      switch self {
      case .tokens: stack == "encoder" ? input.ids.count : input.decoderIDs?.count ?? input.ids.count
      case .encoderTokens: input.ids.count
      case .size(let size): size
      }
    }
  }

  let site: Site
  let kind: SiteKind
  let shape: [Extent]
  /// The weights that are read between the site before and this one.
  let readings: [WeightUse]
  /// What makes it of what stands before it; nil where no weights do by themselves.
  let made: SiteWeights?
  /// Whether later tokens are hidden from earlier ones here.
  let isCausal: Bool
  /// How many tokens back a token sees here, itself included, and as far forward where later ones are not hidden; nil for
  /// all.
  let window: Int?

  /// The extents of what it holds of a text.
  func shape(over input: ModelInput) -> [Int] { shape.map { $0.count(over: input, in: site.stack) } }

  /// How many numbers it holds of a text; as many as memory has no room for are no trap.
  func count(over input: ModelInput) -> Double { shape(over: input).reduce(1) { $0 * Double($1) } }
}
