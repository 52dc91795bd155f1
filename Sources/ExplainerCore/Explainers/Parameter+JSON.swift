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
  public init(json: JSONValue) throws(DescriptorError) { try self.init(json: json, schema: nil) }

  /// Reads the JSON form in a text that says it is of this version.
  package init(json: JSONValue, schema: FormatVersion?) throws(DescriptorError) {
    let reader = ObjectReader(json: json)
    let name = try reader.name("name")
    do { try self.init(name, reader, schema) } catch { throw error.inside([], of: "parameter '\(name)'") }
  }

  private init(_ name: String, _ reader: ObjectReader, _ schema: FormatVersion?) throws(DescriptorError) {
    try reader.refuseOthers(
      than: ["name", "type", "list", "default", "absence", "minimum", "maximum", "choices", "summary"],
      schema: schema)
    let word = try reader.string("type")
    guard let type = ParameterType(rawValue: word) else {
      let known = ParameterType.allCases.map(\.rawValue).joined(separator: ", ")
      throw DescriptorError("has type '\(word)'; the types are \(known)", at: ["type"])
    }
    self.init(
      name, type, isList: try reader.flag("list"), default: reader.json["default"],
      absence: try reader.optionalString("absence"), minimum: try reader.optionalNumber("minimum"),
      maximum: try reader.optionalNumber("maximum"), choices: try reader.strings("choices"),
      summary: try reader.string("summary"))
    guard let defaultValue else { return }
    do { _ = try check(defaultValue) } catch {
      throw DescriptorError(
        "its default \(defaultValue.text()) is not legal, expected \(legalValues)", at: ["default"])
    }
  }
}
