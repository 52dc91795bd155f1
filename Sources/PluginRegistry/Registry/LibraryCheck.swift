package import Diagnostics
import ExplainerCore
import Files

/// What must hold of a library's file before it is loaded.
package enum LibraryCheck {
  /// Refuses a library that is missing, lies outside its registry, that somebody else may write to or owns, that wants what
  /// this host does not have, or whose content, or that of what goes beside it, is not what the registry pins.
  ///
  /// - Parameter digests: what is known of files' contents; all are read where it knows nothing.
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin` with the remedy.
  package static func check(
    _ entry: RegistryEntry, writers: TrustedWriters = TrustedWriters(),
    digests: FileDigests = FileDigests(memory: nil)
  ) throws(ExplainerError) {
    let label = entry.reference.label
    func refuse(_ message: String, expected: String? = nil, found: String? = nil, remedy: String)
      -> ExplainerError
    {
      ExplainerError(
        .pluginUnavailable, message, at: [label], expected: expected, found: found, remedy: remedy)
    }
    try LibraryFormat.checkKind(entry.reference)
    guard FileSystem.isFile(entry.libraryPath), let resolved = FileSystem.resolved(entry.libraryPath) else {
      throw refuse(
        "the library \(entry.library), which \(entry.registryPath) names, is missing",
        remedy: entry.isInstalled
          ? again(entry)
          : "build it ('swift build' builds plugin libraries, 'swift run' and '--product' do not) or mend the registry"
      )
    }
    if let base = entry.baseFolder.flatMap(FileSystem.resolved), !resolved.hasPrefix("\(base)/") {
      throw refuse(
        "the library is a link out of the registry's folder", found: resolved,
        remedy: "install it ('explainer install'), or name it in the registry by its absolute path")
    }
    func checkWriters(_ path: String, _ what: String) throws(ExplainerError) {
      if let error = writers.refusal(of: path, what, keepsCompany: true, label: label) { throw error }
    }
    try checkWriters(entry.libraryPath, "the library")
    for (name, path, _) in entry.filesBeside {
      try checkWriters(path, "\(name), which goes beside the library")
    }
    guard let version = ABIVersion(entry.abi) else {
      throw refuse(
        "has no version of the ABI", expected: "\"abi\": \"\(ABIVersion.current.text)\"", found: entry.abi,
        remedy: "mend \(entry.registryPath)")
    }
    try version.check(at: label)
    try HostExtensions.check(entry.descriptor.requiredExtensions, at: label)
    guard let pin = entry.sha256 else { return }
    // One that differs is read once more: no memory shall keep a library from being used.
    func content(_ path: String, is pin: String) throws(ExplainerError) -> String? {
      let found = try digests.digest(of: path)
      if found == pin { return nil }
      let read = try FileDigests(memory: nil).digest(of: path)
      return read == pin ? nil : read
    }
    defer { digests.save() }
    if let found = try content(entry.libraryPath, is: pin) {
      throw refuse(
        "the library is not the one the registry pins", expected: "sha256 \(pin)", found: found,
        remedy: entry.isInstalled
          ? again(entry) : "if you trust the change, update 'sha256' in \(entry.registryPath)")
    }
    for (name, path, pin) in entry.filesBeside {
      guard FileSystem.isFile(path) else {
        throw refuse("\(name), which goes beside the library, is missing", remedy: again(entry))
      }
      if let found = try content(path, is: pin) {
        throw refuse(
          "\(name), which goes beside the library, is not the one the registry pins",
          expected: "sha256 \(pin)",
          found: found, remedy: again(entry))
      }
    }
  }

  private static func again(_ entry: RegistryEntry) -> String {
    "'explainer update \(entry.descriptor.explainer)/\(entry.descriptor.name)' installs it again"
  }
}
