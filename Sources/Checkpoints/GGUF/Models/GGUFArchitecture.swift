import Diagnostics
import JSON

/// An architecture of GGUF files, in the words of the family of checkpoints it is made from.
///
/// What llama.cpp knows by heart and leaves out of its files (which layers see a window, how queries are scaled, what the
/// converter adds to gains) is said here, architecture by architecture. Source: `src/models` and `conversion` of llama.cpp,
/// as in llama-cpp-python 0.3.36.
struct GGUFArchitecture: Sendable {
  /// What `general.architecture` says.
  let name: String
  /// What the checkpoint calls its tensors.
  let names: GGUFNames
  /// Puts together what `config.json` would say.
  let settings: @Sendable (inout GGUFSettings) throws(ExplainerError) -> Void

  init(
    _ name: String, _ names: GGUFNames,
    _ settings: @escaping @Sendable (inout GGUFSettings) throws(ExplainerError) -> Void
  ) {
    self.name = name
    self.names = names
    self.settings = settings
  }

  /// The architectures that are known.
  static let all = llamas + qwens + gemmas + others + plain
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The architecture of a model.
  ///
  /// - Throws: `badData` where the file names none, `unsupported` for one that is not known, and for a file that is no model
  ///   by itself.
  static func of(_ file: GGUFFile) throws(ExplainerError) -> GGUFArchitecture {
    guard let name = file["general.architecture"]?.string else {
      throw ExplainerError(.badData, "there is no 'general.architecture'", at: [file.path])
    }
    let kind = file["general.type"]?.string ?? "model"
    guard kind == "model", name != "clip" else {
      let words = [
        "adapter": "an adapter", "mmproj": "a projector of images or sounds",
        "model": "a projector of images or sounds",
      ]
      throw ExplainerError(
        .unsupported, "is no model by itself", at: [file.path],
        found: words[kind] ?? "a file of kind '\(kind.cut(to: 80))'",
        remedy: "Pass the GGUF file of the model it belongs to")
    }
    if let architecture = byName[name] { return architecture }
    let near = Suggestion.nearest(to: name, among: byName.keys.sorted())
    throw ExplainerError(
      .unsupported, "models of this architecture cannot be run from a GGUF file yet", at: [file.path],
      expected: byName.keys.sorted().joined(separator: ", "), found: name.cut(to: 80),
      remedy: (near.map { "The nearest that can is '\($0)'. " } ?? "") + ForeignFile.ggufRemedy)
  }
}
