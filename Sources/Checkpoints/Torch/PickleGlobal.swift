/// What a pickle of tensors may name: nothing else is known here, and nothing is ever run.
enum PickleGlobal: Hashable {
  /// `collections.OrderedDict`.
  case orderedDictionary
  /// `torch.Size`.
  case size
  /// `torch._utils._rebuild_tensor` and `_rebuild_tensor_v2`.
  case rebuildTensor
  /// `torch._utils._rebuild_tensor_v3`.
  case rebuildTypedTensor
  /// `torch._utils._rebuild_parameter`.
  case rebuildParameter
  /// A tensor's memory, of numbers of this type, or of bytes.
  case storage(StoredType?)
  /// A type of numbers.
  case type(StoredType)

  /// The thing of this name in a module of Python; nil for any other.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch", "Size"): self = .size
    case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTypedTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch.storage", "UntypedStorage"), ("torch", "UntypedStorage"): self = .storage(nil)
    case ("torch", _):
      if let type = TorchNumbers.storages[name] {
        self = .storage(type)
      } else if let type = TorchNumbers.types[name] {
        self = .type(type)
      } else {
        return nil
      }
    default: return nil
    }
  }
}
