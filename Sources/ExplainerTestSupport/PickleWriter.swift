public import Tensors

/// Writes a pickle by its instructions, as torch writes one of a state dict.
public struct PickleWriter: Sendable {
  /// The instructions so far; without the last one, which ends a pickle.
  public var bytes: [UInt8] = [0x80, 2]

  /// A pickle without a value.
  public init() {}

  /// A state dict of these tensors, each the whole of its memory, `0`, `1`, ….
  public init(of tensors: [(name: String, tensor: Tensor)]) {
    self.init()
    call("collections", "OrderedDict") { _ in }
    bytes.append(0x28)
    for (index, (name, tensor)) in tensors.enumerated() {
      text(name)
      let strides = tensor.shape.indices.map { tensor.shape[($0 + 1)...].reduce(1, *) }
      self.tensor(of: "\(index)", count: tensor.count, shape: tensor.shape, strides: strides)
    }
    bytes.append(0x75)
  }

  /// A view of a memory.
  public mutating func tensor(
    of key: String, _ type: String = "FloatStorage", count: Int, from offset: Int = 0, shape: [Int],
    strides: [Int]
  ) {
    call("torch._utils", "_rebuild_tensor_v2") { pickle in
      pickle.memory(key, type, count: count)
      pickle.integer(offset)
      pickle.tuple(shape)
      pickle.tuple(strides)
      pickle.bytes.append(0x89)
      pickle.call("collections", "OrderedDict") { _ in }
    }
  }

  /// A memory, by its key in the archive.
  public mutating func memory(_ key: String, _ type: String, count: Int) {
    bytes.append(0x28)
    text("storage")
    global("torch", type)
    text(key)
    text("cpu")
    integer(count)
    bytes += [0x74, 0x51]
  }

  /// What calling something of Python would give.
  public mutating func call(_ module: String, _ name: String, _ arguments: (inout PickleWriter) -> Void) {
    global(module, name)
    bytes.append(0x28)
    arguments(&self)
    bytes += [0x74, 0x52]
  }

  /// A thing of Python by its name.
  public mutating func global(_ module: String, _ name: String) {
    bytes += [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  /// A tuple of whole numbers.
  public mutating func tuple(_ values: [Int]) {
    bytes.append(0x28)
    values.forEach { integer($0) }
    bytes.append(0x74)
  }

  /// A whole number.
  public mutating func integer(_ value: Int) {
    bytes += [0x8A, 8] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A text.
  public mutating func text(_ text: String) {
    bytes +=
      [0x58] + (0..<4).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
  }
}
