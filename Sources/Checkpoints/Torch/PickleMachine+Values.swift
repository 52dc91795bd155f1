import Diagnostics

extension PickleMachine {
  mutating func pushTuple(_ values: [PickleValue]) {
    stack.push(.tuple(tuples.count))
    tuples.append(values)
  }

  mutating func pushDictionary() {
    stack.push(.dictionary(dictionaries.count))
    dictionaries.append([])
  }

  mutating func pushLong() throws(ExplainerError) {
    let size = try reader.number(1)
    // (Larger ones are the magic number of old files, and no number of anything here.)
    guard size > 8 else { return stack.push(.integer(try reader.signedNumber(size))) }
    try reader.skip(size)
    stack.push(.other)
  }

  mutating func set(_ values: [PickleValue]) throws(ExplainerError) {
    guard case .dictionary(let place)? = stack.top, values.count % 2 == 0 else {
      throw malformed("puts values into what is no dictionary")
    }
    for index in stride(from: 0, to: values.count, by: 2) {
      dictionaries[place].append((values[index], values[index + 1]))
    }
  }

  mutating func pushGlobal(_ module: String, _ name: String) throws(ExplainerError) {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw unsupported(
        "names something of Python that tensors do not need", found: "\(module).\(name)".cut(to: 120))
    }
    stack.push(.global(global))
  }

  mutating func pushNamedGlobal() throws(ExplainerError) {
    let names = try pop(2)
    guard let module = names[0].text, let name = names[1].text else {
      throw malformed("names something of Python without a name")
    }
    try pushGlobal(module, name)
  }

  /// A call: of what is known it is looked at as the description of what it would give.
  mutating func reduce() throws(ExplainerError) {
    let call = try pop(2)
    guard case .global(let global) = call[0], case .tuple(let place) = call[1] else {
      throw malformed("calls what is no function")
    }
    let arguments = tuples[place]
    switch global {
    case .orderedDictionary where arguments.isEmpty: pushDictionary()
    case .size:
      guard arguments.count == 1, case .tuple = arguments[0] else { throw malformed("a size is no tuple") }
      stack.push(arguments[0])
    case .rebuildParameter:
      guard let value = arguments.first, value.tensor != nil else {
        throw malformed("a parameter is no tensor")
      }
      stack.push(value)
    case .rebuildTensor: try stack.push(tensor(arguments, typed: false))
    case .rebuildTypedTensor: try stack.push(tensor(arguments, typed: true))
    default:
      throw unsupported("calls something in a way that tensors do not need", found: "a call of \(global)")
    }
  }

  mutating func pushStorage() throws(ExplainerError) {
    guard case .tuple(let place) = try pop() else { throw malformed("the memory of a tensor has no tuple") }
    try stack.push(storage(tuples[place]))
  }
}
