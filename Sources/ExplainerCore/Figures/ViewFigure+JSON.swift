import Diagnostics
import JSON

extension ViewFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    [("module", .string(module)), ("data", data), ("fallback", .array(fallback.map(\.json)))]
  }

  init(reader: MemberReader) throws(ExplainerError) {
    var fallback: [Figure] = []
    for (index, element) in try reader.array("fallback").enumerated() {
      // Before reading it: views could nest as deep as JSON does.
      if element["type"]?.string == "view" { throw Self.nested(index) }
      do { fallback.append(try Figure(json: element)) } catch {
        throw error.located(in: "fallback[\(index)]")
      }
    }
    self.init(module: try reader.string("module"), data: try reader.value("data"), fallback: fallback)
  }

  /// The error for a view in the fallback of a view.
  static func nested(_ index: Int) -> ExplainerError {
    ExplainerError(
      .badData, "malformed figure", at: ["fallback[\(index)].type"],
      expected: "a figure that needs no script",
      found: "a view")
  }
}
