import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// Which experts read each token, in the layers of a stack that have some.
package struct ExpertRouting: Sendable {
  /// How many experts a layer has.
  let count: Int
  /// For each layer given, the experts that each token is sent to and how much each counts, `[T, k]`, greatest first; nil of
  /// layers without experts.
  let layers: [(chosen: Tensor, weights: Tensor)?]

  /// The sites it is made of.
  package static let sites = ["layers.*.router.chosen", "layers.*.router.weights"]

  /// The sites of these layers; none where the model has no experts there.
  static func sites(of info: ModelInfo, layers: [Int]) -> [Site] {
    guard let experts = info.experts else { return [] }
    return layers.filter { experts.layers?.contains($0) ?? true }.flatMap { layer in
      ["chosen", "weights"].map { Site(layer: layer, part: "router.\($0)") }
    }
  }

  /// Takes it from a trace; nil where the model has no experts in these layers.
  ///
  /// - Throws: `internalFault` where the trace has another shape than it must have.
  init?(_ trace: Trace, of info: ModelInfo, layers: [Int], tokens: Int) throws(ExplainerError) {
    guard let experts = info.experts, !Self.sites(of: info, layers: layers).isEmpty else { return nil }
    count = experts.count
    var found: [(Tensor, Tensor)?] = []
    for layer in layers {
      guard let chosen = trace[Site(layer: layer, part: "router.chosen")],
        let all = trace[Site(layer: layer, part: "router.weights")]
      else {
        found.append(nil)
        continue
      }
      guard chosen.shape == [tokens, experts.chosen], all.shape == [tokens, experts.count] else {
        throw ExplainerError(
          .internalFault, "what the router of layer \(layer) chose has another shape than expected",
          expected: "\(tokens) × \(experts.chosen)", found: "\(chosen.shape)")
      }
      found.append(Self.sorted(chosen, all))
    }
    self.layers = found
  }

  /// The experts of each token by how much they count.
  private static func sorted(_ chosen: Tensor, _ all: Tensor) -> (chosen: Tensor, weights: Tensor) {
    let (T, k) = (chosen.shape[0], chosen.shape[1])
    var (numbers, weights) = ([Float](), [Float]())
    for token in 0..<T {
      let experts = (0..<k).map { Int(chosen[token, $0]) }.map { ($0, all[token, $0]) }
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      numbers += experts.map { Float($0.0) }
      weights += experts.map(\.1)
    }
    return (Tensor(shape: [T, k], values: numbers), Tensor(shape: [T, k], values: weights))
  }

  /// The experts of a token in the layer in place `layer`, greatest weight first; nil of a layer without.
  func experts(of token: Int, layer: Int) -> [(number: Int, weight: Float)]? {
    layers[layer].map { one in
      (0..<one.chosen.shape[1]).map { (Int(one.chosen[token, $0]), one.weights[token, $0]) }
    }
  }

  /// As pages have it.
  var json: JSONValue {
    let empty = layers.compactMap { $0 }[0]
    func packed(_ part: ((chosen: Tensor, weights: Tensor)) -> Tensor) -> JSONValue {
      PackedTensor.dense(layers.map { part($0 ?? empty) }, carried: layers.map { $0 != nil })
    }
    return ["count": .integer(count), "chosen": packed(\.chosen), "weights": packed(\.weights)]
  }
}
