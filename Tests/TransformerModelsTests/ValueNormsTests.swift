import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

/// `attention.value_norms` against the norms computed number by number from values and the weights as stored.
@Suite struct ValueNormsTests {
  /// A checkpoint, a layer's attention in it, the name of its output projection, and whether that is stored `[in, out]`.
  struct Example: Sendable {
    let model: String
    let attention: String
    let weight: String
    var isInputFirst = false
  }

  @Test(arguments: [
    Example(
      model: "gpt2", attention: "layers.2.attention", weight: "transformer.h.2.attn.c_proj.weight",
      isInputFirst: true),
    Example(
      model: "bert", attention: "layers.1.attention",
      weight: "bert.encoder.layer.1.attention.output.dense.weight"),
    Example(
      model: "bart", attention: "encoder.layers.1.attention",
      weight: "model.encoder.layers.1.self_attn.out_proj.weight"),
    Example(
      model: "bart", attention: "decoder.layers.0.attention",
      weight: "model.decoder.layers.0.self_attn.out_proj.weight"),
    Example(
      model: "bart", attention: "decoder.layers.2.cross_attention",
      weight: "model.decoder.layers.2.encoder_attn.out_proj.weight"),
  ])
  func norms(_ example: Example) throws {
    let golden = try GoldenModel(example.model)
    let trace = try golden.load().run(
      try #require(golden.cases.last).input,
      capturing: ["value", "value_norms"].map { SitePattern("\(example.attention).\($0)") })
    let values = try #require(trace["\(example.attention).value"])
    let norms = try #require(trace["\(example.attention).value_norms"])
    let weight = try SafetensorsFile(path: "\(golden.directory)/model.safetensors").tensor(
      named: example.weight)
    let (H, S, d, D) = (values.shape[0], values.shape[1], values.shape[2], weight.shape[0])
    #expect(norms.shape == [H, S])
    for head in 0..<H {
      for position in 0..<S {
        var square = 0.0
        for output in 0..<D {
          let sum = (0..<d).reduce(0.0) { sum, index in
            let input = head * d + index
            let factor = example.isInputFirst ? weight[input, output] : weight[output, input]
            return sum + Double(values[head, position, index]) * Double(factor)
          }
          square += sum * sum
        }
        #expect(abs(Double(norms[head, position]) - square.squareRoot()) <= 1e-5 * square.squareRoot())
      }
    }
  }

  /// The scale is the one that makes scores of queries and keys, layer by layer.
  @Test(arguments: ["gpt2", "gpt2_inverse_scale", "gpt2_unscaled_silu", "bert", "bart"])
  func scale(_ name: String) throws {
    let golden = try GoldenModel(name)
    let model = try golden.load()
    let trace = try model.run(try #require(golden.cases.last).input, capturing: [SitePattern("*")])
    for (site, scale) in trace.entries where site.part.hasSuffix("attention.scale") {
      func tensor(_ part: String) throws -> Tensor {
        let word = site.part.dropLast("scale".count)
        return try #require(trace[Site(stack: site.stack, layer: site.layer, part: word + part)])
      }
      let (queries, keys, scores) = (try tensor("query"), try tensor("key"), try tensor("scores"))
      #expect(scale.shape == [1])
      for head in 0..<queries.shape[0] {
        let products = queries.slice(head).multiplied(by: keys.slice(head), transposed: true)
        for index in 0..<products.count where scores.slice(head)[flat: index].isFinite {
          let score = scores.slice(head)[flat: index]
          #expect(abs(products[flat: index] * scale[flat: 0] - score) <= 1e-4 * max(1, abs(score)))
        }
      }
    }
  }
}
