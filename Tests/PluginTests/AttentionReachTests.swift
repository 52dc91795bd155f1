import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Glibc
import JSON
import Tensors
import Testing
import TransformerModels

@testable import AttentionHeadView
@testable import AttentionModelView
@testable import AttentionNeuronView
@testable import AttentionReading

/// Sliding windows, sinks, grouped heads, positions in scores and experts, as pages are told of them.
@Suite struct AttentionReachTests {
  private static let text = "The keys to the cabinet are on the table, and the cat sat there"

  private static func reading(
    _ name: String, _ extras: AttentionReading.Extras = []
  ) throws -> (AttentionReading, any Model) {
    let model = try ModelLoader.load(PluginFixture(model: name).location)
    let texts = model.info.kind == .sequenceToSequence ? [text, "The cat sat on the mat"] : [text]
    return (
      try AttentionReading(
        ExplainerCall(texts: texts, parameters: Parameters([:]), model: model), extras: extras), model
    )
  }

  private static func page(_ reading: AttentionReading, block: Int = 0) throws -> JSONValue {
    try #require(AttentionViewData(reading).json["variants"]?[0]?["blocks"]?[block])
  }

  private static func numbers(_ packed: JSONValue?, _ layer: Int) throws -> [Float] {
    let text = try #require(packed?["layers"]?[layer]?.string)
    let count = packed?["shape"]?.array?.dropFirst().compactMap(\.int).reduce(1, *) ?? 0
    let words =
      packed?["coding"] == nil
      ? AttentionPackingTests.words(text)
      : HuffmanCodeTests.decoded(AttentionPackingTests.bytes(text), count: count)
    return words.map(AttentionPackingTests.value)
  }

