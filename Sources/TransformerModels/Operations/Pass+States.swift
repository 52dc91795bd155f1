import ExplainerCore
import Tensors

// Operations of heads that have a state.

extension Pass {
  /// Makes what states are multiplied with, `[R, H]`.
  mutating func decay(_ x: inout Flow, by decay: StateDecay) {
    let (input, decays) = (x.tensor, decay(x.tensor))
    x = Flow(
      decays, node: record(x.node) { DecayStep(decay: decay, x: $0, input: input, decays: decays) })
  }

  /// Lets the rows of each text write into its states and read from them, → `[R, H·v]`; a text that goes on from a cache goes
  /// on from the states its layer kept.
  ///
  /// - Parameter site: the site of the states behind the last row.
  mutating func remember(_ said: StateRows, _ rule: DeltaRule, inLayer layer: Int, at site: SiteID) -> Flow {
    var read: [Tensor] = []
    for (index, text) in layout.texts.enumerated() where !text.rows.isEmpty {
      let cache = index < caches.count ? caches[index].layers[layer] : nil
      let result = rule(said.rows(text.rows), from: cache?.states)
      cache?.states = result.states
      if captures(site) { keep(result.states, of: index, at: site) }
      read.append(result.read)
    }
    if awaits(site) { settle(site) }
    let texts = layout.texts.map(\.rows)
    return Flow(
      read.count == 1 ? read[0] : Tensor.joiningRows(read),
      node: record(said.node) { _ in StatesStep(rule: rule, said: said, texts: texts) })
  }
}

/// What states are multiplied with.
struct DecayStep: TapeStep {
  let decay: StateDecay
  let x: Tape.Node
  let input: Tensor
  let decays: Tensor

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    gradients.add(decay.backward(gradient, input: input, decays: decays), to: x)
  }
}

/// States on the tape, text by text: they are made again on the way back.
struct StatesStep: TapeStep {
  let rule: DeltaRule
  let said: StateRows
  /// The rows of each text.
  let texts: [Range<Int>]

  func back(_ gradient: Tensor, _ gradients: inout Gradients) {
    let parts = texts.map { rule.backward(gradient.rows($0), of: said.rows($0)) }
    func joined(_ part: KeyPath<DeltaRule.Gradients, Tensor>) -> Tensor {
      parts.count == 1 ? parts[0][keyPath: part] : Tensor.joiningRows(parts.map { $0[keyPath: part] })
    }
    gradients.add(joined(\.queries), to: said.queries.node)
    gradients.add(joined(\.keys), to: said.keys.node)
    gradients.add(joined(\.values), to: said.values.node)
    gradients.add(joined(\.decays), to: said.decays.node)
    gradients.add(joined(\.strengths), to: said.strengths.node)
  }
}
