extension CodeBytes {
  /// Bytes of floats.
  public init(_ floats: [Float]) { self = .held(floats.withUnsafeBytes { Array($0) }) }

  /// A matrix with its rows as columns: `[rows, columns]` → `[columns, rows]`.
  ///
  /// - Parameters:
  ///   - rows: of the matrix.
  ///   - columns: of the matrix.
  ///   - size: the bytes of one element.
  /// - Precondition: there are as many bytes.
  public func transposed(rows: Int, columns: Int, size: Int) -> CodeBytes {
    precondition(count == rows * columns * size, "bytes of another matrix")
    return laidOut(size: count, columns, by: 64) { from, range, out in
      for start in stride(from: 0, to: rows, by: 16) {
        for column in range {
          for row in start..<min(rows, start + 16) {
            let (place, source) = ((column * rows + row) * size, (row * columns + column) * size)
            for byte in 0..<size { out[place + byte] = from[source + byte] }
          }
        }
      }
    }
  }

  /// Codes of 4 bits with their rows as columns, the first of a byte in its low bits: `[rows, columns]`, eight of a row in a
  /// word of 32 bits, → `[columns, rows]`, two of a row in a byte.
  ///
  /// - Parameters:
  ///   - rows: of codes; even.
  ///   - columns: of codes; a multiple of 8.
  ///   - order: which of the eight of a word stand in its lowest four bits, in the next, and so on.
  /// - Precondition: there are as many bytes.
  public func transposedNibbles(rows: Int, columns: Int, order: [Int]) -> CodeBytes {
    precondition(count == rows * columns / 2 && rows % 2 == 0 && columns % 8 == 0, "bytes of another matrix")
    let width = columns / 2
    return laidOut(size: count, columns / 8, by: 8) { from, range, out in
      for start in stride(from: 0, to: rows, by: 64) {
        for word in range {
          for place in 0..<8 {
            let to = (8 * word + order[place]) * rows / 2
            let source = 4 * word + place / 2
            let shift = UInt8(place % 2 * 4)
            for row in stride(from: start, to: min(rows, start + 64), by: 2) {
              let low = from[row * width + source] >> shift & 15
              out[to + row / 2] = low | (from[(row + 1) * width + source] >> shift & 15) << 4
            }
          }
        }
      }
    }
  }

  /// Bytes of the same in another order, which cores write in pieces.
  private func laidOut(
    size: Int, _ columns: Int, by width: Int,
    _ write: (UnsafePointer<UInt8>, Range<Int>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> CodeBytes {
    .held(
      [UInt8](unsafeUninitializedCapacity: size) { out, filled in
        withUnsafeBase { from in
          guard let from, let out = out.baseAddress, size > 0 else { return }
          let pieces = (columns + width - 1) / width
          Crew.deal(pieces, among: size > 1 << 20 ? CodedTensor.threads : 1) { _, piece in
            write(from, piece * width..<min(columns, (piece + 1) * width), out)
          }
        }
        filled = size
      })
  }
}
