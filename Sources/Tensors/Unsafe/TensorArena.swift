internal import CKernels

/// One block of memory for many tensors that are read from files where they cannot be used in place.
///
/// One block rather than one each, because a large block gets huge pages.
public final class TensorArena {
  private let storage: TensorStorage
  private let capacity: Int
  private var used = 0

  /// Room for `capacity` floats.
  public init(capacity: Int) {
    self.capacity = capacity
    storage = TensorStorage(count: capacity)
  }

  /// A tensor of the arena's memory, filled with numbers of `type`: widened exactly, of `f64` rounded to the nearest.
  ///
  /// - Precondition: as many bytes as the shape needs, and room for them.
  func tensor(shape: [Int], reading bytes: UnsafeRawBufferPointer, as type: MappedFile.NumberType) -> Tensor {
    let count = shape.reduce(1, *)
    precondition(bytes.count == type.size * count && used + count <= capacity, "no room for shape \(shape)")
    let offset = used
    used += count
    if let base = bytes.baseAddress, let out = storage.writableElements?.baseAddress.map({ $0 + offset }) {
      switch type {
      case .f32: UnsafeMutableRawPointer(out).copyMemory(from: base, byteCount: bytes.count)
      case .f64:
        for index in 0..<count {
          out[index] = Float(bytes.loadUnaligned(fromByteOffset: 8 * index, as: Double.self))
        }
      case .f16, .bf16:
        // Vector loads need no alignment, but a pointer to 16-bit words must have it.
        if UInt(bitPattern: base) % 2 == 0 {
          Self.widen(base.assumingMemoryBound(to: UInt16.self), count, as: type, to: out)
        } else {
          let words = (0..<count).map { bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) }
          Self.widen(words, count, as: type, to: out)
        }
      }
    }
    return Tensor(shape: shape, storage: storage, offset: offset)
  }

  private static func widen(
    _ words: UnsafePointer<UInt16>, _ count: Int, as type: MappedFile.NumberType,
    to out: UnsafeMutablePointer<Float>
  ) {
    if type == .bf16 { ck_widen_bf16(words, count, out) } else { ck_widen_f16(words, count, out) }
  }
}
