import ExplainerCore
import Tensors

// What each stage of a pass holds.

extension PassSizing {
  /// A part of the way, in bytes.
  struct Stage {
    var tape = 0.0
    /// Of sites in it.
    var gradients = 0.0
    var working = (there: 0.0, back: 0.0)
  }

  /// The first site whose gradient is asked for; the tape begins there.
  private var first: Int { plan.objective.isEmpty ? .max : plan.gradients.map(\.index).min() ?? .max }

  /// The last site that somebody waits for; the pass ends there.
  private var last: Int {
    (plan.captured.compactMap(catalog.number(of:)) + plan.objective.keys).map(\.index).max() ?? -1
  }

  /// The parts of the way, in its order.
  func stages() -> [Stage] {
    ([parts.encoder, parts.stack].compactMap { $0 }).flatMap(stages) + [end]
  }

  private func stages(of stack: Stack) -> [Stage] {
    let embedding = stack.embedding
    let stream = stream(of: stack)
    var beginning = Stage()
    beginning.gradients = bytes(of: gradients(in: embedding.tokensSite.index...embedding.site.index))
    if first < embedding.site.index, embedding.norm != nil { beginning.tape = stream }
    // Blocks that are run again look at the encoder again.
    if let encoder = parts.encoder, stack.name != encoder.name, plan.recomputes, first != .max {
      beginning.tape += self.stream(of: encoder)
    }
    if stack.name == "encoder", let norm = stack.finalNorm, first < norm.site.index {
      beginning.tape += stream
    }
    beginning.working = (3 * stream, first <= embedding.site.index ? 4 * stream : 0)
    return [beginning]
      + stack.blocks.filter { $0.input.index <= last }.map { stage(of: $0, in: stack, stream: stream) }
  }

  private func stage(of block: Block, in stack: Stack, stream: Double) -> Stage {
    let sites = block.input.index...(block.halves.last?.stream ?? block.input).index
    func sizes(isRecorded: Bool) -> [PartSize] {
      block.halves.map {
        $0.size(rows(of: $0, in: stack, isRecorded: isRecorded && first <= $0.lastSite.index))
      }
    }
    func most(_ sizes: [PartSize], _ tensors: KeyPath<PartSize, [Double]>) -> Double {
      sizes.map { PartSize.bytes($0[keyPath: tensors]) }.max() ?? 0
    }
    // What edits read and write is there once more meanwhile.
    let changed = 2 * bytes(of: edited.filter { sites.contains($0.index) })
    var stage = Stage()
    stage.gradients = bytes(of: gradients(in: sites))
    stage.working.there = changed + most(sizes(isRecorded: !plan.recomputes), \.running)
    guard first <= sites.upperBound else { return stage }
    let recorded = sizes(isRecorded: true)
    let tape = recorded.reduce(0) { $0 + PartSize.bytes($1.kept) }
    stage.working.back = changed + max(most(recorded, \.running), most(recorded, \.returning))
    stage.working.back += plan.recomputes ? tape : 0
    stage.tape = plan.recomputes ? stream : tape
    return stage
  }

  private func rows(of half: Half, in stack: Stack, isRecorded: Bool) -> PartRows {
    let looksAtEncoder = if case .attention(let part) = half.work { part.looksAtEncoder } else { false }
    let lengths = plan.inputs.map { input in
      (
        own: length(of: input, in: stack),
        sources: length(of: input, in: looksAtEncoder ? parts.encoder : stack)
      )
    }
    return PartRows(
      rows: lengths.reduce(0) { $0 + $1.own }, sources: lengths.reduce(0) { $0 + $1.sources },
      matrix: lengths.map { $0.own * $0.sources }.max() ?? 0, isSeveral: lengths.count > 1,
      isRecorded: isRecorded, watches: watches)
  }

  /// Behind the blocks: the last norm, and the heads.
  private var end: Stage {
    var stage = Stage()
    let behind = (parts.stack.blocks.last?.halves.last?.stream.index ?? 0) + 1
    guard behind <= last else { return stage }
    let stream = stream(of: parts.stack)
    stage.gradients = bytes(of: gradients(in: behind...max(behind, catalog.sites.count - 1)))
    stage.working = (2 * stream, 3 * stream)
    if let norm = parts.stack.finalNorm, first < norm.site.index { stage.tape += stream }
    for readout in parts.readouts {
      guard let last = readout.steps.lastIndex(where: { awaits($0.site) }) else { continue }
      let kept = readout.steps[...last].filter { $0.activation != nil && first < $0.site.index }
      let isEvery = if case .every = readout.rows { true } else { false }
      let rows = isEvery ? rows(of: parts.stack) : Double(plan.inputs.count)
      stage.tape += PartSize.bytes(kept.map { rows * Double($0.map.weight.outputs) })
    }
    addHead(to: &stage)
    return stage
  }

  private func awaits(_ site: SiteID) -> Bool {
    plan.objective[site] != nil || plan.captured.contains(catalog.sites[site.index])
  }

  private func addHead(to stage: inout Stage) {
    guard let head = parts.head, awaits(head.site) else { return }
    let asked = plan.objective[head.site] ?? []
    let isCaptured = plan.captured.contains(catalog.sites[head.site.index])
    let isWhole = isCaptured || plan.gradients.contains(head.site) || edited.contains(head.site)
    let rows = isWhole ? rows(of: parts.stack) : Double(Set(asked.map { [$0.text, $0.row] }).count)
    let states = PartSize.bytes([rows * Double(head.decoder.weight.inputs)])
    let scores = PartSize.bytes([rows * Double(head.decoder.weight.outputs)])
    stage.working.there += 3 * states + (isCaptured ? 0 : scores)
    guard first <= head.site.index, !asked.isEmpty else { return }
    stage.working.back += 3 * states + scores
    if head.transform != nil, first < head.site.index { stage.tape += 2 * states }
    if head.softcap != nil, first < head.site.index { stage.tape += scores }
  }
}
