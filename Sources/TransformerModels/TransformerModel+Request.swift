import Diagnostics
public import ExplainerCore
import Tensors

extension TransformerModel {
  /// One pass over one or several texts, edited and differentiated as the request says.
  ///
  /// Several texts lie one behind the other, without padding. What a text gives then is what it gives alone but for
  /// rounding: which kernel multiplies depends on the number of rows.
  public func pass(_ request: PassRequest) throws -> PassResult {
    try result(of: plan(request))
  }

  /// What a planned pass leaves.
  ///
  /// - Throws: `badData` where it is not finite.
  func result(of plan: PassPlan) throws(ExplainerError) -> PassResult {
    var pass = Pass(plan, in: catalog)
    _ = run(&pass)
    let (traces, values) = (pass.traces, pass.values)
    try checkFinite(traces, values, plan)
    guard var tape = pass.tape.take() else {
      return PassResult(traces: traces, objectiveValues: plan.objective.isEmpty ? [] : values)
    }
    let gradients = timer.measure("backward") { tape.gradients(texts: plan.inputs.count) }
    return try result(traces, values, gradients, plan)
  }

  /// What a request comes to in this model.
  func plan(_ request: PassRequest) throws -> PassPlan {
    try request.check()
    let inputs = try readable(request.inputs)
    var plan = PassPlan(over: inputs, capturing: try catalog.resolve(request.capture))
    plan.edits = try EditResolver(
      catalog: catalog, inputs: inputs, tensors: request.tensors, others: try others(request.edits)
    ).resolve(request.edits)
    if let objective = request.objective {
      plan.objective = try ObjectiveResolver(model: self, inputs: inputs).resolve(objective)
      plan.gradients = Set(try catalog.resolveFlowing(request.gradientsAt).compactMap(catalog.number(of:)))
      plan.recomputes = request.recomputes
    } else if !request.gradientsAt.isEmpty {
      throw ExplainerError(
        .badParameter, "gradients are asked for without an objective", expected: "what is derived")
    }
    try check(plan, asked: plan.captured.compactMap(catalog.number(of:)) + plan.objective.keys)
    return plan
  }

  /// What passes over the texts that edits take numbers from hold there.
  func others(_ edits: [Edit]) throws -> [String: Trace] {
    var asked: [String: [SitePattern]] = [:]
    for edit in edits {
      if case .otherText(let text)? = edit.change.value { asked[text, default: []].append(edit.pattern) }
    }
    var traces: [String: Trace] = [:]
    for (text, patterns) in asked {
      do {
        traces[text] = try run(ModelInput(ids: try tokenize(text).map(\.id)), capturing: patterns)
      } catch let error as ExplainerError { throw error.located(in: "the edit's text '\(text.prefix(80))'") }
    }
    return traces
  }

  /// Throws for an edit behind everything that is asked for, and a gradient that can never be had.
  func check(_ plan: PassPlan, asked: [SiteID]) throws(ExplainerError) {
    try checkEnds(of: plan.inputs, asked: asked)
    let last = asked.map(\.index).max() ?? -1
    let idle = plan.edits.keys.filter { site in
      site.index > last || parts.readBehind(site)?.contains(where: asked.contains) == false
    }
    if let idle = idle.min(by: { $0.index < $1.index }) {
      throw ExplainerError(
        .badParameter, "the edit of '\(catalog.sites[idle.index].name)' changes nothing that is asked for",
        expected: "a site behind it", found: last < 0 ? "none" : catalog.sites[last].name)
    }
    for site in plan.gradients.sorted(by: { $0.index < $1.index })
    where catalog.declarations[site.index].kind.access == .derived {
      throw ExplainerError(
        .badParameter,
        "there is no gradient at '\(catalog.sites[site.index].name)': nothing is computed from it")
    }
  }

  private func result(
    _ traces: [Trace], _ values: [Double], _ gradients: [SiteID: [Tensor?]], _ plan: PassPlan
  ) throws(ExplainerError) -> PassResult {
    var found = [Trace](repeating: Trace(), count: plan.inputs.count)
    var idle: [String] = []
    for site in plan.gradients.sorted(by: { $0.index < $1.index }) {
      let declaration = catalog.declarations[site.index]
      if gradients[site] == nil { idle.append(declaration.site.name) }
      for text in plan.inputs.indices {
        let gradient =
          gradients[site]?[text]
          ?? Tensor(shape: declaration.shape(over: plan.inputs[text]), filling: { _ in })
        if let elements = gradient.nonFiniteElements() {
          throw ExplainerError(
            .badData, "the gradient is not finite from here on back",
            at: [info.id, "site '\(declaration.site.name)'"],
            expected: "finite numbers", found: elements.words)
        }
        found[text].append(gradient, at: declaration.site)
      }
    }
    let notes =
      idle.isEmpty
      ? []
      : [
        "the objective does not depend on \(idle.prefix(3).joined(separator: ", "))"
          + (idle.count > 3 ? " and \(idle.count - 3) more sites" : "") + ": the gradients there are 0"
      ]
    return PassResult(traces: traces, gradients: found, objectiveValues: values, notes: notes)
  }
}
