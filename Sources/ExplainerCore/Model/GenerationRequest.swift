public import Diagnostics
public import Tensors

/// How one or several texts are continued side by side, and what is changed on the way.
public struct GenerationRequest: Sendable {
  /// The texts, one or several.
  public var inputs: [ModelInput]
  /// How each is continued; texts that are drawn at random each have the stream of the seed to themselves.
  public var options: GenerationOptions
  /// The sites whose values are kept.
  public var capture: [SitePattern]
  /// Changes, in the order they apply, in every pass: of the prompt's positions and of those that are added.
  ///
  /// Positions count those of the text as it grows; negative ones count back from the end of the prompt.
  public var edits: [Edit]
  /// The tensors that edits name.
  public var tensors: [String: Tensor]

  /// A request of these parts.
  public init(
    inputs: [ModelInput], options: GenerationOptions, capture: [SitePattern] = [], edits: [Edit] = [],
    tensors: [String: Tensor] = [:]
  ) {
    self.inputs = inputs
    self.options = options
    self.capture = capture
    self.edits = edits
    self.tensors = tensors
  }
}

extension GenerationRequest {
  /// Whether it is one text that is continued without changes.
  public var isPlain: Bool { inputs.count == 1 && edits.isEmpty }

  /// Checks what can be checked without a model: that texts and tensors spoken of are there.
  ///
  /// - Throws: `badParameter` for a request without a text or of a text that is not there, `notFound` for a tensor.
  public func check() throws(ExplainerError) {
    guard !inputs.isEmpty else { throw ExplainerError(.badParameter, "there is no text to continue") }
    try edits.check(texts: inputs.count, tensors: tensors)
  }
}
