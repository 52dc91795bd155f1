public import Diagnostics

extension EntryPoint {
  /// Whether it can be asked of `model`.
  public func fits(_ model: ModelInfo) -> Bool { misfit(to: model) == nil }

  /// Why it cannot be asked of `model`: another kind of model, or one without a head it needs; nil where it can.
  public func misfit(to model: ModelInfo) -> ExplainerError? {
    if let misfit = misfit(toKind: model.kind, of: model.id) { return misfit }
    guard var error = needs.lazy.compactMap(model.lack(of:)).first else { return nil }
    error.message = "\(name) does not fit: \(error.message)"
    return error
  }

  /// Why it cannot be asked of the model called `model` whatever its heads are; nil where it may be.
  public func misfit(toKind kind: ModelKind, of model: String) -> ExplainerError? {
    guard !fits.isEmpty, !fits.contains(kind) else { return nil }
    let kinds = fits.map(\.rawValue).joined(separator: " or ")
    return ExplainerError(
      .unsupported, "\(name) does not fit \(model), a \(kind.rawValue) model", expected: "a \(kinds) model",
      remedy: "'explainer list-entry-points' shows what fits which models")
  }
}
