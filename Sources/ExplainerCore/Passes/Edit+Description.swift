extension Edit {
  /// The edit as `init(_:)` reads it.
  public var text: String {
    var words = [site]
    for place in Self.places {
      if let list = self[keyPath: place.path] { words.append("\(place.name)=\(list.text)") }
    }
    words.append("\(change.name)=\(change.valueText)")
    if renormalises { words.append("renormalise") }
    return words.joined(separator: " ")
  }
}

extension Edit: CustomStringConvertible {
  /// The edit as `init(_:)` reads it.
  public var description: String { text }
}

extension Edit.Change {
  fileprivate var valueText: String {
    switch self {
    case .set(let value), .add(let value), .remove(let value), .keep(let value): value.text
    case .scale(let factor): factor.short
    case .mean(let mean): mean.rawValue
    }
  }
}

extension Edit.Value {
  /// The value as the command line writes it.
  fileprivate var text: String {
    switch self {
    case .number(let number): number.short
    case .tensor(let name):
      // Quotes only where a name could not be read without them.
      name.utf8.contains { TextScanner.isBlank($0) || $0 == UInt8(ascii: "\"") }
        ? "@\(name.quoted)" : "@\(name)"
    case .text(let index): "@text:\(index)"
    case .otherText(let text): text.quoted
    }
  }
}
