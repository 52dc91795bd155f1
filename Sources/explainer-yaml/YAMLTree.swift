import Foundation
import JSON
import Yams

/// A YAML text as JSON, with the line and column of everything in it.
///
/// `{"value": …, "marks": …}`, where marks have the shape of the value: `[line, column]` for a scalar, `[line, column,
/// [marks of the elements]]` for a list, `[line, column, [[line, column, marks of the value], …]]`, the first pair that of
/// the key, for a map; or `{"error": {"message", "line", "column"}}`. Lines and columns count from 1, columns in characters.
struct YAMLTree {
  /// What is read of a text; more is taken for an attack.
  static let mostNodes = 2_000_000
  static let deepest = 64

  private struct Failure: Error {
    let message: String
    let mark: Mark?
  }

  private var nodes = 0

  /// Reads a text.
  static func json(of bytes: Data) -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return error("the text is not UTF-8", nil)
    }
    do {
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else { return error("the text is empty", nil) }
      var tree = YAMLTree()
      let (value, marks) = try tree.read(root, depth: 0)
      return ["value": value, "marks": marks]
    } catch let failure as Failure {
      return error(failure.message, failure.mark)
    } catch let failure as YamlError {
      return error(failure)
    } catch { return Self.error("\(error)", nil) }
  }

  private static func error(_ message: String, _ mark: Mark?) -> JSONValue {
    [
      "error": [
        "message": .string(message), "line": .integer(mark?.line ?? 1), "column": .integer(mark?.column ?? 1),
      ]
    ]
  }

  private static func error(_ failure: YamlError) -> JSONValue {
    switch failure {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return error([problem, context?.text].compactMap { $0 }.joined(separator: ", "), mark)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return error(
        "the key '\(duplicates.first.map { "\($0)" } ?? "")' stands twice in one map", context.mark)
    default: return error("\(failure)".split(separator: "\n").joined(separator: " "), nil)
    }
  }

  private mutating func read(_ node: Node, depth: Int) throws -> (JSONValue, JSONValue) {
    nodes += 1
    guard nodes <= Self.mostNodes else {
      throw Failure(message: "more than \(Self.mostNodes) values, aliases written out", mark: node.mark)
    }
    guard depth <= Self.deepest else {
      throw Failure(message: "nested more than \(Self.deepest) deep", mark: node.mark)
    }
    let place: [JSONValue] = [.integer(node.mark?.line ?? 1), .integer(node.mark?.column ?? 1)]
    switch node {
    case .scalar(let scalar): return (try Self.value(of: scalar), .array(place))
    case .sequence(let sequence):
      var (values, marks) = ([JSONValue](), [JSONValue]())
      for element in sequence {
        let (value, mark) = try read(element, depth: depth + 1)
        values.append(value)
        marks.append(mark)
      }
      return (.array(values), .array(place + [.array(marks)]))
    case .mapping(let mapping): return try read(mapping, place, depth: depth)
    case .alias: throw Failure(message: "an alias without an anchor", mark: node.mark)
    }
  }

  private mutating func read(
    _ mapping: Node.Mapping, _ place: [JSONValue], depth: Int
  ) throws -> (JSONValue, JSONValue) {
    var members: [(key: String, value: JSONValue, mark: JSONValue)] = []
    var merged: [(key: String, value: JSONValue, mark: JSONValue)] = []
    for (key, node) in mapping {
      guard case .scalar(let scalar) = key else {
        throw Failure(message: "a key that is not a text", mark: key.mark)
      }
      let keyPlace: [JSONValue] = [.integer(key.mark?.line ?? 1), .integer(key.mark?.column ?? 1)]
      let (value, marks) = try read(node, depth: depth + 1)
      guard scalar.string == "<<", scalar.style == .plain else {
        members.append((scalar.string, value, .array(keyPlace + [marks])))
        continue
      }
      for (map, mark) in try Self.maps(value, marks, node.mark) {
        for (member, place) in zip(map.members, mark[2]?.array ?? []) {
          merged.append((member.key, member.value, place))
        }
      }
    }
    // What is written beside a merge counts instead of what is merged, and of two merged the first.
    for one in merged where !members.contains(where: { $0.key == one.key }) { members.append(one) }
    return (
      .object(JSONObject(members.map { ($0.key, $0.value) })), .array(place + [.array(members.map(\.mark))])
    )
  }

  private static func maps(
    _ value: JSONValue, _ marks: JSONValue, _ mark: Mark?
  ) throws -> [(JSONObject, JSONValue)] {
    if let map = value.object { return [(map, marks)] }
    let maps = value.array?.compactMap(\.object) ?? []
    guard let elements = value.array, maps.count == elements.count else {
      throw Failure(message: "'<<' merges a map or a list of maps", mark: mark)
    }
    return Array(zip(maps, marks[2]?.array ?? []))
  }

  /// Plain scalars by the core schema of YAML 1.2: `no` and `on` are texts, `0x1F` and `0o17` numbers.
  private static func value(of scalar: Node.Scalar) throws -> JSONValue {
    let text = scalar.string
    guard scalar.style == .plain else { return .string(text) }
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
