import Diagnostics
import JSON

extension TokensFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("tokens", .array(tokens.map(\.json))), ("series", .array(series.map(\.json))), ("scale", scale.json),
      ("style", style.json),
    ]
    if let gaps { members.append(("gaps", JSONValue(gaps))) }
    if let firstGenerated { members.append(("first_generated", .integer(firstGenerated))) }
    if !kindNames.isEmpty { members.append(("kind_names", JSONValue(kindNames))) }
    return members
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var series: [Series] = []
    for (index, element) in try reader.array("series", optional: true).enumerated() {
      let one = try MemberReader(element, at: "\(reader.path("series"))[\(index)]")
      series.append(
        Series(
          name: try one.string("name"), weights: try one.numbers("weights"), kinds: try one.kinds("kinds")))
    }
    self.init(
      tokens: try reader.labels("tokens"), gaps: try reader.strings("gaps"), series: series,
      scale: try ColourScale(json: reader.value("scale"), at: reader.path("scale")),
      style: try NumberStyle(json: reader.value("style"), at: reader.path("style")),
      firstGenerated: try reader.int("first_generated"), kindNames: try reader.strings("kind_names") ?? [])
  }
}

extension TokensFigure.Series {
  /// The JSON form: `name`, `weights` and, where there are any, `kinds`.
  var json: JSONValue {
    var object: JSONObject = [
      "name": .string(name), "weights": .array(weights.map { JSONValue(figureNumber: $0) }),
    ]
    if let kinds { object["kinds"] = JSONValue(kinds: kinds) }
    return .object(object)
  }
}
