public import Diagnostics
public import Tensors

/// What one pass is asked for: over which texts, what to keep, what to change, and what to derive.
public struct PassRequest: Sendable {
  /// The texts, one or several.
  public var inputs: [ModelInput]
  /// The sites whose values are kept.
  public var capture: [SitePattern]
  /// Changes, in the order they apply.
  public var edits: [Edit]
  /// What is summed up for each text, and derived where `gradientsAt` says so; nil for nothing.
  public var objective: Objective?
  /// The sites derivatives are taken at; none for no way back.
  public var gradientsAt: [SitePattern]
  /// Whether what the way back needs is computed again, layer by layer, in place of being held: about the time of one
  /// more pass, and the same numbers.
  public var recomputes: Bool
  /// The tensors that edits name.
  public var tensors: [String: Tensor]

  /// A request of these parts.
  public init(
    inputs: [ModelInput], capture: [SitePattern] = [], edits: [Edit] = [], objective: Objective? = nil,
    gradientsAt: [SitePattern] = [], recomputes: Bool = false, tensors: [String: Tensor] = [:]
  ) {
    self.inputs = inputs
    self.capture = capture
    self.edits = edits
    self.objective = objective
    self.gradientsAt = gradientsAt
    self.recomputes = recomputes
    self.tensors = tensors
  }
}

extension PassRequest {
  /// Whether it is a pass over one text in which nothing is changed and nothing derived.
  public var isPlain: Bool { inputs.count == 1 && edits.isEmpty && objective == nil }

  /// Checks what can be checked without a model: that texts and tensors spoken of are there.
  ///
  /// - Throws: `badParameter` for a request without a text or of a text that is not there, `notFound` for a tensor.
  public func check() throws(ExplainerError) {
    guard !inputs.isEmpty else { throw ExplainerError(.badParameter, "a pass needs at least one text") }
    try edits.check(texts: inputs.count, tensors: tensors)
    for term in objective?.terms ?? [] {
      if let text = term.text { try requireText(text, of: inputs.count, at: ["objective"]) }
    }
  }
}

extension [Edit] {
  /// Checks that the texts and the tensors that edits speak of are there.
  func check(texts: Int, tensors: [String: Tensor]) throws(ExplainerError) {
    for edit in self {
      do { try edit.check(texts: texts, tensors: tensors) } catch {
        throw error.located(in: "edit of '\(edit.site)'")
      }
    }
  }
}

extension Edit {
  fileprivate func check(texts count: Int, tensors: [String: Tensor]) throws(ExplainerError) {
    _ = try texts?.resolve(count: count, of: "texts")
    switch change.value {
    case .text(let text): try requireText(text, of: count)
    case .tensor(let name) where tensors[name] == nil:
      let near = Suggestion.nearest(to: name, among: tensors.keys.sorted())
      throw ExplainerError(
        .notFound, "no tensor '\(name)' comes with the pass", remedy: near.map { "did you mean '\($0)'?" })
    default: break
    }
  }
}

/// Throws `badParameter` for the number of a text that is not there.
private func requireText(_ text: Int, of count: Int, at location: [String] = []) throws(ExplainerError) {
  guard !(0..<count).contains(text) else { return }
  throw ExplainerError(
    .badParameter, "there is no text \(text) in this pass", at: location, expected: "0 to \(count - 1)",
    found: "\(text)")
}
