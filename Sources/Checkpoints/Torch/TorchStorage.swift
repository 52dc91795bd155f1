/// The memory of tensors in a file of `torch.save`.
struct TorchStorage {
  /// Where it lies in the file.
  let bytes: Range<Int>
  /// The type of its numbers; nil where the tensors say.
  let type: StoredType?
}
