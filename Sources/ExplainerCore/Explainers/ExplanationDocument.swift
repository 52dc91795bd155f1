public import JSON

/// One answer of the program: an explanation and everything needed to know where it came from.
///
/// Its JSON form (`json`) is the schema `explainer/explanation/1`.
public struct ExplanationDocument: Sendable {
  /// The entry point, qualified: `lm_layers_explainer/predictions`.
  public var entryPoint: String
  /// The plugin that made it.
  public var plugin: PluginProvenance
  /// The model it is about.
  public var model: ModelInfo
  /// The texts that were given.
  public var texts: [String]
  /// The parameters, defaults filled in.
  public var parameters: JSONObject
  /// The explanation.
  public var explanation: Explanation

  /// Creates a document.
  public init(
    entryPoint: String, plugin: PluginProvenance, model: ModelInfo, texts: [String], parameters: JSONObject,
    explanation: Explanation
  ) {
    self.entryPoint = entryPoint
    self.plugin = plugin
    self.model = model
    self.texts = texts
    self.parameters = parameters
    self.explanation = explanation
  }
}
