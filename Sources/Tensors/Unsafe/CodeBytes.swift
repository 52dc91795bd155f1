/// Bytes that codes or scales are read from: of a mapped file, or held by themselves.
public enum CodeBytes: Sendable {
  case mapped(MappedFile, Range<Int>)
  case held([UInt8])

  /// How many there are.
  public var count: Int {
    switch self {
    case .mapped(_, let range): range.count
    case .held(let bytes): bytes.count
    }
  }

  /// Calls `body` with their address; valid during the call only.
  func withUnsafeBase<Result>(_ body: (UnsafePointer<UInt8>?) -> Result) -> Result {
    switch self {
    case .mapped(let file, let range):
      withExtendedLifetime(file) {
        body(UnsafeRawBufferPointer(rebasing: file.mappedBytes[range]).bindMemory(to: UInt8.self).baseAddress)
      }
    case .held(let bytes): bytes.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }
}
