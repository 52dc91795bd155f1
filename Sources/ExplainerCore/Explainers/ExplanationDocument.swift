public import JSON
import Tensors

/// One answer of the program: an explanation and everything needed to know where it came from.
///
/// Its JSON form (`json`) has the schema `ExplanationDocument.schema`.
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
  /// The conversations among the texts.
  public var chats: [ChatText] = []
  /// Whether the plugin came with the program: only its modules run in the page itself, all others in frames.
  ///
  /// No part of the JSON form, which a stranger may have written.
  public var isBuiltIn = false

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

extension ExplanationDocument {
  /// The identifier of the document's schema.
  ///
  /// 1.1: a check says whether it passed and what it means; in version 1 it was its value alone.
  public static let schema: String = "explainer/explanation/1.1"

  /// The JSON document: schema, provenance, parameters, tokens, result, figures, checks, and what tensors there are.
  ///
  /// - Parameter tensorFile: the file the tensors were written to, if they were; without one only their shapes are
  ///   listed.
  public func json(tensorFile: String? = nil) -> JSONValue {
    var document: JSONObject = [
      "schema": .string(Self.schema), "entry_point": .string(entryPoint), "plugin": plugin.json,
      "model": model.json, "texts": JSONValue(texts), "parameters": .object(parameters),
      "tokens": .array(explanation.tokens.map(\.json)), "result": .object(explanation.result),
      "figures": .array(explanation.figures.map(\.json)),
    ]
    if !chats.isEmpty { document["chats"] = .array(chats.map(\.json)) }
    document["checks"] = .object(JSONObject(explanation.checks.map { ($0.name, .object($0.record)) }))
    document["tensors"] = .object(
      JSONObject(
        explanation.tensors.map { entry in
          var description: JSONObject = ["dtype": "F32", "shape": JSONValue(entry.tensor.shape)]
          if let tensorFile { description["file"] = .string(tensorFile) }
          return (entry.name, .object(description))
        }))
    return .object(document)
  }
}
