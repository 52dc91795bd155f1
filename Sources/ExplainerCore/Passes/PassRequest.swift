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
  /// What is derived; nil for no way back.
  public var objective: Objective?
  /// The sites derivatives are taken at.
  public var gradientsAt: [SitePattern]
  /// The tensors that edits name.
  public var tensors: [String: Tensor]

  /// A request of these parts.
  public init(
    inputs: [ModelInput], capture: [SitePattern] = [], edits: [Edit] = [], objective: Objective? = nil,
    gradientsAt: [SitePattern] = [], tensors: [String: Tensor] = [:]
  ) {
    self.inputs = inputs
    self.capture = capture
    self.edits = edits
    self.objective = objective
    self.gradientsAt = gradientsAt
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
    for edit in edits {
      do { try check(edit) } catch { throw error.located(in: "edit of '\(edit.site)'") }
    }
    for term in objective?.terms ?? [] {
      if let text = term.text { try check(text: text, at: ["objective"]) }
    }
  }

  private func check(_ edit: Edit) throws(ExplainerError) {
    _ = try edit.texts?.resolve(count: inputs.count, of: "texts")
    switch edit.change.value {
    case .text(let text): try check(text: text, at: [])
    case .tensor(let name) where tensors[name] == nil:
      let near = Suggestion.nearest(to: name, among: tensors.keys.sorted())
      throw ExplainerError(
        .notFound, "no tensor '\(name)' comes with the pass", remedy: near.map { "did you mean '\($0)'?" })
    default: break
    }
  }

  private func check(text: Int, at location: [String]) throws(ExplainerError) {
    guard !inputs.indices.contains(text) else { return }
    throw ExplainerError(
      .badParameter, "there is no text \(text) in this pass", at: location,
      expected: "0 to \(inputs.count - 1)",
      found: "\(text)")
  }
}
