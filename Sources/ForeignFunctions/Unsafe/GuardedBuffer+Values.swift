import Diagnostics
import Tensors

extension GuardedBuffer {
  /// The elements of `tensor`, row-major and dense, as `element`, to be read only.
  convenience init(_ tensor: Tensor, as element: ScalarType, named name: String) throws(ExplainerError) {
    try self.init(size: tensor.count * element.size, named: name)
    tensor.withUnsafeElements { values in
      if element == .f64 {
        let room = bytes.bindMemory(to: Double.self)
        for index in values.indices { room[index] = Double(values[index]) }
      } else {
        bytes.copyMemory(from: UnsafeRawBufferPointer(values))
      }
    }
    protect()
  }

  /// Whole numbers as `element`, to be read only; each must fit.
  convenience init(_ integers: [Int], as element: ScalarType, named name: String) throws(ExplainerError) {
    try self.init(size: integers.count * element.size, named: name)
    for (index, value) in integers.enumerated() {
      if element.size == 4 {
        bytes.storeBytes(of: UInt32(truncatingIfNeeded: value), toByteOffset: index * 4, as: UInt32.self)
      } else {
        bytes.storeBytes(of: UInt64(truncatingIfNeeded: value), toByteOffset: index * 8, as: UInt64.self)
      }
    }
    protect()
  }

  /// A text with its NUL, to be read only.
  convenience init(_ text: String, named name: String) throws(ExplainerError) {
    let characters = Array(text.utf8) + [0]
    try self.init(size: characters.count, named: name)
    bytes.copyBytes(from: characters)
    protect()
  }

  /// What was written, as numbers of type `element`.
  func numbers(_ element: ScalarType) -> FunctionNumbers {
    switch element {
    case .bool: .integers(bytes.map { $0 == 0 ? 0 : 1 })
    case .i32: .integers(bytes.bindMemory(to: Int32.self).map { Int($0) })
    case .u32: .integers(bytes.bindMemory(to: UInt32.self).map { Int($0) })
    case .i64: .integers(bytes.bindMemory(to: Int64.self).map { Int($0) })
    case .u64:
      bytes.bindMemory(to: UInt64.self).contains { $0 > UInt64(Int.max) }
        ? .doubles(bytes.bindMemory(to: UInt64.self).map { Double($0) })
        : .integers(bytes.bindMemory(to: UInt64.self).map { Int($0) })
    case .f32: .floats(Array(bytes.bindMemory(to: Float.self)))
    case .f64: .doubles(Array(bytes.bindMemory(to: Double.self)))
    }
  }

  /// The bytes up to the first NUL; nil where there is none.
  var text: [UInt8]? { bytes.firstIndex(of: 0).map { Array(bytes[..<$0]) } }
}
