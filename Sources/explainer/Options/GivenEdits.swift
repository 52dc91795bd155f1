import Checkpoints
import Diagnostics
import ExplainerCore
import Files
import JSON
import Tensors

/// The edits of `--edits FILE` and `--edit`, with the tensors they name.
struct GivenEdits {
  /// In the order they apply: those of the file first.
  private(set) var edits: [Edit] = []
  /// The tensors, by the names that the edits have for them: `FILE:NAME`.
  private(set) var tensors: [String: Tensor] = [:]

  /// Bytes that all the tensors of edits may hold.
  private static let mostBytes = 1 << 30

  /// - Throws: `badParameter` for what is no edit, `badData` for files that are not what they should be, `notFound`,
  ///   `limitReached`.
  init(_ given: GivenArguments) throws(ExplainerError) {
    if let file = given["edits"] { edits = try Self.edits(in: file) }
    for text in given.all("edit") {
      do throws(ExplainerError) { edits.append(try Edit(text)) } catch {
        throw error.located(in: "edit '\(text.cut(to: 60))'")
      }
    }
    try readTensors()
  }

  private static func edits(in file: String) throws(ExplainerError) -> [Edit] {
    let bytes = try FileSystem.read(file, limit: DocumentBounds.edits.bytes, allowsStreams: true)
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes, memory: DocumentBounds.edits.memory) } catch {
      throw error.inFile(file)
    }
    guard let elements = json.array else {
      throw ExplainerError(
        .badData, "edits are an array of objects", at: [file], expected: "an array", found: json.kindName)
    }
    do { return try elements.read(Edit.init(json:)) } catch {
      throw error.inValue("edit", code: .badData).located(in: file)
    }
  }

  private mutating func readTensors() throws(ExplainerError) {
    var files: [String: SafetensorsFile] = [:]
    var room = Self.mostBytes
    for edit in edits {
      guard let value = edit.change.value, case .tensor(let name) = value, tensors[name] == nil else {
        continue
      }
      do throws(ExplainerError) {
        guard let (path, tensor) = value.fileReference else {
          throw ExplainerError(
            .badParameter, "'\(name)' names no tensor of a file", expected: "FILE:NAME",
            remedy: "the file is one that --output has written, or another .safetensors")
        }
        let file: SafetensorsFile
        if let open = files[path] { file = open } else { file = try SafetensorsFile(path: path) }
        files[path] = file
        guard let entry = file[tensor] else {
          let near = Suggestion.nearest(to: tensor, among: file.entries.map(\.name))
          throw ExplainerError(
            .notFound, "there is no tensor '\(tensor)'", at: [path],
            remedy: near.map { "did you mean '\($0)'?" })
        }
        room -= entry.bytes.count
        guard room >= 0 else {
          throw ExplainerError(
            .limitReached, "the tensors of the edits are too large",
            expected: "at most \(ByteCount.text(Self.mostBytes)) together")
        }
        let mapped = try file.tensor(named: tensor)
        // In memory of its own: a file may be changed, or be the one that is written.
        tensors[name] = Tensor(shape: mapped.shape, values: mapped.values)
      } catch { throw error.located(in: "edit '\(edit.text.cut(to: 60))'") }
    }
  }
}

extension [Edit] {
  /// Whether one of them says something of texts beside the one it is made in.
  var speakOfTexts: Bool {
    contains { edit in
      if case .text? = edit.change.value { return true }
      return edit.texts != nil || edit.change == .mean(.texts)
    }
  }
}
