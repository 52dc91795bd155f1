public import JSON

/// An interactive view that a plugin brings along: pages run its module, every other medium draws figures instead.
public struct ViewFigure: Sendable, Hashable {
  /// The name of the module, of those that the explanation carries: small letters, digits and underscores.
  public var module: String
  /// What the module is given.
  public var data: JSONValue
  /// What stands for the view in terminals, SVG and pages without scripts, one below the other: at least one figure,
  /// none of them a view; a title may be empty.
  public var fallback: [Figure]

  /// Creates a view.
  public init(module: String, data: JSONValue, fallback: [Figure]) {
    self.module = module
    self.data = data
    self.fallback = fallback
  }

  /// Whether `name` can be the name of a module.
  ///
  /// - Parameter name: any text.
  public static func isModuleName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

extension ViewFigure {
  /// The members of the JSON form.
  var members: [(String, JSONValue)] {
    [("module", .string(module)), ("data", data), ("fallback", .array(fallback.map(\.json)))]
  }

  init(reader: JSONReader) throws(JSONReadingError) {
    let fallback = try reader.elements("fallback", required: true) { element throws(JSONReadingError) in
      // Before reading it: views could nest as deep as JSON does.
      if element["type"]?.string == "view" {
        throw JSONReadingError(
          "a view in a view", at: ["type"], expected: Self.expectedFallback, found: "a view")
      }
      return try Figure(unchecked: element)
    }
    self.init(module: try reader.string("module"), data: try reader.value("data"), fallback: fallback)
  }

  /// What each figure of a fallback must be.
  static let expectedFallback = "a figure that needs no script"
}
