import Tensors

// What the operations of each part hold; `PassSizeTests` counts.

extension Half {
  /// What the half holds.
  func size(_ rows: PartRows) -> PartSize {
    let (part, width) =
      switch work {
      case .attention(let attention): (attention.size(rows), attention.output.weight.outputs)
      case .feedForward(let feedForward): (feedForward.size(rows), feedForward.down.weight.outputs)
      case .experts(let experts): (experts.size(rows), experts.router.map.weight.inputs)
      case .convolution(let convolution): (convolution.size(rows), convolution.map.weight.outputs)
      case .gatedConvolution(let convolution):
        (convolution.size(rows), convolution.output.weight.outputs)
      case .deltaNet(let net): (net.size(rows), net.output.weight.outputs)
      }
    let stream = rows.rows * Double(width)
    let norms = [inputNorm, outputNorm, streamNorm].count { $0 != nil }
    return part
      + PartSize(
        kept: rows.isRecorded ? [Double](repeating: stream, count: norms) : [],
        // The stream, what is read of it, what is given.
        running: [stream, stream, stream], returning: [stream, stream, stream])
  }
}

extension FeedForward {
  fileprivate func size(_ rows: PartRows) -> PartSize {
    let neurons = rows.rows * Double(down.weight.inputs)
    func tensors(_ count: Int) -> [Double] { [Double](repeating: neurons, count: count) }
    guard rows.isRecorded else { return PartSize(running: tensors(gate == nil ? 1 : 2)) }
    // What goes into the activation function, and both factors of a gate.
    return PartSize(
      kept: tensors(gate == nil ? 1 : 3), running: tensors(1), returning: tensors(gate == nil ? 2 : 4))
  }
}

extension Experts {
  /// As much as of one MLP for each expert that reads a token, what takes rows there and back, and the scores.
  fileprivate func size(_ rows: PartRows) -> PartSize {
    let (D, E) = (Double(router.map.weight.inputs), Double(experts.count))
    let sent = rows.rows * Double(router.choice.count)
    var (stream, neurons) = (sent * D, sent * Double(experts.first?.down.weight.inputs ?? 0))
    if let shared {
      stream += rows.rows * D
      neurons += rows.rows * Double(shared.expert.down.weight.inputs)
    }
    func tensors(_ count: Int, _ numbers: Double) -> [Double] { [Double](repeating: numbers, count: count) }
    let scores = tensors(4, rows.rows * E)
    guard rows.isRecorded else { return PartSize(running: [stream, neurons, neurons, stream] + scores) }
    // What goes into the function, and both factors of each product.
    let products = if case .clampedSwish? = experts.first?.function { 8 } else { 3 }
    // Each expert has blocks of its own, each of which the allocator writes something before.
    let blocks = E * Double(products + 2) * 32
    return PartSize(
      kept: [stream, blocks] + tensors(products, neurons) + scores, running: [stream, neurons],
      returning: [stream, stream] + tensors(4, neurons) + scores)
  }
}

extension Convolution {
  fileprivate func size(_ rows: PartRows) -> PartSize {
    let (stream, beside) = (rows.rows * Double(map.weight.outputs), rows.rows * Double(map.weight.inputs))
    // What enters the layer is kept beside the stream; neighbours are gathered, and what goes into the function is kept.
    return PartSize(
      kept: rows.isRecorded ? [stream] : [], running: [stream, stream, beside],
      returning: [stream, beside, beside])
  }
}

extension GatedConvolution {
  fileprivate func size(_ rows: PartRows) -> PartSize {
    let stream = rows.rows * Double(output.weight.inputs)
    func tensors(_ count: Int) -> [Double] { [Double](repeating: stream, count: count) }
    // Text by text, put together then.
    let apart = rows.isSeveral ? 1 : 0
    guard rows.isRecorded else { return PartSize(running: tensors(3 + apart)) }
    // Both factors of both products.
    return PartSize(kept: tensors(4), running: tensors(2 + apart), returning: tensors(3 + apart))
  }
}

