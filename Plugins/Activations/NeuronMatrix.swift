import Diagnostics
import ExplainerCore
import Tensors

/// What the neurons of the chosen layers held over a text: one matrix `[T, F]` a layer.
struct NeuronMatrix {
  /// The tokens, special ones too, `[T]`.
  let tokens: [Token]
  /// The stack the layers belong to: `encoder` or `decoder`.
  let stack: String
  /// The layers, in numeric order.
  let layers: Range<Int>
  /// One matrix a layer, `[T, F]`, after the activation function.
  let blocks: [Tensor]
  /// How many windows the text was read in; 1 where it was read at once.
  let windowCount: Int

  /// Neurons of one layer.
  var neuronsPerLayer: Int { blocks[0].shape[1] }
  /// Neurons of all layers.
  var neurons: Int { blocks.reduce(0) { $0 + $1.shape[1] } }
  /// Memory of all values, in bytes.
  var byteCount: Int { neurons * tokens.count * MemoryLayout<Float>.size }

  /// Runs the call's model over its text and keeps the neurons of the layers asked for.
  ///
  /// - Throws: `badParameter` for a stack or layers the model does not have, or a window that holds nothing;
  ///   `badText` for a text that is empty, or too long without `truncate` or `window`.
  init(_ call: ExplainerCall) throws {
    let stacks = LayerStack.stacks(of: call.model.info)
    let stack = try LayerStack.chosen(
      call.parameters.has("stack") ? call.parameters.string("stack") : nil, of: stacks,
      family: call.model.info.family)
    let layers = try stack.layers(
      from: call.parameters.optionalInt("from_layer"), to: call.parameters.optionalInt("to_layer"))
    try Self.check(layers, of: call.model.info)
    let sites = layers.map { stack.site(layer: $0, "mlp.neurons") }
    call.reporter.progress(nil, "running \(call.model.info.id)")
    if let window = try call.parameters.optionalInt("window") {
      let text = try WindowedText(call, stack, window: window)
      (tokens, windowCount) = (text.tokens, text.windows.count)
      blocks = try text.blocks(at: sites)
    } else {
      let lead = stack.lead(in: call.model.info)
      tokens = try call.tokens(
        reserving: lead, otherRemedy: "let --window \(call.model.info.contextLength - lead) slide over it")
      windowCount = 1
      blocks = try stack.matrices(at: sites, reading: tokens.map(\.id), call.model)
    }
    self.stack = stack.name
    self.layers = layers
  }

  /// Throws where one of the layers has experts: each token has neurons of its own there.
  private static func check(_ layers: Range<Int>, of info: ModelInfo) throws(ExplainerError) {
    guard let experts = info.experts else { return }
    let without = (0..<info.layers).filter { !(experts.layers?.contains($0) ?? true) }
    guard !layers.allSatisfy(without.contains) else { return }
    let list = without.map(String.init).joined(separator: ", ")
    throw ExplainerError(
      .unsupported,
      "\(info.family) has experts in \(without.isEmpty ? "every layer" : "layers that were asked for"), so tokens do not "
        + "share neurons whose activations could be compared",
      expected: without.isEmpty
        ? "a model whose layers have one MLP each" : "layers without experts: \(list)",
      remedy: "attention_head_view shows which experts read each token")
  }
}

extension Trace {
  /// The matrix captured at `site`, `[rows, F]`.
  func matrix(at site: Site, rows: Int) throws(ExplainerError) -> Tensor {
    guard let tensor = self[site], tensor.rank == 2, tensor.shape[0] == rows, tensor.shape[1] > 0 else {
      throw ExplainerError(.internalFault, "the trace lacks \(site) for \(rows) tokens")
    }
    return tensor
  }
}
