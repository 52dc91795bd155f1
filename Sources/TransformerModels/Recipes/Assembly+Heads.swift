import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// Whether what scores tokens has a bias, and where.
  enum HeadBias: Sendable {
    case none
    /// That of a linear map.
    case ofLinear
    /// A row of its own, `[1, V]`, in the checkpoints that have it.
    case ifStored(String)
  }

  /// The norm behind the last layer.
  mutating func finalNorm(_ name: String) throws(ExplainerError) -> FinalNorm {
    let norm = try norm(name)
    return FinalNorm(norm: norm, site: declare("final_norm", name, norm))
  }

  /// What scores tokens; nil where the checkpoint is no language model.
  ///
  /// - Parameters:
  ///   - scale: what scores are multiplied with; nil for 1.
  ///   - softcap: what scores are kept within, smoothly.
  ///   - transform: the map, the function and, in most families, the norm that states go through first.
  ///   - width: what that gives, where it is not the width of the stream.
  mutating func languageHead(
    _ name: String, vocabulary: Int, bias: HeadBias = .none, scale: Float? = nil, softcap: Float? = nil,
    behind transform: (dense: String, activation: Activation, norm: String?)? = nil, width: Int? = nil
  ) throws(ExplainerError) -> LanguageHead? {
    guard heads.contains(.languageModel) else { return nil }
    let (D, E) = (sites.sizes.width, width ?? sites.sizes.width)
    var uses: [WeightUse] = []
    var first: LanguageHead.Transform?
    if let transform {
      first = LanguageHead.Transform(
        dense: try linear(transform.dense, D, E), activation: transform.activation,
        norm: try transform.norm.map { name throws(ExplainerError) in try norm(name, width: E) })
      uses += [transform.dense, transform.norm].compactMap { $0.map { WeightUse($0) } }
    }
    uses.append(WeightUse("\(name).weight"))
    let weight = WeightMatrix(try stored("\(name).weight", [vocabulary, E]), layout: .outputInput)
    var shift: Tensor?
    switch bias {
    case .ofLinear:
      shift = try tensor("\(name).bias", [vocabulary])
      uses.append(WeightUse("\(name).bias"))
    case .ifStored(let name) where holds(name):
      shift = try tensor(name, [1, vocabulary]).reshaped([vocabulary])
      uses.append(WeightUse(name))
    case .none, .ifStored: break
    }
    sites.sizes.vocabulary = vocabulary
    let decoder = Linear(weight, bias: shift)
    return LanguageHead(
      transform: first, decoder: decoder, scale: scale, softcap: softcap,
      site: declare("logits", uses, by: .linear(decoder)))
  }
}
