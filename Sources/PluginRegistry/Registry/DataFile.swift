import Diagnostics
import Files
public import JSON

/// A file that a plugin's package carries for the plugin to read: it lies below `data/` beside the library, and is pinned as what
/// else lies there is.
public struct DataFile: Sendable, Hashable {
  /// The folder beside the library, and in an author's project.
  package static let folder: String = "data"
  /// How many a package may carry: a call may have them all open.
  package static let most: Int = 128
  /// The longest path from the library's folder, in bytes.
  package static let longestName: Int = 100

  /// Its path from the library's folder, by which the plugin asks for it: `data/words.txt`.
  public let name: String
  /// SHA-256 in hexadecimal.
  public let sha256: String
  /// Where it lies.
  package let path: String

  /// Its size in bytes; nil where it is missing.
  public var size: Int? { FileSystem.size(path) }

  /// What lists say of it.
  public var json: JSONValue {
    ["name": .string(name), "bytes": size.map { .integer($0) } ?? .null, "sha256": .string(sha256)]
  }

  /// So many files of so many bytes together, in words.
  public static func summary(count: Int, bytes: Int) -> String {
    "\(count) file\(count == 1 ? "" : "s"), \(ByteCount.text(bytes))"
  }

  /// Whether what goes by this path beside a library is one.
  package static func isOne(_ name: String) -> Bool { name.hasPrefix("\(folder)/") }

  /// What is wrong with a plugin's data files, in words; nil where all is well.
  static func flaw(of names: some Sequence<String>) -> String? {
    let names = names.filter(isOne)
    if names.count > most { return "has \(names.count) data files, expected at most \(most)" }
    return names.first { $0.utf8.count > longestName }.map {
      "has a data file whose name has \($0.utf8.count) bytes, expected at most \(longestName): '\($0)'"
    }
  }
}

extension RegistryEntry {
  /// The files that the plugin's package carries for it to read, sorted by name.
  public var dataFiles: [DataFile] {
    filesBeside.filter { DataFile.isOne($0.name) }.map {
      DataFile(name: $0.name, sha256: $0.pin, path: $0.path)
    }
  }
}
