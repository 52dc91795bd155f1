public import Diagnostics
public import ExplainerCore
package import ForeignFunctions
import Files
public import JSON

/// A file that makes a library of plain C functions an explainer: what `explainer install norms.json` takes.
///
/// ```
/// { "schema": "explainer/functions/1", "explainer": "norms", "plugin": "norms", "version": "1.0.0", "license": "MIT",
///   "library": "libnorms.so",
///   "entry_points": [ { "name": "l2", "summary": "…", "fits": ["causal"], "function": { … } } ] }
/// ```
public struct FunctionsDescription: Sendable {
  /// The schema such a file names.
  public static let schema: String = "explainer/functions/1"
  /// How names of such files end.
  package static let ending = ".json"
  /// The largest description that is read, in bytes.
  package static let maximumSize = DocumentBounds.functions.bytes

  /// The file.
  public let path: String
  /// What it offers; parameters are made from the functions' arguments.
  public let descriptor: PluginDescriptor
  /// The library as the file names it.
  public let library: String
  /// The library's absolute path: relative ones count from the file's folder.
  public let libraryPath: String
  /// What a registry says of it, but for `library` and what depends on where it is installed.
  public let plugin: JSONObject
  /// The signatures, by entry point.
  package let functions: [String: FunctionSignature]

  /// Reads the description at `path`.
  ///
  /// - Throws: `notFound` where there is no file, `badData` with line, column and the way to the member where it is
  ///   not a description.
  public init(path: String) throws(ExplainerError) {
    let bytes = try FileSystem.read(path, limit: Self.maximumSize)
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes, memory: DocumentBounds.functions.memory) } catch {
      throw error.inFile(path)
    }
    func malformed(_ error: JSONReadingError) -> ExplainerError {
      let way = JSONReadingError.way(error.path)
      return JSONPointer(error.path).error(
        in: bytes, message: way.isEmpty ? error.reason : "\(way): \(error.reason)"
      ).inFile(path, remedy: "\(Documents.reference(to: "plain-functions.md")) describes the format")
    }
    do throws(JSONReadingError) {
      let reader = try JSONReader(json, "a description")
      guard json["schema"]?.string == Self.schema else {
        throw JSONReadingError(
          "not a description of C functions: its schema is \(json["schema"]?.text() ?? "missing"), expected "
            + "\"\(Self.schema)\"", at: json["schema"] == nil ? [] : ["schema"])
      }
      guard json["kind"]?.string ?? PlainFunctions.kind == PlainFunctions.kind else {
        throw JSONReadingError("'kind' can only be \"\(PlainFunctions.kind)\" here", at: ["kind"])
      }
      library = try reader.words("library")
      var plugin = json.object ?? [:]
      for member in ["schema", "$schema", "library"] { plugin[member] = nil }
      plugin["kind"] = .string(PlainFunctions.kind)
      let read = try PlainFunctions.read(.object(plugin), in: PlainFunctions.members)
      descriptor = read.descriptor
      functions = read.functions ?? [:]
      self.plugin = plugin
    } catch { throw malformed(error) }
    self.path = path
    libraryPath =
      library.hasPrefix("/") ? library : "\(FileSystem.folder(of: FileSystem.absolute(path)))/\(library)"
  }
}
