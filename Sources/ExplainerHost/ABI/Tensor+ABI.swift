import CExplainerABI
import Diagnostics
import ExplainerKit
import Tensors

extension Tensor {
  /// A dense copy of a plugin's view, whatever its strides.
  ///
  /// - Throws: `pluginFault` for another type than `XPL_F32`, an impossible shape, or no data.
  init(copying view: xpl_tensor, named name: String) throws {
    func fault(_ what: String) -> ExplainerError {
      ExplainerError(.pluginFault, "tensor '\(name)' of the plugin \(what)")
    }
    guard view.dtype == XPL_F32 else { throw fault("has dtype \(view.dtype), expected XPL_F32") }
    guard let shape = view.extents else { throw fault("has an impossible shape") }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= 1 << 34 else { throw fault("is larger than 16 Gi elements") }
      count = product
    }
    guard count > 0 else {
      self.init(shape: shape, values: [])
      return
    }
    guard let data = view.data else { throw fault("has no data") }
    let base = data.assumingMemoryBound(to: Float.self)
    let strides = view.elementStrides
    self.init(shape: shape) { elements in
      var indices = [Int](repeating: 0, count: shape.count)
      var source = 0
      for place in 0..<count {
        elements[place] = base[source]
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
}
