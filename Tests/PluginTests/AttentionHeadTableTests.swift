import ExplainerCore
import ExplainerViews
import JSON
import Testing

@testable import AttentionReading

/// The table of heads says why a head is called what it is called, however narrow the terminal is.
@Suite struct AttentionHeadTableTests {
  /// A head for each kind of token: what it gives nine tenths of its weight to, of the tokens
  /// `[CLS] a bb a [SEP] a bb a [SEP]`.
  private static let kinds = [
    "previous", "next", "itself", "first", "separator", "same token", "induction", "other sentence",
  ]

  private static func reading(_ kinds: [String]) throws -> AttentionReading {
    let ids = [101, 1, 2, 1, 102, 1, 2, 1, 102]
    let model = AttentionStubModel(kind: .masked, layers: 1, heads: kinds.count, hasSpecialTokens: true) {
      _, head, query, key in
      let isMeant: Bool =
        switch kinds[head] {
        case "previous": key == query - 1
        case "next": key == query + 1
        case "itself": key == query
        case "first": key == 0
        case "separator": key == 4 || key == 8
        case "same token": key != query && ids[key] == ids[query] && ids[key] < 100
        case "induction": key > 0 && key < query && ids[key - 1] == ids[query]
        default: (key < 5) != (query < 5)
        }
      return isMeant ? 1 : 0.002
    }
    return try AttentionReading(
      ExplainerCall(texts: ["a bb a", "a bb a"], parameters: Parameters([:]), model: model))
  }

  private static func lines(_ figure: Figure, width: Int) -> [String] {
    TerminalRenderer(style: TerminalStyle(width: width)).render(figure)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// One head of each kind: its column is there at 80 columns, and with every other one.
  @Test(arguments: kinds) func oneKind(_ kind: String) throws {
    for other in Self.kinds {
      let reading = try Self.reading([kind, other])
      #expect(reading.blocks[0].scores[0].allSatisfy { !$0.names.isEmpty })
      let lines = Self.lines(reading.scorecardFigure(limit: 16), width: 80)
      let heading = try #require(lines.first { $0.contains("layer.head") })
      #expect(heading.contains(kind) && heading.contains(other), "\(lines.joined(separator: "\n"))")
      #expect(heading.contains("what it looks at"))
    }
  }

  /// A head may have several names at once; then the list of names is cut before the columns are.
  @Test func severalNames() throws {
    let model = AttentionStubModel(kind: .masked, layers: 1, heads: 1, hasSpecialTokens: true) {
      _, _, _, key in
      // The separator behind sentence A, which for most tokens is in the other sentence.
      key == 2 ? 1 : 0.001
    }
    let reading = try AttentionReading(
      ExplainerCall(texts: ["a", "a bb a b"], parameters: Parameters([:]), model: model))
    let names = reading.blocks[0].scores[0][0].names
    #expect(names.count >= 2)
    let heading = try #require(
      Self.lines(reading.scorecardFigure(limit: 16), width: 80).first { $0.contains("layer.head") })
    for share in reading.blocks[0].scores[0][0].shares where names.contains(share.headName) {
      #expect(heading.contains(share.title), "\(heading)")
    }
  }

  /// Shares that few tokens count for say how many, in the table, in the result and in the page's data.
  @Test func tokensOfShares() throws {
    let reading = try Self.reading(["induction"])
    // Of `a bb a [SEP] a bb a` all six have another such token; behind an earlier one of its kind, the second to fourth `a`
    // and the second `bb`, where the token behind is not the query itself.
    let scores = reading.blocks[0].scores[0][0]
    #expect(scores.sameTokens == 6 && scores.inductionTokens == 4)
    let caption = reading.scorecardFigure(limit: 16).caption
    #expect(caption.contains("“same token” over 6") && caption.contains("“induction” over 4 of 9 tokens"))
    let entry = try #require(reading.result["scorecard"]?[0])
    #expect(entry["same_tokens"] == 6 && entry["induction_tokens"] == 4)
    let block = AttentionViewData(reading).json["variants"]?[0]?["blocks"]?[0]
    #expect(block?["score_tokens"] == ["same": 6, "induction": 4])
    // Where there are none, nothing is said.
    let alone = try AttentionReading(
      ExplainerCall(texts: ["a bb ccc"], parameters: Parameters([:]), model: AttentionStubModel()))
    #expect(alone.scorecardFigure(limit: 16).caption.isEmpty)
    #expect(alone.result["scorecard"]?[0]?["induction_tokens"] == 0)
  }
}
