import ExplainerCore
import JSON
import Tensors
import Testing

@testable import AttentionReading

/// What a page of a long text says of weights it does not carry is computed from every weight.
@Suite struct AttentionCarriedTests {
  /// Weights as random as can be had without chance, a few of each row much stronger.
  private static func model(_ kind: ModelKind, layers: Int = 3, heads: Int = 4) -> AttentionStubModel {
    @Sendable func noise(_ numbers: Int...) -> Float {
      var state: UInt64 = 0x9E37_79B9_7F4A_7C15
      for number in numbers { state = (state ^ UInt64(number + 1)) &* 0xBF58_476D_1CE4_E5B9 ^ (state >> 29) }
      return Float((state ^ state >> 31) >> 40) / Float(1 << 24)
    }
    return AttentionStubModel(
      kind: kind, layers: layers, heads: heads, encoderLayers: layers, encoderHeads: heads,
      hasSpecialTokens: kind != .causal,
      weight: { layer, head, query, key in
        let one = noise(layer, head, query, key)
        return one > 0.95 ? 3 : 0.2 + one
      }, norm: { layer, head, key in 0.5 + 2 * noise(layer, head, key) })
  }

  private static func reading(_ model: AttentionStubModel, tokens: Int) throws -> AttentionReading {
    let text = (0..<tokens).map { String(repeating: "x", count: 1 + $0 % 9) }.joined(separator: " ")
    return try AttentionReading(
      ExplainerCall(
        texts: model.kind == .sequenceToSequence ? [text, text] : [text], parameters: Parameters([:]),
        model: model
      ), extras: [.rollout, .headMeans, .layerMeans])
  }

  /// What a packed tensor says of one layer.
  private struct Packed {
    let (heads, rows, columns, k): (Int, Int, Int, Int)
    private let json: JSONValue
    private let layer: Int

    init(_ json: JSONValue?, layer: Int) throws {
      self.json = try #require(json)
      self.layer = layer
      let shape = (self.json["shape"]?.array ?? []).compactMap(\.int)
      (heads, rows, columns) = (shape[1], shape[2], shape[3])
      k = try #require(self.json["k"]?.int)
    }

    func words(_ name: String) throws -> [UInt16] {
      AttentionPackingTests.words(try #require(json[name]?[layer]?.string, "\(name)"))
    }

    func numbers(_ name: String) throws -> [Double] {
      try words(name).map { Double(AttentionPackingTests.value(of: $0)) }
    }
  }

