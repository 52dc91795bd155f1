import Checkpoints
import Diagnostics
import JSON

/// What the Hub tells of a model: `GET /api/models/ID/revision/REVISION`.
package struct RepositoryListing: Sendable {
  /// The commit the revision stands for.
  package let commit: String
  /// The paths of all files.
  package let files: [String]
  /// `model_type` of the configuration, where the Hub knows it.
  package let family: String?
  /// The licence the model's card names.
  package let license: String?
  /// The number of parameters, where the weights say.
  package let parameters: Int?

  /// Reads the answer.
  ///
  /// - Throws: `badData` for what is no such answer.
  init(_ body: [UInt8], of id: HubID, from endpoint: String) throws(ExplainerError) {
    let json: JSONValue?
    do { json = try JSONValue(parsing: body, memory: DocumentBounds.listing.memory) } catch {
      if error.isTooLarge { throw error.inFile("\(endpoint): \(id.name)") }
      json = nil
    }
    guard let json, let commit = json["sha"]?.string, HubCache.isCommit(commit),
      let siblings = json["siblings"]?.array
    else {
      throw ExplainerError(
        .badData, "the answer is not one of the Hub", at: [endpoint, id.name],
        expected: "an object with 'sha' and 'siblings'",
        remedy: "check HF_ENDPOINT, and whether a proxy answers in the Hub's place")
    }
    self.commit = commit.lowercased()
    files = siblings.compactMap { $0["rfilename"]?.string }
    family = json["config"]?["model_type"]?.string
    let tags = json["tags"]?.array?.compactMap(\.string) ?? []
    license =
      json["cardData"]?["license"]?.string
      ?? tags.first { $0.hasPrefix("license:") }.map { String($0.dropFirst("license:".count)) }
    parameters = json["safetensors"]?["total"]?.int
  }
}
