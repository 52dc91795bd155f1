public import Diagnostics
public import JSON

extension Figure {
  /// The JSON form, as it stands in documents and crosses the plugin boundary.
  ///
  /// `type`, `title`, `caption`, `details` and the members of its type beside them. Numbers that are not finite, which
  /// JSON does not have, become null.
  public var json: JSONValue {
    let (type, members) = content.described
    var object: JSONObject = ["type": .string(type), "title": .string(title)]
    if !caption.isEmpty { object["caption"] = .string(caption) }
    if !details.isEmpty { object["details"] = .string(details) }
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  /// Reads the JSON form and checks that all counts agree, so that a figure read can be drawn.
  ///
  /// - Throws: `badData`, naming the member that is wrong, what was expected there and what was found.
  public init(json: JSONValue) throws(ExplainerError) {
    do { try self.init(unchecked: json) } catch {
      let fault = error.inValue("figure", code: .badData)
      let title = json["title"]?.string ?? ""
      throw title.isEmpty ? fault : fault.located(in: Self.location(title))
    }
    try validate()
  }

  /// Reads the JSON form alone.
  init(unchecked json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(figure: json)
    self.init(
      title: try reader.string("title"), caption: try reader.optionalString("caption") ?? "",
      details: try reader.optionalString("details") ?? "", content: try Content(reader: reader))
  }
}

extension Figure.Content {
  /// The names of the types, in the order of the documentation.
  static let typeNames = ["tokens", "matrix", "table", "bars", "lines", "text", "view"]

  /// The type's name and the members that belong to it.
  var described: (type: String, members: [(String, JSONValue)]) {
    switch self {
    case .tokens(let figure): ("tokens", figure.members)
    case .matrix(let figure): ("matrix", figure.members)
    case .table(let figure): ("table", figure.members)
    case .bars(let figure): ("bars", figure.members)
    case .lines(let figure): ("lines", figure.members)
    case .text(let text): ("text", [("text", .string(text))])
    case .view(let view): ("view", view.members)
    }
  }

  init(reader: JSONReader) throws(JSONReadingError) {
    let type = try reader.string("type")
    switch type {
    case "tokens": self = .tokens(try TokensFigure(reader: reader))
    case "matrix": self = .matrix(try MatrixFigure(reader: reader))
    case "table": self = .table(try TableFigure(reader: reader))
    case "bars": self = .bars(try BarsFigure(reader: reader))
    case "lines": self = .lines(try LinesFigure(reader: reader))
    case "text": self = .text(try reader.string("text"))
    case "view": self = .view(try ViewFigure(reader: reader))
    default:
      let near = Suggestion.nearest(to: type, among: Self.typeNames)
      throw JSONReadingError(
        "unknown type of figure \"\(type)\"; "
          + (near.map { "did you mean \"\($0)\"?" }
            ?? "expected one of \(Self.typeNames.joined(separator: ", "))"),
        at: ["type"])
    }
  }
}

extension JSONValue {
  /// A number of a figure, with the digits of a `Float` where it is one; null where there is none or it is not
  /// finite.
  init(figureNumber value: Double?) {
    guard let value, value.isFinite else {
      self = .null
      return
    }
    let single = Float(value)
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 {
      self = .integer(whole)
    } else if Double(single) == value {
      self = JSONValue(single)
    } else {
      self = .number(value)
    }
  }

  /// Kinds, with null where there is none.
  init(kinds: [Int?]) { self = .array(kinds.map { $0.map { .integer($0) } ?? .null }) }
}
