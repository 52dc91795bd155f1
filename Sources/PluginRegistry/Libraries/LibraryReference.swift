import CExplainerABI
package import JSON

/// A plugin's library, before anything is known of what it offers.
package struct LibraryReference: Sendable, Hashable {
  /// What messages call it: the plugin's name, or the library's file name where that is not yet known.
  package var name: String
  /// The library's absolute path.
  package var path: String
  /// The entry function's name.
  package var symbol: String

  package init(name: String, path: String, symbol: String = XPL_DEFAULT_SYMBOL) {
    self.name = name
    self.path = path
    self.symbol = symbol
  }

  /// What messages call it: name and path.
  package var label: String { "plugin '\(name)' (\(path))" }

  package var json: JSONValue { ["name": .string(name), "path": .string(path), "symbol": .string(symbol)] }

  /// Reads the reference that this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      name: try reader.string("name"), path: try reader.string("path"), symbol: try reader.string("symbol"))
  }
}
