import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Glibc
import Synchronization
import Tensors

@testable import TransformerModels

/// A model of a fixture for the rules every family keeps, whatever its weights, with texts of its own.
struct RuleModel: Sendable {
  /// One fixture a family and variant: what is said of these is said of every family.
  static let names = [
    "gpt2", "gpt2_inverse_scale", "bert", "bert_classifier", "bart", "bart_scaled", "llama3", "bloom",
    "cohere", "gemma2", "gpt_oss", "t5_v1_1", "modernbert", "deberta_v3", "deberta_v2", "lfm2",
    "deepseek_v3_halves", "qwen3_5",
  ]
  private static let loaded = Mutex<[String: TransformerModel]>([:])

  let name: String
  let model: TransformerModel

  /// Loads a fixture, once for all tests.
  init(_ name: String) throws {
    self.name = name
    if let known = Self.loaded.withLock({ $0[name] }) {
      model = known
      return
    }
    let directory = Fixtures.model(name)
    let any = try Fixtures.loaded(ModelLocation(id: name, directory: directory, origin: .directory))
    guard let model = any as? TransformerModel else { throw CancellationError() }
    Self.loaded.withLock { $0[name] = model }
    self.model = model
  }

  var catalog: SiteCatalog { model.catalog }

  /// A text of `length` tokens; segments change in its middle, and a decoder reads `decoderLength` tokens.
  func text(_ length: Int, seed: UInt64 = 1, decoderLength: Int? = nil) -> ModelInput {
    var numbers = SeededNumbers(seed: seed)
    let vocabulary = min(300, model.info.vocabularySize)
    func ids(_ count: Int) -> [Int] {
      (0..<count).map { _ in Int.random(in: 5..<vocabulary, using: &numbers) }
    }
    var input = ModelInput(ids: ids(length))
    if let segments = model.segments, segments > 1 {
      input.segments = (0..<length).map { $0 < (length + 1) / 2 ? 0 : 1 }
    }
    if model.info.encoder != nil { input.decoderIDs = [2] + ids((decoderLength ?? length) - 1) }
    return input
  }

  /// What one pass over one text leaves, everything captured unless told otherwise.
  func trace(
    _ input: ModelInput, _ edits: [Edit] = [], _ tensors: [String: Tensor] = [:],
    capturing sites: [SitePattern] = ["*"]
  ) throws -> Trace {
    try model.pass(PassRequest(inputs: [input], capture: sites, edits: edits, tensors: tensors)).traces[0]
  }

  /// The sites that may be changed, of the first and the last layer of each stack: those between are made of the same
  /// parts.
  var editable: [SiteDeclaration] { declarations { $0 != .derived } }

  /// The sites of some kinds of access, of the same layers.
  func declarations(_ isMeant: (SiteKind.Access) -> Bool) -> [SiteDeclaration] {
    catalog.declarations.filter { declaration in
      let (layer, info) = (declaration.site.layer ?? 0, model.info)
      let last = (declaration.site.stack == "encoder" ? info.encoder?.layers ?? 1 : info.layers) - 1
      return isMeant(declaration.kind.access) && (layer == 0 || layer == last)
    }
  }

  /// The attention that has a site, as its pattern.
  func attention(at site: Site) -> AttentionPart? {
    let number = catalog.number(of: site)
    let halves = [model.parts.encoder, model.parts.stack].compactMap { $0 }.flatMap(\.blocks).flatMap(
      \.halves)
    for half in halves {
      if case .attention(let part) = half.work, part.sites.pattern == number { return part }
    }
    return nil
  }

  /// The sites behind one in the order of the computation.
  func sites(behind site: Site) -> ArraySlice<Site> {
    catalog.sites[(catalog.number(of: site)?.index ?? catalog.sites.count) + 1..<catalog.sites.count]
  }

  /// The sites before one.
  func sites(before site: Site) -> ArraySlice<Site> {
    catalog.sites[..<(catalog.number(of: site)?.index ?? 0)]
  }
}

extension Tensor {
  /// Numbers of a normal distribution, the same for the same seed.
  static func normal(_ shape: [Int], seed: UInt64, deviation: Double = 1) -> Tensor {
    var numbers = SeededNumbers(seed: seed)
    let count = shape.reduce(1, *)
    // The sum of 12 uniform numbers (Irwin–Hall) is near enough.
    let values = (0..<count).map { _ in
      Float(
        ((0..<12).reduce(0.0) { sum, _ in sum + Double.random(in: 0..<1, using: &numbers) } - 6) * deviation)
    }
    return Tensor(shape: shape, values: values)
  }

  /// Whether every bit is the same, the sign of 0 included.
  func isIdentical(to other: Tensor) -> Bool {
    guard shape == other.shape else { return false }
    // (Comparing element by element takes most of these suites' time where nothing is optimised.)
    return values.withUnsafeBytes { first in
      other.values.withUnsafeBytes { second in
        guard let a = first.baseAddress, let b = second.baseAddress else { return true }
        return memcmp(a, b, first.count) == 0
      }
    }
  }

  /// Rows of heads taken apart, put side by side again: `[H, T, d]` → `[T, H·d]`.
  var joinedHeads: Tensor {
    let (H, T, d) = (shape[0], shape[1], shape[2])
    let all = values
    var joined: [Float] = []
    for t in 0..<T {
      for h in 0..<H { joined += all[(h * T + t) * d..<(h * T + t + 1) * d] }
    }
    return Tensor(shape: [T, H * d], values: joined)
  }
}

extension Trace {
  /// The sites of those named whose numbers are not those of `other`, for messages.
  func differences(from other: Trace, at sites: some Sequence<Site>) -> [String] {
    sites.filter { site in
      guard let (first, second) = self[site].flatMap({ first in other[site].map { (first, $0) } }) else {
        return true
      }
      return !first.isIdentical(to: second) && first != second
    }.map(\.name)
  }
}

/// The largest difference between numbers and what they should be; infinite where there are not as many.
func farthest(_ found: [Float], from expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  var largest = 0.0
  for index in found.indices {
    let difference = abs(Double(found[index]) - expected[index])
    // (Not `max`, which passes over NaN.)
    if !(difference <= largest) { largest = difference.isNaN ? .infinity : difference }
  }
  return largest
}
