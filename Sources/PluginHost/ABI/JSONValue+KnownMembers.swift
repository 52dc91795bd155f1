package import Diagnostics
import ExplainerCore
package import JSON

extension ModelInput {
  /// Reads the input of a forward pass that a plugin handed over.
  ///
  /// - Throws: `badParameter` for one that is malformed, or has a member nobody knows, such as `attention_mask`.
  package init(untrusted json: JSONValue) throws(ExplainerError) {
    try json.checkMembers(
      of: "the input of a forward pass", known: ["ids", "tokens", "segments", "decoder_ids"])
    do { try self.init(json: json) } catch {
      throw error.inValue("input of a forward pass", code: .badParameter)
    }
  }
}

extension GenerationOptions {
  /// Reads the generation options that a plugin handed over.
  ///
  /// - Throws: `badParameter` for options that are malformed, or have a member that nobody knows.
  package init(untrusted json: JSONValue) throws(ExplainerError) {
    try json.checkMembers(
      of: "what generation is told",
      known: GenerationOptions(maximumNewTokens: 0, beams: 1).json.object?.keys ?? [])
    do { try self.init(json: json) } catch { throw error.inValue("generation options", code: .badParameter) }
  }
}

extension JSONValue {
  /// Throws `badParameter` where this object has a member that `subject` does not know: what is passed over in silence
  /// would be taken for obeyed.
  func checkMembers(of subject: String, known: [String]) throws(ExplainerError) {
    for (key, _) in object?.members ?? [] where !known.contains(key) {
      throw ExplainerError(
        .badParameter, "\(subject) has no member '\(key)'", expected: known.joined(separator: ", "),
        found: key,
        remedy: Suggestion.nearest(to: key, among: known).map { "did you mean '\($0)'?" }
          ?? "leave it out: the host has no such setting")
    }
  }
}
