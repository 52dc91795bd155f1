/// One entry point's implementation, written once against `Model`.
///
/// Plugins loaded through the C boundary, plain C functions and explainers linked natively into a test all conform,
/// so dispatch, chains and tests see one thing. An explainer keeps no state between calls. Where its parameters are
/// properties of its own, see `ConfigurableExplainer`.
public protocol Explainer: Sendable {
  /// What it is and takes.
  var entryPoint: EntryPoint { get }

  /// Explains.
  ///
  /// - Throws: `ExplainerError` for anything the caller can mend; other errors count as the explainer's own fault.
  func explain(_ call: ExplainerCall) throws -> Explanation

  /// Answers a call: `explain`, after whatever the kind of explainer needs before it.
  func answer(_ call: ExplainerCall) throws -> Explanation
}

extension Explainer {
  /// Explains at once.
  public func answer(_ call: ExplainerCall) throws -> Explanation { try explain(call) }
}
