extension Objective {
  /// The objective as `init(_:)` reads it.
  public var text: String {
    var text = ""
    for (index, term) in terms.enumerated() {
      let isMinus = term.weight.sign == .minus
      text += index == 0 ? (isMinus ? "-" : "") : (isMinus ? " - " : " + ")
      text += term.magnitudeText
    }
    return text
  }
}

extension Objective: CustomStringConvertible {
  /// The objective as `init(_:)` reads it.
  public var description: String { text }
}

extension Objective.Term {
  /// The term without its sign.
  fileprivate var magnitudeText: String {
    let factor = weight.magnitude == 1 ? "" : "\(weight.magnitude.short)*"
    let place = (position.map { "@\($0)" } ?? "") + (text.map { "@text:\($0)" } ?? "")
    return factor + target.text + place
  }
}

extension Objective.Target {
  fileprivate var text: String {
    switch self {
    case .token(let text): text.quoted
    case .id(let id): "#\(id)"
    case .label(let label): "class:\(Self.needsQuotes(label) ? label.quoted : label)"
    case .start: "start"
    case .end: "end"
    case .site(let name, let index): "\(name)[\(index.map(String.init).joined(separator: ","))]"
    }
  }

  private static func needsQuotes(_ label: String) -> Bool {
    label.utf8.first == UInt8(ascii: "\"")
      || label.utf8.contains { TextScanner.isBlank($0) || $0 == UInt8(ascii: "@") || $0 == 0 }
  }
}
