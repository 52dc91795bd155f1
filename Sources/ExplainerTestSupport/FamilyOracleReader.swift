import Checkpoints
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// Reads one text of a `FamilyOracle`.
struct FamilyOracleReader {
  let name: String
  let description: JSONValue
  let file: SafetensorsFile
  let embeddingMultiplier: Float
  let hasSite: (Site) -> Bool

  private var kind: String { description["type"]?.string ?? "" }
  private var hasTwoStacks: Bool { kind == "enc-dec" }
  private var stack: String? { hasTwoStacks ? "decoder" : nil }
  private var target: Int? { description["target_position"]?.int }

  func read() throws -> FamilyOracle.Case {
    var sites: [(Site, GoldenTensor)] = []
    if hasTwoStacks {
      try sites += hidden("enc_", "encoder") + hidden("dec_", "decoder")
      try sites += layers("enc_", "encoder") + layers("dec_", "decoder") + crossing()
    } else {
      try sites += hidden("", nil) + layers("", nil) + experts() + named()
    }
    let logits = try file.tensor(named: "\(name)/logits")
    let shape = kind == "seqcls" ? [1, logits.count] : logits.shape
    sites.append((scores, golden("logits", logits.reshaped(shape), "logits_max_abs")))
    let grad = description["grad"]
    return FamilyOracle.Case(
      name: name, kind: kind, text: description["text"]?.string ?? "",
      secondText: description["text_b"]?.string, input: try input(), sites: sites, objective: objective(),
      value: grad?["value"]?.double ?? .nan, gradients: try gradients(), ablations: try ablations(),
      ablatedRow: kind == "seqcls" ? 0 : ["qa", "tokcls"].contains(kind) ? nil : target ?? -1, scores: scores,
      generated: try generated())
  }

  /// The greedy continuation; of two stacks as the checkpoint's own rules make it, which force its last token.
  private func generated() throws -> [Int] {
    guard has("gen/ids") else { return [] }
    let plain = try file.integers(named: "\(name)/gen/ids")
    let ruled = (description["gen"]?["hf_generate_ids"]?.array ?? []).compactMap(\.int)
    return hasTwoStacks && !ruled.isEmpty ? ruled.suffix(plain.count) : plain
  }

  private func has(_ key: String) -> Bool { file["\(name)/\(key)"] != nil }

  private func golden(_ key: String, _ tensor: Tensor, _ noise: String?) -> GoldenTensor {
    GoldenTensor(
      name: "\(name)/\(key)", tensor: tensor,
      noise: noise.flatMap { description["fp32_vs_fp64"]?[$0]?.double })
  }

  private func input() throws -> ModelInput {
    func integers(_ key: String) throws -> [Int]? {
      has(key) ? try file.integers(named: "\(name)/\(key)") : nil
    }
    // Tokenizers give segments to families that have none; then they are all 0, which is what no segments mean.
    let segments = try integers("token_type_ids")
    return ModelInput(
      ids: try integers("ids") ?? [], segments: segments?.contains(1) == true ? segments : nil,
      decoderIDs: try integers("dec_ids"))
  }

  private var scores: Site {
    switch kind {
    case "seqcls": Site(part: "class_logits")
    case "tokcls": Site(part: "token_class_logits")
    case "qa": Site(part: "span_logits")
    default: Site(part: "logits")
    }
  }

  /// `hidden_states`: what enters layer 0, what leaves each layer, the last one behind the final norm where there is one.
  private func hidden(_ prefix: String, _ stack: String?) throws -> [(Site, GoldenTensor)] {
    let all = try file.tensor(named: "\(name)/\(prefix)hidden")
    let count = all.shape[0] - 1
    let final = Site(stack: stack, part: "final_norm")
    return (0...count).map { index in
      let site =
        index == count && hasSite(final)
        ? final
        : index == 0
          ? Site(stack: stack, part: "embeddings")
          : Site(stack: stack, layer: index - 1, part: "residual.post")
      return (
        site, golden("\(prefix)hidden[\(index)]", all.slice(index), prefix == "enc_" ? nil : "hidden_max_abs")
      )
    }
  }

