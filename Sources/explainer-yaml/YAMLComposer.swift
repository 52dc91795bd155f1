/// Builds a document from the events of a text, following aliases.
struct YAMLComposer {
  private let parser: YAMLParser
  /// What anchors stand for; of two of one name the later counts from there on.
  private var anchors: [String: YAMLNode] = [:]
  /// How many lists and maps are open.
  private var depth = 0
  private var nodes = 0

  /// The only document of `text`; nil where it has none.
  static func document(of text: [UInt8]) throws(YAMLFailure) -> YAMLNode? {
    var composer = Self(parser: try YAMLParser(text))
    return try composer.document()
  }

  private init(parser: YAMLParser) { self.parser = parser }

  private mutating func document() throws(YAMLFailure) -> YAMLNode? {
    _ = try parser.next()
    guard case .documentStart = try parser.next() else { return nil }
    let root = try node(from: try parser.next())
    _ = try parser.next()
    if case .documentStart(let mark) = try parser.next() {
      throw YAMLFailure(
        message: "but found another document, expected a single document in the stream", mark: mark)
    }
    return root
  }

  private mutating func node(from event: YAMLEvent) throws(YAMLFailure) -> YAMLNode {
    nodes += 1
    // (Keys are counted too.)
    guard nodes <= 2 * YAMLTree.mostNodes else {
      throw YAMLFailure(message: "more than \(YAMLTree.mostNodes) values", mark: event.mark ?? .start)
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= YAMLTree.deepest + 1 else {
      throw YAMLFailure(message: "nested more than \(YAMLTree.deepest) deep", mark: event.mark ?? .start)
    }
    let (node, anchor): (YAMLNode, String?)
    switch event {
    case .scalar(let scalar, let name): (node, anchor) = (.scalar(scalar), name)
    case .sequenceStart(let mark, let name): (node, anchor) = (.sequence(try elements(), mark), name)
    case .mappingStart(let mark, let name): (node, anchor) = (.mapping(try members(), mark), name)
    case .alias(let name, let mark):
      guard let node = anchors[name] else { throw YAMLFailure(message: "found undefined alias", mark: mark) }
      return node
    default: throw YAMLFailure(message: "a value is missing", mark: .start)
    }
    // Only now: what is inside cannot refer to what it is in.
    if let anchor { anchors[anchor] = node }
    return node
  }

  private mutating func elements() throws(YAMLFailure) -> [YAMLNode] {
    var elements: [YAMLNode] = []
    while true {
      let event = try parser.next()
      if case .sequenceEnd = event { return elements }
      elements.append(try node(from: event))
    }
  }

  private mutating func members() throws(YAMLFailure) -> [(key: YAMLNode, value: YAMLNode)] {
    var members: [(key: YAMLNode, value: YAMLNode)] = []
    while true {
      let event = try parser.next()
      if case .mappingEnd = event { break }
      let key = try node(from: event)
      members.append((key, try node(from: try parser.next())))
    }
    try Self.checkKeys(members.map(\.key))
    return members
  }

  /// Keys of one text and one type stand once; of several that do not, the first in the order of texts is named.
  private static func checkKeys(_ keys: [YAMLNode]) throws(YAMLFailure) {
    var first: [String: [YAMLScalar]] = [:]
    var repeated: YAMLScalar?
    for case .scalar(let key) in keys {
      guard let earlier = first[key.text]?.first(where: { $0.tag == key.tag }) else {
        first[key.text, default: []].append(key)
        continue
      }
      if repeated.map({ key.text < $0.text }) ?? true { repeated = earlier }
    }
    if let repeated {
      throw YAMLFailure(message: "the key '\(repeated.text)' stands twice in one map", mark: repeated.mark)
    }
  }
}
