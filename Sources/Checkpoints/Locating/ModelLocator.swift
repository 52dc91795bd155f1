public import Diagnostics
import Files

/// Finds the directory of a model that was named.
///
/// A name stands for an embedded model, a directory, or a Hugging Face id in the local cache. Nothing is
/// downloaded here.
public struct ModelLocator: Sendable {
  /// The folders that hold embedded models, one folder a name, searched in order.
  public let embeddedRoots: [String]
  /// The local Hugging Face cache.
  public let cache: HubCache
  private let home: String?

  /// A locator over the environment of a process.
  ///
  /// - Parameters:
  ///   - embeddedRoots: folders that hold embedded models.
  ///   - environment: the variables that say where the cache is (see `HubCache`).
  public init(embeddedRoots: [String] = [], environment: [String: String]) {
    self.embeddedRoots = embeddedRoots
    cache = HubCache(environment: environment)
    home = environment["HOME"]
  }

  /// The names of the embedded models, sorted.
  public var embeddedNames: [String] {
    Set(embeddedRoots.flatMap { root in FileSystem.entries(of: root).filter { isModel("\(root)/\($0)") } })
      .sorted()
  }

  /// The folder of the model called `name`.
  ///
  /// What begins with `/`, `./`, `../` or `~/` is a directory; else an embedded model of that name, a
  /// directory, and `[organisation/]name[@revision]` in the cache are tried in this order.
  ///
  /// - Parameters:
  ///   - name: what the user calls it.
  ///   - parts: what of it has to be there.
  /// - Throws: `notFound` with every place that was looked in and how to get the model, `badParameter` for
  ///   what can be no name of a model.
  public func locate(_ name: String, parts: ModelParts = .all) throws(ExplainerError) -> ModelLocation {
    guard !name.isEmpty else {
      throw ExplainerError(
        .badParameter, "the name of the model is empty", remedy: "name one: \(known)")
    }
    if isPath(name) { return try directory(name, parts) }
    if let embedded = embedded(name) {
      return ModelLocation(id: name, directory: embedded, origin: .embedded)
    }
    if FileSystem.isDirectory(name) || FileSystem.isFile(name) { return try directory(name, parts) }
    guard let id = HubID(name) else {
      throw ExplainerError(
        .notFound, "there is no directory '\(name)', and it cannot be a Hugging Face id",
        expected: "a directory or [organisation/]name[@revision]")
    }
    do {
      return try cache.locate(id)
    } catch  where error.code == .notFound && error.location.isEmpty {
      throw unknown(name, id, error)
    }
  }

  /// The Hugging Face id that a name stands for; nil where it stands for a path or an embedded model, or can be none.
  package func hubID(of name: String) -> HubID? {
    guard !isPath(name), embedded(name) == nil, !FileSystem.isDirectory(name), !FileSystem.isFile(name) else {
      return nil
    }
    return HubID(name)
  }

  /// The known model that may have been meant by the name of one that is not known.
  package func likelyName(for id: HubID) -> String? {
    let known = embeddedNames + cache.ids
    return known.first { $0.hasSuffix("/\(id.name)") } ?? Suggestion.nearest(to: id.name, among: known)
  }

  private func isPath(_ name: String) -> Bool {
    name.hasPrefix("/") || name == "." || name == ".." || name.hasPrefix("~/") || name.hasPrefix("./")
      || name.hasPrefix("../")
  }

  private func embedded(_ name: String) -> String? {
    guard !name.contains("/") else { return nil }
    return embeddedRoots.lazy.map { "\($0)/\(name)" }.first(where: isModel)
  }

  private func directory(_ name: String, _ parts: ModelParts) throws(ExplainerError) -> ModelLocation {
    var path = name
    if name.hasPrefix("~/"), let home { path = home + name.dropFirst() }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if FileSystem.isFile(path) {
      if name.lowercased().hasSuffix(".gguf") {
        return ModelLocation(id: name, directory: path, origin: .directory)
      }
      throw ExplainerError(
        .badParameter, "is a file", at: [name], expected: "the directory that holds config.json",
        remedy: "Pass the directory the file is in")
    }
    guard FileSystem.isDirectory(path) else {
      throw ExplainerError(
        .notFound, "there is no such directory", at: [name], remedy: "a model can also be named: \(known)")
    }
    if let inner = CheckpointFolder(path).transformerFolder { path = inner }
    guard isModel(path) || parts == .tokenizer && CheckpointFolder(path).hasTokenizer else {
      throw CheckpointFolder(path).withoutConfiguration(
        name.hasPrefix("~/") ? path : String(name.reversed().drop { $0 == "/" }.reversed()))
    }
    return ModelLocation(id: name, directory: path, origin: .directory)
  }

  /// Names to choose from, for messages.
  private var known: String {
    embeddedNames.isEmpty ? "[organisation/]name" : embeddedNames.joined(separator: ", ")
  }

  private func isModel(_ path: String) -> Bool { FileSystem.isFile("\(path)/config.json") }

  private func unknown(_ name: String, _ id: HubID, _ error: ExplainerError) -> ExplainerError {
    var searched =
      embeddedNames.isEmpty ? [] : ["the embedded models (\(embeddedNames.joined(separator: ", ")))"]
    searched.append("the directory ./\(name)")
    searched.append("the Hugging Face cache \(cache.root ?? "(none: HOME is not set)")")
    let hint = likelyName(for: id).map { "did you mean '\($0)'? Else " } ?? ""
    return ExplainerError(
      .notFound, "there is no model '\(name)'; looked in \(searched.joined(separator: ", "))",
      remedy: "\(hint)get it with `explainer models download \(id.name)`, or pass the directory it is in")
  }
}
