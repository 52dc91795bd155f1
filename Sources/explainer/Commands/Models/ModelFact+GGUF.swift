import Checkpoints
import Diagnostics
import ExplainerHost
import JSON

extension ModelFact {
  /// What a GGUF file holds beside what every model has.
  ///
  /// - Throws: what is wrong with the file.
  static func contents(
    ofGGUF location: ModelLocation, _ reader: ModelReader
  ) throws(ExplainerError) -> [ModelFact] {
    let summary = try reader.ask(of: location) { try GGUFParts(path: location.directory).summary }
    var facts = [
      ModelFact("format", "format", .string("GGUF"), "GGUF, version \(summary["version"]?.int ?? 0)")
    ]
    facts += [
      ("architecture", "architecture"), ("name", "called"), ("tokenizer", "tokenizer"),
      ("parameters", "parameters"),
    ].compactMap { key, label in summary[key].map { ModelFact(key, label, $0) } }
    let types = summary["types"]?.array ?? []
    facts.append(
      ModelFact(
        "types", "stored as", .array(types),
        types.map { one in
          "\(one["type"]?.string ?? ""): \(ByteCount.text(one["bytes"]?.int ?? 0)) in "
            + "\(one["tensors"]?.int ?? 0) tensors"
        }.joined(separator: ", ")))
    let hasTemplate = summary["has_chat_template"]?.bool ?? false
    facts.append(
      ModelFact("has_chat_template", "chat template", .bool(hasTemplate), hasTemplate ? "yes" : "none"))
    return facts
  }
}
