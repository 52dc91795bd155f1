package import ExplainerCore

extension AttentionReading {
  /// The texts, quoted.
  package var quotation: String {
    texts.map { Words.quotation($0, limit: texts.count > 1 ? 32 : 48) }.joined(separator: " and ")
  }

  /// What the weights of a row sum to.
  package var rowSumWords: String {
    blocks.contains { $0.sinkShares != nil } ? "1 together with that of the sink" : "1"
  }

  /// How many heads of how many layers are given.
  package var sizeWords: String {
    blocks.map { block in
      let size = "\(Words.count(block.layers.count, "layer")) of \(Words.count(block.heads.count, "head"))"
      return block.source.kind == .only ? size : "\(block.source.kind.rawValue) \(size)"
    }.joined(separator: ", ")
  }

  /// How far the layer shown first sees and what a sink is, in sentences; empty where there is neither.
  var reachWords: String {
    let block = chosenBlock
    var words: [String] = []
    if let window = block.source.windowWords(ofLayer: selection.layer) {
      words.append("This layer has a \(window): what lies beyond is out of reach.")
    }
    if block.sinkShares != nil { words.append(Self.sinkWords) }
    return words.joined(separator: " ")
  }

  private static let sinkWords =
    "What of a row goes to no token goes to the sink of its head, a score without a token or a value: 1 − the sum of the row."

  /// Which layers have windows, in a sentence; empty where none has.
  private var windowWords: String {
    let parts = blocks.flatMap { block -> [String] in
      let windows = Dictionary(grouping: block.layers) { block.source.attention.window(ofLayer: $0) }
      return windows.compactMap { window, layers in window.map { ($0, layers) } }.sorted { $0.0 < $1.0 }.map {
        let which =
          $1.count == block.layers.count
          ? "all layers" : "layers \($1.map(String.init).joined(separator: ", "))"
        return "\($0) in \(which)"
      }
    }
    if parts.isEmpty { return "" }
    return "Sliding windows: a token sees itself and those before it up to so many tokens in all"
      + (blocks.contains { !$0.source.isCausal && !$0.source.attention.windows.isEmpty }
        ? ", and as far ahead" : "")
      + ": \(parts.joined(separator: ", ")). What lies beyond is out of reach, which is not a weight of 0."
  }

  /// A view of this reading by a module of a page, with figures for where it cannot run.
  package func figure(
    title: String, caption: String, module: String, fallback: [Figure]
  ) -> Figure {
    let data = AttentionViewData(self)
    return Figure(
      title: title, caption: caption, details: details(data.packingWords),
      content: .view(ViewFigure(module: module, data: data.json, fallback: fallback)))
  }

  /// Paragraphs that all three views need: what a weight is and is not, what was left out, how the decoder read.
  func details(_ packingWords: String) -> String {
    var parts = [
      "A weight says how much of a token's value goes into the mixture a head makes for another token; the weights of a "
        + "row sum to \(rowSumWords). What of it reaches the output depends on the value too: weights × ‖value · W_O‖ (Kobayashi et "
        + "al. 2020) take its length into account. Neither is an explanation of what the model does.",
      "Scorecard: means over all tokens that look, but for those that see one token only (the first of a causal model); "
        + "\"previous\" leaves out the first token, \"next\" the last, \"same token\" and \"induction\" those without "
        + "such a token and special ones. Entropy is divided by that of equal weights. All on this text only.",
    ]
    if blocks.contains(where: { $0.rollout != nil }) {
      parts.append(
        "Rollout (Abnar & Zuidema 2020) multiplies ½ · mean of heads + ½ · identity through the layers: a summary of "
          + "where paths of attention lead, which knows nothing of values, MLPs and norms.")
    }
    for source in text.readings[0].sources where source.attention.layers != nil {
      let others = (0..<source.layerCount).filter { !source.layers.contains($0) }
      parts.append(
        "Not shown, as there is no attention in them: layers \(others.map(String.init).joined(separator: ", ")). There "
          + "something else mixes tokens, which has no weights from token to token (`layers.N.mixer.output`)."
      )
    }
    if !windowWords.isEmpty { parts.append(windowWords) }
    if blocks.contains(where: { $0.sinkShares != nil }) {
      parts.append(Self.sinkWords + " Entropy and distance of the scorecard are of the part on tokens.")
    }
    if variants.count > 1 {
      parts.append(
        "The decoder reads sentence B's own tokens, unshifted: at each token it says what comes next. In training it "
          + "reads them behind its start token; the shifted form is there as well.")
    } else if model.kind == .sequenceToSequence {
      parts.append("There is no sentence B: the decoder reads its start token only.")
    }
    let missing = text.readings[0].sources.filter { source in
      !blocks.contains { $0.source.kind == source.kind }
    }
    if !missing.isEmpty {
      parts.append(
        "Not shown, as it has none of the layers or heads asked for: "
          + missing.map(\.label).joined(separator: ", ") + ".")
    }
    if !packingWords.isEmpty { parts.append(packingWords) }
    return parts.joined(separator: "\n\n")
  }
}
