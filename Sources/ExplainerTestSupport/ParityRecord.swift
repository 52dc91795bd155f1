import Diagnostics
public import ExplainerCore
import Files
import Glibc
import JSON

/// What tests have compared with the reference, and found near enough: the README's table of families is made of it
/// (`Tests/Structure/families.py`).
public enum ParityRecord {
  /// What is compared.
  public enum Compared: String, Sendable {
    /// The ids of texts.
    case tokens
    /// What every recorded site holds.
    case sites
    /// The head over every layer's states.
    case lenses
    /// Greedy continuations.
    case continuations
    /// Derivatives of a score.
    case gradients
    /// Scores without a head or an MLP.
    case ablations
  }

  /// Notes that `what` of the checkpoint in `folder` was compared, where the variable `EXPLAINER_PARITY` names a folder for
  /// such notes.
  public static func note(_ what: Compared, of folder: String, _ info: ModelInfo) throws {
    guard let notes = getenv("EXPLAINER_PARITY").map({ String(cString: $0) }) else { return }
    let set = folder.split(separator: "/").suffix(2).joined(separator: "-")
    let note: JSONValue = [
      "family": .string(info.family), "kind": .string(info.kind.rawValue),
      "heads": JSONValue(info.outputHeads.map(\.rawValue)), "compared": .string(what.rawValue),
    ]
    let file = try OutputFile("\(notes)/\(set).\(what.rawValue).json")
    try file.write(note.utf8())
    try file.commit()
  }
}
