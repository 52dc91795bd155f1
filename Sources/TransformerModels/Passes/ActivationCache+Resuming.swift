import Diagnostics
import ExplainerCore
import Tensors

extension ActivationCache {
  /// What a request asks for; where nothing is changed before some layer, the pass goes on from what is remembered of a
  /// plain one: half of every sweep over the layers, and the same bits.
  func pass(_ request: PassRequest) throws -> PassResult {
    let plan = try model.plan(request)
    guard let start = resumption(of: plan), let input = plan.inputs.first else {
      return try model.result(of: plan)
    }
    let before = plan.captured.filter { model.catalog.number(of: $0)?.index ?? 0 < start.index }
    let plain = pass(
      over: input, capturing: before.union([start.site]), toEnd: false,
      expecting: [SitePattern(Site(stack: start.site.stack, part: "layers.*.residual.pre"))])
    guard let stream = plain.trace[start.site] else { return try model.result(of: plan) }
    _ = try model.finite(plain.trace, after: input)
    var rest = plan
    rest.captured.subtract(before)
    rest.start = PassPlan.Start(layer: start.layer, stream: stream)
    var result = try model.result(of: rest)
    let known = plain.trace.entries.filter { before.contains($0.site) }
    result.traces = result.traces.map { Trace(known + $0.entries) }
    return result
  }

  /// Where a pass can begin: with the layer that the first edit is in; nil where it has to begin at the beginning.
  private func resumption(of plan: PassPlan) -> (layer: Int, site: Site, index: Int)? {
    guard plan.inputs.count == 1, plan.gradients.isEmpty,
      let first = plan.edits.keys.min(by: { $0.index < $1.index })
    else { return nil }
    let edited = model.catalog.sites[first.index]
    let stack = model.parts.stack
    // (What stands behind the layers can go on from the last of them.)
    let layer = edited.layer ?? stack.blocks.count - 1
    let stage = model.catalog.declarations[first.index].kind.stage
    guard layer > 0, edited.layer == nil || edited.stack == stack.name, stage != .beginning else {
      return nil
    }
    let site = Site(stack: stack.name, layer: layer, part: "residual.pre")
    guard let index = model.catalog.number(of: site)?.index, index <= first.index,
      plan.objective.keys.allSatisfy({ $0.index >= index })
    else { return nil }
    return (layer, site, index)
  }
}
