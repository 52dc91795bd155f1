public import Diagnostics

extension EntryPoint {
  /// Whether it can be asked of `model`.
  public func fits(_ model: ModelInfo) -> Bool { misfit(to: model) == nil }

  /// Why it cannot be asked of `model`: another kind of model, or one without a head it needs; nil where it can.
  public func misfit(to model: ModelInfo) -> ExplainerError? {
    guard fits.isEmpty || fits.contains(model.kind) else {
      let kinds = fits.map(\.rawValue).joined(separator: " or ")
      return ExplainerError(
        .unsupported, "\(name) does not fit \(model.id), a \(model.kind.rawValue) model",
        expected: "a \(kinds) model", remedy: "'explainer list-entry-points' shows what fits which models")
    }
    guard var error = needs.lazy.compactMap(model.lack(of:)).first else { return nil }
    error.message = "\(name) does not fit: \(error.message)"
    return error
  }
}
