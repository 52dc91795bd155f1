import ExplainerCore
import Tensors

/// What a pass is asked for, once it is known that it can be done: sites by their numbers, lists counted out.
struct PassPlan: Sendable {
  /// One element of a site that the objective is made of, with its weight.
  struct Element: Sendable {
    let text: Int
    /// The row of the text, from 0.
    let row: Int
    let column: Int
    let weight: Float
  }

  /// Where a pass begins: with the stream before a layer of the last stack, which is known.
  struct Start: Sendable {
    let layer: Int
    /// `[R, D]`.
    let stream: Tensor
  }

  var inputs: [ModelInput]
  var captured: Set<Site> = []
  /// Whether the pass runs to its end, whatever is captured.
  var runsToEnd = false
  var edits: [SiteID: [ResolvedEdit]] = [:]
  var objective: [SiteID: [Element]] = [:]
  /// The sites whose gradients are asked for.
  var gradients: Set<SiteID> = []
  /// Whether blocks are run again on the way back, so that the tape need not hold what is inside of them.
  var recomputes = false
  var start: Start?

  init(
    over inputs: [ModelInput], capturing sites: Set<Site> = [], runsToEnd: Bool = false,
    edits: [SiteID: [ResolvedEdit]] = [:]
  ) {
    self.inputs = inputs
    self.edits = edits
    captured = sites
    self.runsToEnd = runsToEnd
  }
}
