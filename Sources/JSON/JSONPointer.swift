/// A way to a value inside a JSON text (RFC 6901): `/plugins/0/sha256`; empty is the whole text.
public struct JSONPointer: Sendable, Hashable {
  /// The keys and indices on the way, unescaped.
  public var steps: [String]

  /// The pointer with these steps.
  public init(_ steps: [String] = []) { self.steps = steps }

  /// Reads the written form; nil where it is not empty and does not begin with a slash.
  public init?(_ text: String) {
    let slash = UInt8(ascii: "/")
    guard text.isEmpty || text.utf8.first == slash else { return nil }
    let isEscaped = text.utf8.contains(UInt8(ascii: "~"))
    // Byte by byte: a mark that combines with a slash does not take it away.
    steps = text.utf8.split(separator: slash, omittingEmptySubsequences: false).dropFirst().map {
      let step = String(Substring($0))
      return isEscaped ? step.replacing("~1", with: "/").replacing("~0", with: "~") : step
    }
  }

  /// The offset of the value it leads to in `bytes`, or of the last one on the way that is there.
  ///
  /// The error says nothing is wrong with the grammar: it is a place to report `message` at.
  ///
  /// - Complexity: O(bytes).
  public func error(in bytes: [UInt8], message: String) -> JSONError {
    var scanner = JSONScanner(bytes)
    for step in steps { guard (try? scanner.descend(to: step)) == true else { break } }
    _ = try? scanner.peek()
    return scanner.reject(message)
  }
}

extension JSONValue {
  /// The value `pointer` (RFC 6901) leads to, or nil.
  public subscript(pointer text: String) -> JSONValue? {
    guard let pointer = JSONPointer(text) else { return nil }
    var value = self
    for step in pointer.steps {
      guard let next = value[step] ?? Int(step).flatMap({ value[$0] }) else { return nil }
      value = next
    }
    return value
  }
}

extension JSONScanner {
  /// Goes to the member or element `step` of the value that follows; false, and back where it was, without one.
  fileprivate mutating func descend(to step: String) throws(JSONError) -> Bool {
    let start = offset
    var first = true
    switch try peek() {
    case UInt8(ascii: "{"):
      try beginObject()
      while let key = try nextMember(first: &first) {
        if key == step { return true }
        try skipValue()
      }
    case UInt8(ascii: "["):
      try beginArray()
      var index = 0
      while try nextElement(first: &first) {
        if String(index) == step { return true }
        try skipValue()
        index += 1
      }
    default: break
    }
    move(to: start)
    return false
  }
}
