import Tensors

/// How positions turn queries and keys of one layer.
enum RotaryPlan: Sendable {
  /// Always alike.
  case fixed(Rotary)
  /// As the length of the text asks for.
  case byLength(Rule)

  /// Rotations that depend on how long a text is.
  struct Rule: Sendable {
    /// Whether what texts of two lengths are turned by differs, so that what is kept of one is of no use to the other.
    let differs: @Sendable (_ length: Int, _ other: Int) -> Bool
    /// The rotation of a text of so many tokens.
    let rotary: @Sendable (_ length: Int) -> Rotary
  }

  /// The same of dimensions of a head from another one on.
  func beginning(at first: Int) -> RotaryPlan {
    switch self {
    case .fixed(let rotary): .fixed(rotary.beginning(at: first))
    case .byLength(let rule):
      .byLength(Rule(differs: rule.differs, rotary: { rule.rotary($0).beginning(at: first) }))
    }
  }
}
