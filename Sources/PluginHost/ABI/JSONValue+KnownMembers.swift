package import Diagnostics
import ExplainerCore
package import JSON

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

extension ModelInput {
  /// Reads the input of a forward pass that a plugin handed over.
  ///
  /// - Throws: `badParameter` for one that is malformed, or has a member nobody knows, such as `attention_mask`.
  package init(untrusted json: JSONValue) throws(ExplainerError) {
    try json.checkMembers(
      of: "the input of a forward pass", known: ["ids", "tokens", "segments", "decoder_ids"])
    guard let input = ModelInput(json: json) else {
      throw ExplainerError(
        .badParameter, "the input of a forward pass is malformed", expected: "{\"ids\": [...]}")
    }
    self = input
  }
}

extension GenerationOptions {
  /// Reads the generation options that a plugin handed over.
  ///
  /// - Throws: `badParameter` for options that are malformed, or have a member that nobody knows or that is of another
  ///   kind than it should be.
  package init(untrusted json: JSONValue) throws(ExplainerError) {
    guard let options = GenerationOptions(json: json) else {
      throw ExplainerError(
        .badParameter, "generation options are malformed", expected: "{\"maximum_new_tokens\": n, ...}")
    }
    let read = options.json
    try json.checkMembers(of: "what generation is told", known: read.object.map { Array($0.keys) } ?? [])
    for (key, value) in json.object?.members ?? []
    where !value.isNull && read[key].map({ !$0.isSame(as: value) }) ?? false {
      throw ExplainerError(
        .badParameter, "'\(key)' cannot be used where generation is told what to do",
        expected: read[key]?.kindName, found: value.text())
    }
    self = options
  }
}

extension JSONValue {
  /// Whether both say the same; 1 and 1.0 do.
  fileprivate func isSame(as other: JSONValue) -> Bool {
    self == other || double != nil && double == other.double
  }
}
