public import JSON
import Tensors

extension ExplanationDocument {
  /// The identifier of the document's schema.
  public static let schema: String = "explainer/explanation/1"

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
    document["checks"] = .object(JSONObject(explanation.checks.map { ($0.name, $0.value) }))
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
