import Checkpoints
import Diagnostics
import Glibc
import JSON
import Tensors

/// Reads how positions turn queries and keys, in the words that all families with rotary embeddings share.
///
/// Version 5 of transformers writes `rope_parameters`, with `rope_theta` and `partial_rotary_factor` in it, of families
/// whose layers differ an object for each kind of layer; before, `rope_scaling` had the rest, `rope_theta` stood by itself,
/// and at first the kind was called `type`. All are read, whoever wrote the file: a reader that knows one form alone does
/// not fail on the others, it computes something else.
///
/// Source: `modeling_rope_utils.py` of transformers 5.24.0. Frequencies are made in single precision as there.
struct RotaryReader {
  private let file: ModelConfiguration
  /// What the family does where the file is silent.
  private let defaults: Defaults
  private let headSize: Int
  private let context: Int

  /// What a family does where the file is silent.
  struct Defaults {
    var theta = 10_000.0
    /// The part of a head that is turned; nil of a family that turns whole heads.
    var share: Double?
    /// Whether pairs are neighbours.
    var isInterleaved = false
    /// What the share and θ are called in old files; where they have the common name as well, the family's own counts.
    var shareKey = "partial_rotary_factor"
    var thetaKey = "rope_theta"
    /// What kinds of scaling mean in this family that other families call otherwise.
    var kinds: [String: String] = [:]
    /// The object that says the kind, where the file has none.
    var words: JSONObject = [:]
  }

  /// A reader for heads of this width, and texts of at most so many tokens.
  init(_ file: ModelConfiguration, headSize: Int, context: Int, _ defaults: Defaults = Defaults()) {
    self.file = file
    self.headSize = headSize
    self.context = context
    self.defaults = defaults
  }

  /// The rotation that the configuration describes.
  ///
  /// - Parameters:
  ///   - kind: the kind of layers, such as `sliding_attention`, in a file that tells them apart; nil where they are alike.
  ///   - isScaled: whether what old files say of longer contexts holds for these layers.
  ///   - thetaKey: what θ of these layers was called in old files, and what it is where the file is silent.
  /// - Throws: `unsupported` for a kind of rotation that is not known, `badData` for what makes no frequencies.
  func plan(
    of kind: String? = nil, isScaled: Bool = true, theta old: (key: String, value: Double)? = nil
  ) throws(ExplainerError) -> RotaryPlan {
    let words = try words(of: kind, isScaled: isScaled)
    let fallback = old ?? (defaults.thetaKey, defaults.theta)
    // (Layers that old files gave a θ of their own do not take that of the others.)
    let common = try old == nil ? file.number("rope_theta", default: fallback.value) : fallback.value
    let theta = try words.number("rope_theta", default: file.number(fallback.key, default: common))
    guard theta > 0 else { throw words.wrong("a rope_theta above 0", theta) }
    let share = try share(words)
    let size = Int(Double(headSize) * share)
    guard share > 0, share <= 1, size > 0, size % 2 == 0 else {
      throw ExplainerError(
        .badData, "rotary embeddings turn pairs of dimensions", at: [file.path],
        expected: "an even number of dimensions, of heads of \(headSize)", found: "\(size)")
    }
    let frequencies = RotaryFrequencies(theta: theta, size: size)
    let scaling = RotaryScaling(
      words: words, file: file, context: context, frequencies: frequencies, names: defaults.kinds)
    // (A key of files of ggml, whose converter lays rows anew.)
    let isInterleaved = try file.bool("ggml_turns_neighbours", default: defaults.isInterleaved)
    return try scaling.plan(isInterleaved: isInterleaved)
  }

  /// What scores are multiplied with besides, in families that make up for what YaRN does to them: the square of what it
  /// makes of `mscale_all_dim`.
  func scoreFactor() throws(ExplainerError) -> Float {
    let words = try words(of: nil, isScaled: true)
    let kind = try words.string("rope_type", default: words.string("type", default: "default"))
    let all = try words.number("mscale_all_dim", default: 0)
    guard kind != "default", all != 0 else { return 1 }
    let factor = Double(try words.positive("factor"))
    let scale = factor <= 1 ? 1 : 0.1 * all * log(factor) + 1
    return Float(scale * scale)
  }

  private func share(_ words: ModelConfiguration) throws(ExplainerError) -> Double {
    if let share = defaults.share {
      let common = try file.number("partial_rotary_factor", default: share)
      return try words.number(
        "partial_rotary_factor", default: file.number(defaults.shareKey, default: common))
    }
    let share = try words.number("partial_rotary_factor", default: 1)
    guard share == 1 else { throw words.wrong("partial_rotary_factor 1", share, .unsupported) }
    return share
  }

  /// The longest text, in tokens: where θ grows with the length, there is no end to it but that of what can be computed.
  ///
  /// - Throws: as `plan`.
  func longestText() throws(ExplainerError) -> Int {
    let words = try words(of: nil, isScaled: true)
    let kind = try words.string("rope_type", default: words.string("type", default: "default"))
    return kind == "dynamic" ? max(context, 1 << 20) : context
  }

  /// The object that says the kind; an empty one where there is none.
  private func words(of kind: String?, isScaled: Bool) throws(ExplainerError) -> ModelConfiguration {
    func made(_ words: JSONObject) -> ModelConfiguration {
      ModelConfiguration(path: file.path, object: words)
    }
    // An empty one says nothing, in transformers too; of two that say something the old one counts.
    let old = try file.section("rope_scaling")
    let new = try file.section("rope_parameters")
    if let old, !old.object.members.isEmpty, isScaled { return old }
    guard let new else { return made(defaults.words) }
    guard !new.object.members.isEmpty else { return new }
    guard let layers = new.object.members.first(where: { $0.value.object != nil }) else {
      return isScaled || kind == nil ? new : new.without(scaling: file.path)
    }
    guard let kind else {
      throw ExplainerError(
        .unsupported, "rotary embeddings that differ by layer cannot be computed", at: [new.path],
        found: layers.key)
    }
    return try new.section(kind) ?? made([:])
  }
}

extension ModelConfiguration {
  /// What stands beside a scaling that does not hold for these layers: θ and the part that is turned.
  fileprivate func without(scaling path: String) -> ModelConfiguration {
    var rest: JSONObject = [:]
    for key in ["rope_theta", "partial_rotary_factor"] where object[key] != nil { rest[key] = object[key] }
    return ModelConfiguration(path: path, object: rest)
  }

  /// A number above 0.
  func positive(_ key: String, default fallback: Double? = nil) throws(ExplainerError) -> Float {
    let value = try number(key, default: fallback)
    guard value > 0, Float(value).isFinite else { throw wrong("a \(key) above 0", value) }
    return Float(value)
  }

  func wrong(_ expected: String, _ value: Double, _ code: ErrorCode = .badData) -> ExplainerError {
    ExplainerError(
      code, "these rotary embeddings cannot be computed", at: [path], expected: expected, found: "\(value)")
  }
}
