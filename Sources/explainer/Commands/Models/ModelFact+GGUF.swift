import Checkpoints
import Diagnostics
import ExplainerHost
import Files
import JSON

extension ModelFact {
  /// What a GGUF file holds.
  ///
  /// - Throws: what is wrong with the file.
  static func facts(ofGGUF path: String, _ reader: ModelReader) throws(ExplainerError) -> [ModelFact] {
    let path = FileSystem.absolute(path)
    let location = ModelLocation(id: path, directory: path, origin: .directory)
    let summary = try reader.ask(of: location) { try GGUFFile(path: path).summary }
    let named = [
      ("architecture", "architecture"), ("type", "kind"), ("name", "name"), ("layers", "layers"),
      ("context_length", "context"), ("vocabulary_size", "vocabulary"), ("tokenizer", "tokenizer"),
      ("parameters", "parameters"),
    ]
    var facts = [
      ModelFact("format", "format", .string("GGUF"), "GGUF, version \(summary["version"]?.int ?? 0)")
    ]
    facts += named.compactMap { key, label in summary[key].map { ModelFact(key, label, $0) } }
    let types = summary["types"]?.array ?? []
    facts.append(
      ModelFact(
        "types", "weights", .array(types),
        types.map { one in
          "\(one["type"]?.string ?? "") \(ByteCount.text(one["bytes"]?.int ?? 0)) in "
            + "\(one["tensors"]?.int ?? 0) tensors"
        }.joined(separator: ", ")))
    if let template = summary["has_chat_template"] {
      facts.append(
        ModelFact("has_chat_template", "chat template", template, template.bool == true ? "yes" : "none"))
    }
    let size = FileSystem.size(path) ?? 0
    return facts + [
      ModelFact("problem", "cannot be run", .string("GGUF files are read for what they hold alone so far")),
      ModelFact("bytes", "size", .integer(size), ByteCount.text(size)),
      ModelFact("directory", "file", .string(path)),
    ]
  }
}
