import Glibc

/// A file as `torch.save` writes it, put together by hand, so that every part of it can be wrong.
public struct TorchArchive: Sendable {
  /// The files of the archive, in order; `data.pkl` and the memories among them.
  public var files: [(name: String, bytes: [UInt8])] = []
  /// How the archive says its files are packed: 0 for as they are.
  public var method = 0
  /// Whether sizes and places are given with 64 bits, as beyond 4 GiB.
  public var isWide = false

  /// An archive of these files.
  public init(_ files: [(name: String, bytes: [UInt8])]) { self.files = files }

  /// An archive of a pickle and the memories that it names `0`, `1`, ….
  public init(_ pickle: PickleWriter, memories: [[UInt8]], byteOrder: String = "little") {
    files = [("archive/data.pkl", pickle.bytes + [0x2E]), ("archive/byteorder", Array(byteOrder.utf8))]
    files += memories.enumerated().map { ("archive/data/\($0.offset)", $0.element) }
    files.append(("archive/version", Array("3\n".utf8)))
  }

  /// The file's bytes: each memory begins at a multiple of 64, as torch pads them.
  public var bytes: [UInt8] {
    var all: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in files {
      let start = all.count
      let length = name.utf8.count
      let padding = (64 - (start + 30 + length + 4) % 64) % 64
      let sizes = number(content.count, 4) + number(content.count, 4)
      let common = number(20, 2) + number(0, 2) + number(method, 2) + number(0, 8)
      all += [0x50, 0x4B, 3, 4] + common + sizes + number(length, 2) + number(4 + padding, 2)
      all += Array(name.utf8) + [0x46, 0x42] + number(padding, 2)
      all += [UInt8](repeating: 0x5A, count: padding) + content
      let extra =
        isWide
        ? number(1, 2) + number(24, 2) + number(content.count, 8) + number(content.count, 8)
          + number(start, 8)
        : []
      directory += [0x50, 0x4B, 1, 2, 20, 0] + common
      directory += isWide ? [UInt8](repeating: 0xFF, count: 8) : sizes
      directory += number(length, 2) + number(extra.count, 2) + number(0, 10)
      directory += isWide ? [UInt8](repeating: 0xFF, count: 4) : number(start, 4)
      directory += Array(name.utf8) + extra
    }
    let place = all.count
    all += directory
    if isWide {
      let end = all.count
      all += [0x50, 0x4B, 6, 6] + number(44, 8) + number(45, 4) + number(0, 8) + number(files.count, 8)
      all += number(files.count, 8) + number(directory.count, 8) + number(place, 8)
      all += [0x50, 0x4B, 6, 7] + number(0, 4) + number(end, 8) + number(1, 4)
    }
    let count = number(files.count, 2)
    all += [0x50, 0x4B, 5, 6] + number(0, 4) + count + count + number(directory.count, 4)
    return all + (isWide ? [UInt8](repeating: 0xFF, count: 4) : number(place, 4)) + number(0, 2)
  }

  /// Writes the file.
  public func write(to path: String) {
    guard let file = fopen(path, "w") else { return }
    let bytes = bytes
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  private func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
