import Diagnostics
import ExplainerCore
import Glibc
import Files

/// What must hold of a library's file before it is loaded.
enum LibraryCheck {
  /// Refuses a library that is missing, that anybody may write to, or whose content is not what the registry pins.
  ///
  /// - Throws: `pluginUnavailable` with the remedy.
  static func check(_ entry: RegistryEntry) throws(ExplainerError) {
    func refuse(_ message: String, expected: String? = nil, found: String? = nil, remedy: String)
      -> ExplainerError
    {
      ExplainerError(
        .pluginUnavailable, message, at: [entry.reference.place],
        expected: expected, found: found, remedy: remedy)
    }
    guard FileSystem.isFile(entry.libraryPath) else {
      throw refuse(
        "the library \(entry.library), which \(entry.registryPath) names, is missing",
        remedy:
          "build it ('swift build' builds plugin libraries, 'swift run' and '--product' do not) or mend the registry"
      )
    }
    if let mode = FileSystem.mode(entry.libraryPath), mode & S_IWOTH != 0 {
      throw refuse("anybody may write to the library", remedy: "chmod o-w '\(entry.libraryPath)'")
    }
    guard let version = ABIVersion(entry.abi) else {
      throw refuse(
        "has no version of the ABI", expected: "\"abi\": \"\(ABIVersion.current.text)\"", found: entry.abi,
        remedy: "mend \(entry.registryPath)")
    }
    try version.check(at: entry.reference.place)
    guard let pin = entry.sha256 else { return }
    let found = SHA256.hexadecimal(of: try FileSystem.read(entry.libraryPath))
    guard found == pin else {
      throw refuse(
        "the library is not the one the registry pins", expected: "sha256 \(pin)", found: found,
        remedy: "if you trust the change, update 'sha256' in \(entry.registryPath)")
    }
  }
}