extension DeltaNet {
  fileprivate func size(_ rows: PartRows) -> PartSize {
    let R = rows.rows
    let (all, keyed) = (R * Double(projection.weight.outputs), R * Double(rule.keyHeads * rule.keySize))
    let (values, scalars) = (R * Double(rule.heads * rule.valueSize), R * Double(rule.heads))
    let states = Double(rule.heads * rule.stateSize)
    func tensors(_ count: Int, _ numbers: Double) -> [Double] { [Double](repeating: numbers, count: count) }
    // What is looked at is copied.
    let copied = rows.watches(sites.value) ? 1 : 0
    // Text by text, put together then.
    let apart = rows.isSeveral ? 1 : 0
    guard rows.isRecorded else {
      return PartSize(
        running: tensors(2 + apart, all) + tensors(4, keyed) + tensors(3 + copied + apart, values)
          + tensors(3, scalars) + tensors(2, states))
    }
    // What goes into the function, and behind it values; what is brought to length 1, and behind that; what σ and decays are
    // made of, and they; what is read and the gate, and both factors of the product.
    return PartSize(
      kept: tensors(2, all) + tensors(4, keyed) + tensors(4 + copied, values) + tensors(4, scalars),
      running: tensors(apart, all) + tensors(apart, values) + tensors(2, states),
      returning: tensors(3, all) + tensors(4 + 2 * apart, keyed) + tensors(4 + apart, values)
        + tensors(4, scalars)
        + [Double(rule.memory(Int(min(R, 0x1p40))))])
  }
}

extension AttentionPart {
  fileprivate func size(_ rows: PartRows) -> PartSize {
    let own = looksAtEncoder ? rows.sources : rows.rows
    let separate: [Double]
    var fused: [Double] = []
    var (latents, apart): ([Double], [Double]) = ([], [])
    switch projections {
    case .fused(let map):
      let size = Double(map.weight.outputs / (attend.heads + 2 * attend.keyHeads)) * rows.rows
      separate = [
        Double(attend.heads) * size, Double(attend.keyHeads) * size, Double(attend.keyHeads) * size,
      ]
      fused = [rows.rows * Double(map.weight.outputs)]
    case .separate(let query, let key, let value):
      separate = [
        rows.rows * Double(query.weight.outputs), own * Double(key.weight.outputs),
        own * Double(value.weight.outputs),
      ]
    case .latent(let maps):
      separate = [maps.query, maps.query, maps.value].map { rows.rows * Double($0.weight.outputs) }
      // What goes into the norms, and of the keys what each head has and what all have, which are put together.
      latents = [maps.queryLatent?.map, maps.latent].compactMap { $0 }.map {
        rows.rows * Double($0.weight.outputs)
      }
      apart = [maps.key, maps.sharedKey].map { rows.rows * Double($0.weight.outputs) }
    }
    let read = fused.isEmpty ? separate : read(separate, of: fused, rows)
    let mixed = [Double](repeating: rows.rows * Double(output.weight.inputs), count: rows.isSeveral ? 2 : 1)
    let matrices = [rows.matrix, rows.matrix]
    let gates = gate.map { rows.rows * Double($0.weight.outputs) }
    // What is normed or cut off is copied, and what it was is kept.
    let normed = zip(separate, [queryNorm != nil, keyNorm != nil, false]).filter { $1 || clip != nil }.map(
      \.0)
    guard rows.isRecorded else {
      return PartSize(
        running: read + latents + apart + normed + mixed + matrices + (gates.map { [$0] } ?? []))
    }
    // What goes into σ, and both factors.
    let gated = gates.map { [$0, $0, $0] } ?? []
    var returning =
      latents + apart + mixed + gated + separate + fused + matrices + (rows.isSeveral ? separate : [])
    let all = Double(attend.heads) * rows.matrix
    // Head by head, put together, and in a place of their own.
    for site in [sites.scores, sites.pattern] where rows.watches(site) {
      returning += [all, all, rows.matrix]
    }
    return PartSize(
      kept: read + latents + normed + gated, running: latents + apart + mixed + matrices, returning: returning
    )
  }

  /// What queries, keys and values of one map are in: its columns where they lie, but for those that are turned or looked
  /// at.
  private func read(_ separate: [Double], of fused: [Double], _ rows: PartRows) -> [Double] {
    let copied = zip(separate, [sites.query, sites.key, sites.value]).filter { _, site in
      rows.watches(site) || rotary != nil && site != sites.value
    }
    return copied.map(\.0) + (copied.count == separate.count ? [] : fused)
  }
}
