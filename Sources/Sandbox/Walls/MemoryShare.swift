/// A part of the memory that the machine has available.
public struct MemoryShare: Sendable, Hashable {
  private let parts: Int
  private let whole: Int
  /// How people say it.
  public let words: String

  /// What a call may use where nobody sets a limit.
  public static let call = MemoryShare(parts: 9, whole: 10, words: "nine tenths of what is available")
  /// What idle workers may hold together where nobody sets a limit.
  public static let idleWorkers = MemoryShare(parts: 1, whole: 4, words: "a quarter of what is available")

  /// The bytes of it where so many are available.
  package func bytes(of available: UInt64) -> Int { Int(clamping: available) / whole * parts }
}
