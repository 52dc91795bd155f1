/// What one call of a plugin may use; `Docs/threat-model.md` has the table of all limits, which a test holds against them.
public struct Limits: Sendable, Hashable {
  /// Wall-clock seconds where nobody says otherwise.
  public static let standardSeconds: Double = 600
  /// The least memory that can be allowed, in bytes: with less no worker can start.
  public static let leastMemory: Int = 16 << 20

  /// Wall-clock seconds; nil is without limit.
  public var seconds: Double?
  /// Bytes of private memory (a mapped model does not count); nil takes `MemoryShare.call`.
  public var memory: Int?

  /// Whether the walls are lifted: the plugin then may do whatever the user may, within time and memory.
  public var isTrusted = false

  /// What is standard, unless told otherwise.
  public init(seconds: Double? = standardSeconds, memory: Int? = nil) {
    self.seconds = seconds
    self.memory = memory
  }

  /// Limits as requests and scripts write them: 0 seconds are without limit, and none given are the standard.
  package init(timeout: Double?, bytes: Double?) {
    let seconds = timeout ?? Self.standardSeconds
    self.init(seconds: seconds == 0 ? nil : seconds, memory: bytes.map { Int($0) })
  }
}
