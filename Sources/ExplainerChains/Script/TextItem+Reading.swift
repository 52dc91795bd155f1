import Diagnostics
import Files
import JSON

extension TextItem {
  /// How many texts a script may have.
  static let most = 1_000_000
  /// The largest file of texts, in bytes.
  static let maximumFileSize = 1 << 30

  /// Reads `text` or `texts`: a text, a list of texts, pairs and records, or `{file: …}`.
  ///
  /// - Returns: the texts, and the files they were read from.
  static func read(_ node: ScriptNode) -> (items: [TextItem], files: [String]) {
    if node["file"] != nil {
      let (items, file) = fromFile(node)
      return (items, file.map { [$0] } ?? [])
    }
    if node.value.object != nil { return ([record(node)].compactMap { $0 }, []) }
    return (node.elements.compactMap(item), [])
  }

  private static func item(_ node: ScriptNode) -> TextItem? {
    if node.value.object != nil { return record(node) }
    if let text = node.value.string, isLikelyFile(text, of: node.log.source) {
      node.report(
        "'\(text)' is the name of a file, or a text?",
        remedy: "a file's texts are {file: \(text)}; the text itself is {text: \(text)}")
      return nil
    }
    let path = node.log.source.location(of: node.path)
    if node.value.array != nil {
      let texts = node.elements.compactMap { $0.string("a text") }
      guard (1...2).contains(texts.count) else {
        node.report("a pair has \(texts.count) texts", expected: "two")
        return nil
      }
      return TextItem(texts: texts, record: [:], location: path)
    }
    return node.string("a text").map { TextItem(texts: [$0], record: [:], location: path) }
  }

  /// Whether a text looks as if its author meant the file of that name: one that is there beside the script, or a name with
  /// an ending that files of texts have.
  static func isLikelyFile(_ text: String, of source: ScriptSource) -> Bool {
    guard !text.isEmpty, text.utf8.count <= 255, !text.contains(where: \.isWhitespace) else { return false }
    let endings = [".jsonl", ".ndjson", ".txt", ".json", ".csv", ".tsv"]
    if endings.contains(where: { text.count > $0.count && text.lowercased().hasSuffix($0) }) { return true }
    return text.contains(".")
      && FileSystem.isFile(text.hasPrefix("/") ? text : "\(source.folder)/\(text)")
  }

  private static func record(_ node: ScriptNode) -> TextItem? {
    let path = node.log.source.location(of: node.path)
    do { return try TextItem(record: node.value.object ?? [:], field: nil, location: path) } catch {
      node.log.add(error, at: node.path)
      return nil
    }
  }

  /// A record's text: its member `field`, or `text`, `texts`, `sentence_a` and `sentence_b`.
  init(record: JSONObject, field: String?, location: String) throws(ExplainerError) {
    func refuse(_ message: String) -> ExplainerError { ExplainerError(.badData, message) }
    let texts: [String]
    if let field {
      guard let text = record[field]?.string else {
        throw refuse(
          record[field].map { "'\(field)' is \($0.kindName), expected a text" } ?? "there is no '\(field)'")
      }
      texts = [text]
    } else if let first = record["sentence_a"]?.string {
      texts = [first] + (record["sentence_b"]?.string.map { [$0] } ?? [])
    } else if let several = record["texts"]?.array {
      texts = several.compactMap(\.string)
      guard texts.count == several.count, (1...2).contains(texts.count) else {
        throw refuse("'texts' must be one text or two")
      }
    } else {
      guard let text = record["text"]?.string else {
        throw refuse(
          record["text"].map { "'text' is \($0.kindName), expected a text" } ?? "the record has no 'text'")
      }
      texts = [text]
    }
    self.init(texts: texts, record: record, location: location)
  }

  // MARK: - Files

  private static func fromFile(_ node: ScriptNode) -> (items: [TextItem], file: String?) {
    guard node.isObject(with: ["file", "field", "first"], what: "'texts'"), let file = node["file"],
      let name = file.string("'file'")
    else { return ([], nil) }
    let path = name.hasPrefix("/") ? name : "\(node.log.source.folder)/\(name)"
    let field = node["field"]?.string("'field'")
    let first = node["first"].flatMap { $0.number("'first'", from: 1) }.map { Int($0) } ?? most
    do throws(ExplainerError) {
      let bytes = try FileSystem.read(path, limit: maximumFileSize)
      let isRecords = name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") || field != nil
      let items = try lines(of: bytes, named: name, isRecords: isRecords, field: field, first: first)
      if items.isEmpty { file.report("the file has no texts") }
      return (items, path)
    } catch {
      node.log.add(error, at: file.path)
      return ([], path)
    }
  }

  /// One text a line, or one JSON record a line; empty lines count for nothing.
  private static func lines(
    of bytes: [UInt8], named name: String, isRecords: Bool, field: String?, first: Int
  ) throws(ExplainerError) -> [TextItem] {
    var items: [TextItem] = []
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let content = line.last == 0x0D ? line.dropLast() : line
      guard content.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      guard items.count < min(first, most) else {
        if items.count == first { break }
        throw ExplainerError(.limitReached, "more than \(most) texts", at: [name])
      }
      let path = "\(name):\(number)"
      guard let text = String(validating: content, as: UTF8.self) else {
        throw ExplainerError(.badText, "the line is not UTF-8", at: [path])
      }
      guard isRecords else {
        items.append(TextItem(texts: [text], record: [:], location: path))
        continue
      }
      let json: JSONValue
      do { json = try JSONValue(parsing: Array(content)) } catch {
        throw ExplainerError(.badData, error.words, at: ["\(path):\(error.column)"])
      }
      guard let record = json.object else {
        throw ExplainerError(.badData, "the line is \(json.kindName), expected an object", at: [path])
      }
      do { items.append(try TextItem(record: record, field: field, location: path)) } catch {
        throw error.located(in: path)
      }
    }
    return items
  }
}
