/// What one call of a plugin may use.
public struct Limits: Sendable, Hashable {
  /// Ten minutes: what a call gets unless told otherwise.
  public static let standardSeconds: Double = 600

  /// Wall-clock seconds; nil is without limit.
  public var seconds: Double?
  /// Bytes of private memory (a mapped model does not count); nil takes nine tenths of what the machine has available.
  public var memory: Int?

  /// Whether the walls are lifted: the plugin then may do whatever the user may, within time and memory.
  public var isTrusted = false

  /// Ten minutes and nine tenths of the available memory, unless told otherwise.
  public init(seconds: Double? = standardSeconds, memory: Int? = nil) {
    self.seconds = seconds
    self.memory = memory
  }
}
