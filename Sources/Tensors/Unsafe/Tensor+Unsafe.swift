extension Tensor {
  /// Calls `body` with the elements in row-major order; the buffer is valid during the call only.
  public func withUnsafeElements<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows
    -> Result
  {
    let count = self.count
    let all = storage.elements
    return try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(rebasing: all[offset..<offset + count]))
    }
  }

  /// A tensor over memory of someone else, not copied; `owner` keeps that memory valid and is kept alive.
  ///
  /// - Precondition: `base` holds the product of `shape` floats that do not change while `owner` lives.
  public init(shape: [Int], borrowing base: UnsafePointer<Float>, owner: any Sendable) {
    let count = shape.reduce(1, *)
    self.init(shape: shape, storage: TensorStorage(borrowing: base, count: count, owner: owner), offset: 0)
  }

  /// A tensor whose zeroed memory `body` fills in place.
  public init(shape: [Int], filling body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    let count = shape.reduce(1, *)
    self.init(shape: shape, storage: try TensorStorage(count: count, filling: body), offset: 0)
  }

  /// A tensor whose memory `body` writes completely; what it holds before is unspecified.
  init(shape: [Int], writing body: (UnsafeMutablePointer<Float>) throws -> Void) rethrows {
    let storage = TensorStorage(count: shape.reduce(1, *))
    if let start = storage.writableElements?.baseAddress { try body(start) }
    self.init(shape: shape, storage: storage, offset: 0)
  }

  /// Changes the elements in place where this tensor is the only one to see its memory, else in a copy of its
  /// own.
  mutating func update(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let count = self.count
    if !isKnownUniquelyReferenced(&storage) || storage.writableElements == nil {
      self = withUnsafeElements { source in
        Tensor(
          shape: shape,
          writing: { memory in
            if let start = source.baseAddress { memory.update(from: start, count: count) }
          })
      }
    }
    guard let all = storage.writableElements else { return }
    body(UnsafeMutableBufferPointer(rebasing: all[offset..<offset + count]))
  }
}

/// Calls `body` with the address of the first element, or null where there is no tensor; valid during the call
/// only.
func withUnsafeBase(of tensor: Tensor?, _ body: (UnsafePointer<Float>?) -> Void) {
  if let tensor { tensor.withUnsafeElements { body($0.baseAddress) } } else { body(nil) }
}
