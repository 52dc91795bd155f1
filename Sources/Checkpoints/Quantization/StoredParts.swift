import Diagnostics

/// The tensors of a checkpoint, of which several may make up one weight.
struct StoredParts: Sendable {
  /// Where the weights are, for messages.
  let path: String
  private let all: [String: StoredPart]

  init(path: String, _ all: [String: StoredPart]) {
    self.path = path
    self.all = all
  }

  /// A tensor by its name; nil where there is none.
  subscript(name: String) -> StoredPart? { all[name] }

  /// A tensor that a quantised weight needs.
  ///
  /// - Throws: `badData` where there is none.
  func needed(_ name: String, by weight: String) throws(ExplainerError) -> StoredPart {
    if let part = all[name] { return part }
    throw ExplainerError(
      .badData, "tensor '\(name.cut(to: 100))' is missing", at: [path],
      expected: "it beside '\(weight.cut(to: 100))', which was quantised")
  }
}
