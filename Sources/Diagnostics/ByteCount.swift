/// Sizes in bytes as people read them.
public enum ByteCount {
  /// `512 MiB`, `2.5 GiB`, `17 bytes`: powers of 1024, at most one decimal.
  public static func text(_ bytes: Int) -> String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    guard let (unit, size) = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) bytes" }
    // Divided before multiplied, so that no size overflows.
    let tenths = bytes / size * 10 + (bytes % size * 10 + size / 2) / size
    return tenths % 10 == 0 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
  }
}
