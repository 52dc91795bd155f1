import Diagnostics
import Tensors

/// What a file of tensors is going to hold: names and shapes, before the numbers are there.
package struct TensorLayout: Sendable {
  /// The tensors, in the order of the file.
  package let entries: [(name: String, shape: [Int])]

  /// A layout of these tensors.
  package init(_ entries: [(name: String, shape: [Int])]) { self.entries = entries }

  init(_ tensors: [(name: String, tensor: Tensor)]) { self.init(tensors.map { ($0.name, $0.tensor.shape) }) }

  /// The bytes of all their numbers.
  package var byteCount: Int { entries.reduce(0) { $0 + 4 * $1.shape.reduce(1, *) } }

  /// `tensor`, once it is known to be as announced: what has been written already says so.
  func checked(_ tensor: Tensor, at index: Int) throws(ExplainerError) -> Tensor {
    let entry = entries[index]
    guard tensor.shape == entry.shape else {
      throw ExplainerError(
        .internalFault, "a tensor has not the shape that was announced", at: ["tensor '\(entry.name)'"],
        expected: "\(entry.shape)", found: "\(tensor.shape)")
    }
    return tensor
  }
}
