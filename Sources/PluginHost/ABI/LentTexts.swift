import CExplainerABI

/// Texts lent to a plugin, for as long as this object lives.
final class LentTexts {
  private var buffers: [UnsafeMutableBufferPointer<CChar>] = []

  deinit { for buffer in buffers { buffer.deallocate() } }

  /// Lends a copy of `bytes`.
  func lend(_ bytes: some Collection<UInt8>) -> xpl_str {
    let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(1, bytes.count))
    _ = buffer.initialize(from: bytes.lazy.map(CChar.init(bitPattern:)))
    buffers.append(buffer)
    return xpl_str(data: buffer.baseAddress, size: bytes.count)
  }
}
