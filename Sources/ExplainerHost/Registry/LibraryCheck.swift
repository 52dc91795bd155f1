import CExplainerABI
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
        .pluginUnavailable, message, at: ["plugin '\(entry.descriptor.name)' (\(entry.libraryPath))"],
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
    let major = entry.abi.split(separator: ".").first.flatMap { UInt32($0) }
    guard major == XPL_ABI_MAJOR else {
      throw ExplainerError(
        .incompatiblePlugin, "wants ABI \(entry.abi), this host has \(XPL_ABI_MAJOR).\(XPL_ABI_MINOR)",
        at: ["plugin '\(entry.descriptor.name)' (\(entry.libraryPath))"],
        remedy: (major ?? 0) > XPL_ABI_MAJOR ? "upgrade explainer" : "rebuild the plugin")
    }
    guard let pin = entry.sha256 else { return }
    let found = SHA256.hexadecimal(of: try FileSystem.read(entry.libraryPath))
    guard found == pin else {
      throw refuse(
        "the library is not the one the registry pins", expected: "sha256 \(pin)", found: found,
        remedy: "if you trust the change, update 'sha256' in \(entry.registryPath)")
    }
  }
}
