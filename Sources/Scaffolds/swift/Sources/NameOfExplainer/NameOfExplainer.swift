public import ExplainerKit

/// @title@: the length of the residual stream at every layer and token.
///
/// An explainer is one type. Its parameters are its own properties, declared once in `settings`; from there come the
/// command line's options, their checks and their documentation, and a call finds the properties set.
struct NameOfExplainer: ConfigurableExplainer {
  var fromLayer = 0
  var relative = false

  static let about = EntryPoint(
    name: "@name@",
    summary: "The length of the residual stream at every layer and token",
    documentation: documentation, fits: [.causal, .masked])

  static let settings: [Setting<Self>] = [
    Setting("from_layer", \.fromLayer, in: 0..., "first layer to show, from 0"),
    Setting("relative", \.relative, "divide by the layer's median"),
  ]

  func explain(_ call: ExplainerCall) throws -> Explanation {
    // Settings have been checked; what depends on the model is checked here.
    let layers = call.model.info.layers
    guard fromLayer < layers else {
      throw ExplainerError(
        .badParameter, "the model has no such layer", expected: "0 to \(layers - 1)", found: "\(fromLayer)",
        remedy: "lower --from-layer")
    }

    // One forward pass; the host keeps the sites named here and nothing else.
    let tokens = try call.tokens()
    let trace = try call.model.run(ModelInput(ids: tokens.map(\.id)), capturing: ["layers.*.residual.post"])

    let shown = Array(fromLayer..<layers)
    var norms: [[Double]] = []
    for layer in shown {
      try call.checkCancellation()
      call.reporter.progress(Double(norms.count) / Double(shown.count), "measuring")
      norms.append(try lengths(of: trace.tensor(at: .layer(layer, "residual.post"))))
    }
    let medians = norms.map(median)
    if relative { norms = zip(norms, medians).map { row, median in row.map { $0 / median } } }
    return explanation(tokens, layers: shown, norms: norms, medians: medians)
  }

  /// The Euclidean length of each row of `stream` `[T, D]`.
  private func lengths(of stream: Tensor) -> [Double] {
    (0..<stream.shape[0]).map { token in
      stream.slice(token).values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
  }

  /// The value in the middle; of an even number the mean of the two in the middle.
  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The explanation: result, tokens, a figure, a check and a tensor.
  private func explanation(_ tokens: [Token], layers: [Int], norms: [[Double]], medians: [Double])
    -> Explanation
  {
    let perLayer: [JSONValue] = layers.indices.map { row in
      ["layer": .integer(layers[row]), "median": .number(medians[row]), "norms": JSONValue(norms[row])]
    }
    let picture = MatrixFigure(
      rowTitle: "layer", rows: layers.map { Label("\($0)") }, columnTitle: "token",
      columns: tokens.map { Label($0) }, values: norms, style: .decimal(relative ? 2 : 1),
      scale: ColourScale(.magnitude, quantity: relative ? "length / median of the layer" : "length"))
    let strange = norms.joined().count { !$0.isFinite }
    return Explanation(
      result: [
        "from_layer": .integer(fromLayer), "relative": .bool(relative), "layers": .array(perLayer),
      ],
      tokens: tokens,
      figures: [
        Figure(
          title: "Length of the residual stream",
          caption: relative ? "‖h‖ after each layer, divided by the layer's median" : "‖h‖ after each layer",
          content: .matrix(picture))
      ],
      checks: [
        Check(
          "norms_not_finite", value: .integer(strange), passed: strange == 0,
          meaning: "how many lengths are no finite numbers; none should be")
      ],
      tensors: [
        .init(
          "norms",
          Tensor(shape: [layers.count, tokens.count], values: norms.joined().map(Float.init)))
      ])
  }

  private static let documentation = """
    How long the residual stream is after every layer, at every token.

        norm(layer, token) = sqrt(sum_d h(layer, token, d)^2)

    ## Result

    `from_layer`, `relative`, and `layers`: per layer `layer`, `median` and `norms`, one a token. Tensor `norms`: \
    `[layers, T]`.

    ## How it can mislead

    A long state is not an important one: norms in the model divide by the length before anything reads the state. \
    The first token is often many times longer than the others; `relative` and `from_layer` help to see beside it.
    """
}

private let plugin = Plugin("@name@", version: "0.1.0", license: "MIT", NameOfExplainer())

/// The one function the library exports.
@c(explainer_plugin_entry) public func entry() -> PluginPointer { plugin.pointer }
