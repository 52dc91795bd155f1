/// The members of a JSON object, in the order they were written.
///
/// Look-up is linear for up to eight members and hashed beyond, so that small objects (almost all of them)
/// cost one array each.
public struct JSONObject: Sendable {
  /// The members in order.
  public private(set) var members: [(key: String, value: JSONValue)]
  private var index: [String: Int]

  private static let linearLimit = 8

  /// An object with these members; of two with the same key the later value stays, at the earlier position.
  public init(_ members: [(String, JSONValue)] = []) {
    self.members = []
    self.index = [:]
    self.members.reserveCapacity(members.count)
    for (key, value) in members { self[key] = value }
  }

  /// The value of `key`; setting nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let found?, let value?): members[found].value = value
      case (let found?, nil):
        members.remove(at: found)
        index = [:]
        if members.count > Self.linearLimit { reindex() }
      case (nil, let value?):
        members.append((key, value))
        if members.count > Self.linearLimit {
          if index.isEmpty { reindex() } else { index[key] = members.count - 1 }
        }
      case (nil, nil): break
      }
    }
  }

  /// The keys in order.
  public var keys: [String] { members.map(\.key) }
  /// The number of members.
  public var count: Int { members.count }
  /// Whether there are no members.
  public var isEmpty: Bool { members.isEmpty }

  /// The place of a member among all, by its key.
  package func position(of key: String) -> Int? {
    index.isEmpty ? members.firstIndex { $0.key == key } : index[key]
  }

  private mutating func reindex() {
    for (position, member) in members.enumerated() { index[member.key] = position }
  }
}

extension JSONObject: Hashable {
  /// Equal when the same keys have equal values, whatever their order.
  public static func == (first: JSONObject, second: JSONObject) -> Bool {
    first.count == second.count && first.members.allSatisfy { second[$0.key] == $0.value }
  }

  /// Feeds the members, independent of their order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    hasher.combine(members.reduce(0) { $0 ^ ($1.key.hashValue &* 31 ^ $1.value.hashValue) })
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object with its members in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
