import JSON

/// All points of a script, made when they are asked for: there may be a great many.
public struct ChainPoints: Sendable, RandomAccessCollection {
  private let models: [String]
  private let texts: [TextItem]
  private let combinations: [JSONObject]

  init(_ script: ChainScript) {
    models = script.models.map(\.name)
    texts =
      script.texts.isEmpty ? [TextItem(texts: [], record: [:], location: script.source.name)] : script.texts
    var combinations: [JSONObject] = [[:]]
    for dimension in script.matrix {
      combinations = combinations.flatMap { combination in
        dimension.values.map { value in
          var longer = combination
          longer[dimension.name] = value
          return longer
        }
      }
    }
    self.combinations = combinations.filter { combination in
      !script.excluded.contains { excluded in
        !excluded.isEmpty && excluded.members.allSatisfy { combination[$0.key] == $0.value }
      }
    }
  }

  /// The first point's index.
  public var startIndex: Int { 0 }
  /// How many points there are.
  public var endIndex: Int { models.count * texts.count * combinations.count }

  /// The point at `position`: all texts of the first model first, all combinations of a text before the next, so that
  /// what they share is still there.
  public subscript(position: Int) -> ChainPoint {
    let text = position / combinations.count % texts.count
    return ChainPoint(
      index: position, model: models[position / combinations.count / texts.count], textIndex: text,
      item: texts[text], combination: combinations[position % combinations.count])
  }
}