  /// Layers without attention are not shown and are named; asked for, they are refused.
  @Test func layersWithoutAttention() throws {
    let (reading, model) = try Self.reading("lfm2", .rollout)
    let block = reading.blocks[0]
    #expect(block.layers == [1, 3] && reading.selection.layer == 1 && block.rollout == nil)
    #expect(try Self.page(reading)["layers"] == [1, 3])
    #expect(reading.details("").contains("layers 0, 2."))
    for parameters: JSONObject in [["layer": 2], ["include_layers": [0, 1]]] {
      let error = #expect(throws: ExplainerError.self) {
        try AttentionReading(
          ExplainerCall(texts: [Self.text], parameters: Parameters(parameters), model: model))
      }
      #expect(error?.message.contains("has no attention") == true && error?.expected == "layers 1, 3")
    }
  }

  /// What is shown as out of reach is what the model hid: scores of −∞ in every layer, and no others.
  @Test(arguments: [
    "gpt_oss", "modernbert", "gemma2", "llama3", "t5_v1_1", "bert", "gpt2", "lfm2", "deepseek_v3",
  ])
  func reachIsTheMask(_ name: String) throws {
    let (reading, model) = try Self.reading(name)
    for (block, source) in zip(reading.blocks, reading.text.readings[0].sources) {
      let sites = block.layers.map { source.site(layer: $0, "scores") }
      let trace = try model.run(reading.text.readings[0].input, capturing: sites.map(SitePattern.init))
      for (layer, site) in sites.enumerated() {
        let scores = try #require(trace[site])
        for query in block.queries.tokens.indices {
          let seen = block.seen(by: query, layer: layer)
          for head in 0..<source.headCount {
            let row = scores.slice(head).slice(query).values
            #expect(row.indices.filter { row[$0] > -.infinity } == Array(seen), "\(site), query \(query)")
          }
        }
      }
      let windows = block.layers.map { source.attention.window(ofLayer: $0) }
      let told = try Self.page(reading, block: reading.blocks.firstIndex { $0.source == source } ?? 0)[
        "window"]
      #expect(told?.array?.map(\.int) == (windows.contains { $0 != nil } ? windows : nil))
    }
    let hasWindows = ["gpt_oss", "modernbert", "gemma2"].contains(name)
    #expect(reading.blocks.contains { !$0.source.attention.windows.isEmpty } == hasWindows)
    #expect(reading.checks.allSatisfy { $0.passed }, "\(reading.checks)")
    #expect(reading.checks.contains { $0.name == "attention_beyond_window" } == hasWindows)
  }

  /// The sink has 1 − the sum of its row, in the page, the result, the terminal and the scorecard.
  @Test func sinks() throws {
    let (reading, _) = try Self.reading("gpt_oss")
    let block = reading.blocks[0]
    let (page, shares) = (try Self.page(reading), try #require(block.sinkShares))
    let rows = try #require(reading.chosenHeadJSON["rows"]?.array)
    guard case .matrix(let map) = reading.headFigure.content else { Issue.record("no heat map"); return }
    #expect(map.columns.last?.text == "sink" && map.columns.count == block.keys.tokens.count + 1)
    for (layer, pattern) in block.patterns.enumerated() {
      let told = try Self.numbers(page["sink"], layer)
      for head in block.heads.indices {
        var mean = 0.0
        for query in block.queries.tokens.indices {
          let share = 1 - pattern.slice(head).slice(query).values.reduce(0.0) { $0 + Double($1) }
          #expect(share > 0 && abs(Double(shares[layer][head, query]) - share) < 1e-7)
          #expect(
            abs(Double(told[head * block.queries.tokens.count + query]) - share) <= 0x1p-11 * share + 0x1p-25)
          mean += share / Double(block.queries.tokens.count)
          guard layer == reading.chosenLayer, head == reading.chosenHead else { continue }
          #expect(abs((rows[query]["sink"]?.double ?? 0) - share) < 1e-6)
          #expect(abs((map.values[query].last.flatMap { $0 } ?? 0) - share) < 1e-6)
        }
        #expect(abs((block.scores[layer][head].sink ?? 0) - mean) < 1e-6)
        #expect((block.scores[layer][head].entropy ?? 2) <= 1)
      }
    }
    #expect(reading.details("").contains("sink"))
  }

  /// The scores a page shows make the weights it shows, whatever enters them: grouped keys, windows, caps, sinks, positions.
  @Test(arguments: [
    "gpt_oss", "modernbert", "gemma2", "llama3", "t5_v1_1", "bloom", "deberta_v3", "cohere", "bert", "gpt2",
    "bart",
  ])
  func scoresMakeWeights(_ name: String) throws {
    let (reading, model) = try Self.reading(name, .vectors)
    #expect(reading.checks.contains { $0.name == "softmax_error" && $0.passed }, "\(reading.checks)")
    let page = try Self.page(reading)
    #expect((page["added"] != nil) == ["t5_v1_1", "bloom", "deberta_v3"].contains(name))
    #expect((page["softcap"] != nil) == (name == "gemma2"))
    let block = reading.blocks[0]
    // As the page does it: from numbers of half precision.
    let (H, Q, K) = (block.heads.count, block.queries.tokens.count, block.keys.tokens.count)
    let d = try #require(block.vectors?.queries.first?.shape[2])
    for layer in block.layers.indices {
      let (queries, keys) = (try Self.numbers(page["query"], layer), try Self.numbers(page["key"], layer))
      let scale = Float(try #require(page["scale"]?[layer]?.double))
      let added = page["added"] == nil ? nil : try Self.numbers(page["added"], layer)
      let cap = page["softcap"]?.double
      for head in 0..<H {
        let keyHead = try #require(page["kv_of_head"]?[head]?.int)
        if model.info.keyHeads < model.info.heads {
          #expect(
            page["key_heads"]?[head]?.int == head * model.info.keyHeads / model.info.heads
              && keyHead == page["key_heads"]?[head]?.int)
        }
        for query in 0..<Q {
          let seen = block.seen(by: query, layer: layer)
          var scores = seen.map { key -> Float in
            let score =
              (0..<d).reduce(Float(0)) {
                $0 + queries[(head * Q + query) * d + $1] * keys[(keyHead * K + key) * d + $1]
              } * scale + (added?[(head * Q + query) * K + key] ?? 0)
            return cap.map { Float($0 * tanh(Double(score) / $0)) } ?? score
          }
          if let sink = page["sink_score"]?[layer]?[head]?.double { scores.append(Float(sink)) }
          let weights = Tensor(shape: [scores.count], values: scores).softmaxed.values
          let row = block.patterns[layer].slice(head).slice(query).values
          // Each number of half precision is off by 2⁻¹¹ of itself at most, and a weight by half of what scores are.
          let sizes = seen.map { key -> Float in
            (0..<d).reduce(Float(0)) {
              $0 + abs(queries[(head * Q + query) * d + $1] * keys[(keyHead * K + key) * d + $1])
            } * abs(scale) * 0x1p-10 + abs(added?[(head * Q + query) * K + key] ?? 0) * 0x1p-11
          }
          let bound = (sizes.max() ?? 0) / 2 + 1e-5
          #expect(
            zip(weights, row[seen]).allSatisfy { abs($0 - $1) <= bound }, "layer \(layer), head \(head)")
        }
      }
    }
  }

  /// Which experts read a token, and how much each counts, is what the router said.
  @Test func experts() throws {
    let (reading, model) = try Self.reading("gpt_oss", .experts)
    let (page, block) = (try Self.page(reading), reading.blocks[0])
    let experts = try #require(model.info.experts)
    #expect(page["experts"]?["count"]?.int == experts.count)
    for layer in block.layers {
      let trace = try model.run(
        reading.text.readings[0].input,
        capturing: [SitePattern(Site(layer: layer, part: "router.weights"))])
      let all = try #require(trace[Site(layer: layer, part: "router.weights")])
      let (chosen, weights) = (
        try Self.numbers(page["experts"]?["chosen"], layer),
        try Self.numbers(page["experts"]?["weights"], layer)
      )
      for token in block.queries.tokens.indices {
        let row = all.slice(token).values
        let expected = row.indices.filter { row[$0] != 0 }.sorted { (row[$1], $0) < (row[$0], $1) }
        let range = token * experts.chosen..<(token + 1) * experts.chosen
        #expect(chosen[range].map { Int($0) } == expected)
        #expect(zip(weights[range], expected).allSatisfy { abs($0 - row[$1]) <= 0x1p-11 })
        if layer == reading.selection.layer {
          let told = reading.chosenHeadJSON["rows"]?[token]?["experts"]?.array ?? []
          #expect(told.map { $0["expert"]?.int } == expected)
        }
      }
    }
    #expect(try #require(reading.expertsFigure).title.contains("layer 0"))
  }

  /// A model without these things is told of none of them.
  @Test(arguments: ["gpt2", "bert", "bart"]) func nothingWhereNothingIs(_ name: String) throws {
    let (reading, _) = try Self.reading(name, [.vectors, .experts, .rollout])
    for block in reading.blocks.indices {
      let page = try Self.page(reading, block: block)
      for key in ["window", "key_heads", "sink", "sink_score", "added", "softcap", "experts"] {
        #expect(page[key] == nil, "\(key)")
      }
      #expect(page["scores"]?["sink"] == nil)
    }
    #expect(reading.expertsFigure == nil && reading.model.json["attention"] == nil)
    #expect(reading.rowSumWords == "1" && reading.headName.hasSuffix("head 0"))
  }
}
