import ExplainerCore
import Tensors

/// The sites of a model that is being built, in the order of the computation.
struct SiteTable {
  /// The extents that sites of one stack have.
  struct Sizes {
    var width = 0
    /// Of token embeddings.
    var embeddingWidth = 0
    var heads = 0
    var keyHeads = 0
    var headSize = 0
    var valueSize = 0
    var queryLatent = 0
    var latent = 0
    var neurons = 0
    var vocabulary = 0
    var experts = 0
    /// Experts that a token is sent to.
    var chosenExperts = 0
    /// Scores of a classifier.
    var labels = 0
    /// The heads of a mixer that have states; nil where it has none, and gathers as much as the stream is wide.
    var states: DeltaRule?
  }

  private(set) var declarations: [SiteDeclaration] = []
  var sizes = Sizes()
  /// Whether the stack that is built hides later tokens from earlier ones.
  var isCausal = false
  /// How far the attention that is built sees; see `Attention.window`.
  var window: Int?

  /// Adds a site of a kind there is, and gives its number.
  mutating func declare(_ site: Site, reading readings: [WeightUse], by weights: SiteWeights?) -> SiteID {
    guard let kind = SiteKind.of(part: site.part) else { return .none }
    declarations.append(
      SiteDeclaration(
        site: site, kind: kind, shape: kind.shape.map { extent($0, kind.stage) }, readings: readings,
        made: weights, isCausal: isCausal && kind.stage != .crossing,
        window: kind.stage == .crossing ? nil : window))
    return SiteID(index: declarations.count - 1)
  }

  private func extent(_ axis: SiteKind.Axis, _ stage: SiteKind.Stage) -> SiteDeclaration.Extent {
    switch axis {
    case .tokens: .tokens
    case .sources: stage == .crossing ? .encoderTokens : .tokens
    case .heads: .size(sizes.heads)
    case .keyHeads: .size(sizes.keyHeads)
    case .headWidth: .size(sizes.headSize)
    case .valueWidth: .size(sizes.valueSize)
    case .queryLatentWidth: .size(sizes.queryLatent)
    case .latentWidth: .size(sizes.latent)
    case .width: .size(sizes.width)
    case .embeddingWidth: .size(sizes.embeddingWidth)
    case .mixerWidth: .size(sizes.states.map { $0.heads * $0.valueSize } ?? sizes.width)
    case .stateHeads: .size(sizes.states?.heads ?? 0)
    case .stateKeyHeads: .size(sizes.states?.keyHeads ?? 0)
    case .stateKeyWidth: .size(sizes.states?.keySize ?? 0)
    case .stateWidth: .size(sizes.states?.valueSize ?? 0)
    case .experts: .size(sizes.experts)
    case .chosenExperts: .size(sizes.chosenExperts)
    case .neurons: .size(sizes.neurons)
    case .vocabulary: .size(sizes.vocabulary)
    case .labels: .size(sizes.labels)
    case .one: .size(1)
    case .two: .size(2)
    }
  }
}
