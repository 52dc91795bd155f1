public import Diagnostics
import ExplainerCore
import Files
import JSON

/// The text of a script, read as far as YAML and JSON go, which knows where everything in it stands.
public struct ScriptSource: Sendable {
  /// What messages call it: its path as it was given.
  public let name: String
  /// The last part of its name.
  public var fileName: String { FileSystem.name(of: name) }
  /// The folder that files it names are looked for in.
  public let folder: String
  /// The text.
  public let text: String
  let value: JSONValue
  private let marks: Marks

  /// Where everything stands.
  private enum Marks {
    case json(JSONMarks)
    /// Lines and columns in the shape of the value (`explainer-yaml`).
    case yaml(JSONValue)
  }

  /// Reads the script at `path`: JSON where its name ends in `.json`, else YAML.
  ///
  /// - Parameters:
  ///   - path: the script's file.
  ///   - reader: the program that reads YAML.
  /// - Throws: `notFound`, `badData` with line and column, `badText` where it is not UTF-8.
  public init(path: String, reader: String) throws(ExplainerError) {
    let bytes = try FileSystem.read(path, limit: DocumentBounds.script.bytes, allowsStreams: true)
    try self.init(
      bytes: bytes, name: path, folder: FileSystem.folder(of: path), isJSON: path.hasSuffix(".json"),
      reader: reader)
  }

  /// Reads a script from its bytes.
  public init(
    bytes: [UInt8], name: String, folder: String, isJSON: Bool, reader: String
  ) throws(ExplainerError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ExplainerError(
        .badText, "the script is not UTF-8", at: [name],
        remedy: "convert it first, e.g. with `iconv -f LATIN1 -t UTF-8`")
    }
    if isJSON {
      do {
        self.init(
          text, name, folder, try JSONValue(parsing: bytes, memory: DocumentBounds.script.memory),
          .json(try JSONMarks(bytes)))
      } catch { throw error.inFile(name) }
      return
    }
    guard FileSystem.isFile(reader) else {
      throw ExplainerError(
        .internalFault, "the program that reads YAML is missing", at: [reader],
        remedy: "build or install the program again ('swift build'), or write the script as JSON")
    }
    try self.init(
      text: text, name: name, folder: folder,
      tree: try ChildProgram.output(of: reader, input: bytes, limit: DocumentBounds.readScript.bytes))
  }

  /// The script whose `text` the reader of YAML has made `tree` of; nil where it was brought down.
  init(text: String, name: String, folder: String, tree: [UInt8]?) throws(ExplainerError) {
    let tree = try Self.tree(tree, name)
    self.init(text, name, folder, tree["value"] ?? .null, .yaml(tree["marks"] ?? .null))
  }

  private init(_ text: String, _ name: String, _ folder: String, _ value: JSONValue, _ marks: Marks) {
    (self.name, self.folder, self.text, self.value, self.marks) = (name, folder, text, value, marks)
  }

  private static func tree(_ output: [UInt8]?, _ name: String) throws(ExplainerError) -> JSONValue {
    let memory = DocumentBounds.readScript.memory
    guard let tree = output.flatMap({ try? JSONValue(parsing: $0, memory: memory) }) else {
      throw ExplainerError(
        .badData, "the script brought the reader of YAML down", at: [name],
        remedy: "it may be nested too deeply, or grow without end through aliases")
    }
    guard let error = tree["error"] else { return tree }
    let path = "\(name):\(error["line"]?.int ?? 1):\(error["column"]?.int ?? 1)"
    throw ExplainerError(.badData, "not valid YAML: \(error["message"]?.string ?? "")", at: [path])
  }

  /// `file:line:column` of what `path` leads to, or of its key.
  func location(of path: [String], key: Bool = false) -> String {
    location(mark(of: path, key: key))
  }

  /// `file:line:column` of a mark.
  func location(_ mark: (line: Int, column: Int)) -> String { "\(name):\(mark.line):\(mark.column)" }

  /// Line and column of what `path` leads to, or of its key, from 1; the last thing on the way that is there.
  func mark(of path: [String], key: Bool = false) -> (line: Int, column: Int) {
    let start: JSONValue
    switch marks {
    case .json(let marks): return marks.position(of: path, in: value)
    case .yaml(let marks): start = marks
    }
    var (node, mark) = (value, start)
    for (depth, step) in path.enumerated() {
      if let index = Int(step), let next = node[index], let inner = mark[2]?[index] {
        (node, mark) = (next, inner)
      } else if let index = node.object?.keys.firstIndex(of: step), let next = node[step],
        let inner = mark[2]?[index], let valueMark = inner[2]
      {
        if key, depth == path.count - 1 { return Self.numbers(inner) }
        (node, mark) = (next, valueMark)
      } else {
        break
      }
    }
    return Self.numbers(mark)
  }

  private static func numbers(_ mark: JSONValue) -> (line: Int, column: Int) {
    (mark[0]?.int ?? 1, mark[1]?.int ?? 1)
  }
}
