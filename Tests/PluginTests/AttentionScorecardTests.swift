import ExplainerCore
import JSON
import Tensors
import Testing

@testable import AttentionReading

/// The scorecard and rollout on patterns made by hand.
@Suite struct AttentionScorecardTests {
  private static func scores(
    _ model: AttentionStubModel, _ texts: [String], layer: Int = 0, head: Int = 0, block: Int = 0
  ) throws -> HeadScores {
    try reading(model, texts).blocks[block].scores[layer][head]
  }

  private static func reading(
    _ model: AttentionStubModel, _ texts: [String], _ extras: AttentionReading.Extras = []
  ) throws -> AttentionReading {
    try AttentionReading(
      ExplainerCall(texts: texts, parameters: Parameters([:]), model: model), extras: extras)
  }

  private static func masked(_ weight: @escaping @Sendable (Int, Int) -> Float) -> AttentionStubModel {
    AttentionStubModel(
      kind: .masked, hasSpecialTokens: true, weight: { _, _, query, key in weight(query, key) })
  }

  /// A head that gives everything to one kind of token scores 1 there and is called after it.
  @Test(arguments: [
    "previous-token head", "next-token head", "self head", "first-token head", "separator head",
  ])
  func named(_ name: String) throws {
    // [CLS] a bb ccc dddd [SEP]
    let scores = try Self.scores(
      Self.masked { query, key in
        let wanted: [String: Int] = [
          "previous-token head": max(query - 1, 0), "next-token head": min(query + 1, 5), "self head": query,
          "first-token head": 0, "separator head": 5,
        ]
        return key == wanted[name] ? 1 : 0
      }, ["a bb ccc dddd"])
    #expect(scores.names == [name])
    #expect(scores.shares.first { $0.headName == name }?.value == 1)
    #expect(scores.entropy == 0)
  }

  /// Equal weights: entropy 1, and every share is what chance gives.
  @Test func uniform() throws {
    let scores = try Self.scores(Self.masked { _, _ in 1 }, ["a bb ccc dddd"])
    #expect(abs((scores.entropy ?? 0) - 1) < 1e-6)
    for share in [scores.previous, scores.next, scores.itself, scores.first, scores.separator] {
      #expect(abs((share ?? 0) - 1 / 6.0) < 1e-6)
    }
    #expect(abs((scores.distance ?? 0) - 35 / 18.0) < 1e-5)
    #expect(scores.names.isEmpty && scores.same == nil && scores.induction == nil && scores.other == nil)
  }

  /// A head is called after every share of half or more, the greatest first, and after none that is less.
  @Test func halves() {
    var scores = HeadScores()
    (scores.previous, scores.next, scores.first, scores.separator) = (0.5, 0.499_99, 0.8, 0)
    #expect(scores.names == ["first-token head", "previous-token head"] && scores.namedIndices == [0, 3])
    #expect(scores.greatestShare == 0.8 && scores.greatestIndex == 3)
    #expect(HeadScores().names.isEmpty && HeadScores().greatestIndex == nil)
  }

  /// In a causal model the first token, which sees itself only, counts nowhere, and there is no next token.
  @Test func causal() throws {
    let model = AttentionStubModel { _, _, query, key in key == query - 1 || query == 0 ? 1 : 0 }
    let scores = try Self.scores(model, ["a bb ccc"])
    #expect(scores.previous == 1 && scores.itself == 0 && scores.next == nil && scores.separator == nil)
    #expect(scores.first == 0.5 && scores.distance == 1)
    #expect(try Self.scores(model, ["a"]) == HeadScores())
  }

