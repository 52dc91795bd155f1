import Glibc

/// How a process ended.
package struct WorkerEnd: Sendable, Hashable {
  /// As `wait4` gives it.
  package let status: Int32
  /// The most memory it held at once, in bytes.
  package let peakMemory: Int

  /// The signal that ended it, or nil.
  package var signal: Int32? { status & 0x7F == 0 ? nil : status & 0x7F }
  /// The code it ended itself with, or nil.
  package var exitCode: Int32? { signal == nil ? (status >> 8) & 0xFF : nil }
}
