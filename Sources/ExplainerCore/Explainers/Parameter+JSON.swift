public import JSON

extension Parameter {
  /// The JSON form, as it stands in descriptors and in the registry.
  public var json: JSONValue {
    var object: JSONObject = ["name": .string(name), "type": .string(type.rawValue)]
    if isList { object["list"] = true }
    if let defaultValue { object["default"] = defaultValue }
    if let absence { object["absence"] = .string(absence) }
    if let minimum { object["minimum"] = Int(exactly: minimum).map { .integer($0) } ?? .number(minimum) }
    if let maximum { object["maximum"] = Int(exactly: maximum).map { .integer($0) } ?? .number(maximum) }
    if !choices.isEmpty { object["choices"] = JSONValue(choices) }
    object["summary"] = .string(summary)
    return .object(object)
  }

  /// Reads the JSON form; throws the reason in words where it is not one.
  public init(json: JSONValue) throws(DescriptorError) {
    let name = try DescriptorError.string("name", of: json)
    let word = try DescriptorError.string("type", of: json)
    guard let type = ParameterType(rawValue: word) else {
      let known = ParameterType.allCases.map(\.rawValue).joined(separator: ", ")
      throw DescriptorError("parameter '\(name)' has type '\(word)'; the types are \(known)")
    }
    self.init(
      name, type, isList: json["list"]?.bool ?? false, default: json["default"],
      absence: json["absence"]?.string,
      minimum: json["minimum"]?.double, maximum: json["maximum"]?.double,
      choices: json["choices"]?.array?.compactMap(\.string) ?? [],
      summary: try DescriptorError.string("summary", of: json))
  }
}
