import Diagnostics
import ExplainerCore
import Tensors

// Every number that leaves a model is finite, whoever asks for it: passes, what generating reads, the head. A healthy
// pass pays for one look at what is read; only where that finds something is the pass made again, to say where it began.
extension TransformerModel {
  /// Which entries of `site` are hidden, and −∞ on purpose: the scores of a causal model's later tokens.
  func mask(of site: Site) -> AttentionMask {
    guard site.part == "attention.scores" else { return .none }
    return info.kind == .causal || site.stack == "decoder" ? .causal(start: 0) : .none
  }

  /// `trace`, which a pass over `input` left, once it is known to be finite.
  ///
  /// - Throws: `badData` where it is not, naming the first site that is not and the cause.
  func finite(_ trace: Trace, after input: ModelInput) throws(ExplainerError) -> Trace {
    for entry in trace.entries {
      if let elements = entry.tensor.nonFiniteElements(under: mask(of: entry.site)) {
        throw diagnosis(of: input, entry.site, elements)
      }
    }
    return trace
  }

  /// `scores`, `[V]`, of what follows `input`, once they are known to be finite.
  ///
  /// - Throws: as the other.
  func finite(scores: Tensor, after input: ModelInput) throws(ExplainerError) -> Tensor {
    guard let elements = scores.nonFiniteElements() else { return scores }
    throw diagnosis(of: input, .logits, elements)
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
    let readings = (normed ? readings(behind: .finalNorm, of: nil) : []) + readings(behind: .logits, of: nil)
    throw failure(at: .logits, elements, readings, greatest: nil)
  }

  /// Why `site` holds `elements` after a pass over `input`: the pass is made again, looking at one site after another.
  private func diagnosis(
    of input: ModelInput, _ site: Site, _ elements: NonFiniteElements
  ) -> ExplainerError {
    // What is read off beside the computation hides nothing that comes after it.
    let asides: Set<String> = [
      "attention.value_norms", "cross_attention.value_norms", "pooler", "class_logits",
    ]
    let leading = catalog.sites.filter {
      !asides.contains($0.part) || $0 == site || site == .classLogits && $0 == .pooler
    }
    var recorder = TraceRecorder(inspecting: Set(leading), SiteInspection(mask: mask))
    _ = pass(over: input, recorder: &recorder)
    let (first, found) = recorder.inspection?.found ?? (site, elements)
    return failure(
      at: first, found, readings(behind: first, of: input), greatest: recorder.inspection?.greatest)
  }

  private func failure(
    at site: Site, _ elements: NonFiniteElements, _ readings: [WeightReading],
    greatest: (site: Site, magnitude: Float)?
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
      remedy:
        "every weight read here is finite, but they are too large together: is this checkpoint damaged, or did "
        + "its training diverge?")
  }
}
