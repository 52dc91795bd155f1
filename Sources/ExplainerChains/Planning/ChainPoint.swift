public import JSON

/// One point of a script's loops: a model, a text, and a combination of the matrix.
public struct ChainPoint: Sendable, Hashable {
  /// Its index among all points, from 0.
  public let index: Int
  /// The model's name.
  public let model: String
  /// The text's index among the texts, from 0.
  public let textIndex: Int
  /// The text.
  public let item: TextItem
  /// The values of the matrix's dimensions.
  public let combination: JSONObject

  /// The names expressions can use anywhere.
  static let roots = ["text", "texts", "item", "index", "matrix", "model"]
  /// The names they can use where something is done for each element of a list.
  static let eachRoots = ["each", "each_index"]

  /// What the names stand for here.
  var scope: Scope {
    Scope([
      "text": item.texts.first.map { .string($0) } ?? .null, "texts": JSONValue(item.texts),
      "item": .object(item.record), "index": .integer(textIndex), "matrix": .object(combination),
      "model": .string(model),
    ])
  }

  /// The point in a few words, the text apart: model, values of the matrix.
  public var label: String { ([model] + [combinationLabel]).filter { !$0.isEmpty }.joined(separator: " · ") }

  /// The values of the matrix; empty where there is none.
  public var combinationLabel: String {
    combination.members.map { "\($0.key) \($0.value.string ?? $0.value.text())" }.joined(separator: " · ")
  }
}
