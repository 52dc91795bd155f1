import ExplainerCore
import Tensors

extension Stack {
  /// What its attention within the text does beyond comparing all tokens that the mask leaves, as the parts have it.
  var attention: ModelInfo.Attention {
    let parts = blocks.map { block in
      block.halves.compactMap { half -> AttentionPart? in
        if case .attention(let part) = half.work, !part.looksAtEncoder { part } else { nil }
      }.first
    }
    let all = parts.compactMap { $0 }
    let layers = parts.indices.filter { parts[$0] != nil }
    return ModelInfo.Attention(
      layers: layers.count == parts.count ? nil : layers, windows: parts.map { $0?.attend.window },
      hasSinks: all.contains { $0.attend.sinks != nil },
      scoreCap: all.compactMap(\.attend.softcap).first,
      addsPositions: all.contains { $0.attend.bias != nil || $0.positions != nil })
  }

  /// The layers that have experts; nil where all have.
  var layersWithExperts: [Int]? {
    let layers = blocks.indices.filter { index in
      blocks[index].halves.contains { half in if case .experts = half.work { true } else { false } }
    }
    return layers.count == blocks.count ? nil : layers
  }
}
