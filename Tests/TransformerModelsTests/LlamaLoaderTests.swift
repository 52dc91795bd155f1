import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
import TransformerModels

/// Switches of the family, and checkpoints that are none of it.
@Suite struct LlamaLoaderTests {
  private let checkpoint = AlteredCheckpoint("llama3")
  private let ids = [1, 383, 371, 45, 9]

  private func logits(_ directory: String) throws -> Tensor {
    try #require(
      try checkpoint.load(directory).run(ModelInput(ids: ids), capturing: [SitePattern("logits")])["logits"])
  }

  private static let projections = [
    "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
  ]
  private static let maps = ["mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]

  /// Biases that are asked for must be there; those that are stored are used, asked for or not.
  @Test(arguments: [("attention_bias", projections), ("mlp_bias", maps)])
  func biases(_ key: String, _ parts: [String]) throws {
    let absent = AlteredCheckpoint("llama3")
    let error = absent.error(try absent.prepare(changes: [(key, true)]))
    #expect(error?.code == .badData && error?.message.contains("\(parts[0]).bias") == true)
    func stored(_ asked: Bool, _ value: Float) throws -> Tensor {
      let checkpoint = AlteredCheckpoint("llama3")
      let directory = try checkpoint.prepare(changes: [(key, .bool(asked))]) { tensors in
        for (name, tensor) in tensors where parts.contains(where: { name.contains($0) }) {
          let bias = [Float](repeating: value, count: tensor.shape[0])
          tensors.append(
            (name.replacing(".weight", with: ".bias"), Tensor(shape: [bias.count], values: bias)))
        }
      }
      let model = try checkpoint.load(directory)
      #expect(model.info.warnings.isEmpty)
      return try #require(try model.run(ModelInput(ids: ids), capturing: [SitePattern("logits")])["logits"])
    }
    let plain = try logits(checkpoint.prepare())
    #expect(try stored(true, 0) == plain && stored(false, 0) == plain)
    #expect(try stored(true, 0.5) != plain)
    #expect(try stored(true, 0.5) == stored(false, 0.5))
  }

  /// Heads may be wider than their share of the stream, and all have keys of their own unless it is said.
  @Test func heads() throws {
    let info = try checkpoint.load(checkpoint.prepare()).info
    #expect(info.kind == .causal && info.family == "llama" && info.tiedHead == true)
    #expect(info.heads == 4 && info.keyHeads == 1 && info.headSize == 16 && info.feedForwardSize == 112)
    let all = AlteredCheckpoint("llama3")
    let error = all.error(try all.prepare(changes: [("num_key_value_heads", nil)]))
    #expect(error?.code == .badShape && error?.expected == "[64, 64]")
    let odd = AlteredCheckpoint("llama3")
    #expect(odd.error(try odd.prepare(changes: [("num_key_value_heads", 3)]))?.code == .badData)
    let wide = AlteredCheckpoint("llama3")
    let directory = try wide.prepare(changes: [("head_dim", 32), ("num_attention_heads", 2)])
    #expect(wide.error(directory)?.code == .badShape)
  }

  /// An untied head must be there; `pretraining_tp` changes nothing; buffers of old versions are no surprise.
  @Test func others() throws {
    let untied = AlteredCheckpoint("llama3")
    let error = untied.error(try untied.prepare(changes: [("tie_word_embeddings", nil)]))
    #expect(error?.code == .badData && error?.message == "tensor 'lm_head.weight' is missing")
    let plain = try logits(checkpoint.prepare())
    let sliced = AlteredCheckpoint("llama3")
    #expect(try logits(sliced.prepare(changes: [("pretraining_tp", 2)])) == plain)
    let old = AlteredCheckpoint("llama3")
    let directory = try old.prepare { tensors in
      tensors.append(
        (
          "model.layers.0.self_attn.rotary_emb.inv_freq",
          Tensor(shape: [8], values: .init(repeating: 1, count: 8))
        ))
    }
    #expect(try old.load(directory).info.warnings.isEmpty)
  }

  /// Weights that would change what is computed are refused by name; any other is mentioned.
  @Test(
    arguments: [
      "model.layers.1.self_attn.q_norm.weight", "model.layers.0.mlp.experts.0.up_proj.weight",
      "model.layers.0.self_attn.sinks", "model.layers.1.post_feedforward_layernorm.weight", "model.norm.bias",
      "model.layers.0.input_layernorm.bias", "lm_head.bias",
    ])
  func others(_ name: String) throws {
    let directory = try checkpoint.prepare { tensors in
      tensors.append((name, Tensor(shape: [64], values: .init(repeating: 1, count: 64))))
    }
    let error = checkpoint.error(directory)
    #expect(error?.code == .unsupported && error?.found == "'\(name)'")
    #expect(error?.message == "the checkpoint holds weights that Llama does not compute with")
    let other = AlteredCheckpoint("llama3")
    let warned = try other.prepare { tensors in
      tensors.append(("model.layers.0.extra.weight", Tensor(shape: [1], values: [1])))
    }
    #expect(try other.load(warned).info.warnings.count == 1)
  }

  /// What enters and what every half adds make up the last state; each head of four looks at the keys and values of its
  /// half, of two.
  @Test func invariants() throws {
    let directory = try checkpoint.prepare(changes: [("num_key_value_heads", 2)]) { tensors in
      for (index, (name, tensor)) in tensors.enumerated()
      where name.contains("k_proj") || name.contains("v_proj") {
        let values = tensor.values + tensor.values.reversed()
        tensors[index].tensor = Tensor(shape: [32, 64], values: values)
      }
    }
    let model = try checkpoint.load(directory)
    let trace = try model.run(ModelInput(ids: ids), capturing: [SitePattern("*")])
    var sum = try #require(trace["embeddings"])
    let last = ids.count - 1
    for layer in 0..<model.info.layers {
      func site(_ part: String) throws -> Tensor { try #require(trace[.layer(layer, part)]) }
      sum += try site("attention.output")
      sum += try site("mlp.output")
      #expect(sum == trace[.layer(layer, "residual.post")])
      let (query, key) = (try site("attention.query"), try site("attention.key"))
      let (value, pattern) = (try site("attention.value"), try site("attention.pattern"))
      let (scores, mixed) = (try site("attention.scores"), try site("attention.mixed"))
      #expect(query.shape == [4, ids.count, 16] && mixed.shape == query.shape)
      #expect(key.shape == [2, ids.count, 16] && value.shape == key.shape)
      for head in 0..<4 {
        let q = query.slice(head).slice(last).values
        for t in ids.indices {
          let k = key.slice(head / 2).slice(t).values
          let score = zip(q, k).reduce(Float(0)) { $0 + $1.0 * $1.1 } / 4
          #expect(abs(score - scores.slice(head).slice(last).values[t]) < 1e-4)
        }
        for column in 0..<16 {
          let expected = ids.indices.reduce(Float(0)) {
            $0 + pattern.slice(head).slice(last).values[$1] * value.slice(head / 2).slice($1).values[column]
          }
          #expect(abs(expected - mixed.slice(head).slice(last).values[column]) < 1e-4)
        }
      }
    }
    #expect(try model.unembed(sum, normed: true) == trace["logits"])
  }
}
