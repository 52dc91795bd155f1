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
  /// What it is stored in, first the codes.
  let parts: [StoredPart]
  /// The bytes of memory it takes beside the mapped files: for codes, scales and zeros that are laid out anew.
  let heldBytes: Int
  /// Makes the numbers: where they lie, or of codes that are laid out anew.
  let numbers: @Sendable () throws(ExplainerError) -> CodedTensor

  /// The bytes of all its parts.
  var storedBytes: Int { parts.reduce(0) { $0 + $1.entry.bytes.count } }
}
