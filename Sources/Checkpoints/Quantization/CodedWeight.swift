import Diagnostics
import Tensors

/// A weight that is stored as codes and what they stand for, in several tensors.
struct CodedWeight: Sendable {
  /// The name it has as a weight.
  let name: String
  /// How it is stored, in words.
  let typeName: String
  /// The extents of its numbers.
  let shape: [Int]
  /// The names of what it is stored in, first that of the codes.
  let parts: [String]
  /// Makes the numbers: where they lie, or of codes that are laid out anew.
  let numbers: @Sendable () throws(ExplainerError) -> CodedTensor
}
