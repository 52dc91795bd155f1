public import JSON

/// The code of an interactive view that a plugin ships with its explanation.
///
/// The host puts it into the HTML file beside the figures that name it; the page's policy forbids it every request.
/// `Docs/views.md` says how the page and a module meet.
public struct ViewModule: Sendable, Hashable {
  /// The name by which figures refer to it, such as `factor_explorer`.
  public var name: String
  /// An ES module.
  public var script: String
  /// A style sheet.
  public var style: String

  /// Creates a module.
  public init(name: String, script: String, style: String = "") {
    self.name = name
    self.script = script
    self.style = style
  }
}

extension ViewModule {
  /// The JSON form: `name`, `script`, `style`.
  public var json: JSONValue {
    ["name": .string(name), "script": .string(script), "style": .string(style)]
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, nullIsAbsent: true)
    self.init(
      name: try reader.string("name"), script: try reader.string("script"),
      style: try reader.optionalString("style") ?? "")
  }
}
