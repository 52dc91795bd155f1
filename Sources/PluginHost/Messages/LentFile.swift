import JSON

/// A file that a call lends to its plugin: the plugin asks for it by a name, and gets bytes, no path and no descriptor.
package struct LentFile: Sendable, Hashable {
  /// What the plugin calls it.
  package let name: String
  /// Where it lies: an absolute path without links.
  package let path: String
  /// What tells the file that was looked at from any other (`FileSystem.stamp`).
  package let stamp: [Int]

  /// A file from its parts.
  package init(_ name: String, path: String, stamp: [Int]) {
    self.name = name
    self.path = path
    self.stamp = stamp
  }

  var json: JSONValue {
    ["name": .string(name), "path": .string(path), "stamp": .array(stamp.map { .integer($0) })]
  }

  /// Reads what this same program wrote.
  init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      try reader.string("name"), path: try reader.string("path"),
      stamp: try reader.elements("stamp", "a whole number", \.int))
  }
}