  /// Induction is weight on what stands behind an earlier occurrence of the token; same-token weight is on that one.
  ///
  /// Other tokens count for neither.
  @Test func induction() throws {
    // ids 1 2 3 1 2: of the fourth token the one behind its earlier occurrence is at 1, of the fifth at 2.
    let model = AttentionStubModel(heads: 2) { _, head, query, key in
      let earlier = query - 3
      guard query >= 3 else { return key == 0 ? 1 : 0 }
      return key == (head == 0 ? earlier + 1 : earlier) ? 1 : 0
    }
    let inducing = try Self.scores(model, ["a bb ccc a bb"])
    #expect(inducing.induction == 1 && inducing.same == 0)
    #expect(inducing.names.contains("induction head"))
    let same = try Self.scores(model, ["a bb ccc a bb"], head: 1)
    #expect(same.induction == 0 && same.same == 1)
    // The two tokens that repeat one before them.
    #expect(inducing.inductionTokens == 2 && inducing.sameTokens == 2)
  }

  /// The two separators of a pair are not "the same token" again, and the other sentence has its own share.
  @Test func pair() throws {
    // [CLS] a bb [SEP] ccc [SEP]
    let model = Self.masked { query, key in (query < 4) != (key < 4) ? 1 : 0 }
    let scores = try Self.scores(model, ["a bb", "ccc"])
    #expect(scores.other == 1 && scores.same == nil)
    #expect(scores.names == ["other-sentence head"] || scores.names.first == "other-sentence head")
  }

  /// Between two sequences there is neither distance nor "previous"; the same token is that in the other sequence.
  @Test func cross() throws {
    let model = AttentionStubModel(kind: .sequenceToSequence, hasSpecialTokens: true) { _, _, query, key in
      query == key ? 1 : 0
    }
    let reading = try Self.reading(model, ["a bb ccc", "a bb ccc"])
    let block = try #require(reading.blocks.first { $0.source.kind == .cross })
    let scores = block.scores[0][0]
    #expect(scores.distance == nil && scores.previous == nil && scores.itself == nil)
    #expect(scores.same == 1 && scores.induction == 0)
  }

  /// Rollout of one layer is half of what comes in and half of the mean of heads; rows sum to 1 through all layers.
  @Test func rollout() throws {
    let model = AttentionStubModel(layers: 5, heads: 3) { layer, head, query, key in
      Float(1 + (layer * 5 + head * 3 + query * 7 + key * 2) % 11)
    }
    let reading = try Self.reading(model, ["a bb ccc dddd eeeee ffffff"], .rollout)
    let block = reading.blocks[0]
    let rollout = try #require(block.rollout)
    #expect(rollout.count == 5 && rollout.allSatisfy { $0.shape == [6, 6] })
    for (layer, matrix) in rollout.enumerated() {
      for row in 0..<6 {
        #expect(abs(matrix.slice(row).values.reduce(0, +) - 1) < 1e-6)
        for column in 0..<6 {
          let half = (0..<3).reduce(Float(0)) { $0 + block.patterns[layer][$1, row, column] } / 6
          // The product with what came before, number by number.
          let expected = (0..<6).reduce(Float(0)) { sum, middle in
            let mean =
              (0..<3).reduce(Float(0)) { $0 + block.patterns[layer][$1, row, middle] } / 6
              + (row == middle ? 0.5 : 0)
            return sum + (layer == 0 ? 0 : mean * rollout[layer - 1][middle, column])
          }
          let first = half + (row == column ? 0.5 : 0)
          #expect(abs(matrix[row, column] - (layer == 0 ? first : expected)) < 1e-6)
        }
      }
    }
  }

  /// Rollout begins at layer 0 or is not there; cross-attention has none.
  @Test func rolloutOnlyFromTheStart() throws {
    func rollouts(_ layers: [Int], _ kind: ModelKind) throws -> [Bool] {
      let parameters: JSONObject = ["include_layers": JSONValue(layers)]
      return try AttentionReading(
        ExplainerCall(
          texts: ["a bb"], parameters: Parameters(parameters),
          model: AttentionStubModel(kind: kind, layers: 4, encoderLayers: 4)), extras: .rollout
      ).blocks.map { $0.rollout != nil }
    }
    #expect(try rollouts([0, 1], .causal) == [true])
    #expect(try rollouts([1, 2], .causal) == [false])
    #expect(try rollouts([0, 2], .causal) == [false])
    #expect(try rollouts([0], .sequenceToSequence) == [true, true, false])
  }
}
