public import CExplainerABI
import Tensors

extension xpl_tensor {
  /// A dense view of 32-bit floats.
  ///
  /// - Precondition: at most `XPL_MAX_RANK` extents.
  public init(data: UnsafePointer<Float>?, shape: [Int]) {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1)
    }
    self.init(data: data, shape: shape, strides: strides)
  }

  /// A view of 32-bit floats; strides count elements.
  ///
  /// - Precondition: at most `XPL_MAX_RANK` extents, and a stride for each.
  public init(data: UnsafePointer<Float>?, shape: [Int], strides: [Int]) {
    precondition(
      shape.count <= Int(XPL_MAX_RANK) && strides.count == shape.count, "rank \(shape.count)")
    self.init()
    self.data = UnsafeRawPointer(data)
    dtype = xpl_dtype(XPL_F32)
    rank = Int32(shape.count)
    for axis in shape.indices {
      withUnsafeMutableBytes(of: &self.shape) {
        $0.assumingMemoryBound(to: Int64.self)[axis] = Int64(shape[axis])
      }
      withUnsafeMutableBytes(of: &self.strides) {
        $0.assumingMemoryBound(to: Int64.self)[axis] = Int64(strides[axis])
      }
    }
  }

  /// The extents, or nil where the rank is out of range or an extent is negative.
  public var extents: [Int]? {
    guard rank >= 0, rank <= XPL_MAX_RANK else { return nil }
    let all = withUnsafeBytes(of: shape) { Array($0.assumingMemoryBound(to: Int64.self).prefix(Int(rank))) }
    return all.allSatisfy { $0 >= 0 } ? all.map(Int.init) : nil
  }

  /// The strides in elements, one an extent.
  public var elementStrides: [Int] {
    withUnsafeBytes(of: strides) {
      $0.assumingMemoryBound(to: Int64.self).prefix(Int(max(0, min(rank, XPL_MAX_RANK)))).map(Int.init)
    }
  }
}
