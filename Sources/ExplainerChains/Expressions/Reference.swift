/// A way to a value: a name, and steps from there: `lens.result.layers[-1].tokens[0:2].id`.
public struct Reference: Sendable, Hashable {
  /// One step on the way.
  public indirect enum Step: Sendable, Hashable {
    /// A member of an object, `.name` or `['name']`; `.length` counts what has no such member.
    case member(String)
    /// An element, from 0; negative counts from the end.
    case index(Int)
    /// The element or the member that an expression names: `[each_index]`.
    case computed(Expression)
    /// Some elements, the end left out, as in Python.
    case slice(Int?, Int?)
    /// All elements of a list or all values of an object; the steps that follow go on from each.
    case all
  }

  /// The name it begins with: a step's id, `text`, `item` and so on.
  public var root: String
  /// The steps.
  public var steps: [Step] = []

  /// Those its own steps make.
  var inner: [Reference] {
    steps.flatMap { step -> [Reference] in
      if case .computed(let expression) = step { expression.references } else { [] }
    }
  }

  static func text(of steps: some Sequence<Step>) -> String {
    steps.map { step in
      switch step {
      case .member(let name): ".\(name)"
      case .index(let index): "[\(index)]"
      case .computed: "[…]"
      case .slice(let first, let end): "[\(first.map(String.init) ?? ""):\(end.map(String.init) ?? "")]"
      case .all: "[*]"
      }
    }.joined()
  }
}