  private func layers(_ prefix: String, _ stack: String?) throws -> [(Site, GoldenTensor)] {
    let parts = [
      ("attn", "attention.pattern", "attn_max_abs"), ("q", "attention.query", nil),
      ("k", "attention.key", nil),
    ]
    var found = try parts.flatMap { key, part, noise in
      try listed(
        "\(prefix)\(key)", part, noise, in: stack,
        layers: description["\(prefix)\(key)_layers"]?.array?.compactMap(\.int))
    }
    found += try listed(
      "\(prefix)ffn", "mlp.neurons", nil, in: stack,
      layers: description["\(prefix)ffn_layers"]?.array?.compactMap(\.int))
    return found
  }

  /// What is recorded under the names of sites.
  private func named() throws -> [(Site, GoldenTensor)] {
    let prefix = "\(name)/site/"
    return try file.entries.map(\.name).filter { $0.hasPrefix(prefix) }.compactMap { key in
      guard let site = Site(String(key.dropFirst(prefix.count))) else { return nil }
      return (site, golden("site/\(site.name)", try file.tensor(named: key), "site/\(site.name)_max_abs"))
    }
  }

  private func crossing() throws -> [(Site, GoldenTensor)] {
    try [("attn", "pattern"), ("q", "query"), ("k", "key")].flatMap { key, part in
      try listed("cross_\(key)", "cross_attention.\(part)", nil, in: "decoder", layers: nil)
    }
  }

  private func experts() throws -> [(Site, GoldenTensor)] {
    try listed(
      "experts", "router.chosen", nil, in: nil,
      layers: description["moe_layers"]?.array?.compactMap(\.int))
  }

  /// The layers of a tensor that holds several, one behind the other.
  private func listed(
    _ key: String, _ part: String, _ noise: String?, in stack: String?, layers: [Int]?
  ) throws -> [(Site, GoldenTensor)] {
    guard has(key) else { return [] }
    let all: Tensor
    if part == "router.chosen" {
      let entry = file["\(name)/\(key)"]?.shape ?? []
      all = Tensor(shape: entry, values: try file.integers(named: "\(name)/\(key)").map(Float.init))
    } else {
      all = try file.tensor(named: "\(name)/\(key)")
    }
    return (0..<all.shape[0]).map { index in
      (
        Site(stack: stack, layer: layers?[index] ?? index, part: part),
        golden("\(key)[\(index)]", all.slice(index), noise)
      )
    }
  }

  private func objective() -> Objective {
    let index = description["grad"]?["index"]?.int ?? 0
    return switch kind {
    case "seqcls": Objective(terms: [.init(.label("\(index)"))])
    case "tokcls": Objective(terms: [.init(.label("\(index)"), position: target)])
    case "qa": Objective(terms: [.init(.start, position: index)])
    default: Objective(terms: [.init(.id(index), position: target ?? -1)])
    }
  }

  private var decoderMultiplier: Float {
    guard description["model_type"]?.string == "marian" else { return 1 }
    return Float(description["grad"]?["embeds_scale"]?.double ?? 1)
  }

  private func gradients() throws -> [(Site, GoldenTensor)] {
    let keys: [(String, String?)] =
      hasTwoStacks ? [("grad_logit", "encoder"), ("grad_logit_dec", "decoder")] : [("grad_logit", nil)]
    return try keys.filter { has($0.0) }.map { key, stack in
      var gradient = try file.tensor(named: "\(name)/\(key)")
      // Granite and Marian's decoder multiply what they are given, so that the recorded gradient is that before.
      gradient.scale(by: 1 / (stack == "decoder" ? decoderMultiplier : embeddingMultiplier))
      return (Site(stack: stack, part: "embeddings.tokens"), golden(key, gradient, nil))
    }
  }

  private func ablations() throws -> [(Edit, GoldenTensor)] {
    let own = stack.map { "\($0)." } ?? ""
    let head = { (site: String) in Edit(site, heads: IndexList(0), .set(.number(0))) }
    let all: [(String, Edit)] = [
      ("zero_mlp1", Edit("\(own)layers.1.mlp.output", .set(.number(0)))),
      ("zero_head", head("\(own)layers.1.attention.mixed")),
      ("zero_enc_mlp1", Edit("encoder.layers.1.mlp.output", .set(.number(0)))),
      ("zero_enc_head", head("encoder.layers.1.attention.mixed")),
      ("zero_cross_head", head("decoder.layers.1.cross_attention.mixed")),
    ]
    return try all.filter { has($0.0) }.map { key, edit in
      (edit, golden(key, try file.tensor(named: "\(name)/\(key)"), "logits_max_abs"))
    }
  }
}
