import ExplainerCore

extension TransformerModel {
  /// The bytes that `sites` hold after a pass over `input`, which is `readable`: as the table of `Site` says, tensors
  /// that share memory counted apart, class scores by a guess.
  func byteCount(of sites: some Sequence<Site>, over input: ModelInput) -> Int {
    let count = sites.reduce(0.0) { $0 + elementCount(of: $1, over: input) }
    return Int(min(count * Double(MemoryLayout<Float>.size), 0x1p62))
  }

  private func elementCount(of site: Site, over input: ModelInput) -> Double {
    let isEncoder = site.stack == "encoder"
    let heads = Double(isEncoder ? info.encoder?.heads ?? info.heads : info.heads)
    let neurons = Double(
      isEncoder ? info.encoder?.feedForwardSize ?? info.feedForwardSize : info.feedForwardSize)
    let width = Double(info.hiddenSize)
    let read = Double(input.ids.count)
    let queries = isEncoder ? read : input.decoderIDs.map { Double($0.count) } ?? read
    let keys = site.part.hasPrefix("cross_attention.") ? read : queries
    return switch site.part.split(separator: ".").last {
    case "scores", "pattern": heads * queries * keys
    case "key", "value": keys * width
    case "value_norms": heads * keys
    case "scale": 1
    case "neurons": queries * neurons
    case "logits": queries * Double(info.vocabularySize)
    case "pooler", "class_logits": width
    default: queries * width
    }
  }
}
