import Diagnostics
import ExplainerCore
import Tensors

extension TransformerModel {
  /// Whether it continues texts.
  var isGenerating: Bool { info.kind != .masked }

  /// Makes one pass over `input`, which is `readable`; it stops after the last of the `sites`, or runs `toEnd`.
  func pass(over input: ModelInput, capturing sites: Set<Site>, toEnd: Bool) -> ForwardPass {
    var pass = Pass(
      PassPlan(over: [input], capturing: sites, runsToEnd: toEnd && isGenerating), in: catalog)
    let states = run(&pass)
    let last = isGenerating ? states.map { $0.tensor.slice($0.tensor.shape[0] - 1) } : nil
    return ForwardPass(
      trace: pass.traces[0],
      lastState: last.map { Tensor(shape: [1, info.hiddenSize], values: $0.values) })
  }

  /// Runs a pass to its end, or until it has all that is asked for.
  ///
  /// - Returns: the last states, `[R, D]`, where the pass came to them.
  func run(_ pass: inout Pass) -> Flow? {
    guard let states = timer.measure("forward", { self.states(in: &pass) }) else { return nil }
    timer.measure("head") { readOff(states, in: &pass) }
    return states
  }

  /// The states behind the last layer, `[R, D]`; nil where the pass is done before.
  func states(in pass: inout Pass) -> Flow? {
    guard let encoder = parts.encoder else {
      pass.enter(nil)
      return parts.stack(over: nil, in: &pass, timer)
    }
    var read: Flow?
    if !pass.caches.contains(where: \.hasEncoder) {
      pass.enter(encoder.name)
      read = encoder(over: nil, in: &pass, timer)
      guard read != nil else { return nil }
    }
    pass.enter(parts.stack.name)
    return parts.stack(over: read, in: &pass, timer)
  }

  /// Shows what the heads make of the last states, as far as somebody asks.
  private func readOff(_ states: Flow, in pass: inout Pass) {
    for readout in parts.readouts { readout(states, in: &pass) }
    guard let head = parts.head, pass.awaits(head.site) else { return }
    guard
      pass.captures(head.site) || pass.plan.edits[head.site] != nil || pass.plan.gradients.contains(head.site)
    else {
      // Only some scores make up the objective: the head, the largest product of all, is spared the other rows.
      let rows = rows(of: pass.plan.objective[head.site] ?? [], in: pass.layout)
      return pass.read(rows, of: head(pass.rows(rows, of: states), in: &pass), at: head.site)
    }
    var logits = head(states, in: &pass)
    pass.visit(head.site, &logits)
  }

  private func rows(of elements: [PassPlan.Element], in layout: RowLayout) -> [Int] {
    Set(elements.map { layout.texts[$0.text].rows.lowerBound + $0.row }).sorted()
  }

  /// The scores that the last state of each text gives its next token, `[texts, V]`, but of texts without rows; nil without
  /// a head.
  func lastScores(_ states: Flow, in pass: inout Pass) -> Tensor? {
    guard let head = parts.head else { return nil }
    let rows = pass.layout.texts.compactMap { $0.rows.isEmpty ? nil : $0.rows.upperBound - 1 }
    // Edits that make scores of those at other tokens need all of them.
    let isWhole = pass.plan.edits[head.site]?.contains(where: \.mixesRows) == true
    let last = isWhole ? states : pass.rows(rows, of: states)
    if !isWhole { pass.go(on: pass.layout.last) }
    var logits = head(last, in: &pass)
    pass.visit(head.site, &logits)
    return isWhole ? pass.rows(rows, of: logits).tensor : logits.tensor
  }

  /// The scores that the last state of a pass, `[1, D]`, gives the next token, `[V]`.
  func scores(after state: Tensor) -> Tensor {
    guard let head = parts.head else { return Tensor(shape: [0], values: []) }
    var pass = Pass(PassPlan(over: []), in: catalog)
    return head(Flow(state), in: &pass).tensor.slice(0)
  }
}
