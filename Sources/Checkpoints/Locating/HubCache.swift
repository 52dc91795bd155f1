public import Diagnostics
import Files
import JSON

/// The local cache of the Hugging Face Hub, read as `huggingface_hub` lays it out.
///
/// `models--org--name/refs/<revision>` holds a commit, `snapshots/<commit>/` its files, which are symbolic
/// links to blobs (which may be links themselves); all links are followed. Source:
/// https://huggingface.co/docs/hub/local-cache.
public struct HubCache: Sendable {
  /// The folder that holds the models; nil where the environment does not say and there is no home.
  public let root: String?
  /// The folder of everything that `huggingface_hub` keeps, its token file among it; nil as `root`.
  package let home: String?

  /// The cache these variables name: `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME`,
  /// `HOME`, the first that is set and not empty.
  public init(environment: [String: String]) {
    func value(_ name: String) -> String? {
      guard let value = environment[name], !value.isEmpty else { return nil }
      return Self.expanded(value, environment)
    }
    home =
      value("HF_HOME") ?? value("XDG_CACHE_HOME").map { "\($0)/huggingface" }
      ?? value("HOME").map { "\($0)/.cache/huggingface" }
    root = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") ?? home.map { "\($0)/hub" }
  }

  /// A path whose `~` at the beginning stands for the home folder.
  package static func expanded(_ path: String, _ environment: [String: String]) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
    return home + path.dropFirst()
  }

  /// The ids of the models in the cache, sorted; complete or not.
  public var ids: [String] {
    guard let root else { return [] }
    return FileSystem.entries(of: root).filter { $0.hasPrefix("models--") }
      .map { folder in
        // The first double hyphen stands for the slash after the organisation.
        let name = folder.dropFirst("models--".count)
        guard let hyphens = name.firstRange(of: "--") else { return String(name) }
        return "\(name[..<hyphens.lowerBound])/\(name[hyphens.upperBound...])"
      }.sorted()
  }

  /// The snapshot of a model.
  ///
  /// - Throws: `notFound`, with an empty place if nothing of the model is there, else saying what is missing.
  public func locate(_ id: HubID) throws(ExplainerError) -> ModelLocation {
    guard let root, FileSystem.isDirectory("\(root)/\(id.folder)/snapshots") else {
      throw ExplainerError(.notFound, "'\(id.name)' is not in the cache")
    }
    let folder = "\(root)/\(id.folder)"
    let commit = try commit(of: id, in: folder)
    let snapshot = "\(folder)/snapshots/\(commit)"
    let command = "explainer models download \(id.name)" + (id.revision.map { "@\($0)" } ?? "")
    guard FileSystem.isDirectory(snapshot) else {
      throw ExplainerError(
        .notFound, "the snapshot of '\(id.name)' is missing", at: [snapshot],
        remedy: "Get it with `\(command)`")
    }
    if let missing = missingFile(in: snapshot) {
      throw ExplainerError(
        .notFound, "the snapshot of '\(id.name)' is incomplete: \(missing) is missing", at: [snapshot],
        remedy: "Complete it with `\(command)`")
    }
    return ModelLocation(id: id.name, directory: snapshot, revision: commit, origin: .cache)
  }

  /// A file without which the snapshot is no model; of weights in shards the first that is not there.
  private func missingFile(in snapshot: String) -> String? {
    func has(_ name: String) -> Bool { FileSystem.isFile("\(snapshot)/\(name)") }
    guard has("config.json") else { return "config.json" }
    guard let form = CheckpointWeights.forms.first(where: { has($0.name) }) else {
      return has("tf_model.h5") ? nil : "model.safetensors"
    }
    guard form.isIndex else { return nil }
    // (What is wrong with an index is said where the weights are opened.)
    let map = try? ModelConfiguration(path: "\(snapshot)/\(form.name)").value("weight_map")?.object
    return Set(map?.members.compactMap(\.value.string) ?? []).sorted().first { !has($0) }
  }

  /// The commit a revision stands for: what its ref says, the revision itself where it is a commit, or the
  /// only snapshot where none was named and `main` is not known.
  private func commit(of id: HubID, in folder: String) throws(ExplainerError) -> String {
    let snapshots = FileSystem.entries(of: "\(folder)/snapshots")
    if let bytes = try? FileSystem.read("\(folder)/refs/\(id.revision ?? "main")", limit: 1 << 10) {
      let commit = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
      guard Self.isCommit(commit) else {
        throw ExplainerError(
          .badData, "does not hold a commit", at: ["\(folder)/refs/\(id.revision ?? "main")"],
          expected: "40 hexadecimal digits")
      }
      return commit
    }
    if let revision = id.revision {
      if snapshots.contains(revision) || Self.isCommit(revision) { return revision }
      throw ExplainerError(
        .notFound, "there is no revision '\(revision)' of '\(id.name)'", at: [folder],
        found: snapshots.isEmpty ? "no snapshots" : "snapshots \(snapshots.joined(separator: ", "))",
        remedy: "Get it with `explainer models download \(id.name)@\(revision)`")
    }
    if snapshots.count == 1 { return snapshots[0] }
    throw ExplainerError(
      .notFound, "it is not known which snapshot of '\(id.name)' is the newest", at: [folder],
      found: snapshots.isEmpty ? "no snapshots" : "snapshots \(snapshots.joined(separator: ", "))",
      remedy: snapshots.isEmpty
        ? "Get it with `explainer models download \(id.name)`" : "Name one: \(id.name)@\(snapshots[0])")
  }

  /// Whether this is the name of a commit: 40 hexadecimal digits.
  package static func isCommit(_ text: String) -> Bool {
    text.utf8.count == 40 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
  }
}
