import Diagnostics
import JSON

extension BarsFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      (
        "bars",
        .array(bars.map { ["label": $0.label.json, "value": JSONValue(figureNumber: $0.value)] })
      ), ("quantity", .string(quantity)),
    ]
    if let maximum { members.append(("maximum", .number(maximum))) }
    return members + [("style", style.json)]
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var bars: [Bar] = []
    for (index, element) in try reader.array("bars").enumerated() {
      let bar = try MemberReader(element, at: "\(reader.path("bars"))[\(index)]")
      guard let value = try bar.double("value") else {
        throw MemberReader.mismatch(bar.path("value"), "a number", bar.object["value"])
      }
      bars.append(Bar(label: try Label(json: bar.value("label"), at: bar.path("label")), value: value))
    }
    self.init(
      bars: bars, quantity: try reader.string("quantity", default: ""), maximum: try reader.double("maximum"),
      style: try NumberStyle(json: reader.value("style"), at: reader.path("style")))
  }
}
