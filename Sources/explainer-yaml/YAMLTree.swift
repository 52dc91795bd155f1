import JSON

/// A YAML text as JSON, with the line and column of everything in it.
///
/// `{"value": …, "marks": …}`, where marks have the shape of the value: `[line, column]` for a scalar, `[line, column,
/// [marks of the elements]]` for a list, `[line, column, [[line, column, marks of the value], …]]`, the first pair that of
/// the key, for a map; or `{"error": {"message", "line", "column"}}`. Lines and columns count from 1, columns in characters.
struct YAMLTree {
  /// What is read of a text; more is taken for an attack.
  static let mostNodes = 2_000_000
  static let deepest = 64
  /// How many bytes of letters are written out: an alias says again all that it stands for.
  static let mostLetters = 128 << 20

  private var nodes = 0
  private var letters = 0

  /// Reads a text.
  static func json(of bytes: [UInt8]) -> JSONValue {
    do throws(YAMLFailure) {
      guard String(validating: bytes, as: UTF8.self) != nil else {
        throw YAMLFailure(message: "the text is not UTF-8", mark: .start)
      }
      guard let root = try YAMLComposer.document(of: bytes) else {
        throw YAMLFailure(message: "the text is empty", mark: .start)
      }
      var tree = YAMLTree()
      let (value, marks) = try tree.read(root, depth: 0)
      return ["value": value, "marks": marks]
    } catch {
      return [
        "error": [
          "message": .string(error.message), "line": .integer(error.mark.line),
          "column": .integer(error.mark.column),
        ]
      ]
    }
  }

  private mutating func read(_ node: YAMLNode, depth: Int) throws(YAMLFailure) -> (JSONValue, JSONValue) {
    nodes += 1
    guard nodes <= Self.mostNodes else {
      throw YAMLFailure(message: "more than \(Self.mostNodes) values, aliases written out", mark: node.mark)
    }
    guard depth <= Self.deepest else {
      throw YAMLFailure(message: "nested more than \(Self.deepest) deep", mark: node.mark)
    }
    let start = Self.start(node.mark)
    switch node {
    case .scalar(let scalar):
      try count(scalar)
      return (Self.value(of: scalar), .array(start))
    case .sequence(let sequence, _):
      var (values, marks) = ([JSONValue](), [JSONValue]())
      for element in sequence {
        let (value, mark) = try read(element, depth: depth + 1)
        values.append(value)
        marks.append(mark)
      }
      return (.array(values), .array(start + [.array(marks)]))
    case .mapping(let mapping, _): return try read(mapping, start, depth: depth)
    }
  }

  private mutating func read(
    _ mapping: [(key: YAMLNode, value: YAMLNode)], _ start: [JSONValue], depth: Int
  ) throws(YAMLFailure) -> (JSONValue, JSONValue) {
    var members: [(key: String, value: JSONValue, mark: JSONValue)] = []
    var merged: [(key: String, value: JSONValue, mark: JSONValue)] = []
    for (key, node) in mapping {
      guard case .scalar(let scalar) = key else {
        throw YAMLFailure(message: "a key that is not a text", mark: key.mark)
      }
      try count(scalar)
      let keyStart = Self.start(key.mark)
      let (value, marks) = try read(node, depth: depth + 1)
      guard scalar.text == "<<", scalar.isPlain else {
        members.append((scalar.text, value, .array(keyStart + [marks])))
        continue
      }
      for (map, mark) in try Self.maps(value, marks, node.mark) {
        for (member, mark) in zip(map.members, mark[2]?.array ?? []) {
          merged.append((member.key, member.value, mark))
        }
      }
    }
    // What is written beside a merge counts instead of what is merged, and of two merged the first.
    var names = Set(merged.isEmpty ? [] : members.map(\.key))
    for one in merged where names.insert(one.key).inserted { members.append(one) }
    return (
      .object(JSONObject(members.map { ($0.key, $0.value) })), .array(start + [.array(members.map(\.mark))])
    )
  }

  private mutating func count(_ scalar: YAMLScalar) throws(YAMLFailure) {
    letters += scalar.text.utf8.count
    guard letters <= Self.mostLetters else {
      throw YAMLFailure(message: "more than 128 MiB of text, aliases written out", mark: scalar.mark)
    }
  }

  private static func start(_ mark: YAMLMark) -> [JSONValue] {
    [.integer(mark.line), .integer(mark.column)]
  }

  private static func maps(
    _ value: JSONValue, _ marks: JSONValue, _ mark: YAMLMark
  ) throws(YAMLFailure) -> [(JSONObject, JSONValue)] {
    if let map = value.object { return [(map, marks)] }
    let maps = value.array?.compactMap(\.object) ?? []
    guard let elements = value.array, maps.count == elements.count else {
      throw YAMLFailure(message: "'<<' merges a map or a list of maps", mark: mark)
    }
    return Array(zip(maps, marks[2]?.array ?? []))
  }

  /// Plain scalars by the core schema of YAML 1.2: `no` and `on` are texts, `0x1F` and `0o17` numbers.
  private static func value(of scalar: YAMLScalar) -> JSONValue {
    let text = scalar.text
    guard scalar.isPlain else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    guard let first = text.utf8.first,
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= first || "+-.".utf8.contains(first)
    else { return .string(text) }
    if text.hasPrefix("0x"), let number = Int(text.dropFirst(2), radix: 16) { return .integer(number) }
    if text.hasPrefix("0o"), let number = Int(text.dropFirst(2), radix: 8) { return .integer(number) }
    if let number = Int(text) { return .integer(number) }
    // Numbers JSON can say: no infinities, no "1_000", no "1:30".
    let isNumber = text.utf8.allSatisfy {
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "+-.eE".utf8.contains($0)
    }
    guard isNumber, let number = Double(text), number.isFinite else { return .string(text) }
    return .number(number)
  }
}
