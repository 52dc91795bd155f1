/// An explainer whose parameters are its own properties, each declared once.
///
/// ```swift
/// struct TokenSurprisal: ConfigurableExplainer {
///   var unit = "nats"
///   var worst = 5
///
///   static let about = EntryPoint(
///     name: "token_surprisal", summary: "How surprised the model was by each token", documentation: "…",
///     fits: [.causal])
///   static let settings: [Setting<Self>] = [
///     Setting("unit", \.unit, oneOf: ["nats", "bits"], "unit of the numbers"),
///     Setting("worst", \.worst, in: 1...100, "tokens to list"),
///   ]
///
///   func explain(_ call: ExplainerCall) throws -> Explanation { … }
/// }
/// ```
///
/// A property's type is the parameter's, its value in `init()` the default; an optional one has none. From the list
/// come the registry's schema, the command line's options and the documentation; a call finds the properties set.
public protocol ConfigurableExplainer: Explainer {
  /// One with every parameter at its default.
  init()
  /// What it is; its parameters are those of `settings`.
  static var about: EntryPoint { get }
  /// The parameters, in the order help lists them.
  static var settings: [Setting<Self>] { get }
}

extension ConfigurableExplainer {
  /// `about` with the parameters of `settings`.
  public var entryPoint: EntryPoint {
    var result = Self.about
    result.parameters = Self.settings.map(\.parameter)
    return result
  }

  /// Explains with the properties set to the call's parameters.
  public func answer(_ call: ExplainerCall) throws -> Explanation {
    var configured = self
    for setting in Self.settings { try setting.set(&configured, call.parameters) }
    return try configured.explain(call)
  }
}
