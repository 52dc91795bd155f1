import Checkpoints
import Diagnostics
public import ExplainerCore
import Files
import JSON
import Tensors
import TransformerModels

/// A tiny checkpoint with values the reference implementation computed on it: `expected.json` and
/// `expected.safetensors` beside it (one tensor a site), or `oracle.json` and `oracle.safetensors` (as
/// Hugging Face and ecco name things).
public struct GoldenModel: Sendable {
  /// The checkpoint's directory.
  public let directory: String
  /// The texts that were run.
  public let cases: [GoldenCase]

  /// Reads the expected values beside the checkpoint in `directory`.
  public init(directory: String) throws {
    self.directory = directory
    let isOracle = FileSystem.isFile("\(directory)/oracle.json")
    let stem = "\(directory)/\(isOracle ? "oracle" : "expected")"
    let document = try ModelConfiguration(path: "\(stem).json")
    let file = try SafetensorsFile(path: "\(stem).safetensors")
    let members = document.value("cases")?.object?.members ?? []
    cases = try members.map { name, description in
      isOracle
        ? try Self.oracleCase(name, description, file)
        : try Self.expectedCase(name, description, .object(document.object), file)
    }
  }

  /// A fixture of the package by name.
  public init(_ name: String) throws { try self.init(directory: Fixtures.model(name)) }

  /// The checkpoint, loaded.
  public func load() throws -> any Model {
    try ModelLoader.load(ModelLocation(id: directory, directory: directory, origin: .directory))
  }

  /// The case of this name.
  public func named(_ name: String) -> GoldenCase? { cases.first { $0.name == name } }

  private static func expectedCase(
    _ name: String, _ description: JSONValue, _ document: JSONValue, _ file: SafetensorsFile
  ) throws -> GoldenCase {
    func golden(_ key: String, _ kind: String) throws -> GoldenTensor? {
      guard file["\(name)/\(key)"] != nil else { return nil }
      let noise = (description["noise"]?[kind] ?? document["noise"]?[kind])?["max_abs"]?.double
      return GoldenTensor(
        name: "\(name)/\(key)", tensor: try file.tensor(named: "\(name)/\(key)"), noise: noise)
    }
    func integers(_ key: String) throws -> [Int]? {
      file["\(name)/\(key)"] == nil ? nil : try file.integers(named: "\(name)/\(key)")
    }
    func table(_ key: String) -> [[Int]] {
      (description["ranks"]?[key]?.array ?? []).map { ($0.array ?? []).compactMap(\.int) }
    }
    var result = GoldenCase(
      name: name, text: description["text"]?.string ?? "", ids: try file.integers(named: "\(name)/ids"))
    for entry in file.entries where entry.name.hasPrefix("\(name)/") && entry.type == .f32 {
      let key = String(entry.name.dropFirst(name.count + 1))
      guard let site = Site(key), Self.isSite(site) else { continue }
      let stack = site.stack.map { "\($0)." } ?? ""
      let kind = site.layer == nil ? key : "\(stack)layers.N.\(site.part)"
      if let tensor = try golden(key, kind) { result.sites.append((site, tensor)) }
    }
    result.lastLogits = try golden("logits.tail", "logits")
    result.rawLens = try golden("lens.raw", "lens.raw")
    result.normedLens = try golden("lens.normed", "lens.normed")
    result.secondText = description["second_text"]?.string
    result.segments = try integers("segments")
    result.decoderIDs = try integers("decoder_ids")
    result.generated = try integers("generation.ids") ?? []
    result.watched = (document["watched"]?.array ?? []).compactMap(\.int)
    result.rawRanks = table("raw")
    result.normedRanks = table("normed")
    return result
  }

  private static func isSite(_ site: Site) -> Bool {
    site.layer != nil || ["embeddings", "final_norm", "logits", "pooler", "class_logits"].contains(site.part)
  }

  private static func oracleCase(
    _ name: String, _ description: JSONValue, _ file: SafetensorsFile
  ) throws -> GoldenCase {
    let noise = description["fp32_vs_fp64"]
    func golden(_ key: String, _ tensor: Tensor, _ noiseKey: String? = nil) -> GoldenTensor {
      GoldenTensor(name: "\(name)/\(key)", tensor: tensor, noise: noiseKey.flatMap { noise?[$0]?.double })
    }
    func tensor(_ key: String) throws -> Tensor { try file.tensor(named: "\(name)/\(key)") }
    var result = GoldenCase(
      name: name, text: description["text"]?.string ?? "", ids: try file.integers(named: "\(name)/ids"))
    let kind = description["type"]?.string
    func add(_ stack: String?, _ prefix: String, _ keys: [(String, String, String?)]) throws {
      let hidden = try tensor("\(prefix)hidden")
      let layers = hidden.shape[0] - 1
      for layer in 0...layers {
        let site =
          layer == layers && kind == "causal"
          ? Site(part: "final_norm")
          : layer == 0
            ? Site(stack: stack, part: "embeddings")
            : Site(stack: stack, layer: layer - 1, part: "residual.post")
        let noiseKey = stack == "encoder" ? nil : "hidden_max_abs"
        result.sites.append((site, golden("\(prefix)hidden[\(layer)]", hidden.slice(layer), noiseKey)))
      }
      for (key, part, noiseKey) in keys {
        let all = try tensor(key)
        for layer in 0..<layers {
          let site = Site(stack: stack, layer: layer, part: part)
          result.sites.append((site, golden("\(key)[\(layer)]", all.slice(layer), noiseKey)))
        }
      }
    }
    func keys(_ prefix: String, noise: String?) -> [(String, String, String?)] {
      [
        ("\(prefix)attn", "attention.pattern", noise), ("\(prefix)q", "attention.query", nil),
        ("\(prefix)k", "attention.key", nil), ("\(prefix)ffn", "mlp.neurons", nil),
      ]
    }
    if kind == "enc-dec" {
      try add("encoder", "enc_", keys("enc_", noise: nil))
      try add(
        "decoder", "dec_",
        keys("dec_", noise: nil) + [
          ("cross_attn", "cross_attention.pattern", nil), ("cross_q", "cross_attention.query", nil),
          ("cross_k", "cross_attention.key", nil),
        ])
    } else {
      try add(nil, "", keys("", noise: "attn_max_abs"))
    }
    result.sites.append((Site(part: "logits"), golden("logits", try tensor("logits"), "logits_max_abs")))
    result.secondText = description["text_b"]?.string
    if kind == "mlm" {
      result.segments = try file.integers(named: "\(name)/token_type_ids")
      return result
    }
    if kind == "enc-dec" {
      result.decoderIDs = try file.integers(named: "\(name)/dec_ids")
      // The lens is that of the decoder's start token, without `final_logits_bias`.
      result.rawLens = golden("lens_logits", try tensor("lens_logits"), "logits_max_abs")
      let all = (description["gen"]?["hf_generate_ids"]?.array ?? []).compactMap(\.int)
      result.generated = Array(all.dropFirst())
      return result
    }
    result.rawLens = golden("lens_logits", try tensor("lens_logits"), "logits_max_abs")
    result.normedLens = golden("lens_logits_normed", try tensor("lens_logits_normed"), "logits_max_abs")
    result.generated = try file.integers(named: "\(name)/gen/ids")
    result.watched = (description["watch_ids"]?.array ?? []).compactMap(\.int)
    result.rawRanks = (description["rankings_watch"]?.array ?? []).map { ($0.array ?? []).compactMap(\.int) }
    result.generatedRanks = (description["rankings"]?.array ?? []).map { ($0.array ?? []).compactMap(\.int) }
    return result
  }
}
