import CExplainerABI
package import Diagnostics

/// A version of the boundary.
package struct ABIVersion: Sendable, Hashable {
  package let major: UInt32
  package let minor: UInt32

  /// This host's.
  package static var current: ABIVersion { ABIVersion(major: XPL_ABI_MAJOR, minor: XPL_ABI_MINOR) }

  package init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// Reads `1.0`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = UInt32(parts[0]), let minor = UInt32(parts[1]) else { return nil }
    self.init(major: major, minor: minor)
  }

  /// `1.0`.
  package var text: String { "\(major).\(minor)" }

  /// Refuses a plugin of this version where this host cannot serve it.
  ///
  /// - Throws: `incompatiblePlugin` for another major version or a newer minor one.
  package func check(at label: String) throws(ExplainerError) {
    let host = Self.current
    guard major != host.major || minor > host.minor else { return }
    throw ExplainerError(
      .incompatiblePlugin, "wants ABI \(text), this host has \(host.text)", at: [label],
      remedy: major < host.major ? "rebuild the plugin" : "upgrade explainer")
  }
}
