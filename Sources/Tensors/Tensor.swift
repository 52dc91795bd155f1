/// A dense, row-major, immutable array of 32-bit floats with a shape.
///
/// A value: copies share their storage, which never changes once the tensor exists. The storage may be memory
/// owned by someone else (a mapped file, a trace of the host); the tensor keeps that owner alive.
public struct Tensor: Sendable {
  /// The extents, outermost first; empty for a scalar.
  public let shape: [Int]
  var storage: TensorStorage
  let offset: Int

  /// A tensor of `values` in row-major order.
  ///
  /// - Precondition: `values.count` is the product of `shape`.
  public init(shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    self.init(shape: shape, storage: TensorStorage(values), offset: 0)
  }

  init(shape: [Int], storage: TensorStorage, offset: Int) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// The bytes that a tensor of `count` elements takes of what a process may have, with what goes into its place in memory.
  public static func byteCount(of count: Int) -> Int { TensorStorage.byteCount(of: count) }

  /// The number of extents.
  public var rank: Int { shape.count }

  /// The elements in row-major order, copied.
  ///
  /// - Complexity: O(count).
  public var values: [Float] { withUnsafeElements { Array($0) } }

  /// Element `index` in row-major order.
  ///
  /// - Precondition: `0 <= index < count`.
  public subscript(flat index: Int) -> Float {
    precondition(index >= 0 && index < count, "element \(index) of \(count)")
    return storage.element(offset + index)
  }

  /// The element at `indices`, one per extent.
  public subscript(indices: Int...) -> Float {
    precondition(indices.count == rank, "\(indices.count) indices for rank \(rank)")
    var flat = 0
    for (index, extent) in zip(indices, shape) {
      precondition(index >= 0 && index < extent, "index \(index) of \(extent)")
      flat = flat * extent + index
    }
    return storage.element(offset + flat)
  }

  /// The slice `index` along the first extent, sharing storage: row `t` of `[T, C]` is `[C]`.
  public func slice(_ index: Int) -> Tensor {
    precondition(rank > 0 && index >= 0 && index < shape[0], "slice \(index) of shape \(shape)")
    let inner = Array(shape.dropFirst())
    return Tensor(shape: inner, storage: storage, offset: offset + index * inner.reduce(1, *))
  }

  /// The same elements under another shape of equal count, sharing storage.
  public func reshaped(_ shape: [Int]) -> Tensor {
    precondition(shape.reduce(1, *) == count, "shape \(self.shape) as \(shape)")
    return Tensor(shape: shape, storage: storage, offset: offset)
  }

  /// The tensors of equal shape put one behind the other under a new first extent: `[C]` × n → `[n, C]`.
  public static func stacking(_ tensors: [Tensor]) -> Tensor {
    let inner = tensors.first?.shape ?? []
    var values: [Float] = []
    values.reserveCapacity(tensors.count * inner.reduce(1, *))
    for tensor in tensors {
      precondition(tensor.shape == inner, "stacking \(tensor.shape) on \(inner)")
      tensor.withUnsafeElements { values.append(contentsOf: $0) }
    }
    return Tensor(shape: [tensors.count] + inner, values: values)
  }
}

extension Tensor: Equatable {
  /// Equal when shape and every element are equal (so NaN is unequal to itself).
  public static func == (first: Tensor, second: Tensor) -> Bool {
    first.shape == second.shape
      && first.withUnsafeElements { a in second.withUnsafeElements { b in a.elementsEqual(b) } }
  }
}
