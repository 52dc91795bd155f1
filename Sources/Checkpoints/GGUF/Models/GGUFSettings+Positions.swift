import Diagnostics
import JSON

extension GGUFSettings {
  /// The tensors that positions' frequencies are divided by.
  static let factors: Set<String> = [
    "rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight",
  ]

  /// How positions turn queries and keys.
  ///
  /// - Parameters:
  ///   - neighbours: whether the converter has laid the rows of queries and keys anew, so that what positions turn together
  ///     lies side by side.
  ///   - isPartial: whether they may turn a part of each head.
  mutating func turns(neighbours: Bool = false, isPartial: Bool = false) throws(ExplainerError) {
    self["rope_theta"] = .number(try keys.number("rope.freq_base") ?? 10_000)
    if neighbours { self["ggml_turns_neighbours"] = true }
    let size = self["head_dim"]?.int ?? 0
    let turned = try keys.whole("rope.dimension_count", default: size)
    if isPartial {
      guard turned > 0, turned <= size else { throw keys.wrong("rope.dimension_count", "1 to \(size)") }
      // (A little more than the share, so that the product with the width is not a little less than the count.)
      self["partial_rotary_factor"] = .number(min(1, (Double(turned) + 0.25) / Double(size)))
    } else if turned != size {
      throw keys.wrong("rope.dimension_count", "\(size): whole heads")
    }
    self["rope_scaling"] = try scaling()
  }

  /// How positions are stretched: by tensors of divisors, or by keys.
  private func scaling() throws(ExplainerError) -> JSONValue? {
    // (Without a scaling it says nothing.)
    let length = try keys.number("rope.scaling.original_context_length")
    func divisors(_ tensor: String) throws(ExplainerError) -> JSONValue {
      .array(try keys.numbers(in: tensor).map { .number(Double($0)) })
    }
    if keys.holds("rope_freqs.weight") {
      return ["rope_type": "ggml", "factors": try divisors("rope_freqs.weight")]
    }
    let kind = keys.value("rope.scaling.type")?.string
    if keys.holds("rope_factors_long.weight"), keys.holds("rope_factors_short.weight") {
      var words: JSONObject = [
        "rope_type": "longrope", "long_factor": try divisors("rope_factors_long.weight"),
        "short_factor": try divisors("rope_factors_short.weight"),
      ]
      words["attention_factor"] = try keys.number("rope.scaling.attn_factor").map { .number($0) }
      words["original_max_position_embeddings"] = length.map { .number($0) }
      return .object(words)
    }
    guard let kind, kind != "none" else { return nil }
    guard ["linear", "yarn"].contains(kind) else {
      throw keys.wrong("rope.scaling.type", "none, linear or yarn")
    }
    guard let factor = try keys.number("rope.scaling.factor") else {
      throw keys.wrong("rope.scaling.factor", "a number")
    }
    var words: JSONObject = ["rope_type": .string(kind), "factor": .number(factor)]
    guard kind == "yarn" else { return .object(words) }
    for (key, name) in [
      ("yarn_beta_fast", "beta_fast"), ("yarn_beta_slow", "beta_slow"),
      ("yarn_attn_factor", "attention_factor"),
    ] {
      words[name] = try keys.number("rope.scaling.\(key)").map { .number($0) }
    }
    words["original_max_position_embeddings"] = length.map { .number($0) }
    return .object(words)
  }

  /// Which layers see a window, and how many tokens; nothing where the file says 0, or nothing.
  ///
  /// - Parameters:
  ///   - pattern: of so many layers the last sees all, where the file does not say which do: llama.cpp's own numbers. Nil
  ///     where all layers are alike.
  ///   - fallback: how many tokens where the file does not say it.
  ///   - theta: what θ of layers with a window is called; nil where it is that of all.
  mutating func windows(
    every pattern: Int?, default fallback: Int = 0, theta: String? = nil
  ) throws(ExplainerError) {
    let window = try keys.whole("attention.sliding_window", default: fallback)
    if let local = try keys.number("rope.freq_base_swa") {
      if let theta { self[theta] = .number(local) }
      guard theta != nil || self["rope_theta"]?.double == local else {
        throw keys.wrong("rope.freq_base_swa", "that of all layers")
      }
    }
    let said = pattern == nil ? nil : keys.value("attention.sliding_window_pattern")
    guard window > 0 else { return }
    self["sliding_window"] = .integer(window)
    guard let pattern else { return }
    let layers = self["num_hidden_layers"]?.int ?? 0
    let number = said?.int ?? pattern
    let listed =
      said?.truths ?? (0..<max(0, min(layers, 4096))).map { number == 0 || $0 % number < number - 1 }
    guard number >= 0, said == nil || said?.int != nil || said?.truths != nil, listed.count == layers else {
      throw keys.wrong("attention.sliding_window_pattern", "a whole number, or \(layers) truth values")
    }
    self["layer_types"] = .array(listed.map { $0 ? "sliding_attention" : "full_attention" })
  }
}
