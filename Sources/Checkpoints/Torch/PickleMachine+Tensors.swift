import Diagnostics

extension PickleMachine {
  /// The memory of a tensor: `("storage", class, key, device, count)`.
  mutating func storage(_ parts: [PickleValue]) throws(ExplainerError) -> PickleValue {
    guard parts.count == 5, parts[0].text == "storage", case .global(.storage(let type)) = parts[1],
      let key = parts[2].text, let count = parts[4].integer
    else { throw malformed("describes the memory of a tensor in an unknown way") }
    let bytes = try memory(key)
    let (size, overflow) = count.multipliedReportingOverflow(by: (type?.bits ?? 8) / 8)
    guard count >= 0, !overflow, size == bytes.count else {
      throw ExplainerError(
        .badData, "the memory of a tensor has another size than the pickle says",
        at: location + ["data/\(key)"],
        expected: "\(count) numbers of \((type?.bits ?? 8) / 8) bytes", found: "\(bytes.count) bytes",
        remedy: "Download or copy the file again")
    }
    storages.append(TorchStorage(bytes: bytes, type: type))
    return .storage(storages.count - 1)
  }

  /// A view of such memory: `(memory, offset, size, stride, requires_grad, hooks, …)`, offset and strides in numbers.
  ///
  /// - Parameter typed: whether the type of its numbers follows.
  mutating func tensor(_ parts: [PickleValue], typed: Bool) throws(ExplainerError) -> PickleValue {
    guard parts.count >= (typed ? 7 : 4), case .storage(let place) = parts[0], let offset = parts[1].integer,
      case .tuple(let sizes) = parts[2], case .tuple(let steps) = parts[3]
    else { throw malformed("describes a tensor in an unknown way") }
    let storage = storages[place]
    var type = storage.type
    if typed, case .global(.type(let own)) = parts[6] { type = own }
    // What follows may say that the numbers are to be negated or conjugated.
    if let more = parts.dropFirst(typed ? 7 : 6).first, !isEmpty(more) {
      throw unsupported("gives a tensor more than its numbers", found: "metadata")
    }
    let shape = tuples[sizes].compactMap(\.integer)
    let strides = tuples[steps].compactMap(\.integer)
    guard let type, shape.count == tuples[sizes].count, strides.count == tuples[steps].count,
      shape.count == strides.count, (shape + strides + [offset]).allSatisfy({ $0 >= 0 }), shape.count <= 64
    else { throw malformed("describes a tensor whose extents are none") }
    let view = Self.view(shape, strides, of: fileSize)
    let size = type.bits / 8
    guard let view, view.reach <= storage.bytes.count / size,
      offset <= storage.bytes.count / size - view.reach
    else {
      throw ExplainerError(
        .badData, "a tensor reaches beyond its memory", at: location,
        expected: "\(storage.bytes.count / size) numbers",
        found: "shape \(shape), strides \(strides) from \(offset)",
        remedy: "Download or copy the file again")
    }
    let start = storage.bytes.lowerBound + offset * size
    tensors.append(
      StoredTensor(
        name: "", typeName: type.rawValue, shape: shape, bytes: start..<start + view.reach * size,
        strides: view.isContiguous ? nil : strides))
    return .tensor(tensors.count - 1)
  }

  private func isEmpty(_ value: PickleValue) -> Bool {
    switch value {
    case .none: true
    case .dictionary(let place): dictionaries[place].isEmpty
    default: false
    }
  }

  /// How far a view reaches, in numbers, and whether they lie row by row; nil where it has more of them than `largest`.
  private static func view(
    _ shape: [Int], _ strides: [Int], of largest: Int
  ) -> (reach: Int, isContiguous: Bool)? {
    var count = 1
    var reach = 1
    var isContiguous = true
    for (extent, step) in zip(shape, strides).reversed() {
      if extent != 1, step != count { isContiguous = false }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      let (way, tooFar) = step.multipliedReportingOverflow(by: max(extent, 1) - 1)
      let (sum, beyond) = reach.addingReportingOverflow(way)
      guard !overflow, !tooFar, !beyond, product <= largest else { return nil }
      (count, reach) = (product, sum)
    }
    return count == 0 ? (0, true) : (reach, isContiguous)
  }
}
