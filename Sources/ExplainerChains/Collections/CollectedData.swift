public import ExplainerCore
public import JSON

/// What a script has collected over its points: rows, and a picture of them.
public struct CollectedData: Sendable {
  /// Its name in the script.
  public let id: String
  /// The names of the columns.
  public let columns: [String]
  /// The rows, as many values as columns each.
  public let rows: [[JSONValue]]
  /// How many points had nothing to give.
  public let leftOut: Int
  /// The picture.
  public let figure: Figure

  /// The rows as data; nil for the forms that are drawn.
  func bytes(_ format: ChainFormat) -> [UInt8]? {
    switch format {
    case .csv:
      lines {
        Self.quoted($0)
      } joined: {
        $0.joined(separator: ",")
      }
    case .tsv:
      lines {
        Self.flattened($0)
      } joined: {
        $0.joined(separator: "\t")
      }
    case .jsonl: Array(objects.map { $0.text() + "\n" }.joined().utf8)
    case .json: Array((JSONValue.array(objects).text(pretty: true) + "\n").utf8)
    default: nil
    }
  }

  /// The rows as objects.
  public var objects: [JSONValue] {
    rows.map { row in .object(JSONObject(Array(zip(columns, row)))) }
  }

  private func lines(_ cell: (JSONValue) -> String, joined: ([String]) -> String) -> [UInt8] {
    let all = [columns.map { cell(.string($0)) }] + rows.map { $0.map(cell) }
    return Array(all.map { joined($0) + "\n" }.joined().utf8)
  }

  private static func plain(_ value: JSONValue) -> String {
    value.isNull ? "" : value.string ?? value.text()
  }

  /// A field of RFC 4180.
  private static func quoted(_ value: JSONValue) -> String {
    let text = plain(value)
    let needsQuotes = text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    return needsQuotes ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }

  /// A field without tabs and ends of lines, which the format has no way to say.
  private static func flattened(_ value: JSONValue) -> String {
    String(
      String.UnicodeScalarView(
        plain(value).unicodeScalars.map { "\t\n\r".unicodeScalars.contains($0) ? " " : $0 }))
  }
}
