import CWorkerSystem
import Checkpoints
import Diagnostics
import ExplainerCore
import Files
import HuggingFaceHub
public import JSON
public import PluginRegistry
import Sandbox
import Tensors

/// What this installation has and lacks: what a person is told who wonders why something does not work.
public struct InstallationReport: Sendable {
  /// One thing that was looked at.
  public struct Finding: Sendable, Hashable {
    /// What was looked at, in a word or two: `registry`.
    public let name: String
    /// Whether it is as it should be.
    public let isOK: Bool
    /// Whether the program is of little use without it.
    public let isEssential: Bool
    /// What was found.
    public let text: String
    /// What to do, where something is missing.
    public let remedy: String?

    /// A finding from its parts.
    public init(
      _ name: String, isOK: Bool, isEssential: Bool = false, _ text: String, remedy: String? = nil
    ) {
      self.name = name
      self.isOK = isOK
      self.isEssential = isEssential
      self.text = text
      self.remedy = isOK ? nil : remedy
    }

    /// The JSON form.
    public var json: JSONValue {
      [
        "name": .string(name), "ok": .bool(isOK), "essential": .bool(isEssential), "found": .string(text),
        "remedy": remedy.map { .string($0) } ?? .null,
      ]
    }

    fileprivate init(_ name: String, isEssential: Bool, failed error: ExplainerError) {
      var stripped = error
      stripped.remedy = nil
      self.init(
        name, isOK: false, isEssential: isEssential, stripped.description, remedy: error.remedy)
    }
  }

  /// What was found, in the order to read it.
  public let findings: [Finding]

  /// Looks at everything; starts a worker to see whether its walls stand.
  ///
  /// - Complexity: some ten milliseconds, most of them for the worker.
  public init(_ installation: Installation) {
    var findings: [Finding] = []
    do {
      let registry = try Registry(installation)
      for layer in installation.registryLayers where FileSystem.isFile(layer.path) {
        let count = registry.entries.count { $0.registryPath == layer.path }
        findings.append(
          Finding("registry", isOK: true, isEssential: true, "\(layer.path): \(count) plugins"))
      }
      findings += (registry.warnings + registry.conflicts).map { Finding("registry", isOK: true, $0) }
      findings += registry.entries.map { Self.library($0, installation) }
      findings.append(Self.worker(registry, installation))
    } catch {
      findings.append(Finding("registry", isEssential: true, failed: error))
    }
    findings += Self.walls(.offered())
    findings.append(Self.swiftRuntime)
    findings.append(
      Finding(
        "libcurl", isOK: Hub.unavailability == nil,
        Hub.unavailability.map { "models cannot be downloaded: \($0.reason)" } ?? "found",
        remedy: Hub.unavailability?.remedy))
    findings += Self.models(installation)
    self.findings = findings
  }

  private static func library(_ entry: RegistryEntry, _ installation: Installation) -> Finding {
    let isOwn = entry.registryPath == installation.builtInRegistry
    do {
      try LibraryCheck.check(entry, writers: installation.trustedWriters)
      try LibraryFormat.check(entry.reference)
    } catch { return Finding("plugin", isEssential: true, failed: error) }
    let trust = entry.sha256 != nil ? "pinned" : isOwn ? "the program's own" : "not pinned"
    return Finding(
      "plugin", isOK: true, isEssential: true, "\(entry.descriptor.name) (\(entry.libraryPath)): \(trust)")
  }

  private static func worker(_ registry: Registry, _ installation: Installation) -> Finding {
    guard let entry = registry.entries.first else {
      return Finding("worker", isOK: false, "no plugin to try it with", remedy: "mend the registry")
    }
    do {
      _ = try PluginInspector(installation).describe(entry.reference)
      return Finding("worker", isOK: true, isEssential: true, "starts, and loads a plugin within its walls")
    } catch { return Finding("worker", isEssential: true, failed: error) }
  }

  private static func walls(_ walls: Walls) -> [Finding] {
    guard !walls.gaps.isEmpty else { return [Finding("walls", isOK: true, "\(walls.summary): complete")] }
    return walls.gaps.map {
      Finding("walls", isOK: false, "\($0.reason): a plugin may \($0.freedom)", remedy: $0.remedy)
    }
  }

  private static var swiftRuntime: Finding {
    let library = LoadedLibraries.paths().first { $0.contains("/libswiftCore.so") }
    return Finding("Swift runtime", isOK: true, library ?? "part of the program")
  }

  private static func models(_ installation: Installation) -> [Finding] {
    let locator = ModelLocator(
      embeddedRoots: installation.modelFolders, environment: installation.environment)
    let names = locator.embeddedNames
    let embedded = Finding(
      "models", isOK: !names.isEmpty,
      names.isEmpty
        ? "the demonstration models are missing from \(installation.dataFolder)"
        : "come with the program: \(names.joined(separator: ", "))",
      remedy: "build or install the program again")
    guard let root = locator.cache.root, FileSystem.isDirectory(root) else {
      let folder = locator.cache.root ?? "none, HOME is not set"
      return [
        embedded,
        Finding(
          "models", isOK: true, "no Hugging Face cache (\(folder)); what is downloaded makes one"),
      ]
    }
    let count = locator.cache.ids.count
    return [embedded, Finding("models", isOK: true, "\(count) in the Hugging Face cache \(root)")]
  }
}
