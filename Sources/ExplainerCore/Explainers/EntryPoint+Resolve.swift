public import Diagnostics
public import JSON

extension EntryPoint {
  /// Checks how many texts are given.
  ///
  /// - Throws: `badParameter` with how many there should be.
  public func checkCount(ofTexts count: Int) throws(ExplainerError) {
    guard !texts.contains(count) else { return }
    let (least, most) = (texts.lowerBound, texts.upperBound)
    throw ExplainerError(
      .badParameter, "\(name) reads texts", expected: least == most ? "\(least)" : "\(least) to \(most)",
      found: "\(count)")
  }

  /// Checks `given` against the parameters and fills in defaults.
  ///
  /// - Throws: `badParameter` for a name that is unknown (with the nearest known one) or a value that is not legal
  ///   (with the legal ones).
  public func resolve(_ given: JSONObject) throws(ExplainerError) -> Parameters {
    for name in given.keys where !parameters.contains(where: { $0.name == name }) {
      let near = Suggestion.nearest(to: name, among: parameters.map(\.name))
      throw ExplainerError(
        .badParameter, "\(self.name) has no parameter '\(name)'",
        remedy: near.map { "did you mean '\($0)'?" }
          ?? "its parameters are \(parameters.map(\.name).joined(separator: ", "))")
    }
    var values = JSONObject()
    for parameter in parameters {
      guard let value = given[parameter.name], !value.isNull else {
        if let value = parameter.defaultValue { values[parameter.name] = value }
        continue
      }
      values[parameter.name] = try parameter.check(value)
    }
    return Parameters(values)
  }
}

extension Parameter {
  /// `value` in the parameter's own type.
  ///
  /// - Throws: `badParameter` with the legal values where it is not one of them.
  public func check(_ value: JSONValue) throws(ExplainerError) -> JSONValue {
    guard isList else { return try checkOne(value) }
    var checked: [JSONValue] = []
    for element in value.array ?? [value] { checked.append(try checkOne(element)) }
    return .array(checked)
  }

  private func checkOne(_ value: JSONValue) throws(ExplainerError) -> JSONValue {
    let accepted: JSONValue? =
      switch type {
      case .integer: value.int.map { .integer($0) }
      case .number: value.double.map { .number($0) }
      case .boolean: value.bool.map { .bool($0) }
      case .string: value.string.map { .string($0) }
      case .file: value.string.flatMap { $0.isEmpty ? nil : .string($0) }
      case .token: value.int.map { .integer($0) } ?? value.string.map { .string($0) }
      }
    let inRange = value.double.map { $0 >= (minimum ?? -.infinity) && $0 <= (maximum ?? .infinity) } ?? true
    let isChoice = choices.isEmpty || value.string.map(choices.contains) ?? false
    guard let accepted, inRange, isChoice else {
      throw ExplainerError(
        .badParameter, "'\(name)' cannot be \(value.string.map { "'\($0)'" } ?? value.text())",
        expected: legalValues,
        remedy: value.string.flatMap { Suggestion.nearest(to: $0, among: choices) }.map {
          "did you mean '\($0)'?"
        })
    }
    return accepted
  }
}
