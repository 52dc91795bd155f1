import Diagnostics

extension PickleMachine {
  /// The tensors of a dictionary by name, each once; what else is in it is passed over.
  ///
  /// - Throws: `unsupported` where the value is something else, or holds no tensors by name.
  func namedTensors(_ value: PickleValue) throws(ExplainerError) -> [StoredTensor] {
    guard case .dictionary(let place) = value else {
      throw unsupported("describes no tensors by name", found: value.words)
    }
    var found: [StoredTensor] = []
    var places: [String: Int] = [:]
    for (key, value) in dictionaries[place] {
      guard let name = key.text, let tensor = value.tensor.map({ tensors[$0] }) else { continue }
      let named = StoredTensor(
        name: name, typeName: tensor.typeName, shape: tensor.shape, bytes: tensor.bytes,
        strides: tensor.strides)
      // (As in Python, of a name given twice the last value counts.)
      if let place = places[name] {
        found[place] = named
      } else {
        places[name] = found.count
        found.append(named)
      }
    }
    guard !found.isEmpty || dictionaries[place].isEmpty else {
      let keys = dictionaries[place].prefix(5).compactMap(\.key.text).map { "'\($0.cut(to: 40))'" }
      throw unsupported(
        "describes no tensors by name", found: "a dictionary of \(keys.joined(separator: ", "))")
    }
    return found
  }
}
