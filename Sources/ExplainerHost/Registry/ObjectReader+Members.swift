import Diagnostics
import ExplainerCore
import JSON

extension ObjectReader {
  /// A reader of the member `key`, which may be missing.
  func member(_ key: String) throws(DescriptorError) -> ObjectReader {
    let member = json[key] ?? .object([:])
    guard member.object != nil else {
      throw DescriptorError("'\(key)' is \(member.kindName), expected an object")
    }
    return ObjectReader(json: member)
  }

  /// Refuses members that nobody would read: a slip in a signature is undefined behaviour, one in a request an answer to
  /// another question.
  func refuseOthers(than known: [String]) throws(DescriptorError) {
    for key in json.object?.keys ?? [] where !known.contains(key) {
      let near = Suggestion.nearest(to: key, among: known)
      throw DescriptorError(
        "there is no member '\(key)' here; "
          + (near.map { "did you mean '\($0)'?" } ?? "there are \(known.joined(separator: ", "))"), at: [key])
    }
  }
}
