import CExplainerABI
import Diagnostics
import JSON

/// A JSON text that a plugin has had parsed, and those of its values that it has reached, by number.
///
/// The values of an array or object get their numbers together, when the first of them is reached, and keep them: what a
/// plugin reads again costs no more memory.
final class LentDocument {
  private struct Node {
    let value: JSONValue
    /// The number of the first value inside, once one has been reached.
    var firstInside: Int?
  }

  private var nodes: [Node]
  private let texts = LentTexts()
  private var strings: [Int: xpl_str] = [:]
  private var names: [Int: xpl_str] = [:]

  /// The document whose root, with the number 0, is `root`.
  init(_ root: JSONValue) { nodes = [Node(value: root)] }

  /// Whether a value has this number.
  func has(_ number: Int) -> Bool { nodes.indices.contains(number) }

  /// The value of a number that is there.
  subscript(number: Int) -> JSONValue { nodes[number].value }

  /// How many values there are inside of an array or object; nil for another kind.
  func count(_ number: Int) -> Int? { nodes[number].value.array?.count ?? nodes[number].value.object?.count }

  /// The number of the value at a place inside another.
  ///
  /// - Throws: `badData` for another kind of value, `notFound` for a place that is not there.
  /// - Complexity: O(1), and once O(values inside).
  func element(_ index: Int, of number: Int) throws(ExplainerError) -> Int {
    guard let count = count(number) else {
      throw .otherKind(expected: JSONKinds.list, found: nodes[number].value)
    }
    guard let place = place(index, of: number) else {
      throw ExplainerError(
        .notFound, "the JSON has no value \(UInt(bitPattern: index)) there", expected: "less than \(count)")
    }
    return place
  }

  /// The number of a member of an object.
  ///
  /// - Throws: `badData` for another kind of value, `notFound` for a name that is not there.
  func member(_ name: String, of number: Int) throws(ExplainerError) -> Int {
    guard let object = nodes[number].value.object else {
      throw .otherKind(expected: JSONKinds.object, found: nodes[number].value)
    }
    guard let place = object.position(of: name).flatMap({ place($0, of: number) }) else {
      throw .nothing(at: name)
    }
    return place
  }

  /// The number of what a pointer (RFC 6901) leads to from a value.
  ///
  /// - Throws: `notFound` where that is nowhere.
  func find(_ pointer: String, from number: Int) throws(ExplainerError) -> Int {
    guard let steps = JSONPointer(pointer)?.steps else { throw .nothing(at: pointer) }
    var found = number
    for step in steps {
      let index =
        switch nodes[found].value {
        case .object(let object): object.position(of: step)
        default: Int(step).flatMap { "\($0)" == step ? $0 : nil }
        }
      guard let next = index.flatMap({ place($0, of: found) }) else { throw .nothing(at: pointer) }
      found = next
    }
    return found
  }

  private func place(_ index: Int, of number: Int) -> Int? {
    guard let count = count(number), (0..<count).contains(index) else { return nil }
    if let first = nodes[number].firstInside { return first + index }
    let value = nodes[number].value
    nodes[number].firstInside = nodes.count
    nodes += value.array?.map { Node(value: $0) } ?? value.object?.members.map { Node(value: $0.value) } ?? []
    return nodes[number].firstInside.map { $0 + index }
  }

  /// The text of a string, lent for as long as this document is there; nil for another kind of value.
  func string(_ number: Int) -> xpl_str? {
    if let lent = strings[number] { return lent }
    strings[number] = nodes[number].value.string.map { texts.lend($0.utf8) }
    return strings[number]
  }

  /// The name of the member at a place of an object that is there, lent as strings are; empty in an array.
  func name(_ index: Int, of number: Int) -> xpl_str {
    guard let members = nodes[number].value.object?.members, let place = place(index, of: number) else {
      return xpl_str()
    }
    let name = names[place] ?? texts.lend(members[index].key.utf8)
    names[place] = name
    return name
  }
}
