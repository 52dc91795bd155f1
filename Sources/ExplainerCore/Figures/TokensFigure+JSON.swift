import Diagnostics
import JSON

extension TokensFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("tokens", .array(tokens.map(\.json))),
      (
        "series",
        .array(
          series.map { one in
            ["name": .string(one.name), "weights": .array(one.weights.map { JSONValue(figureNumber: $0) })]
          })
      ), ("scale", scale.json), ("style", style.json),
    ]
    if let firstGenerated { members.append(("first_generated", .integer(firstGenerated))) }
    return members
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var series: [Series] = []
    for (index, element) in try reader.array("series", optional: true).enumerated() {
      let one = try MemberReader(element, at: "\(reader.path("series"))[\(index)]")
      series.append(Series(name: try one.string("name"), weights: try one.numbers("weights")))
    }
    self.init(
      tokens: try reader.labels("tokens"), series: series,
      scale: try ColourScale(json: reader.value("scale"), at: reader.path("scale")),
      style: try NumberStyle(json: reader.value("style"), at: reader.path("style")),
      firstGenerated: try reader.int("first_generated"))
  }
}
