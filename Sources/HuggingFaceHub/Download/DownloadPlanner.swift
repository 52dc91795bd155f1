import Checkpoints
import Diagnostics
import Files
import JSON

/// Makes plans: asks the Hub what there is, and looks what is here.
struct DownloadPlanner {
  let client: HubClient
  let folder: CacheFolder
  let id: HubID

  /// What a server may claim: more than any model has, and together less than a number holds.
  private static let largestSize = 1 << 48
  private static let mostShards = 10_000

  private var settings: HubSettings { client.settings }

  /// The plan.
  ///
  /// - Parameter isForced: whether files are to be fetched that are here.
  /// - Throws: `notFound` for a model, revision or file that the Hub does not have or does not show, `inputOutput` where
  ///   it cannot be asked.
  func plan(isForced: Bool = false) throws(ExplainerError) -> DownloadPlan {
    let subject = HubSubject(id: id, settings: settings, hasToken: client.hasToken)
    let revision = id.revision ?? "main"
    let question = "\(settings.endpoint)/api/models/\(id.name)/revision/\(Self.quoted(revision))"
    let answer = try client.answers(to: [(question, subject)], limit: settings.largestListing)[0]
    let listing = try RepositoryListing(answer.body, of: id, from: settings.endpoint)
    var needed = NeededFiles(of: listing.files)
    guard needed.names.contains("config.json") else {
      throw ExplainerError(
        .unsupported, "is not a model of transformers: it has no config.json", at: subject.location,
        found: listing.files.isEmpty ? "no files" : "\(listing.files.count) files")
    }
    if let index = needed.index {
      let shards = try shards(of: index, listing, subject)
      needed.names += shards.filter { !needed.names.contains($0) }
    }
    let here = isForced ? [] : needed.names.filter { folder.has($0, listing.commit) }
    let missing = try files(needed.names.filter { !here.contains($0) }, listing.commit, subject)
    return DownloadPlan(
      id: id, listing: listing, weights: needed.weights, missing: missing,
      present: here.map { ($0, FileSystem.size(folder.pointer($0, listing.commit)) ?? 0) },
      absent: needed.absent, bytesHere: isForced ? 0 : missing.reduce(0) { $0 + bytesHere($1) })
  }

  /// What the Hub says of these files.
  private func files(
    _ names: [String], _ commit: String, _ subject: HubSubject
  ) throws(ExplainerError) -> [HubFile] {
    let addresses = names.map { address(of: $0, commit) }
    let answers = try client.answers(
      to: zip(names, addresses).map { name, address in
        var subject = subject
        subject.file = name
        return (address, subject)
      }, isHead: true)
    var files: [HubFile] = []
    for (index, answer) in answers.enumerated() {
      files.append(try Self.file(names[index], addresses[index], answer, commit, subject))
    }
    return files
  }

  private static func file(
    _ name: String, _ address: String, _ answer: HTTPResponse, _ commit: String, _ subject: HubSubject
  ) throws(ExplainerError) -> HubFile {
    let headers = answer.headers
    func wrong(_ message: String, expected: String? = nil, found: String? = nil) -> ExplainerError {
      ExplainerError(
        .badData, message, at: ["\(subject.id.name)/\(name)"], expected: expected, found: found,
        remedy: "check HF_ENDPOINT, and whether a proxy answers in the Hub's place")
    }
    if let told = headers["x-repo-commit"], told.lowercased() != commit {
      throw wrong("the Hub sends another revision", expected: commit, found: told)
    }
    guard let raw = headers["x-linked-etag"] ?? headers["etag"] else { throw wrong("the Hub sends no ETag") }
    var etag = raw.hasPrefix("W/") ? raw.dropFirst(2) : raw[...]
    if etag.count >= 2, etag.hasPrefix("\""), etag.hasSuffix("\"") { etag = etag.dropFirst().dropLast() }
    // It becomes the name of a file.
    let isName = etag.utf8.allSatisfy { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_")
    }
    guard isName, 1...200 ~= etag.utf8.count else {
      throw wrong("the ETag cannot be used", expected: "letters and digits", found: String(raw.prefix(80)))
    }
    guard let size = (headers["x-linked-size"] ?? headers["content-length"]).flatMap({ Int($0) }),
      0...Self.largestSize ~= size
    else { throw wrong("the Hub does not say how large the file is") }
    return HubFile(
      name: name, etag: String(etag), size: size, location: answer.url, address: address)
  }

  /// The files the index of the weights names.
  private func shards(
    of index: String, _ listing: RepositoryListing, _ subject: HubSubject
  ) throws(ExplainerError) -> [String] {
    let here = folder.pointer(index, listing.commit)
    var subject = subject
    subject.file = index
    let bytes: [UInt8]
    if let kept = try FileSystem.readIfPresent(here, limit: DocumentBounds.index.bytes) {
      bytes = kept
    } else {
      let question = (url: address(of: index, listing.commit), subject: subject)
      bytes = try client.answers(to: [question], limit: DocumentBounds.index.bytes)[0].body
    }
    let map: JSONObject?
    do {
      map = try JSONValue(parsing: bytes, dialect: .python, memory: DocumentBounds.index.memory)[
        "weight_map"]?
        .object
    } catch { throw error.inFile(subject.location.joined()) }
    let names = Set(map?.members.compactMap(\.value.string) ?? []).sorted()
    let there = Set(listing.files)
    guard 1...Self.mostShards ~= names.count else {
      throw ExplainerError(
        .badData, "'weight_map' cannot be used", at: subject.location,
        expected: "1 to \(Self.mostShards) shards",
        found: "\(names.count)")
    }
    for name in names {
      // A shard is a neighbour of its index, as where they are read.
      guard !name.contains("/"), !name.hasPrefix("."), there.contains(name) else {
        throw ExplainerError(
          .badData, "names a shard that is not in the repository", at: subject.location, found: name)
      }
    }
    return names
  }

  private func bytesHere(_ file: HubFile) -> Int {
    if FileSystem.isFile(folder.blob(file.etag)) { return file.size }
    let begun = FileSystem.size(folder.partial(file.etag)) ?? 0
    return begun <= file.size ? begun : 0
  }

  private func address(of name: String, _ commit: String) -> String {
    let path = name.split(separator: "/").map { Self.quoted(String($0)) }.joined(separator: "/")
    return "\(settings.endpoint)/\(id.name)/resolve/\(commit)/\(path)"
  }

  /// A word as part of an address, a slash in it too.
  static func quoted(_ word: String) -> String {
    word.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        return String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        return "%\(digits.count < 2 ? "0" : "")\(digits)"
      }
    }.joined()
  }
}
