import Diagnostics
import ExplainerCore
import Tensors

// Every number that leaves a model is finite, whoever asks for it: passes, what generating reads, the head. A healthy
// pass pays for one look at what is read; only where that finds something is the pass made again, to say where it began.
extension TransformerModel {
  /// What of a tensor at `site` is not finite, but for hidden scores, −∞ on purpose: those of later or far tokens.
  func nonFiniteElements(of tensor: Tensor, at site: Site) -> NonFiniteElements? {
    guard let declared = catalog[site], declared.hidesScores else { return tensor.nonFiniteElements() }
    return tensor.nonFiniteElements(
      under: declared.isCausal ? .causal(start: 0) : .none, window: declared.window)
  }

  /// `trace`, which a pass over `input` left, once it is known to be finite.
  ///
  /// - Throws: `badData` where it is not, naming the first site that is not and the cause.
  func finite(_ trace: Trace, after input: ModelInput) throws(ExplainerError) -> Trace {
    for entry in trace.entries {
      if let elements = nonFiniteElements(of: entry.tensor, at: entry.site) {
        throw diagnosis(of: PassPlan(over: [input]), entry.site, elements)
      }
    }
    return trace
  }

  /// Throws `badData` unless what a planned pass left is finite, naming the first site that is not.
  func checkFinite(_ traces: [Trace], _ values: [Double], _ plan: PassPlan) throws(ExplainerError) {
    for trace in traces {
      for entry in trace.entries {
        guard let elements = nonFiniteElements(of: entry.tensor, at: entry.site) else { continue }
        throw diagnosis(of: plan, entry.site, elements)
      }
    }
    guard let value = values.first(where: { !$0.isFinite }), let site = plan.objective.keys.first else {
      return
    }
    throw diagnosis(
      of: plan, catalog.sites[site.index],
      NonFiniteElements(count: 1, total: 1, first: [0], value: Float(value)))
  }

  /// `scores`, `[V]`, of what follows what a pass reads, once they are known to be finite.
  ///
  /// - Throws: as the other.
  func finite(scores: Tensor, after plan: @autoclosure () -> PassPlan) throws(ExplainerError) -> Tensor {
    guard let elements = scores.nonFiniteElements() else { return scores }
    throw diagnosis(of: plan(), .logits, elements)
  }

  /// What `head` makes of `hidden`, once it is known to be finite; nil of a checkpoint without one.
  ///
  /// - Throws: `badData` where it is not though `hidden` is, `badParameter` where that is not either,
  ///   `unsupported` without a head.
  func finite(
    headOver hidden: Tensor, normed: Bool, _ head: (Tensor) -> Tensor?
  ) throws(ExplainerError) -> Tensor {
    if let elements = hidden.nonFiniteElements() {
      throw ExplainerError(
        .badParameter, "the states given to the head are not finite", expected: "finite numbers",
        found: elements.words)
    }
    guard let logits = head(hidden) else { throw info.lacksLanguageModel }
    guard let elements = logits.nonFiniteElements() else { return logits }
    let finalNorm = Site(stack: parts.stack.name, part: "final_norm")
    let readings = (normed ? readings(behind: finalNorm, of: nil) : []) + readings(behind: .logits, of: nil)
    throw failure(at: .logits, elements, readings, greatest: nil)
  }

  /// Why `site` holds `elements` after a pass: the pass is made again, looking at one site after another.
  private func diagnosis(
    of plan: PassPlan, _ site: Site, _ elements: NonFiniteElements
  ) -> ExplainerError {
    // What is read off beside the computation hides nothing that comes after it.
    let leading = catalog.declarations.filter {
      $0.kind.access != .derived && $0.kind.stage != .head || $0.site == site
        || site.part == "class_logits" && $0.site == .pooler
    }
    var again = plan
    again.captured = Set(leading.map(\.site))
    again.objective = [:]
    again.gradients = []
    var pass = Pass(again, in: catalog, inspecting: SiteInspection(fault: nonFiniteElements))
    _ = run(&pass)
    let (first, found) = pass.inspection?.found ?? (site, elements)
    return failure(
      at: first, found, readings(behind: first, of: plan.inputs.first), greatest: pass.inspection?.greatest,
      isEdited: !plan.edits.isEmpty)
  }

  private func failure(
    at site: Site, _ elements: NonFiniteElements, _ readings: [WeightReading],
    greatest: (site: Site, magnitude: Float)?, isEdited: Bool = false
  ) -> ExplainerError {
    let location = [info.id, "site '\(site.name)'"]
    if let (name, weight) = weights.nonFiniteElements(of: readings) {
      return ExplainerError(
        .badData,
        "the model's numbers are not finite from here on, because of a weight: tensor '\(name)' has "
          + weight.words, at: location, expected: "finite numbers", found: elements.words,
        remedy:
          "the checkpoint is damaged, or its training diverged: `explainer models verify` lists such weights")
    }
    let before = greatest.map { ", after magnitudes of up to \($0.magnitude) at '\($0.site.name)'" } ?? ""
    return ExplainerError(
      .badData,
      "the model's numbers are not finite from here on: the computation overflows 32-bit floats\(before)",
      at: location, expected: "finite numbers", found: elements.words,
      remedy: isEdited
        ? "are the numbers that the edits put in too large?"
        : "every weight read here is finite, but they are too large together: is this checkpoint damaged, or did "
          + "its training diverge?")
  }

  /// The weights that are read between the site before `site` and `site`.
  ///
  /// - Parameter input: what a pass reads, which says which rows of a table are looked up; nil where that does not
  ///   matter.
  private func readings(behind site: Site, of input: ModelInput?) -> [WeightReading] {
    let ids = site.stack == "decoder" ? input?.decoderIDs : input?.ids
    return (catalog[site]?.readings ?? []).map { use in
      switch use.rows {
      case .all: WeightReading(use.name)
      case .tokens: WeightReading(use.name, rows: ids)
      case .segments: WeightReading(use.name, rows: input?.segments)
      case .positions(let offset): WeightReading(use.name, rows: ids.map { $0.indices.map { $0 + offset } })
      }
    }
  }
}