  /// Checks a packed layer against the truth, `truth(head, row, column)`, in every number it has.
  private static func check(
    _ packed: Packed, hidden: (_ row: Int) -> Bool, norms: ((_ head: Int, _ column: Int) -> Double)? = nil,
    _ truth: (_ head: Int, _ row: Int, _ column: Int) -> Double
  ) throws {
    let (index, values) = (try packed.words("index"), try packed.numbers("value"))
    let rests = (try packed.numbers("rest"), try packed.numbers("rest_hidden"))
    let normRests = try norms.map { _ in
      (try packed.numbers("norm_rest"), try packed.numbers("norm_rest_hidden"))
    }
    func isClose(_ found: Double, _ expected: Double) -> Bool {
      abs(found - expected) <= 1e-3 * expected + 2e-6
    }
    var received = [[Double]](repeating: [0, 0], count: packed.heads * packed.columns)
    for head in 0..<packed.heads {
      for row in 0..<packed.rows {
        let all = (0..<packed.columns).map { truth(head, row, $0) }
        let at = head * packed.rows + row
        let kept = (at * packed.k..<(at + 1) * packed.k).filter { index[$0] != .max }
        for place in kept { #expect(isClose(values[place], all[Int(index[place])])) }
        let places = Set(kept.map { Int(index[$0]) })
        let others = all.indices.filter { !places.contains($0) }
        // Nothing that was dropped is greater than what was kept, but for rounding in the last place.
        let (least, most) = (places.map { all[$0] }.min() ?? 0, others.map { all[$0] }.max() ?? 0)
        #expect(most <= least * (1 + 1e-5) || most == 0)
        func rest(_ isHidden: Bool, _ factor: (Int) -> Double) -> Double {
          others.filter { hidden($0) == isHidden }.reduce(0) { $0 + all[$1] * factor($1) }
        }
        #expect(isClose(rests.0[at], rest(false) { _ in 1 }) && isClose(rests.1[at], rest(true) { _ in 1 }))
        if let norms, let normRests {
          #expect(isClose(normRests.0[at], rest(false) { norms(head, $0) }))
          #expect(isClose(normRests.1[at], rest(true) { norms(head, $0) }))
        }
        for column in all.indices {
          received[head * packed.columns + column][hidden(row) ? 1 : 0] += all[column]
        }
      }
    }
    let found = (try packed.numbers("received"), try packed.numbers("received_hidden"))
    for index in received.indices {
      #expect(isClose(found.0[index], received[index][0]) && isClose(found.1[index], received[index][1]))
    }
  }

  /// The greatest of each row, the sums of the others and of columns, of weights, of every mean and of the rollout.
  @Test(arguments: [ModelKind.masked, .causal, .sequenceToSequence])
  func everyNumber(_ kind: ModelKind) throws {
    let reading = try Self.reading(Self.model(kind), tokens: 46)
    let data = AttentionViewData(reading, byteLimit: 1000).json
    for (index, block) in reading.blocks.enumerated() {
      let json = try #require(data["variants"]?[0]?["blocks"]?[index])
      // Special tokens, and the first of causal attention.
      func hidden(_ token: Int) -> Bool {
        block.source.isCausal && token == 0 || block.keys.tokens[token].isSpecial
      }
      let (L, H) = (block.layers.count, block.heads.count)
      func weight(_ layer: Int, _ head: Int, _ row: Int, _ column: Int) -> Double {
        Double(block.patterns[layer][head, row, column])
      }
      for layer in 0..<L {
        try Self.check(
          Packed(json["weights"], layer: layer), hidden: hidden,
          norms: { Double(block.valueNorms[layer][$0, $1]) }, { weight(layer, $0, $1, $2) })
        try Self.check(Packed(json["mean_of_heads"], layer: layer), hidden: hidden) { _, row, column in
          (0..<H).reduce(0) { $0 + weight(layer, $1, row, column) } / Double(H)
        }
        if let rollout = block.rollout {
          try Self.check(Packed(json["rollout"], layer: layer), hidden: hidden) {
            Double(rollout[layer][$1, $2])
          }
        }
      }
      try Self.check(Packed(json["mean_of_layers"], layer: 0), hidden: hidden) { head, row, column in
        (0..<L).reduce(0) { $0 + weight($1, head, row, column) } / Double(L)
      }
      try Self.check(Packed(json["mean_of_all"], layer: 0), hidden: hidden) { _, row, column in
        (0..<L * H).reduce(0) { $0 + weight($1 / H, $1 % H, row, column) } / Double(L * H)
      }
    }
  }

  /// A key that every head looks at a little, and none among what it looks at most, has the greatest mean; the page says so.
  ///
  /// bert-base's shape over 372 tokens had key 163 with 0.00174 at the top of a row, where 147 has 0.0033.
  @Test func greatestMeanOfNoHead() throws {
    let model = AttentionStubModel(kind: .masked, layers: 1, heads: 12) { _, head, _, key in
      // Ten keys of each head's own, and key 5 just below them.
      key == 5 ? 3.9 : key / 10 == head + 1 ? 4 : 0.01
    }
    let reading = try Self.reading(model, tokens: 140)
    let json = try #require(AttentionViewData(reading, byteLimit: 1000).json["variants"]?[0]?["blocks"]?[0])
    let (weights, mean) = (try Packed(json["weights"], layer: 0), try Packed(json["mean_of_heads"], layer: 0))
    #expect(try weights.k == 8 && !weights.words("index").contains(5))
    let (index, values) = (try mean.words("index"), try mean.numbers("value"))
    let expected = (0..<12).reduce(0.0) { $0 + Double(reading.blocks[0].patterns[0][$1, 100, 5]) } / 12
    #expect(index[100 * 8] == 5 && abs(values[100 * 8] - expected) < 1e-4)
  }

  /// Where everything is carried nothing goes with it, and of one head or layer there is no mean.
  @Test func nothingTwice() throws {
    let whole = AttentionViewData(try Self.reading(Self.model(.masked), tokens: 20)).json
    #expect(whole["variants"]?[0]?["blocks"]?[0]?["mean_of_heads"] == nil)
    let one = AttentionViewData(
      try Self.reading(Self.model(.masked, layers: 1, heads: 1), tokens: 46), byteLimit: 100
    ).json
    let block = try #require(one["variants"]?[0]?["blocks"]?[0])
    #expect(block["weights"]?["type"] == "top")
    for name in ["mean_of_heads", "mean_of_layers", "mean_of_all"] { #expect(block[name] == nil) }
  }

  // MARK: Queries and keys

  private static func vectors(
    _ model: AttentionStubModel, _ parameters: JSONObject = [:]
  ) throws -> AttentionReading {
    let text = Array(repeating: "word", count: 30).joined(separator: " ")
    return try AttentionReading(
      ExplainerCall(
        texts: model.kind == .sequenceToSequence ? [text, text] : [text],
        parameters: Parameters(parameters), model: model), extras: .vectors)
  }

  /// The layers whose queries and keys are carried, of each block.
  private static func carried(_ data: AttentionViewData) -> [[Int]] {
    (data.json["variants"]?.array ?? []).flatMap { $0["blocks"]?.array ?? [] }.compactMap { block in
      guard
        let (queries, keys) = block["query"]?["layers"]?.array.map({ ($0, block["key"]?["layers"]?.array) })
      else { return nil }
      #expect(queries.map { $0 == .null } == keys?.map { $0 == .null })
      return queries.indices.filter { queries[$0] != .null }
    }
  }

  /// Queries and keys of the layers nearest to the one shown first are carried, as many as there is room for; one always.
  @Test func nearestLayers() throws {
    let model = AttentionStubModel(layers: 6)
    // 2 heads · 30 tokens · 2 dimensions, 2 bytes each, of queries and of keys.
    let layer = 2 * 30 * 2 * 2 * 2
    for (limit, shown, expected) in [
      (6 * layer, 0, [0, 1, 2, 3, 4, 5]), (6 * layer - 1, 0, [0, 1, 2, 3, 4]), (3 * layer, 3, [2, 3, 4]),
      (2 * layer, 5, [4, 5]), (1, 4, [4]),
    ] {
      let data = AttentionViewData(try Self.vectors(model, ["layer": .integer(shown)]), vectorLimit: limit)
      #expect(Self.carried(data) == [expected])
      #expect(data.packingWords.isEmpty == (expected.count == 6))
      if expected.count < 6 {
        let list = expected.map(String.init).joined(separator: ", ")
        #expect(data.packingWords.contains("layer\(expected.count == 1 ? "" : "s") \(list)"))
      }
    }
  }

  /// Of several kinds of attention the one shown first comes first.
  @Test func shownAttentionFirst() throws {
    let model = AttentionStubModel(kind: .sequenceToSequence, layers: 2)
    let data = AttentionViewData(
      try Self.vectors(model, ["attention": "cross", "layer": 1]), vectorLimit: 1)
    // Encoder, decoder, cross; decoder and cross of the shifted reading.
    #expect(Self.carried(data) == [[], [], [1], [], []])
    #expect(data.packingWords.contains("encoder: none"))
  }

  /// A page of 2,268 tokens of bert-base's shape, whose queries and keys were 111 MB, has at most a fifth of that.
  @Test func limitOfVectors() {
    let layer = 2268 * 768 * 2 * 2
    #expect(CarriedVectors.byteLimit / layer >= 1)
    #expect(CarriedVectors.byteLimit * 4 / 3 < 111_000_000 / 4)
    // BERT-base over its longest text is carried whole.
    #expect(CarriedVectors.byteLimit >= 512 * 768 * 2 * 2 * 12)
  }
}
