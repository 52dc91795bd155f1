import Diagnostics
import JSON

extension LinesFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("horizontal_title", .string(horizontalTitle)), ("places", .array(places.map(\.json))),
      ("quantity", .string(quantity)),
      (
        "lines",
        .array(
          lines.map { line in
            ["label": line.label.json, "values": .array(line.values.map { JSONValue(figureNumber: $0) })]
          })
      ), ("style", style.json),
    ]
    if isRank { members.append(("is_rank", true)) }
    return members
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var lines: [Line] = []
    for (index, element) in try reader.array("lines").enumerated() {
      let line = try MemberReader(element, at: "\(reader.path("lines"))[\(index)]")
      lines.append(
        Line(
          label: try Label(json: line.value("label"), at: line.path("label")),
          values: try line.numbers("values")))
    }
    self.init(
      horizontalTitle: try reader.string("horizontal_title", default: ""),
      places: try reader.labels("places"),
      quantity: try reader.string("quantity", default: ""), lines: lines,
      style: try NumberStyle(json: reader.value("style"), at: reader.path("style")),
      isRank: try reader.flag("is_rank"))
  }
}
