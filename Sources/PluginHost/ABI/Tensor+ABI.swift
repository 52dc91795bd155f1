package import CExplainerABI
import CWorkerSystem
import Diagnostics
import ExplainerKit
import Tensors

extension Tensor {
  /// A dense copy of a plugin's view, whatever its strides.
  ///
  /// - Parameters:
  ///   - room: the bytes the copy may have.
  ///   - isPassing: whether the tensor is needed only while the plugin lends its memory; a dense one is then not copied.
  /// - Throws: `pluginFault` for another type than `XPL_F32`, an impossible shape, or memory that is not there;
  ///   `limitReached` for more than there is room for.
  package init(
    copying view: xpl_tensor, named name: String, atMost room: Int = OutputLimits.tensors,
    borrowing isPassing: Bool = false
  ) throws {
    func fault(_ what: String) -> ExplainerError {
      ExplainerError(.pluginFault, "tensor '\(name)' of the plugin \(what)")
    }
    guard view.dtype == XPL_F32 else { throw fault("has dtype \(view.dtype), expected XPL_F32") }
    guard let shape = view.extents else { throw fault("has an impossible shape") }
    // Of an empty tensor too the product of what is not 0 must be a number: strides are made of it.
    let isEmpty = shape.contains(0)
    var count = 1
    for extent in shape.map({ max($0, 1) }) {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product < 1 << 60, !isEmpty || product <= OutputLimits.tensors else {
        throw fault(isEmpty ? "is empty, and has an impossible shape" : "is larger than any memory")
      }
      count = product
    }
    if isEmpty { count = 0 }
    guard count * 4 <= room else {
      throw ExplainerError(
        .limitReached,
        "tensor '\(name)' of the plugin has \(ByteCount.text(count * 4)), and the tensors of one call may have "
          + "\(ByteCount.text(OutputLimits.tensors)) together",
        remedy: "ask for less: fewer layers, fewer heads, a shorter text")
    }
    guard count > 0 else {
      self.init(shape: shape, values: [])
      return
    }
    guard let data = view.data else { throw fault("has no data") }
    let base = data.assumingMemoryBound(to: Float.self)
    let strides = view.elementStrides
    guard view.isReadable(shape, at: base) else {
      throw fault("lies in memory that cannot be read; was it given back already?")
    }
    guard !view.isDense(shape) else {
      if isPassing {
        self.init(shape: shape, borrowing: base, owner: true)
        return
      }
      try Self.checkRoom(shape, name)
      self.init(shape: shape) { $0.baseAddress?.update(from: base, count: count) }
      return
    }
    try Self.checkRoom(shape, name)
    self.init(shape: shape) { elements in
      var indices = [Int](repeating: 0, count: shape.count)
      var source = 0
      for index in 0..<count {
        elements[index] = base[source]
        for axis in shape.indices.reversed() {
          indices[axis] += 1
          source += strides[axis]
          if indices[axis] < shape[axis] { break }
          source -= strides[axis] * shape[axis]
          indices[axis] = 0
        }
      }
    }
  }

  /// Throws where no memory holds a tensor of `shape`, which else would end the process.
  private static func checkRoom(_ shape: [Int], _ name: String) throws {
    guard IncomingTensor(shape: shape) == nil else { return }
    throw ExplainerError(
      .outOfMemory, "there is no memory for tensor '\(name)' of the plugin",
      remedy: "allow more with --memory SIZE, or ask for less")
  }

  /// The index of the first element that is not a number, as `[2, 0, 5]`; nil where there is none.
  var indicesOfNaN: String? {
    guard let index = withUnsafeElements({ $0.firstIndex(where: \.isNaN) }) else { return nil }
    return "[\(shape.indices(ofElement: index).map(String.init).joined(separator: ", "))]"
  }
}

extension xpl_tensor {
  /// Whether all that lies between the first and the last element can be read.
  ///
  /// - Parameter shape: the extents, none of them 0, with a product that is a number.
  fileprivate func isReadable(_ shape: [Int], at base: UnsafePointer<Float>) -> Bool {
    var (lowest, highest) = (0, 0)
    for (extent, stride) in zip(shape, elementStrides) where extent > 1 {
      let (reach, overflow) = stride.multipliedReportingOverflow(by: extent - 1)
      guard !overflow, reach.magnitude < 1 << 60 else { return false }
      if reach < 0 { lowest += reach } else { highest += reach }
      guard lowest > -1 << 60, highest < 1 << 60 else { return false }
    }
    let start = UInt(bitPattern: base) &+ UInt(bitPattern: lowest * 4)
    return memory_is_readable(UnsafeRawPointer(bitPattern: start), (highest - lowest + 1) * 4) != 0
  }

  /// Whether the elements lie in row-major order without gaps.
  fileprivate func isDense(_ shape: [Int]) -> Bool {
    var expected = 1
    for (extent, stride) in zip(shape, elementStrides).reversed() where extent != 1 {
      guard stride == expected else { return false }
      expected *= extent
    }
    return true
  }
}
